import { copying } from '../../../../knowledge/collections.ts'
import { endings } from '../../../../knowledge/endings.ts'
import { isEnding, isStartUp } from '../../../../knowledge/lifecycles.ts'
import { puttingAway, sendingOut } from '../../../../knowledge/requests.ts'
import { holdingBack, producing, streamEnds } from '../../../../knowledge/streams.ts'
import { calledName, callsNamed, nodesOf, within } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, functionAround, type FunctionNode, isCall, isFunction, isInside, keyName, type Node, ownerOf, sizedIn, unwrap, wrapped } from '../../../../utils/syntax.ts'
import { handingsOf } from '../../../callbacks/handed.ts'
import { usesOf } from '../../../callbacks/uses.ts'
import { actionName } from '../../../callbacks/whole.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, eventsOf, type Flow, nodeOf } from '../../../flow/graph.ts'
import { dominates, reaches } from '../../../flow/reach.ts'
import { isSuspension, suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { awaitedAt } from '../../../promises/awaited.ts'
import { isWaitedFor } from '../../../promises/fate.ts'
import { onlyValue } from '../../../resolve/bindings.ts'
import { apiOf } from '../../../resolve/denote.ts'
import { standingAt } from '../../../resolve/functions.ts'
import { isThis } from '../../../resolve/members.ts'
import { calledFunction } from '../../../resolve/receiver.ts'
import type { Fault } from '../../faults.ts'
import { outcomeForNone } from '../../harm/emptied.ts'
import { isDoneElsewhere, type Use, usesOfPlace } from '../../others/elsewhere.ts'
import { isGrown, isMissedByLoops } from '../../others/grown.ts'
import { type Entry, entryFor, entryOf } from '../../overlap/entries.ts'
import { isLocked } from '../../overlap/guards.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isOnlyCalledHere } from '../../overlap/openness.ts'
import { type Access, sharesBase } from '../../places/accesses.ts'
import { isCollection } from '../../places/emptyings.ts'
import { ALL, overlaps, VALUE } from '../../places/place.ts'
import { restsOn } from '../../reads/dependence.ts'

/** `await send(this.buffer); this.buffer = []`. */
export function dropped(sourceCode: SourceCode, owner: CodeOwner, empty: Access, reads: readonly Access[], writes: readonly Access[]): Fault | undefined {
  if (!isCollection(empty)) return undefined
  const looks = reads.filter((each) => !sizedIn(each.node) && sharesBase(each, empty) && (overlaps(each.place, empty.place) || (empty.place.part === ALL && isWhole(each))))
  const added = looks.length > 0 && (isDoneElsewhere(sourceCode, empty.place, owner, ['append']) ?? isDoneElsewhere(sourceCode, empty.place, owner, ['fill'], isNotGrown) ?? addedByNextRun(sourceCode, owner, empty))
  if (!added) return undefined
  if (!isBesideAdder(sourceCode, owner, added.owner) || comesBefore(sourceCode, added.owner, owner) || isHeldBack(sourceCode, added.owner, owner) || isOfOneStart(sourceCode, added.owner, owner)) return undefined
  const flow = flowOf(sourceCode, owner)
  const isMissed = isMissedByLoops(sourceCode, added)
  const isWorkedOff = (event: EventId, look: Access): boolean => isHandedTo(sourceCode, flow, nodeOf(flow, event), look) || (isMissed && isInLoopOver(nodeOf(flow, event), look.node))
  const read = looks.find((look) => suspensionPoints(flow).some((event) => isWorkedOff(event, look)))
  if (!read) return undefined
  const gap = flow.kinds.findIndex((_, event) => isSuspension(flow, event) && event > read.event && event < empty.event
    && isWorkedOff(event, read) && reaches(flow, event, empty.event, (_f, _e, to) => !writes.some((each) => each.event === to && each !== empty && each.effect === 'clear')))
  if (gap < 0 || isKept(sourceCode, owner, read, empty, added.node) || shutsOut(sourceCode, owner, added.owner, gap, writes) || isFoundEmpty(flow, empty, reads) || endsAll(sourceCode, owner, nodeOf(flow, gap)) || isGivenUp(sourceCode, flow, empty)) return undefined
  const entry = entryFor(sourceCode, owner, empty) ?? entryOfAdder(sourceCode, owner, added.owner, empty)
  const copy = copyAround(sourceCode, nodeOf(flow, gap), read.node)
  const isSure = !copy || isSurelyCopy(sourceCode, copy, read.node)
  // What a function makes for itself and what it calls is filled when that function says so.
  return { kind: 'dropped', place: empty.place.text, node: empty.node, read: read.node, wait: flow.nodes[gap] as Node, other: added.node, ...(entry && { entry }), proven: isSure && (empty.shared === 'all' || entry !== undefined) && !(entry?.strength === 'public' && beginsAnew(sourceCode, entry.of, added.owner)) }
}

function isNotGrown(sourceCode: SourceCode, use: Use): boolean {
  return !isGrown(sourceCode, use)
}

/** `for (const row of this.rows) await send(row)`. */
function isInLoopOver(wait: Node, list: Node): boolean {
  for (let at: Node | undefined = wait; at && !isFunction(at); at = at.parent) if (at.type === 'ForOfStatement' && isInside(wait, at.body) && unwrap(at.right) === list) return true
  return false
}

/** `this.rows.push(row); if (isFull) { await send(this.rows); this.rows = [] }`: what another run of the same code puts in, where it is sure to be run meanwhile and nothing keeps it out. */
function addedByNextRun(sourceCode: SourceCode, owner: CodeOwner, empty: Access): Use | undefined {
  const own = usesOfPlace(sourceCode, empty.place).find((use) => use.owner === owner && use.does === 'append')
  if (!own || entryFor(sourceCode, owner, empty)?.strength !== 'proven' || isLocked(sourceCode, own.node, empty.node)) return undefined
  return eventsOf(flowOf(sourceCode, owner), own.node).some((event) => latchesBefore(sourceCode, owner, event).length === 0) ? own : undefined
}

/** `lines.on('line', (line) => { rows.push(line); if (isFull()) void tasks.add(store) })`: what is begun by who adds goes on while more comes, though it be one at a time. */
function entryOfAdder(sourceCode: SourceCode, owner: CodeOwner, adder: CodeOwner, empty: Access): Entry | undefined {
  const entry = isBegunIn(sourceCode, owner, adder) ? entryFor(sourceCode, adder, empty) : undefined
  return entry?.strength === 'proven' ? entry : undefined
}

/** Whether nobody else runs a function than the other one, or what that begins. */
function isBegunIn(sourceCode: SourceCode, owner: CodeOwner, by: CodeOwner): boolean {
  if (!isFunction(owner) || !isFunction(by)) return false
  const { calls, values } = usesOf(sourceCode, owner)
  const uses = isInside(owner, by) ? [owner] : [...calls, ...values.filter((each) => each !== owner)]
  return uses.length > 0 && uses.every((each) => isInside(each, by))
}

/** `source.pause(); void store().then(() => source.resume())`: nothing more comes until it is stored. */
function isHeldBack(sourceCode: SourceCode, adder: CodeOwner, owner: CodeOwner): boolean {
  return callsNamed(sourceCode, holdingBack).some((call) => isInside(call, adder)) && isBegunIn(sourceCode, owner, adder)
}

/** `post(this.rows)`: whoever is given the collection has all of it. */
function isWhole({ place, node }: Access): boolean {
  const outer = wrapped(node)
  return place.part === VALUE && !(outer.parent?.type === 'MemberExpression' && outer.parent.object === outer)
}

/** Whether what adds may run while the function waits: who alone calls it, and waits for it, adds nothing meanwhile unless it is entered again. */
export function isBesideAdder(sourceCode: SourceCode, owner: CodeOwner, adder: CodeOwner): boolean {
  if (!isFunction(owner)) return true
  const { calls, values } = usesOf(sourceCode, owner)
  const isOnlyCaller = values.every((each) => each === owner) && calls.length > 0 && calls.every((call) => ownerOf(call) === adder && isWaitedFor(call))
  return !isOnlyCaller || entryOf(sourceCode, adder)?.strength === 'proven'
}

/** `async migrate() { for (const row of rows) await this.move(row) }`: what puts in and what takes out are parts of one run, one after the other, of what is run once. */
function isOfOneStart(sourceCode: SourceCode, adder: CodeOwner, owner: CodeOwner): boolean {
  const roots = [adder, owner].map((each) => rootsOf(sourceCode, each, 0))
  const [first] = [...(roots[0] ?? [])]
  return first !== undefined && isFunction(first) && roots.every((each) => each.size === 1 && each.has(first)) && isStartUp(actionName(sourceCode, first))
}

/** How many functions stand between what runs first and what it comes to. */
const MOST_BETWEEN = 6

/** The functions by which alone others come to one, each waiting for the next. */
function rootsOf(sourceCode: SourceCode, owner: CodeOwner, depth: number): ReadonlySet<CodeOwner> {
  if (!isFunction(owner) || depth >= MOST_BETWEEN || !isOnlyCalledHere(sourceCode, owner)) return new Set([owner])
  const { calls } = usesOf(sourceCode, owner)
  const ours = calls.filter((call) => ownerOf(call) !== owner)
  return ours.length > 0 && ours.every(isWaitedFor) ? new Set(ours.flatMap((call) => [...rootsOf(sourceCode, ownerOf(call), depth + 1)])) : new Set([owner])
}

/** `close() { await Promise.all(this.lines.map((line) => line.close())); this.lines = [] }`: what is opened after the end is another fault. */
function endsAll(sourceCode: SourceCode, owner: CodeOwner, wait: Node): boolean {
  return isEnding(actionName(sourceCode, owner)) && callsNamed(sourceCode, endings).some((call) => isInside(call, wait) || isInside(standingAround(sourceCode, call), wait))
}

/** Where the function around a node stands: `const end = (line) => line.close(); … lines.map(end)`. */
function standingAround(sourceCode: SourceCode, node: Node): Node {
  const fn = functionAround(node)
  return fn ? standingAt(sourceCode, fn) : node
}

/** `lines.on('line', (line) => rows.push(line))`, for who listens to `lines.on('close', …)`: when a stream is over, nothing more comes of it. */
function comesBefore(sourceCode: SourceCode, adder: CodeOwner, owner: CodeOwner): boolean {
  if (!isFunction(adder) || !isFunction(owner)) return false
  const ends = handingsOf(sourceCode, owner)
  const streams = ends.flatMap(({ at, event }) => (streamEnds.has(event ?? '') ? listenedTo(sourceCode, at) ?? [] : []))
  return streams.length > 0 && streams.length === ends.length
    && handingsOf(sourceCode, adder).every(({ at, event }) => producing.has(event ?? '') && streams.includes(listenedTo(sourceCode, at) ?? ''))
}

/** `lines` of `lines.on('close', save)`. */
function listenedTo(sourceCode: SourceCode, at: Node): string | undefined {
  const callee = isCall(at) ? unwrap(at.callee) : undefined
  return callee?.type === 'MemberExpression' ? sourceCode.getText(callee.object) : undefined
}

/** `catch (error) { this.close(); this.lines = [] }`: the object is ended because something has failed, and what is still there is of no use. */
function isGivenUp(sourceCode: SourceCode, flow: Flow, { node, place, event }: Access): boolean {
  let at: Node | undefined = node
  while (at && at !== flow.owner && at.type !== 'CatchClause') at = at.parent
  if (place.root.kind !== 'this' || at?.type !== 'CatchClause') return false
  return within(nodesOf(sourceCode).calls, at).some((call) => call.callee.type === 'MemberExpression' && isThis(sourceCode, call.callee.object) && isEnding(keyName(call.callee) ?? '')
    && eventsOf(flow, call).some((end) => dominates(flow, end, event)))
}

/** `while (this.tasks.length > 0) await this.tasks.shift()(); this.tasks = []`: on each way behind a wait, it has just been found empty. */
function isFoundEmpty(flow: Flow, empty: Access, reads: readonly Access[]): boolean {
  const gaps = suspensionPoints(flow)
  return testsOf(flow).some(({ node, event }) => {
    const outcome = reads.some((read) => sharesBase(read, empty) && isInside(read.node, node)) ? outcomeForNone(node) : undefined
    return outcome !== undefined && gaps.every((gap) => !reaches(flow, gap, empty.event, (from, edge) => from !== event || edge !== outcome))
  })
}

/** Whether a function ends what the other one starts: nobody is known to start it again meanwhile. */
function beginsAnew(sourceCode: SourceCode, end: FunctionNode, start: CodeOwner): boolean {
  return isEnding(actionName(sourceCode, end)) && isStartUp(actionName(sourceCode, start))
}

/** Whether a flag is raised before the wait that what adds asks for, or who calls it: `this.closing = true`. */
export function shutsOut(sourceCode: SourceCode, owner: CodeOwner, adder: CodeOwner, gap: EventId, writes: readonly Access[]): boolean {
  const raised = writes.filter(({ event, value }) => event < gap && value?.type === 'Literal' && value.value === true)
  if (raised.length === 0) return false
  const adders = new Set(isFunction(adder) ? [adder, ...usesOf(sourceCode, adder).calls.map(ownerOf)] : [adder])
  return raised.some(({ place }) => usesOfPlace(sourceCode, place).some((use) => use.owner !== owner && use.does === 'other' && adders.has(use.owner)))
}

/** Whether all of it is given to a call, not only looked at. What is gone through in a loop is gone through with all that is added. */
function isHandedOut(node: Node): boolean {
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at
    if (isCall(parent) && parent.callee !== at) return true
    if (!HOLDS.has(parent.type)) return false
  }
  return false
}

