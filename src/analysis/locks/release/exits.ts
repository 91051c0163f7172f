import { waitsOnly } from '../../../knowledge/lifecycles.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { lineOf } from '../../../utils/report.ts'
import { isCall, isFunction, isInside, type Node, unwrap } from '../../../utils/syntax.ts'
import { type EdgeKind, edgesFrom, type EventId, type Flow, nodeOf } from '../../flow/graph.ts'
import { type EventTest, findPath, type WayOut } from '../../flow/queries.ts'
import { type Follow } from '../../flow/reach.ts'
import { type Obligation, unmet, type Unmet } from '../../obligations/obligations.ts'
import { both } from '../../worlds.ts'

/** Whether what fails stands in the `finally` block of the release, before it. */
export function failsInFinally({ end, way }: { readonly end: Node; readonly way: { readonly node: Node } }): boolean {
  for (let child = end, at = end.parent; at && !isFunction(at); child = at, at = at.parent) if (at.type === 'TryStatement' && at.finalizer === child) return isInside(way.node, child)
  return false
}

/** How control gets past what `settled` knows, in words for a message: "the return on line 12". */
export function exitText(sourceCode: SourceCode, { flow, way: { how, node, path }, settled }: Passing): string {
  const failing = failureOn(flow, path, settled)
  if (failing) return failureText(sourceCode, failing)
  if (how === 'throw') return failureText(sourceCode, node)
  if (how === 'return') return `the return on ${lineOf(node)}`
  if (how === 'stop') return `a consumer that stops at the \`yield\` on ${lineOf(node)}`
  return turnText(flow, path) ?? 'the end of the function'
}

/** A way through the code of a function that goes past what would settle something. */
export interface Passing {
  readonly flow: Flow
  readonly way: WayOut
  readonly settled: EventTest
}

/**
 * The exceptional way to tell of, where one of `ways` leads out: past the calls that by their names only wait for something,
 * where anything else may fail too.
 */
export function exampleOf(sourceCode: SourceCode, obligation: Obligation, { exceptional }: Unmet): WayOut | undefined {
  const { flow } = obligation
  if (!exceptional || !onlyWaits(exceptional.node)) return exceptional
  const follow: Follow = (event, edge) => edge !== 'throw' || !onlyWaits(nodeOf(flow, event))
  return unmet(sourceCode, { ...obligation, follow: both(follow, obligation.follow) })?.exceptional ?? exceptional
}

function onlyWaits(node: Node): boolean {
  const call = node.type === 'AwaitExpression' ? unwrap(node.argument) : node
  return isCall(call) && waitsOnly.test(calledName(call) ?? '')
}

/** The failure that makes a path miss what it could have come to: the rest follows from that. Not where what has caught it may still come there. */
function failureOn(flow: Flow, path: readonly EventId[], settled: EventTest): Node | undefined {
  for (let i = path.length - 2; i >= 0; i--) {
    const [event, next] = path.slice(i, i + 2) as [EventId, EventId]
    if (edgeBetween(flow, event, next) !== 'throw') continue
    if (!findPath(flow, next, settled, (_, edge) => edge !== 'throw') && findPath(flow, event, settled, (from, edge) => from !== event || edge !== 'throw')) return flow.nodes[event]
  }
  return undefined
}

function edgeBetween(flow: Flow, from: EventId, to: EventId): EdgeKind | undefined {
  const edge = edgesFrom(flow, from).find((each) => flow.to[each] === to)
  return edge === undefined ? undefined : flow.edgeKinds[edge]
}

/** What fails: "an exception of `charge()` on line 14". */
export function failureText(sourceCode: SourceCode, node: Node): string {
  if (node.type === 'ThrowStatement') return `the \`throw\` on ${lineOf(node)}`
  const inner = node.type === 'AwaitExpression' ? unwrap(node.argument) : node
  if (!isCall(inner)) return `a rejection of the ${node.type === 'AwaitExpression' ? 'await' : 'promise'} on ${lineOf(node)}`
  return `an exception of \`${nameOf(sourceCode, inner.callee)}()\` on ${lineOf(inner.callee.type === 'MemberExpression' ? inner.callee.property : inner)}`
}

const MOST_TEXT = 40

function nameOf(sourceCode: SourceCode, callee: Node): string {
  const text = sourceCode.getText(callee)
  if (text.length <= MOST_TEXT && !/[\n(`]/u.test(text)) return text
  const inner = unwrap(callee)
  return inner.type === 'MemberExpression' && !inner.computed ? sourceCode.getText(inner.property) : 'call'
}

/** The last condition that a path turns at: "the way on which the condition on line 7 is not met". */
export function turnText(flow: Flow, path: readonly EventId[]): string | undefined {
  for (let i = path.length - 2; i >= 0; i--) {
    const event = path[i] as EventId
    const node = flow.nodes[event] as Node
    if (flow.kinds[event] !== 'test' || isLoopTest(node)) continue
    const edge = edgeBetween(flow, event, path[i + 1] as EventId)
    return `the way on which the condition on ${lineOf(node)} is ${edge === 'true' ? 'met' : 'not met'}`
  }
  return undefined
}

function isLoopTest(node: Node): boolean {
  const parent = node.parent
  return parent !== undefined && 'test' in parent && parent.test === node && /^(?:While|DoWhile|For)Statement$/u.test(parent.type)
}
