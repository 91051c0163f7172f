import type { TSESTree } from '@typescript-eslint/utils'

import { methodHolders, methodSections, readSections, stateSections, watchSection } from '../../knowledge/callbacks/index.ts'
import { stateHooks } from '../../knowledge/requests.ts'
import { reactiveHolders } from '../../knowledge/results.ts'
import type { ApiPath } from '../../knowledge/schema.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isFunction, keyName, type Node, propertyOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { importedPath } from './annotations.ts'
import { sourceAt, variableOf } from './bindings.ts'
import { propertyAt } from './constants.ts'
import { apiOf } from './denote.ts'
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

/** Whether a function of a component or a store runs when it is read by its name, and is no method: `computed: { total() {…} }`. */
export function isReadByName(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const property = wrapped(fn).parent
  return property?.type === 'Property' && readSections.has(sectionAround(sourceCode, property.parent)?.name ?? '')
}

/** Whether a component or a store is made of the object. */
function isOptions(sourceCode: SourceCode, object: Node): boolean {
  const outer = wrapped(object)
  const { parent } = outer
  return parent?.type === 'ExportDefaultDeclaration' || (parent?.type === 'CallExpression' && parent.callee !== outer && makesOfMethods(sourceCode, parent))
}

/** Whether a call makes a component or a store of the object that it is given: `defineStore('cart', { … })`. */
export function makesOfMethods(sourceCode: SourceCode, call: Call): boolean {
  return methodHolders.has(makerOf(sourceCode, call) ?? '')
}

/** The imported function that a call runs, by what the file imports alone. */
function makerOf(sourceCode: SourceCode, { callee: called }: Call): ApiPath | undefined {
  const callee = unwrap(called)
  const object = callee.type === 'MemberExpression' ? callee.object : callee
  const def = object.type === 'Identifier' ? variableOf(sourceCode, object)?.defs[0] : undefined
  if (def?.type !== 'ImportBinding' || def.node.type === 'TSImportEqualsDeclaration') return undefined
  return importedPath(sourceCode, def.node) + (callee.type === 'MemberExpression' ? `.${keyName(callee) ?? ''}` : '')
}

/** What makes proxies of the state that an object of a component or a store begins with; undefined where that is not known. */
export function reactorOf(sourceCode: SourceCode, options: TSESTree.ObjectExpression): ApiPath | undefined {
  const outer = wrapped(options)
  const { parent } = outer
  return parent?.type === 'CallExpression' && parent.callee !== outer ? reactiveHolders.get(makerOf(sourceCode, parent) ?? '') : undefined
}

/** Whether a component watches a field of its own, so that something runs whenever that changes: `watch: { query() { this.search() } }`. */
export function isWatched(holder: TSESTree.ObjectExpression, name: string): boolean {
  const watched = propertyOf(holder, watchSection)
  return watched?.type === 'ObjectExpression' && watched.properties.some((each) => each.type === 'Property' && keyName(each)?.split('.')[0] === name)
}

/** What a field of the object is at first: a property of it, or of what its `data` or `state` yields. */
export function firstValue(sourceCode: SourceCode, holder: TSESTree.ObjectExpression, name: string): Node | undefined {
  return propertyAt(sourceCode, holder, name) ?? firstState(sourceCode, holder, name)
}

/** What a field is at first in what the `data` or `state` of the object yields. */
export function firstState(sourceCode: SourceCode, holder: TSESTree.ObjectExpression, name: string): Node | undefined {
  for (const section of stateSections) {
    for (const each of statesIn(sourceCode, holder, section)) {
      const field = propertyAt(sourceCode, each, name)
      if (field) return field
    }
  }
  return undefined
}

function statesIn(sourceCode: SourceCode, holder: TSESTree.ObjectExpression, section: string): readonly Node[] {
  const value = propertyAt(sourceCode, holder, section)
  return isFunction(value) ? returnsOf(sourceCode, value).map(unwrap) : value ? [unwrap(value)] : []
}

/** The name of the state that a function of a component replaces: `likes`, for `setLikes` of `const [likes, setLikes] = useState(0)`. */
export function stateOf(sourceCode: SourceCode, setter: Node): TSESTree.Identifier | undefined {
  const variable = setter.type === 'Identifier' ? variableOf(sourceCode, setter) : undefined
  const [name] = variable?.identifiers ?? []
  const pattern = name?.parent
  if (!name || pattern?.type !== 'ArrayPattern' || pattern.elements[1] !== name) return undefined
  const source = sourceAt(name)
  const call = source.kind === 'value' ? unwrap(source.value) : undefined
  const [state] = pattern.elements
  return call?.type === 'CallExpression' && state?.type === 'Identifier' && stateHooks.has(apiOf(sourceCode, call.callee) ?? '') ? state : undefined
}

/** Whether a state is only shown: in markup of the page itself, and asked about; nobody else is handed what it holds. */
export function isOnlyShown(sourceCode: SourceCode, state: TSESTree.Identifier): boolean {
  return variableOf(sourceCode, state)?.references.every(({ identifier, init }) => init === true || isShownAt(identifier)) ?? false
}

const WITHIN: ReadonlySet<string> = new Set(['LogicalExpression', 'ConditionalExpression', 'TemplateLiteral', 'Property', 'ObjectExpression', 'TSNonNullExpression', 'TSAsExpression', 'ChainExpression'])
const ASKS: ReadonlySet<string> = new Set(['BinaryExpression', 'UnaryExpression', 'IfStatement'])

function isShownAt(read: Node): boolean {
  let at = read
  while (at.parent && WITHIN.has(at.parent.type)) at = at.parent
  const { parent } = at
  if (!parent || ASKS.has(parent.type)) return true
  if (parent.type === 'ArrayExpression') return parent.parent.type === 'CallExpression' && parent.parent.arguments[1] === parent // what an effect watches
  if (parent.type !== 'JSXExpressionContainer') return false
  const element = parent.parent.type === 'JSXAttribute' ? parent.parent.parent : undefined
  return element?.type !== 'JSXOpeningElement' || (element.name.type === 'JSXIdentifier' && /^[a-z]/u.test(element.name.name))
}
