import type { TSESTree } from '@typescript-eslint/utils'

import { methodHolders, methodSections, watchSection } from '../../knowledge/callbacks/index.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, isFunction, keyName, type Node, propertyOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { importedPath } from './annotations.ts'
import { variableOf } from './bindings.ts'
import { returnsOf } from './functions.ts'

/** A section of the object that a component or a store is made of, by name. */
export interface Section {
  readonly of: TSESTree.ObjectExpression
  readonly name: string
}

/** How deep a method stands in its section: `watch: { rows: { handler() {…} } }`. */
const MOST_DEPTH = 3

/** The section that the object of a method belongs to: `methods` of `export default { data() {…}, methods: { … } }`. Undefined where it is none. */
export function sectionAround(sourceCode: SourceCode, object: Node): Section | undefined {
  let at = wrapped(object)
  for (let i = 0; i < MOST_DEPTH; i++) {
    const { parent } = at
    if (parent?.type !== 'Property' || parent.value !== at || parent.parent.type !== 'ObjectExpression') return undefined
    const name = keyName(parent)
    const of = parent.parent
    if (name !== undefined && methodSections.has(name) && isOptions(sourceCode, of)) return { of, name }
    at = wrapped(of)
  }
  return undefined
}

/** Whether a component or a store is made of the object. */
function isOptions(sourceCode: SourceCode, object: Node): boolean {
  const outer = wrapped(object)
  const { parent } = outer
  return parent?.type === 'ExportDefaultDeclaration' || (parent?.type === 'CallExpression' && parent.callee !== outer && makesOfMethods(sourceCode, parent))
}

/** Whether a call makes a component or a store of the object that it is given: `defineStore('cart', { … })`. */
export function makesOfMethods(sourceCode: SourceCode, { callee: called }: Call): boolean {
  const callee = unwrap(called)
  const object = callee.type === 'MemberExpression' ? callee.object : callee
  const def = object.type === 'Identifier' ? variableOf(sourceCode, object)?.defs[0] : undefined
  if (def?.type !== 'ImportBinding' || def.node.type === 'TSImportEqualsDeclaration') return false
  return methodHolders.has(importedPath(def.node) + (callee.type === 'MemberExpression' ? `.${keyName(callee) ?? ''}` : ''))
}

/** Whether a component watches a field of its own, so that something runs whenever that changes: `watch: { query() { this.search() } }`. */
export function isWatched(holder: TSESTree.ObjectExpression, name: string): boolean {
  const watched = propertyOf(holder, watchSection)
  return watched?.type === 'ObjectExpression' && watched.properties.some((each) => each.type === 'Property' && keyName(each)?.split('.')[0] === name)
}

/** What a field of the object is at first: a property of it, or of what its `data` or `state` yields. */
export function firstValue(sourceCode: SourceCode, holder: TSESTree.ObjectExpression, name: string): Node | undefined {
  const own = propertyOf(holder, name)
  if (own) return own
  for (const section of ['data', 'state']) {
    const value = propertyOf(holder, section)
    const fields = isFunction(value) ? returnsOf(sourceCode, value).map(unwrap) : value ? [unwrap(value)] : []
    for (const each of fields) {
      const field = propertyOf(each, name)
      if (field) return field
    }
  }
  return undefined
}
