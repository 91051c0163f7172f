import { beginnings } from '../../../knowledge/endings.ts'
import { atOnce } from '../../../knowledge/reading.ts'
import { calledName, callsByOwner } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, type FunctionNode, type Node, ownerOf, unwrap } from '../../../utils/syntax.ts'
import { functionsBetween } from '../../callbacks/points.ts'
import { type EventId, eventsOf, type Flow } from '../../flow/graph.ts'
import { findPath } from '../../flow/queries.ts'
import type { Follow } from '../../flow/reach.ts'
import { testsOf } from '../../flow/tests.ts'
import { eventsAt, unmet } from '../../obligations/obligations.ts'
import { callTelling } from '../../promises/reactions.ts'
import { variableOf } from '../../resolve/bindings.ts'
import type { Passing } from './exits.ts'
import { flowWithFailures } from './failing.ts'
import type { Mark } from './marks.ts'

/**
 * The way out of a callback that is told of an error first, on which it leaves a mark up that it takes down whenever there is
 * none: `open(path, (err, file) => { if (err) return done(err); this.opening = false; … })`. Nothing but saying so is done with
 * the error there; who tries again, or ends what the mark is of, has use for it. Undefined where there is no such way, and of listeners,
 * who are told of more than one thing.
 */
export function skippedAtError(sourceCode: SourceCode, clears: readonly Mark[], owner: FunctionNode): Passing | undefined {
  const [told, ...others] = clears.map(({ at }) => functionsBetween(at, owner).at(-1))
  if (!told || others.some((each) => each !== told) || clears.some(({ at }) => ownerOf(at) !== told)) return undefined
  const by = callTelling(sourceCode, told)
  if (!by || ownerOf(by) !== owner || told.async || beginnings.has(calledName(by) ?? '')) return undefined
  const flow = flowWithFailures(sourceCode, told)
  const asked = flow && !flow.imprecise ? testsOf(flow).filter(({ node }) => isParameter(sourceCode, node, told)) : []
  if (!flow || asked.length === 0) return undefined
  const events = new Set(asked.map(({ event }) => event))
  const [failed, done] = (['false', 'true'] as const).map((other): Follow => (event, edge) => edge !== 'throw' && !(events.has(event) && edge === other)) as [Follow, Follow]
  const settled = eventsAt(flow, clears.map(({ node }) => node))
  const obligation = { flow, acquired: [flow.enter], settled }
  const way = unmet(sourceCode, { ...obligation, follow: failed })?.normal
  if (!way || unmet(sourceCode, { ...obligation, follow: done })?.normal) return undefined
  return callsOn(sourceCode, told, flow, failed, done).every((call) => saysSo(sourceCode, call, owner)) ? { flow, way: { ...way, path: turnedBy(way.path, events) }, settled } : undefined
}

/** A path as far as the first of the events and what follows it: that is what a message tells of. */
function turnedBy(path: readonly EventId[], events: ReadonlySet<EventId>): readonly EventId[] {
  const turn = path.findIndex((event) => events.has(event))
  return turn < 0 ? path : path.slice(0, turn + 2)
}

/** `err`, of `(err, file) => …`. */
function isParameter(sourceCode: SourceCode, node: Node, told: FunctionNode): boolean {
  const def = node.type === 'Identifier' ? variableOf(sourceCode, node)?.defs[0] : undefined
  return def?.type === 'Parameter' && def.name === told.params[0]
}

/** The calls of a function that only one of two ways comes to. */
function callsOn(sourceCode: SourceCode, fn: FunctionNode, flow: Flow, one: Follow, other: Follow): readonly Call[] {
  return (callsByOwner(sourceCode).get(fn) ?? []).filter((call) => {
    const events = eventsOf(flow, call)
    const isOn = (follow: Follow): boolean => findPath(flow, flow.enter, (event) => events.includes(event), follow) !== undefined
    return isOn(one) && !isOn(other)
  })
}

/** `done(err)`, `this.emit('error', err)`, `console.error(err)`. */
function saysSo(sourceCode: SourceCode, call: Call, owner: FunctionNode): boolean {
  const callee = unwrap(call.callee)
  const def = callee.type === 'Identifier' ? variableOf(sourceCode, callee)?.defs[0] : undefined
  return (def?.type === 'Parameter' && def.node === owner) || atOnce.test(calledName(call) ?? '')
}