const HOLDS: ReadonlySet<string> = new Set(['SpreadElement', 'ArrayExpression', 'Property', 'ObjectExpression', 'CallExpression', 'MemberExpression'])

/** Whether a wait is for what the read was given to, there or by a name: `const body = JSON.stringify(this.rows); await post(body)`. */
export function isHandedTo(sourceCode: SourceCode, flow: Flow, wait: Node, { node: read, place }: Access): boolean {
  if (wait.type !== 'AwaitExpression') return false
  if (copyAround(sourceCode, wait, read)) return true
  const asked = awaitedAt(sourceCode, wait)
  if (isInside(read, asked)) return isHandedOut(read)
  if (isGivenBefore(sourceCode, asked, read)) return true
  // Who takes one entry and empties all has no use for the others.
  return !place.part.startsWith('entry:') && read.range[1] < asked.range[0] && isCall(asked) && restsOn(sourceCode, flow, asked, new Set([read])).size > 0
}

/** `api.add(this.rows); await api.flush()`: what is waited for puts away what was given to the same object right before. */
function isGivenBefore(sourceCode: SourceCode, asked: Node, read: Node): boolean {
  if (!isCall(asked) || asked.arguments.length > 0 || ![puttingAway, sendingOut].some((names) => names.test(calledName(asked) ?? ''))) return false
  let at = read
  while (at.parent && at.parent.type !== 'ExpressionStatement' && HOLDS.has(at.parent.type)) at = at.parent
  const [given, sent] = [at, asked].map((each) => (isCall(each) ? unwrap(each.callee) : undefined))
  return at.parent?.type === 'ExpressionStatement' && given?.type === 'MemberExpression' && sent?.type === 'MemberExpression' && isHandedOut(read)
    && sourceCode.getText(given.object) === sourceCode.getText(sent.object)
}

