import { stateHooks } from '../../knowledge/requests.ts'
import { storeWrites } from '../../knowledge/stores.ts'
import { calledName, callsByOwner, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, isFunction, keyName, type Node, ownerOf, wrapped } from '../../utils/syntax.ts'
import { nameIn } from '../callbacks/uses.ts'
import { mentions, rootsOf } from '../resolve/evidence.ts'

const stateRoots = rootsOf(stateHooks)

/** Methods that change what they are called on. */
const CHANGES: ReadonlySet<string> = new Set(['push', 'unshift', 'pop', 'shift', 'splice', 'add', 'set', 'delete', 'clear', ...storeWrites.keys()])

/**
 * The functions worth a closer look: they wait, and they or what they begin write to something that is not theirs. The first,
 * cheap question: code that waits for nothing, and code that changes nothing, costs one look at the names of the file.
 */
export const candidates = perFile((sourceCode): ReadonlySet<CodeOwner> => {
  const waiting = suspending(sourceCode)
  if (waiting.size === 0 || mentions(sourceCode, stateRoots)) return waiting
  const writers = writersOf(sourceCode)
  const beginning = new Set<string>()
  const chosen = new Set<CodeOwner>()
  for (const writer of writers) {
    if (waiting.has(writer)) chosen.add(writer)
    if (!isFunction(writer)) continue
    const name = writer.async ? nameIn(writer) : undefined
    if (name !== undefined) beginning.add(name)
    const call = wrapped(writer).parent
    if (call?.type === 'CallExpression' && call.arguments[0] === writer) chosen.add(ownerOf(call))
  }
  const calls = callsByOwner(sourceCode)
  for (const owner of waiting) {
    if (!chosen.has(owner) && calls.get(owner)?.some((call) => beginning.has(calledName(call) ?? ''))) chosen.add(owner)
  }
  return new Set([...waiting].filter((owner) => chosen.has(owner)))
})

/** The functions in which others may run while they wait. */
function suspending(sourceCode: SourceCode): ReadonlySet<CodeOwner> {
  const { awaits, calls, loops } = nodesOf(sourceCode)
  const owners = new Set<CodeOwner>()
  const add = (node: Node): void => {
    const owner = ownerOf(node)
    if (isFunction(owner)) owners.add(owner)
  }
  for (const each of awaits) add(each)
  for (const each of calls) if (each.type === 'CallExpression' && each.callee.type === 'MemberExpression' && keyName(each.callee) === 'then' && isFunction(each.arguments[0])) add(each)
  for (const each of loops) if (each.type === 'ForOfStatement' && each.await) add(each)
  return owners
}

/** The functions that assign to members or to variables of others, or call what changes a collection. */
function writersOf(sourceCode: SourceCode): ReadonlySet<CodeOwner> {
  const { members, loops } = nodesOf(sourceCode)
  const writers = new Set<CodeOwner>()
  let takes = false
  for (const member of members) {
    const outer = wrapped(member)
    const { parent } = outer
    const isCalled = parent?.type === 'CallExpression' && parent.callee === outer
    const method = isCalled ? keyName(member) : undefined
    if (method === 'splice' || method === 'shift') takes = true
    if (isCalled ? CHANGES.has(method ?? '') : isTarget(outer, parent)) writers.add(ownerOf(member))
  }
  for (const { references } of sourceCode.scopeManager?.scopes ?? []) {
    for (const reference of references) {
      if (reference.isWrite() && reference.init !== true && reference.resolved && reference.resolved.scope.variableScope !== reference.from.variableScope) writers.add(ownerOf(reference.identifier))
    }
  }
  if (takes) for (const loop of loops) if (loop.type === 'ForOfStatement') writers.add(ownerOf(loop))
  return writers
}

function isTarget(node: Node, parent: Node | undefined): boolean {
  switch (parent?.type) {
    case 'AssignmentExpression':
      return parent.left === node
    case 'UpdateExpression':
    case 'ArrayPattern':
    case 'RestElement':
      return true
    case 'UnaryExpression':
      return parent.operator === 'delete'
    case 'AssignmentPattern':
      return parent.left === node
    case 'Property':
      return parent.value === node && parent.parent.type === 'ObjectPattern'
    default:
      return false
  }
}
