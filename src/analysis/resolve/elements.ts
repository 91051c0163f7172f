import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { classOfThis, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { sourcesOf, variableOf } from './bindings.ts'
import { membersOf } from './members.ts'

/** Methods that put an argument into a collection: at which position it stands. */
const ADDERS: Readonly<Record<string, number>> = { push: 0, unshift: 0, add: 0, set: 1 }
const MOST = 16

/**
 * What the file puts into a collection that starts empty at `node` (`[]`, `new Map()`), through the variable or the field
 * that holds it. Empty when nothing is, when it is put in somewhere we can't see, or when there is too much to look at.
 */
export const addedElements: (sourceCode: SourceCode, node: Node) => readonly Node[] = perNode<Node, readonly Node[]>((sourceCode, node) => {
  const added: Node[] = []
  for (const use of usesOfHolder(sourceCode, wrapped(node))) {
    const value = addedBy(use)
    if (value && added.push(value) > MOST) return []
  }
  return added
}, [])

/** Methods that yield one element. */
const ONE: ReadonlySet<string> = new Set(['get', 'at', 'find', 'findLast', 'pop', 'shift'])

/**
 * The same, with what a variable or a choice may be in its place; what was taken from the collection itself is not counted once
 * more: `let part = parts.get(id); if (!part) { part = new Part(); parts.set(id, part) }`.
 */
export function addedValues(sourceCode: SourceCode, node: Node): readonly Node[] {
  const added = addedElements(sourceCode, node)
  if (!added.some((each) => isChoice(unwrap(each)))) return added
  const holders = new Set(usesOfHolder(sourceCode, wrapped(node)))
  const values = added.flatMap((each) => alternatives(sourceCode, each, 0)).filter((each) => !isTakenFrom(each, holders))
  return values.length > 0 ? values : added
}

function isChoice(node: Node): boolean {
  return node.type === 'Identifier' || node.type === 'LogicalExpression' || node.type === 'AssignmentExpression'
}

/** How far choices and variables are followed. */
const MOST_DEPTH = 3

/** `known ?? made`, and what a variable with several values may hold; the node itself where nothing is to choose. */
function alternatives(sourceCode: SourceCode, value: Node, depth: number): readonly Node[] {
  const node = unwrap(value)
  if (depth > MOST_DEPTH) return [node]
  if (node.type === 'LogicalExpression' && node.operator !== '&&') return [node.left, node.right].flatMap((each) => alternatives(sourceCode, each, depth + 1))
  if (node.type === 'AssignmentExpression') return alternatives(sourceCode, node.right, depth + 1)
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  const sources = (variable && sourcesOf(sourceCode, variable)) ?? []
  if (sources.length === 0 || !sources.every((source) => source.kind === 'value' && source.steps.length === 0)) return [node]
  return sources.flatMap((source) => (source.kind === 'value' ? alternatives(sourceCode, source.value, depth + 1) : []))
}

function isTakenFrom(value: Node, holders: ReadonlySet<Node>): boolean {
  const node = unwrap(value)
  const member = node.type === 'CallExpression' ? unwrap(node.callee) : node
  if (member.type !== 'MemberExpression' || !holders.has(unwrap(member.object))) return false
  return node.type === 'CallExpression' ? ONE.has(keyName(member) ?? '') : member.computed
}

/** Where the variable or the field is used that a node is made for; empty where it is made for neither. */
export function usesOfHolder(sourceCode: SourceCode, node: Node): readonly Node[] {
  const parent = node.parent
  if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') {
    return variableOf(sourceCode, parent.id)?.references.map((each) => each.identifier) ?? []
  }
  if (parent?.type === 'PropertyDefinition' && !parent.static) return membersOf(sourceCode, parent.parent.parent).get(keyName(parent) ?? '')?.uses ?? []
  if (parent?.type === 'AssignmentExpression' && parent.left.type === 'MemberExpression' && parent.left.object.type === 'ThisExpression') {
    const owner = classOfThis(parent.left)
    return owner ? (membersOf(sourceCode, owner).get(keyName(parent.left) ?? '')?.uses ?? []) : []
  }
  return []
}

function addedBy(use: Node): Node | undefined {
  const outer = wrapped(use)
  const member = outer.parent
  if (member?.type !== 'MemberExpression' || member.object !== outer) return undefined
  const above = wrapped(member)
  const parent = above.parent
  if (parent?.type === 'AssignmentExpression' && parent.left === above && member.computed) return parent.right
  if (parent?.type !== 'CallExpression' || parent.callee !== above) return undefined
  const position = ADDERS[keyName(member) ?? '']
  const argument = position === undefined ? undefined : parent.arguments[position]
  return argument && argument.type !== 'SpreadElement' ? argument : undefined
}
