import { collectionChanges } from '../../../knowledge/collections.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { isTarget } from '../../../utils/results.ts'
import { type Asking, type Call, type CodeOwner, isCall, isInside, keyName, literalText, type Node, unwrap, walk, wrapped } from '../../../utils/syntax.ts'
import { isOfModule, onlyValue, sourcesOf, type Variable, variableOf } from '../../resolve/bindings.ts'
import { madeOf } from './changed.ts'

/**
 * Whether all that is changed of a record between its read and its write are fields that are named here, by values that are not
 * made of the record: after two runs at once it is as after one and then the other.
 */
export function replacesFields(sourceCode: SourceCode, owner: CodeOwner, read: Node, write: Asking, values: readonly Node[]): boolean {
  const record = recordIn(sourceCode, owner, read, [...(isCall(write) ? write.arguments : []), ...values])
  if (!record) return false
  let isChanged = false
  for (const { identifier, init } of record.references) {
    if (init === true) continue
    const change = changeAt(sourceCode, record, identifier, write)
    if (change === 'other') return false
    isChanged ||= change === 'field'
  }
  return isChanged
}

/** The variable that holds what was read, and that is written back. */
function recordIn(sourceCode: SourceCode, owner: CodeOwner, read: Node, given: readonly Node[]): Variable | undefined {
  for (const argument of given) {
    const name = unwrap(isText(argument) ? (argument.arguments[0] ?? argument) : argument)
    const variable = name.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
    const sources = (variable && !isOfModule(variable) && sourcesOf(sourceCode, variable)) || []
    const isRead = sources.some((source) => source.kind === 'value' && source.steps.length === 0 && isInside(source.value, owner) && isAnswer(sourceCode, source.value, read))
    if (variable && isRead) return variable
  }
  return undefined
}

/** `JSON.stringify(…)`. */
function isText(node: Node): node is Call {
  return node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && keyName(node.callee) === 'stringify'
}

/** `await store.get(key)`, `JSON.parse(await store.get(key))`, also by a name. */
function isAnswer(sourceCode: SourceCode, value: Node, read: Node, depth = 0): boolean {
  const node = unwrap(value)
  if (node === read) return true
  if (depth > 4) return false
  const inner = node.type === 'AwaitExpression' ? node.argument
    : node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && keyName(node.callee) === 'parse' ? node.arguments[0]
      : onlyValue(sourceCode, node)
  return inner !== undefined && isAnswer(sourceCode, inner, read, depth + 1)
}

type Change = 'none' | 'field' | 'other'

function changeAt(sourceCode: SourceCode, record: Variable, name: Node, write: Asking): Change {
  let at = wrapped(name)
  let path = ''
  for (let member = at.parent; member?.type === 'MemberExpression' && member.object === at; member = at.parent) {
    const key = member.computed ? literalText(member.property) : keyName(member)
    const outer = wrapped(member)
    if (key === undefined) return isTarget(outer) || isCall(outer.parent) ? 'other' : 'none'
    if (isCall(outer.parent) && outer.parent.callee === outer) return isOfNewField(sourceCode, record, path, outer.parent) ? 'none' : 'other'
    path += `.${key}`
    at = outer
  }
  const { parent } = at
  if (parent?.type === 'AssignmentExpression' && parent.left === at) {
    if (path === '') return 'none'
    return parent.operator === '=' && !mentionsVariable(sourceCode, parent.right, record) ? 'field' : 'other'
  }
  if (parent?.type === 'UnaryExpression') return parent.operator === 'delete' ? 'field' : 'none'
  if (isTarget(at)) return 'other'
  if (isCall(parent) && parent.callee !== at) return path === '' && (isText(parent) || isSameMethod(parent, write)) ? 'none' : 'other'
  return parent?.type === 'VariableDeclarator' ? keptAs(sourceCode, parent.id) : 'none'
}

/** `store.set(id, made)` in one branch, `store.set(id, changed)` in the other. */
function isSameMethod(one: Call, other: Asking): boolean {
  return calledName(one) === calledName(other)
}

/** `entry.clients = []; entry.clients.push(…)`, and methods that change nothing. */
function isOfNewField(sourceCode: SourceCode, record: Variable, path: string, call: Call): boolean {
  const method = call.callee.type === 'MemberExpression' ? keyName(call.callee) : undefined
  if (path === '' || method === undefined) return false
  return record.references.some(({ identifier }) => {
    let at = wrapped(identifier)
    let text = ''
    for (let member = at.parent; member?.type === 'MemberExpression' && member.object === at; member = at.parent) {
      text += `.${(member.computed ? literalText(member.property) : keyName(member)) ?? '?'}`
      at = wrapped(member)
    }
    const { parent } = at
    return text === path && at.range[0] < call.range[0] && parent?.type === 'AssignmentExpression' && parent.left === at && parent.operator === '=' && !mentionsVariable(sourceCode, parent.right, record)
  }) && collectionChanges.has(method)
}

/** A part that is kept by a name and only looked at. */
function keptAs(sourceCode: SourceCode, name: Node): Change {
  const variable = name.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
  const isUsed = !variable || variable.references.some(({ identifier, init }) => {
    const outer = wrapped(identifier)
    return init !== true && (outer.parent?.type === 'MemberExpression' || (isCall(outer.parent) && outer.parent.callee !== outer))
  })
  return isUsed ? 'other' : 'none'
}

/** How far a value is followed through names: `const left = seat.left - count; seat.left = left`. */
const MOST_NAMES = 3

function mentionsVariable(sourceCode: SourceCode, root: Node, variable: Variable, depth = 0): boolean {
  let found = false
  walk(sourceCode, root, (node) => {
    if (node.type !== 'Identifier' || found) return !found
    found = variableOf(sourceCode, node) === variable || (depth < MOST_NAMES && madeOf(sourceCode, node).some((value) => mentionsVariable(sourceCode, value, variable, depth + 1)))
    return !found
  })
  return found
}
