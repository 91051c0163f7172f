import { arrayMethods } from '../../../../knowledge/callbacks/language.ts'
import { isStartUp } from '../../../../knowledge/lifecycles.ts'
import { calledName, callsNamed } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, isCall, isFunction, isInside, type Node, ownerOf, wrapped } from '../../../../utils/syntax.ts'
import { usesOf } from '../../../callbacks/uses.ts'
import { actionName } from '../../../callbacks/whole.ts'
import { flowOf } from '../../../flow/flow.ts'
import { eventsOf, type Flow, nodeOf } from '../../../flow/graph.ts'
import { dominates, reaches } from '../../../flow/reach.ts'
import { isSuspension, suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { promiseOf } from '../../../promises/executors.ts'
import { isEmpty, variableOf } from '../../../resolve/bindings.ts'
import { membersOf } from '../../../resolve/members.ts'
import type { Fault } from '../../faults.ts'
import { isConstructor, usesOfPlace } from '../../others/elsewhere.ts'
import { entryFor } from '../../overlap/entries.ts'
import { isHeldFrom } from '../../overlap/guards.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isOnlyCalledHere } from '../../overlap/openness.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { isTicketed } from '../../overlap/tickets.ts'
import { type Access, accessesIn, sharesBase } from '../../places/accesses.ts'
import { beginsAgain, isCollection, isText } from '../../places/emptyings.ts'
import { ALL, overlaps } from '../../places/place.ts'
import { decides } from '../../reads/control.ts'

/** `this.rows = []; const rows = await load(); for (const row of rows) this.rows.push(row)`. */
export function mixed(sourceCode: SourceCode, owner: CodeOwner, empty: Access, writes: readonly Access[]): Fault | undefined {
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
export function mixedByEach(sourceCode: SourceCode, each: CodeOwner, writes: readonly Access[]): Fault | undefined {
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
  if (isHeldFrom(sourceCode, flowOf(sourceCode, owner), empty, append) || isSerialized(sourceCode, owner) || isAskedAround(sourceCode, owner, empty)) return undefined
  const entry = entryFor(sourceCode, owner, empty)
  return entry && { kind: 'mixed', place: append.place.text, node: append.node, read: empty.node, wait, entry, proven: entry.strength === 'proven' || (entry.strength === 'public' && !isFirstFilling(sourceCode, owner, empty)) }
}

/** `if (this.waiting) return this.join(); return new Promise(async (resolve) => { this.waiting = []; … })`: who comes second finds it there, and joins. */
function isAskedAround(sourceCode: SourceCode, owner: CodeOwner, empty: Access): boolean {
  const promise = isFunction(owner) ? promiseOf(sourceCode, owner) : undefined
  if (!promise) return false
  const around = flowOf(sourceCode, ownerOf(promise))
  const inner = flowOf(sourceCode, owner)
  if (suspensionPoints(inner).some((gap) => reaches(inner, gap, empty.event))) return false
  const { reads } = accessesIn(sourceCode, around.owner)
  return eventsOf(around, promise).some((made) => testsOf(around).some((test) => decides(around, test, made) !== undefined
    && reads.some(({ place, node }) => place.base === empty.place.base && isInside(node, test.node)) && !suspensionPoints(around).some((gap) => reaches(around, test.event, gap) && reaches(around, gap, made))))
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
  if (!sharesBase(write, empty)) return false
  return isText(empty) ? write.effect === 'step' && write.place.part === empty.place.part : write.effect === 'append' && write.place.part === ALL
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
