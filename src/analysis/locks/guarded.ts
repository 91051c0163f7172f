import { contextReads } from '../../knowledge/locks/holders.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, isFunction, keyName, type Node, unwrap, walk } from '../../utils/syntax.ts'
import { flowOf } from '../flow/flow.ts'
import type { EventId } from '../flow/graph.ts'
import { eventsOf, nodeOf } from '../flow/graph.ts'
import { comesWhere } from '../flow/reach.ts'
import { sourcesOf, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { placeKey } from './own/method.ts'
import { lockUseAt } from './uses.ts'

/**
 * Whether a function comes to a call only after it has looked whether the lock is held already: in a flag that it raises and
 * lowers itself once it has the lock, in the context of the asynchronous call, or by asking the lock.
 */
export function isGuarded(sourceCode: SourceCode, owner: CodeOwner, call: Node): boolean {
  if (!isFunction(owner) || !mayTest(sourceCode, owner)) return false
  const flow = flowOf(sourceCode, owner)
  const goals = new Set(eventsOf(flow, call))
  const avoids = (test: EventId, outcome: boolean): boolean => !comesWhere(flow, test, outcome, goals)
  return flow.kinds.some((kind, test) => (kind === 'test' || kind === 'nullish')
    && tellsHolder(sourceCode, owner, call, nodeOf(flow, test)) && (avoids(test, true) || avoids(test, false)))
}

const mayTest = perNode<Node, boolean>((sourceCode, owner) => /\bif\b|\?|&&|\|\||\bwhile\b/u.test(sourceCode.getText(owner)), false)

/** Whether a test looks at something that says who holds the lock. */
function tellsHolder(sourceCode: SourceCode, owner: Node, call: Node, test: Node, depth = 0): boolean {
  let tells = false
  walk(sourceCode, test, (node) => {
    if (tells || isFunction(node)) return false
    if (node.type === 'CallExpression') tells ||= lockUseAt(sourceCode, node)?.does === 'query' || contextReads.has(apiOf(sourceCode, unwrap(node.callee)) ?? '')
    if (node.type !== 'Identifier' && node.type !== 'MemberExpression') return !tells
    const source = depth === 0 ? valueBehind(sourceCode, node) : undefined
    tells ||= isRaisedAfter(sourceCode, owner, call, node) || (source !== undefined && tellsHolder(sourceCode, owner, call, source, 1))
    return !tells
  })
  return tells
}

function valueBehind(sourceCode: SourceCode, node: Node): Node | undefined {
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  return source?.kind === 'value' && !second ? source.value : undefined
}

/** Whether the function writes to the place at least twice after it has called for the lock: up and down. */
function isRaisedAfter(sourceCode: SourceCode, owner: Node, call: Node, node: Node): boolean {
  const key = placeKey(sourceCode, node)
  return key !== undefined && (changes(sourceCode, owner).get(key) ?? []).filter((at) => at > call.range[0]).length > 1
}

/** Where a function, and what stands in it, changes which place. */
const changes = perNode<Node, ReadonlyMap<string, readonly number[]>>((sourceCode, owner) => {
  const found = new Map<string, number[]>()
  walk(sourceCode, owner, (node) => {
    const key = changed(sourceCode, node)
    if (key !== undefined) found.set(key, [...(found.get(key) ?? []), node.range[0]])
  })
  return found
}, new Map())

const CHANGES: ReadonlySet<string> = new Set(['add', 'set', 'delete', 'clear', 'push', 'pop'])

function changed(sourceCode: SourceCode, node: Node): string | undefined {
  if (node.type === 'AssignmentExpression') return placeKey(sourceCode, node.left)
  if (node.type === 'UpdateExpression') return placeKey(sourceCode, node.argument)
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined
  return callee?.type === 'MemberExpression' && CHANGES.has(keyName(callee) ?? '') ? placeKey(sourceCode, callee.object) : undefined
}
