import { isEnding } from '../../../../knowledge/lifecycles.ts'
import { timers } from '../../../../knowledge/lives.ts'
import { clocks } from '../../../../knowledge/time.ts'
import { callsByOwner, callsNamed, nodesOf, within } from '../../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, functionAround, type FunctionNode, isCall, isFunction, isInside, keyName, type Node, ownerOf, unwrap, wrapped } from '../../../../utils/syntax.ts'
import { nameIn, usesOf } from '../../../callbacks/uses.ts'
import { flowOf } from '../../../flow/flow.ts'
import { nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { promiseOf, settlersIn } from '../../../promises/executors.ts'
import { reactionOf } from '../../../promises/reactions.ts'
import { apiOf } from '../../../resolve/denote.ts'
import { lastName } from '../../../resolve/path.ts'
import type { Fault } from '../../faults.ts'
import { endedReceiver, endingsOf } from '../../others/ended.ts'
import { accessesOf } from '../../others/touched.ts'
import { entryOf } from '../../overlap/entries.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { type Place, placeOf } from '../../places/place.ts'
import { callEvents, callsIn, helperAt } from '../../reads/answers.ts'
import { isAborted, isCalledBy, waitsFirst } from '../endings/outlived.ts'

/** A timer that is kept: `this.timer = setTimeout(tick, 1000)`. */
interface Arming {
  readonly call: Call
  readonly place: Place
  readonly owner: CodeOwner
}

const armings = perFile((sourceCode): readonly Arming[] => callsNamed(sourceCode, timers.map(lastName)).flatMap((call): readonly Arming[] => {
  const outer = wrapped(chained(call))
  const { parent } = outer
  if (parent?.type !== 'AssignmentExpression' || parent.right !== outer || !timers.includes(apiOf(sourceCode, call.callee) ?? '')) return []
  const place = placeOf(sourceCode, unwrap(parent.left))
  return place ? [{ call, place, owner: ownerOf(call) }] : []
}))

/** `setTimeout(tick, 1000).unref()` is the same timer. */
function chained(call: Call): Node {
  const member = wrapped(call).parent
  const next = member?.type === 'MemberExpression' && keyName(member) === 'unref' ? wrapped(member).parent : undefined
  return isCall(next) ? next : call
}

/**
 * Timers that a round sets again after a wait, itself or through a helper. What ends the rounds clears the timer; while a round
 * waits there is none to clear, and nothing tells the round that it was the last one.
 */
export function rearmedTimers(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  const known = armings(sourceCode).filter((each) => isRound(sourceCode, owner, each))
  if (known.length === 0) return []
  const flow = flowOf(sourceCode, owner)
  const gaps = flow.imprecise ? [] : suspensionPoints(flow)
  if (gaps.length === 0) return []
  const own = known.filter((each) => each.owner === owner).flatMap((arming) => callEvents(flow, arming.call).map((event) => ({ arming, event })))
  const helped = callsIn(sourceCode, owner).flatMap((call) => {
    const helper = helperAt(sourceCode, call)
    const through = helper && helper !== owner ? known.filter((each) => each.owner === helper) : []
    return through.flatMap((arming) => callEvents(flow, call).map((event) => ({ arming, event })))
  })
  for (const { arming, event } of [...own, ...helped]) {
    const gap = gaps.find((each) => reaches(flow, each, event))
    const end = gap === undefined ? undefined : endingsOf(sourceCode, arming.place).find((each) => endsUntold(sourceCode, owner, arming, each))
    if (gap === undefined || !end || isSerialized(sourceCode, owner)) continue
    const entry = nameIn(owner) === undefined ? undefined : entryOf(sourceCode, owner)
    return [{ kind: 'rearmed', place: arming.place.text, node: nodeOf(flow, event), read: arming.call, wait: nodeOf(flow, gap), other: end, ...(entry && { entry }), proven: true }]
  }
  return []
}

/** The same where the promise is not awaited: `ping() { send().then(() => { this.timer = setTimeout(() => this.ping(), 1000) }) }`. */
export function rearmedInCallbacks(sourceCode: SourceCode): readonly Fault[] {
  return armings(sourceCode).flatMap((arming): readonly Fault[] => {
    const promise = isFunction(arming.owner) ? reactionOf(sourceCode, arming.owner)?.promise : undefined
    const round = promise && functionAround(promise)
    if (!round || !isRound(sourceCode, round, arming) || isSerialized(sourceCode, round)) return []
    const end = endingsOf(sourceCode, arming.place).find((each) => endsUntold(sourceCode, round, arming, each))
    return end ? [{ kind: 'rearmed', place: arming.place.text, node: arming.call, read: arming.call, wait: promise, other: end, proven: true }] : []
  })
}

/** Whether a call clears the timer where all ends, and nothing that it does there is asked for by the round. */
function endsUntold(sourceCode: SourceCode, owner: FunctionNode, arming: Arming, end: Node): boolean {
  const closing = functionAround(end)
  if (!closing || closing === owner || closing === arming.owner || !(isEnd(closing, arming) || givesUp(sourceCode, owner, closing))) return false
  if (armings(sourceCode).some((each) => each.owner === closing && each.place.base === arming.place.base)) return false // begins anew
  if (waitsFirst(sourceCode, closing, end) || isAborted(sourceCode, closing) || isCalledBy(sourceCode, closing, owner)) return false
  const said = new Set(accessesIn(sourceCode, closing).writes.map(({ place }) => place.base)).add(arming.place.base)
  const [given] = arming.call.arguments
  const callback = given && isFunction(unwrap(given)) ? [unwrap(given) as FunctionNode] : []
  if ([owner, arming.owner, ...callback].some((each) => {
    const { reads, writes } = accessesOf(sourceCode, each)
    return reads.some((read) => said.has(read.place.base) && !isCleared(read.node) && !isPause(arming, writes, read))
  })) return false
  return !asksForEnded(sourceCode, owner, closing)
}

/** `if (!this.client.usable) return`, where the end of all ends the client: what the timer begins once more is over at once. */
function asksForEnded(sourceCode: SourceCode, owner: FunctionNode, closing: FunctionNode): boolean {
  const ended = new Set((callsByOwner(sourceCode).get(closing) ?? []).flatMap((call) => {
    const receiver = endedReceiver(call)
    return receiver ? (placeOf(sourceCode, receiver)?.base ?? []) : []
  }))
  if (ended.size === 0) return false
  const asked = testsOf(flowOf(sourceCode, owner))
  return accessesOf(sourceCode, owner).reads.some(({ place, node }) => ended.has(place.base) && asked.some((test) => isInside(node, test.node)))
}

/** By its name, or as what an effect returns: it is run when the effect is over. */
function isEnd(closing: FunctionNode, { call }: Arming): boolean {
  const outer = wrapped(closing)
  const isReturned = outer.parent?.type === 'ReturnStatement' && isInside(call, functionAround(closing) ?? closing)
  return isReturned || isEnding(nameIn(closing) ?? '')
}

/** `setTimeout(() => { clearTimeout(next); resolve() }, patience)`: the time is up, and whoever waits for the promise that the rounds are for is told so. */
function givesUp(sourceCode: SourceCode, owner: FunctionNode, closing: FunctionNode): boolean {
  const call = wrapped(closing).parent
  const executor = functionAround(closing)
  if (!isCall(call) || call.arguments[0] !== wrapped(closing) || !executor || !isInside(owner, executor)) return false
  return timers.includes(apiOf(sourceCode, call.callee) ?? '') && promiseOf(sourceCode, executor) !== undefined && settlersIn(sourceCode, closing.body).length > 0 && !endsByItself(sourceCode, owner)
}

/** Whether the rounds look at the clock, or are counted: they come to an end of their own. */
function endsByItself(sourceCode: SourceCode, owner: FunctionNode): boolean {
  const counted = new Set(accessesIn(sourceCode, owner).writes.map(({ place }) => place.base))
  return testsOf(flowOf(sourceCode, owner)).some(({ node }) => within(nodesOf(sourceCode).calls, node).some((call) => clocks.has(apiOf(sourceCode, call.callee) ?? ''))
    || accessesIn(sourceCode, owner).reads.some((read) => counted.has(read.place.base) && isInside(read.node, node)))
}

/** `clearTimeout(this.timer)` asks nothing. */
function isCleared(read: Node): boolean {
  const { parent } = wrapped(read)
  return parent?.type === 'CallExpression' && parent.callee.type === 'Identifier' && parent.callee.name.startsWith('clear')
}

/** How long the next round lets pass, and what that is made of, asks nothing either: `this.delay = Math.min(this.delay * 2, LONGEST)`. */
function isPause({ call: { arguments: [, delay] } }: Arming, writes: readonly Access[], { node, place }: Access): boolean {
  return (delay !== undefined && isInside(node, delay)) || writes.some(({ value, place: { base } }) => value !== undefined && base === place.base && isInside(node, value))
}

/** Whether the timer runs the function again, which goes on for ever then. */
function isRound(sourceCode: SourceCode, owner: FunctionNode, { call }: Arming): boolean {
  const [callback] = call.arguments
  if (!callback) return false
  if (isInside(owner, callback)) return true
  const { calls, values } = usesOf(sourceCode, owner)
  return [...calls, ...values].some((each) => isInside(each, callback))
}
