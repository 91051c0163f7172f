import { contextReads } from '../../knowledge/locks/holders.ts'
import { addTo } from '../../utils/group.ts'
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
  if (!isFunction(owner)) return false
  const telling = testsOf(sourceCode, owner).filter(({ asks, places }) => asks || places.some((place) => isRaisedAfter(sourceCode, owner, call, place)))
  if (telling.length === 0) return false
  const flow = flowOf(sourceCode, owner)
  const goals = new Set(eventsOf(flow, call))
  const avoids = (test: EventId, outcome: boolean): boolean => !comesWhere(flow, test, outcome, goals)
  return telling.some(({ event }) => avoids(event, true) || avoids(event, false))
}

/** A test that may say who holds a lock. */
interface Test {
  readonly event: EventId
  /** It asks the lock, or the context of the asynchronous call. */
  readonly asks: boolean
  /** The places that it looks at and that the function changes more than once. */
  readonly places: readonly string[]
}

/** The tests of a function that may say who holds a lock. */
const testsOf = perNode<CodeOwner, readonly Test[]>((sourceCode, owner) => {
  if (!MAY_TEST.test(sourceCode.getText(owner))) return []
  const flow = flowOf(sourceCode, owner)
  return flow.kinds.flatMap((kind, event) => {
    if (kind !== 'test' && kind !== 'nullish') return []
    const looks = looksAt(sourceCode, owner, nodeOf(flow, event))
    return looks.asks || looks.places.length > 0 ? [{ event, ...looks }] : []
  })
}, [])

const MAY_TEST = /\bif\b|\?|&&|\|\||\bwhile\b/u

/** What an expression looks at, and what stands behind its names. */
function looksAt(sourceCode: SourceCode, owner: Node, test: Node, depth = 0): Omit<Test, 'event'> {
  let asks = false
  const places: string[] = []
  walk(sourceCode, test, (node) => {
    if (isFunction(node)) return false
    if (node.type === 'CallExpression') asks ||= lockUseAt(sourceCode, node)?.does === 'query' || contextReads.has(apiOf(sourceCode, unwrap(node.callee)) ?? '')
    if (node.type !== 'Identifier' && node.type !== 'MemberExpression') return true
    const key = placeKey(sourceCode, node)
    if (key !== undefined && (changes(sourceCode, owner).get(key)?.length ?? 0) > 1) places.push(key)
    const source = depth === 0 ? valueBehind(sourceCode, node) : undefined
    const behind = source && looksAt(sourceCode, owner, source, 1)
    asks ||= behind?.asks === true
    places.push(...(behind?.places ?? []))
    return true
  })
  return { asks, places }
}

function valueBehind(sourceCode: SourceCode, node: Node): Node | undefined {
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  return source?.kind === 'value' && !second ? source.value : undefined
}

/** Whether the function writes to the place at least twice after it has called for the lock: up and down. */
function isRaisedAfter(sourceCode: SourceCode, owner: Node, call: Node, place: string): boolean {
  return (changes(sourceCode, owner).get(place) ?? []).filter((at) => at > call.range[0]).length > 1
}

/** Where a function, and what stands in it, changes which place. */
const changes = perNode<Node, ReadonlyMap<string, readonly number[]>>((sourceCode, owner) => {
  const found = new Map<string, number[]>()
  walk(sourceCode, owner, (node) => {
    const key = changed(sourceCode, node)
    if (key !== undefined) addTo(found, key, node.range[0])
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
