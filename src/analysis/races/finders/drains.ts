import { arrayMethods } from '../../../knowledge/callbacks/language.ts'
import { copying } from '../../../knowledge/collections.ts'
import { endings } from '../../../knowledge/endings.ts'
import { isEnding, isStartUp } from '../../../knowledge/lifecycles.ts'
import { calledName, callsNamed, nodesOf, within } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, isCall, isFunction, isInside, keyName, type Node, ownerOf, sizedIn, unwrap, wrapped } from '../../../utils/syntax.ts'
import { usesOf } from '../../callbacks/uses.ts'
import { actionName } from '../../callbacks/whole.ts'
import { flowOf } from '../../flow/flow.ts'
import { type EventId, eventsOf, type Flow, nodeOf } from '../../flow/graph.ts'
import { dominates, reaches } from '../../flow/reach.ts'
import { isSuspension, suspensionPoints } from '../../flow/suspension.ts'
import { testsOf } from '../../flow/tests.ts'
import { isWaitedFor } from '../../promises/fate.ts'
import { onlyValue, variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { isThis, membersOf } from '../../resolve/members.ts'
import { calledFunction } from '../../resolve/receiver.ts'
import type { Fault } from '../faults.ts'
import { outcomeForNone } from '../harm/emptied.ts'
import { isConstructor, isDoneElsewhere, usesOfPlace } from '../others/elsewhere.ts'
import { entryFor, entryOf } from '../overlap/entries.ts'
import { isLocked, isTicketed } from '../overlap/guards.ts'
import { latchesBefore } from '../overlap/latches.ts'
import { isOnlyCalledHere } from '../overlap/openness.ts'
import { isSerialized } from '../overlap/queued.ts'
import { type Access, accessesIn } from '../places/accesses.ts'
import { ALL, overlaps, VALUE } from '../places/place.ts'
import { isEmpty } from '../places/written.ts'
import { restsOn } from '../reads/dependence.ts'

/**
 * Collections that are emptied around a wait. After it: what others have added meanwhile goes too. Before it, and filled after
 * it: a second run empties what is empty, and both fill it.
 */
export function badDrains(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  const accesses = accessesIn(sourceCode, owner)
  const { writes } = accesses
  const empties = writes.filter((each) => each.shared !== 'caller' && (each.effect === 'clear' || beginsAgain(each)))
  if (empties.length === 0) return [mixedByEach(sourceCode, owner, writes)].filter((fault) => fault !== undefined)
  const { reads } = accesses
  const faults: Fault[] = []
  for (const empty of empties) {
    if (faults.some(({ place }) => place === empty.place.text)) continue
    const fault = (empty.effect === 'clear' ? dropped(sourceCode, owner, empty, reads, writes) : undefined) ?? mixed(sourceCode, owner, empty, writes)
    if (fault) faults.push(fault)
  }
  return faults
}

/** `this.lines = ['date;hours']`, `this.text = '<ul>'`: another one is begun, whatever was there. */
function beginsAgain(write: Access): boolean {
  const { effect, value, place } = write
  const node = value && unwrap(value)
  if (effect !== 'set' || place.part !== VALUE) return false
  return node?.type === 'ArrayExpression' ? node.elements.every((each) => each?.type !== 'SpreadElement') : isText(write)
}

/** `await send(this.buffer); this.buffer = []`. */
function dropped(sourceCode: SourceCode, owner: CodeOwner, empty: Access, reads: readonly Access[], writes: readonly Access[]): Fault | undefined {
  if (!isCollection(empty)) return undefined
  const looks = reads.filter((each) => !sizedIn(each.node) && sameBase(each, empty) && (overlaps(each.place, empty.place) || (empty.place.part === ALL && isWhole(each))))
  const added = looks.length > 0 && isDoneElsewhere(sourceCode, empty.place, owner, ['append'])
  if (!added) return undefined
  if (!isBesideAdder(sourceCode, owner, added.owner)) return undefined
  const flow = flowOf(sourceCode, owner)
  const read = looks.find((look) => suspensionPoints(flow).some((event) => isHandedTo(sourceCode, flow, nodeOf(flow, event), look)))
  if (!read) return undefined
  const gap = flow.kinds.findIndex((_, event) => isSuspension(flow, event) && event > read.event && event < empty.event
    && isHandedTo(sourceCode, flow, nodeOf(flow, event), read) && reaches(flow, event, empty.event, (_f, _e, to) => !writes.some((each) => each.event === to && each !== empty && each.effect === 'clear')))
  if (gap < 0 || isKept(sourceCode, owner, read, empty) || shutsOut(sourceCode, owner, added.owner, gap, writes) || isFoundEmpty(flow, empty, reads) || endsAll(sourceCode, owner, nodeOf(flow, gap)) || isGivenUp(sourceCode, flow, empty)) return undefined
  const entry = entryFor(sourceCode, owner, empty)
  const copy = copyAround(sourceCode, nodeOf(flow, gap), read.node)
  const isSure = !copy || isSurelyCopy(sourceCode, copy, read.node)
  // What a function makes for itself and what it calls is filled when that function says so.
  return { kind: 'dropped', place: empty.place.text, node: empty.node, read: read.node, wait: flow.nodes[gap] as Node, other: added.node, ...(entry && { entry }), proven: isSure && (empty.shared === 'all' || entry !== undefined) && !(entry?.strength === 'public' && beginsAnew(sourceCode, entry.of, added.owner)) }
}

/** `post(this.rows)`: whoever is given the collection has all of it. */
function isWhole({ place, node }: Access): boolean {
  const outer = wrapped(node)
  return place.part === VALUE && !(outer.parent?.type === 'MemberExpression' && outer.parent.object === outer)
}

/** Whether what adds may run while the function waits: who alone calls it, and waits for it, adds nothing meanwhile unless it is entered again. */
function isBesideAdder(sourceCode: SourceCode, owner: CodeOwner, adder: CodeOwner): boolean {
  if (!isFunction(owner)) return true
  const { calls, values } = usesOf(sourceCode, owner)
  const isOnlyCaller = values.every((each) => each === owner) && calls.length > 0 && calls.every((call) => isInside(call, adder) && isWaitedFor(call))
  return !isOnlyCaller || entryOf(sourceCode, adder)?.strength === 'proven'
}

/** `close() { await Promise.all(this.lines.map((line) => line.close())); this.lines = [] }`: what is opened after the end is another fault. */
function endsAll(sourceCode: SourceCode, owner: CodeOwner, wait: Node): boolean {
  return isEnding(actionName(sourceCode, owner)) && callsNamed(sourceCode, endings).some((call) => isInside(call, wait))
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
    const outcome = reads.some((read) => sameBase(read, empty) && isInside(read.node, node)) ? outcomeForNone(node) : undefined
    return outcome !== undefined && gaps.every((gap) => !reaches(flow, gap, empty.event, (from, edge) => from !== event || edge !== outcome))
  })
}

