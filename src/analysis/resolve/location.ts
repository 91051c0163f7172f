import type { TSESTree } from '@typescript-eslint/utils'

import { collectionClasses } from '../../knowledge/collections.ts'
import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { type ClassNode, keyName, literalText, type Node, unwrap } from '../../utils/syntax.ts'
import { isNeverReassigned, isOfModule, type Source, sourcesOf, type Variable, variableOf } from './bindings.ts'
import { apiOf } from './denote.ts'
import { type Holder, holderOf, staticClassOf } from './holders.ts'
import { classOfObject } from './members.ts'

/**
 * A place that holds a value: a root and at most three names below it. Two expressions with the same key are the same
 * place, as long as the root is the same object.
 */
export interface Location {
  readonly key: string
  readonly root: Root
  /** Field names; '[]' for an element chosen at run time. */
  readonly path: readonly string[]
  /** What chooses the element, when there is one: `"text"` for a constant, `$3` for a variable; undefined when unknown. */
  readonly index?: string
  /** As a user would write it: `this.queue`, `locks[]`. */
  readonly text: string
}

export type Root =
  | { readonly kind: 'variable'; readonly variable: Variable; readonly scope: 'module' | 'local' | 'parameter' }
  | { readonly kind: 'this'; readonly of: ClassNode }
  | { readonly kind: 'object'; readonly of: Holder }
  | { readonly kind: 'api'; readonly path: string }
  /** A part of the page, or what a program keeps in the global object: whoever asks for the name has it. */
  | { readonly kind: 'global' }

const MOST_NAMES = 3

const numbers = perFile(() => new Map<object, number>())

/** Whether two expressions surely read one place, or are one. */
export function isSamePlace(sourceCode: SourceCode, a: Node, b: Node): boolean {
  if (a === b) return true
  const place = locationOf(sourceCode, a)
  return place !== undefined && place.key === locationOf(sourceCode, b)?.key
}

/** A number for a variable, class or node that is the same throughout the file. */
export function numberOf(sourceCode: SourceCode, of: object): number {
  const known = numbers(sourceCode)
  let number = known.get(of)
  if (number === undefined) known.set(of, (number = known.size + 1))
  return number
}

/**
 * The place an expression reads, aliases by single assignment followed (`const { state } = this`, `const q = this.jobs`,
 * `self = this`). Undefined for what is no place: calls, literals, deeper paths.
 */
export const locationOf: (sourceCode: SourceCode, node: Node) => Location | undefined = perNode<Node, Location | undefined>((sourceCode, expression) => {
  const node = unwrap(expression)
  if (node.type === 'ThisExpression') {
    const of = classOfObject(sourceCode, node)
    return of ? { key: `this:${numberOf(sourceCode, of)}`, root: { kind: 'this', of }, path: [], text: 'this' } : locationOfHolder(sourceCode, node)
  }
  if (node.type === 'Identifier') return locationOfName(sourceCode, node)
  if (node.type !== 'MemberExpression') return undefined
  const whole = locationOf(sourceCode, node.object)
  if (!whole) return undefined
  const name = node.computed ? constantIndex(node.property) : keyName(node)
  return name === undefined ? below(whole, '[]', indexKey(sourceCode, node.property)) : below(whole, name)
}, undefined)

/** `this` in a static method, which is the class itself, and in a function that no class holds. */
function locationOfHolder(sourceCode: SourceCode, node: TSESTree.ThisExpression): Location | undefined {
  const name = staticClassOf(node)?.id
  if (name) return locationOfName(sourceCode, name)
  const of = holderOf(sourceCode, node)
  return of && { key: `object:${numberOf(sourceCode, of)}`, root: { kind: 'object', of }, path: [], text: 'this' }
}

function constantIndex(property: Node): string | undefined {
  return literalText(property)
}

/** The place of a part of a place. */
export function below(whole: Location, name: string, index?: string): Location | undefined {
  if (whole.path.length >= MOST_NAMES) return undefined
  const text = name === '[]' ? `${whole.text}[]` : `${whole.text}.${name}`
  const part = { key: `${whole.key}.${name}${index ?? ''}`, root: whole.root, path: [...whole.path, name], text }
  return index === undefined ? part : { ...part, index }
}