/** The list that a wait stands in a loop over, where it was made of the read: `for (const row of sorted(this.rows)) await send(row)`. What is gone through itself has what is added meanwhile. */
function copyAround(sourceCode: SourceCode, wait: Node, read: Node): Node | undefined {
  for (let at = wait.parent; at && !isFunction(at); at = at.parent) {
    if (at.type !== 'ForOfStatement' || !isInside(wait, at.body)) continue
    const list = unwrap(onlyValue(sourceCode, at.right) ?? at.right)
    if (isInside(read, list) && isCopied(list, read)) return list
  }
  return undefined
}

/** `sorted(rows)`, `Object.entries(rows)`, `rows.slice()`, `[...rows]`; not `rows.entries()`, which goes on as long as there are rows, nor `rows.reverse()`. */
function isCopied(list: Node, read: Node): boolean {
  if (!isCall(list)) return list.type === 'ArrayExpression'
  const callee = unwrap(list.callee)
  if (callee.type === 'MemberExpression' && (list === read || isInside(read, callee))) return copying.has(keyName(callee) ?? '')
  return list.arguments.some((each) => isInside(read, each)) && isHandedOut(read)
}

/** Whether it is another list for sure: what a function of another file makes of it may be the same. */
function isSurelyCopy(sourceCode: SourceCode, list: Node, read: Node): boolean {
  if (!isCall(list)) return true
  const path = apiOf(sourceCode, list.callee)
  return list === read || isInside(read, list.callee) || (path !== undefined && path.startsWith('#')) || calledFunction(sourceCode, list) !== undefined
}

/** By a latch, or by a lock that who adds holds as well: that stores come one after the other keeps nobody from adding. */
function isKept(sourceCode: SourceCode, owner: CodeOwner, read: Access, empty: Access, adds: Node): boolean {
  return latchesBefore(sourceCode, owner, empty.event).some(({ set }) => sharesBase(set, empty)) || (isLocked(sourceCode, read.node, empty.node) && isLocked(sourceCode, adds, empty.node))
}
