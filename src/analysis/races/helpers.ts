import { calledName } from '../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isFunction, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { functionNames } from '../callbacks/uses.ts'
import { flowOf } from '../flow/flow.ts'
import { findPath, isSuspension, suspensionPoints } from '../flow/queries.ts'
import { locationOf } from '../resolve/location.ts'
import { classOfObject, membersOf } from '../resolve/members.ts'
import { returnsOf } from '../resolve/functions.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { type Access, accessesIn } from './accesses.ts'
import { decides, restsOn, testsOf } from './dependence.ts'
import { isTicketed } from './guards.ts'
import { latchesBefore } from './latches.ts'
import { keyText, overlaps, type Place } from './places.ts'

/** The function of this file that a call runs, asked only where a function of that name is there. */
export function helperAt(sourceCode: SourceCode, call: Call): FunctionNode | undefined {
  const name = calledName(call)
  return name !== undefined && functionNames(sourceCode).has(name) ? calledFunction(sourceCode, call) : undefined
}

/** The getter of the class that a member runs. */
export function getterAt(sourceCode: SourceCode, member: Node): FunctionNode | undefined {
  const name = member.type === 'MemberExpression' ? keyName(member) : undefined
  if (member.type !== 'MemberExpression' || name === undefined || !functionNames(sourceCode).has(name)) return undefined
  const owner = classOfObject(sourceCode, member.object)
  return owner ? membersOf(sourceCode, owner).get(name)?.getter : undefined
}

// ---------------------------------------------------------------- reads

const NO_PLACES: readonly Place[] = []

/** The places whose state a function that waits for nothing returns: `getSession(id)`, `get available()`. */
export const placesReturned: (sourceCode: SourceCode, fn: FunctionNode) => readonly Place[] = perNode<FunctionNode, readonly Place[]>((sourceCode, fn) => {
  if (fn.async || fn.generator) return NO_PLACES
  const flow = flowOf(sourceCode, fn)
  const reads = accessesIn(sourceCode, fn).reads.filter(({ shared }) => shared === 'all')
  if (flow.imprecise || reads.length === 0) return NO_PLACES
  const nodes = new Set(reads.map(({ node }) => node))
  const returned = new Set(returnsOf(sourceCode, fn).flatMap((value) => [...restsOn(sourceCode, flow, value, nodes)].filter(([, link]) => link !== 'call').map(([node]) => node)))
  return reads.filter(({ node }) => returned.has(node)).map(({ place }) => place)
}, NO_PLACES)

/** The place that a call of a helper reads: an entry that a parameter chooses is the one that the argument chooses. */
export function placeForCall(sourceCode: SourceCode, place: Place, fn: FunctionNode, call: Call): Place | undefined {
  if (!place.part.startsWith('entry:')) return place
  const index = fn.params.findIndex((each) => {
    const name = each.type === 'AssignmentPattern' ? each.left : each
    return name.type === 'Identifier' && place.part === `entry:$${locationOf(sourceCode, name)?.key ?? ''}`
  })
  if (index < 0) return place
  const argument = call.arguments[index]
  const key = argument && keyText(sourceCode, argument)
  return key === undefined ? undefined : { ...place, part: `entry:${key}` }
}

// ---------------------------------------------------------------- writes

/** A write that code begun by a call makes after others may have run. */
export interface LateWrite extends Omit<Access, 'event'> {
  /** Where it waits first. */
  readonly wait: Node
}

const NO_WRITES: readonly LateWrite[] = []

/** The writes of an asynchronous function that come after a wait, and that nothing in it decides on or keeps out others for. */
export const lateWrites: (sourceCode: SourceCode, fn: FunctionNode) => readonly LateWrite[] = perNode<FunctionNode, readonly LateWrite[]>((sourceCode, fn) => {
  const flow = flowOf(sourceCode, fn)
  if (!fn.async || flow.imprecise) return NO_WRITES
  const gaps = suspensionPoints(flow)
  if (gaps.length === 0) return NO_WRITES
  return open(sourceCode, fn).flatMap((write) => {
    const gap = gaps.find((event) => findPath(flow, event, (at) => at === write.event))
    const wait = gap === undefined ? undefined : flow.nodes[gap]
    return wait ? [{ ...write, wait }] : []
  })
}, NO_WRITES)

/** The writes of a callback that runs later: `promise.then((value) => { this.value = value })`. */
export const deferredWrites: (sourceCode: SourceCode, call: Call) => readonly LateWrite[] = perNode<Call, readonly LateWrite[]>((sourceCode, call) => {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression' || keyName(callee) !== 'then') return NO_WRITES
  const callback = call.arguments[0]
  if (!isFunction(callback) || flowOf(sourceCode, callback).imprecise) return NO_WRITES
  return open(sourceCode, callback).map((write) => ({ ...write, wait: call }))
}, NO_WRITES)

/** The writes that no test of the same place and no latch in the function itself stands before. */
function open(sourceCode: SourceCode, fn: FunctionNode): readonly Access[] {
  const accesses = accessesIn(sourceCode, fn)
  const { writes } = accesses
  const lasting = writes.filter(({ shared, effect }) => shared !== 'caller' && effect !== 'clear' && effect !== 'remove')
  if (lasting.length === 0) return []
  const { reads } = accesses
  const flow = flowOf(sourceCode, fn)
  return lasting.filter((write) => {
    const own = new Set(reads.filter(({ place }) => overlaps(place, write.place)).map(({ node }) => node))
    const tests = own.size === 0 ? [] : testsOf(flow).filter((test) => restsOn(sourceCode, flow, test.node, own).size > 0)
    return !tests.some((test) => decides(flow, test, write.event) !== undefined)
      && latchesBefore(sourceCode, fn, write.event).length === 0
      && !isTicketed(sourceCode, fn, write, { flow, tests: testsOf(flow), isGap: (event) => isSuspension(flow, event) })
  })
}

/** Whether a call is waited for where it stands, or is what the function returns. */
export function isWaitedFor(call: Call): boolean {
  const { parent } = wrapped(call)
  return parent?.type === 'AwaitExpression' || parent?.type === 'ReturnStatement' || (parent?.type === 'ArrowFunctionExpression' && parent.body === wrapped(call))
}