/** What chooses an element, comparable within the file: constants by text, variables by number; undefined for anything else. */
export function indexKey(sourceCode: SourceCode, node: Node): string | undefined {
  const inner = unwrap(node)
  const text = literalText(inner)
  if (text !== undefined) return JSON.stringify(text)
  const place = inner.type === 'Identifier' || inner.type === 'MemberExpression' ? locationOf(sourceCode, inner) : undefined
  return place && `$${place.key}`
}

function locationOfName(sourceCode: SourceCode, node: TSESTree.Identifier): Location | undefined {
  const variable = variableOf(sourceCode, node)
  if (!variable || variable.defs.length === 0) {
    const path = apiOf(sourceCode, node)
    return path === undefined ? undefined : { key: path, root: { kind: 'api', path }, path: [], text: node.name }
  }
  return aliasOf(sourceCode, variable) ?? own(sourceCode, outside(variable))
}

/** The name of a class, as code around it knows it: inside of the class it is another variable of the same declaration. */
function outside(variable: Variable): Variable {
  const [def] = variable.defs
  const outer = variable.scope.type === 'class' ? variable.scope.upper?.set.get(variable.name) : undefined
  return outer && def?.type === 'ClassName' && outer.defs[0]?.node === def.node ? outer : variable
}

function own(sourceCode: SourceCode, variable: Variable): Location {
  const [def] = variable.defs
  const scope = def?.type === 'Parameter' ? 'parameter' : isOfModule(variable) ? 'module' : 'local'
  return { key: `var:${numberOf(sourceCode, variable)}`, root: { kind: 'variable', variable, scope }, path: [], text: variable.name }
}

/** The place a variable stands for, where it is assigned once, from a place that outlives it. */
function aliasOf(sourceCode: SourceCode, variable: Variable): Location | undefined {
  if (variable.defs[0]?.type !== 'Variable') return undefined
  const [source, second] = sourcesOf(sourceCode, variable) ?? []
  if (!source || second || (source.kind !== 'value' && source.kind !== 'element')) return undefined
  if (!isNeverReassigned(variable)) return undefined
  return isTakenOver(sourceCode, variable, source.value) ? undefined : sourceLocation(sourceCode, source)
}

/** How many statements stand between what takes and what leaves another one there. */
const MOST_BETWEEN = 3

/** `const mine = this.queue; this.queue = []`: from there on the name alone has what was there. */
function isTakenOver(sourceCode: SourceCode, { defs }: Variable, value: Node): boolean {
  const declaration = defs[0]?.node.parent
  const list = declaration?.type === 'VariableDeclaration' && 'body' in declaration.parent && Array.isArray(declaration.parent.body) ? (declaration.parent.body as readonly Node[]) : []
  const from = declaration ? list.indexOf(declaration) + 1 : 0
  return from > 0 && list.slice(from, from + MOST_BETWEEN).some((each) => {
    const change = each.type === 'ExpressionStatement' ? each.expression : undefined
    return change?.type === 'AssignmentExpression' && change.operator === '=' && isNewCollection(change.right) && sourceCode.getText(change.left) === sourceCode.getText(value)
  })
}

/** A new collection: what holds something else to be ended has to be known by both names. */
function isNewCollection(value: Node): boolean {
  const node = unwrap(value)
  return node.type === 'ArrayExpression' || node.type === 'ObjectExpression' || (node.type === 'NewExpression' && node.callee.type === 'Identifier' && node.callee.name in collectionClasses)
}

function sourceLocation(sourceCode: SourceCode, source: Extract<Source, { kind: 'value' | 'element' }>): Location | undefined {
  let at = locationOf(sourceCode, source.value)
  if (source.kind === 'element') at = at && below(at, '[]')
  for (const { name, fallback } of source.steps) at = at && !fallback ? below(at, name) : undefined
  return at
}