/** Whether a function ends what the other one starts: nobody is known to start it again meanwhile. */
function beginsAnew(sourceCode: SourceCode, end: FunctionNode, start: CodeOwner): boolean {
  return isEnding(actionName(sourceCode, end)) && isStartUp(actionName(sourceCode, start))
}

/** Whether a flag is raised before the wait that what adds asks for, or who calls it: `this.closing = true`. */
function shutsOut(sourceCode: SourceCode, owner: CodeOwner, adder: CodeOwner, gap: EventId, writes: readonly Access[]): boolean {
  const raised = writes.filter(({ event, value }) => event < gap && value?.type === 'Literal' && value.value === true)
  if (raised.length === 0) return false
  const adders = new Set(isFunction(adder) ? [adder, ...usesOf(sourceCode, adder).calls.map(ownerOf)] : [adder])
  return raised.some(({ place }) => usesOfPlace(sourceCode, place).some((use) => use.owner !== owner && use.does === 'other' && adders.has(use.owner)))
}

function sameBase(a: Access, b: Access): boolean {
  return a.place.base === b.place.base
}

/** `[]`, `clear()`, `''`: not `undefined`, `0` or `false`. */
function isCollection({ value }: Access): boolean {
  if (!value) return true
  const node = unwrap(value)
  return node.type === 'ArrayExpression' || node.type === 'NewExpression' || node.type === 'ObjectExpression' || (node.type === 'Literal' && node.value === '')
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
function isHandedTo(sourceCode: SourceCode, flow: Flow, wait: Node, { node: read, place }: Access): boolean {
  if (wait.type !== 'AwaitExpression') return false
  if (copyAround(sourceCode, wait, read)) return true
  // Who takes one entry and empties all has no use for the others.
  if (!isInside(read, wait) && place.part.startsWith('entry:')) return false
  return isInside(read, wait) ? isHandedOut(read) : read.range[1] < wait.range[0] && isCall(unwrap(wait.argument)) && restsOn(sourceCode, flow, wait.argument, new Set([read])).size > 0
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

function isKept(sourceCode: SourceCode, owner: CodeOwner, read: Access, empty: Access): boolean {
  return latchesBefore(sourceCode, owner, empty.event).some(({ set }) => sameBase(set, empty)) || isLocked(sourceCode, read.node, empty.node)
}

/** `this.rows = []; const rows = await load(); for (const row of rows) this.rows.push(row)`. */
function mixed(sourceCode: SourceCode, owner: CodeOwner, empty: Access, writes: readonly Access[]): Fault | undefined {
  if (!isCollection(empty) && !beginsAgain(empty)) return undefined
  const flow = flowOf(sourceCode, owner)
  // `this.rows = before` puts another list there: what follows is added to that.
  const others = writes.filter((each) => (each.effect === 'clear' && overlaps(each.place, empty.place)) || (each !== empty && isReplacement(each, empty))).map(({ event }) => event)
  const append = [...writes, ...writesForEach(sourceCode, owner, flow)].find((each) => appendsTo(each, empty) && dominates(flow, empty.event, each.event) && !isToldOfFailure(sourceCode, each))
  if (!append) return undefined
  const wait = flow.kinds.findIndex((_, event) => isSuspension(flow, event) && event > empty.event
    && reaches(flow, empty.event, event) && reaches(flow, event, append.event, (_f, _e, to) => !others.includes(to)))
  if (wait < 0 || latchesBefore(sourceCode, owner, append.event).length > 0 || isTicketed(sourceCode, owner, append, { flow, tests: testsOf(flow) })) return undefined
  return filledTwice(sourceCode, owner, { empty, append, wait: flow.nodes[wait] as Node })
}

/** What is done for each element of a list, at once, as if it were done where that is begun: `all.forEach((row) => this.rows.push(row))`. */
function writesForEach(sourceCode: SourceCode, owner: CodeOwner, flow: Flow): readonly Access[] {
  return callsNamed(sourceCode, arrayMethods).flatMap((call) => {
    const [each] = call.arguments
    const [event] = each && isFunction(each) && !each.async && ownerOf(call) === owner ? eventsOf(flow, call) : []
    return event === undefined ? [] : accessesIn(sourceCode, each as FunctionNode).writes.map((write) => ({ ...write, event }))
  })
}

/** `this.rows = []; ids.forEach(async (id) => { this.rows.push(await load(id)) })`: emptied around what fills it for each element. */
function mixedByEach(sourceCode: SourceCode, each: CodeOwner, writes: readonly Access[]): Fault | undefined {
  const call = isFunction(each) ? wrapped(each).parent : undefined
  const appends = writes.filter(({ effect }) => effect === 'append')
  if (appends.length === 0 || !isCall(call) || !arrayMethods.has(calledName(call) ?? '')) return undefined
  const owner = ownerOf(call)
  const inner = flowOf(sourceCode, each)
  const flow = flowOf(sourceCode, owner)
  for (const empty of accessesIn(sourceCode, owner).writes) {
    const append = empty.effect === 'clear' && empty.shared !== 'caller' && isCollection(empty) ? appends.find((one) => appendsTo(one, empty)) : undefined
    const wait = append && suspensionPoints(inner).find((event) => reaches(inner, event, append.event))
    const begun = wait === undefined ? undefined : eventsOf(flow, call).find((event) => dominates(flow, empty.event, event))
    if (!append || wait === undefined || begun === undefined || latchesBefore(sourceCode, owner, begun).length > 0) continue
    if (isTicketed(sourceCode, each, append, { flow: inner, tests: testsOf(inner) })) continue
    const fault = filledTwice(sourceCode, owner, { empty, append, wait: nodeOf(inner, wait) })
    if (fault) return fault
  }
  return undefined
}

/** What is emptied before a wait and filled after it. */
interface Filling {
  readonly empty: Access
  readonly append: Access
  readonly wait: Node
}

function filledTwice(sourceCode: SourceCode, owner: CodeOwner, { empty, append, wait }: Filling): Fault | undefined {
  if (isLocked(sourceCode, empty.node, append.node) || isSerialized(sourceCode, owner)) return undefined
  const entry = entryFor(sourceCode, owner, empty)
  return entry && { kind: 'mixed', place: append.place.text, node: append.node, read: empty.node, wait, entry, proven: entry.strength === 'proven' || (entry.strength === 'public' && !isFirstFilling(sourceCode, owner, empty)) }
}

/** `catch (error) { this.lines.push(String(error)) }`: a failure of this run is told, and that of another run is another one. */
function isToldOfFailure(sourceCode: SourceCode, { node }: Access): boolean {
  for (let at = node.parent; at && !isFunction(at); at = at.parent) {
    if (at.type !== 'CatchClause' || at.param?.type !== 'Identifier') continue
    return variableOf(sourceCode, at.param)?.references.some(({ identifier }) => isInside(identifier, node)) ?? false
  }
  return false
}

/** Whether another collection is put into the place of the emptied one. */
function isReplacement({ effect, place }: Access, empty: Access): boolean {
  return effect === 'set' && place.part === empty.place.part && place.base === empty.place.base
}

function appendsTo(write: Access, empty: Access): boolean {
  if (!sameBase(write, empty)) return false
  return isText(empty) ? write.effect === 'step' && write.place.part === empty.place.part : write.effect === 'append' && write.place.part === ALL
}

/** `this.text = ''`, to which `this.text += line` adds. */
function isText({ value }: Pick<Access, 'value'>): boolean {
  const node = value && unwrap(value)
  return node?.type === 'TemplateLiteral' || (node?.type === 'Literal' && typeof node.value === 'string')
}

/** What sets an object or a module up, and alone fills what is nothing before, or what is empty before and not emptied: it runs once, as far as its name goes. */
function isFirstFilling(sourceCode: SourceCode, owner: CodeOwner, empty: Access): boolean {
  const { place } = empty
  const { root, path: [name = '', second] } = place
  if (!isStartUp(actionName(sourceCode, owner))) return false
  const isOfObject = root.kind === 'this' && second === undefined
  const isOfModule = root.kind === 'variable' && root.scope === 'module' && name === ''
  const before = root.kind === 'this' ? membersOf(sourceCode, root.of).get(name)?.field : root.kind === 'variable' ? root.variable.defs[0]?.node : undefined
  const first = before?.type === 'PropertyDefinition' ? before.value : before?.type === 'VariableDeclarator' ? before.init : undefined
  return (isOfObject || isOfModule) && (!first || (beginsAgain(empty) && isEmpty(first))) && usesOfPlace(sourceCode, place).every((use) => use.does === 'other' || use.owner === owner || isConstructor(use.owner) || isPartOf(sourceCode, use.owner, owner))
}

/** Whether only the other function calls this one. */
function isPartOf(sourceCode: SourceCode, fn: CodeOwner, owner: CodeOwner): boolean {
  return isOnlyCalledHere(sourceCode, fn) && usesOf(sourceCode, fn).calls.every((call) => ownerOf(call) === owner)
}
