import type { SourceCode } from '../../utils/per-file.ts'
import { isFunction, isInside, type Node, ownerOf, unwrap } from '../../utils/syntax.ts'
import { callsByOwner, loopAround } from '../../utils/nodes.ts'
import { usesOf } from '../callbacks/uses.ts'
import { flowOf } from '../flow/flow.ts'
import { eventsOf, nodeOf } from '../flow/graph.ts'
import { findPath } from '../flow/queries.ts'
import { reaches } from '../flow/reach.ts'
import { type Variable, variableOf } from '../resolve/bindings.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { type Access, isAtomicWrite } from '../sharing/access.ts'
import { accessesOf } from '../sharing/accesses.ts'
import { isBeforePublication } from '../sharing/phases.ts'
import { constantText } from '../sharing/words.ts'
import { nameOf } from './announced.ts'
import { isRightBefore } from './order.ts'
import { accessByNode, accessesByElement, accessesByOwner, besides, isCounted, isFor, valuePut, valueTests, type Wait, waitsOf } from './waits.ts'

const WRITES = new Set(['store', 'write', 'modify', 'atomic modify', 'exchange'])
const writes = ({ how }: Access): boolean => WRITES.has(how) || how === 'compare'

// ---------------------------------------------------------------- notify, then store

/** The store that a notify comes too early for: waiters wake, see the old value and sleep again. */
export function lateStoreOf(sourceCode: SourceCode, notify: Access): Access | undefined {
  const others = besides(sourceCode, notify)
  const after = others.filter((each) => WRITES.has(each.how) && each.node.range[0] >= notify.node.range[1])
  const [first] = after
  if (!first || others.some((each) => writes(each) && each.node.range[0] < notify.node.range[0] && leadsTo(sourceCode, each, notify))) return undefined
  if (others.some((each) => each.how === 'wait' && each.node.range[0] > notify.node.range[0] && each.node.range[0] < first.node.range[0])) return undefined
  if (changesBefore(sourceCode, notify)) return undefined
  const flow = flowOf(sourceCode, notify.owner)
  const [start] = eventsOf(flow, notify.node)
  if (flow.imprecise || start === undefined) return undefined
  const path = findPath(flow, start, (event) => nodeOf(flow, event) === first.node, (event, edge, to) => edge !== 'throw' && to > event)
  return path && first
}

/** Whether control may come from one access of a function to another. */
function leadsTo(sourceCode: SourceCode, from: Access, to: Access): boolean {
  const flow = flowOf(sourceCode, from.owner)
  const [start] = eventsOf(flow, from.node)
  return start === undefined || reaches(flow, start, new Set(eventsOf(flow, to.node)))
}

/** A function that runs before may have stored what waiters wait for: one that is called here, or the one that calls this. */
function changesBefore(sourceCode: SourceCode, notify: Access): boolean {
  const { owner, node } = notify
  const called = (callsByOwner(sourceCode).get(owner) ?? []).filter((call) => call.range[1] <= node.range[0])
  if (called.some((call) => !accessByNode(sourceCode).has(call) && changesMemory(sourceCode, calledFunction(sourceCode, call), notify))) return true
  return isFunction(owner) && usesOf(sourceCode, owner).calls.some((call) => changesMemory(sourceCode, ownerOf(call), notify, call))
}

/** Whether a function may write what a notify is for: not where both are constants of one view that differ, nor plainly by another view, nor what the call that notifies does. */
function changesMemory(sourceCode: SourceCode, owner: Node | undefined, notify: Access, by?: Node): boolean {
  const isOther = (each: Access): boolean => (each.view.key === notify.view.key
    ? each.word.kind === 'constant' && notify.word.kind === 'constant' && each.element !== notify.element
    : !isAtomicWrite(each) && each.memory.type === 'DataView')
  return owner !== undefined && (accessesByOwner(sourceCode).get(owner as Access['owner']) ?? []).some((each) => writes(each) && each.node !== by && !isOther(each))
}

// ---------------------------------------------------------------- store without notify

/** The notify and the wait that show what a store lacks. */
export interface Unheard {
  readonly wait: Wait
  /** Where the same value is stored and waiters are told. */
  readonly told?: Access
}

/** Whether threads that sleep on the element go on sleeping after this store, though it is what they wait for. */
export function unheardStore(sourceCode: SourceCode, store: Access): Unheard | undefined {
  const value = store.how === 'store' && store.value ? constantText(sourceCode, store.value)?.replace(/n$/u, '') : undefined
  if (value === undefined || store.element === undefined || store.helped) return undefined
  const all = accessesOfPlace(sourceCode, store)
  if (!all.some(({ how }) => how === 'wait') || besides(sourceCode, store).some(({ how }) => how === 'notify')) return undefined
  const waits = waitsOf(sourceCode).filter(({ access }) => all.includes(access))
  // Who waits for his own turn before that is no less silent; who waits here for the very value makes it for himself.
  if (waits.some((each) => each.access.owner === store.owner && (isFor(sourceCode, each, value) || each.call.range[0] > store.node.range[0]))) return undefined
  const wait = waits.find((each) => !each.timeout && isFor(sourceCode, each, value))
  if (!wait || isBeforePublication(sourceCode, store) || mayTell(sourceCode, store)) return undefined
  const notifies = accessesOf(sourceCode).filter(({ how, view }) => how === 'notify' && view.key === store.view.key)
  const told = all.find((each) => each !== store && each.how === 'store' && each.value && constantText(sourceCode, each.value)?.replace(/n$/u, '') === value
    && besides(sourceCode, each).some(({ how }) => how === 'notify'))
  if (told && notifies.every((each) => besides(sourceCode, each).some(writes))) return { wait, told }
  // The other value is told by whoever puts it there: this one is told by nobody.
  const areForOther = notifies.every((each) => besides(sourceCode, each).some(writes) && besides(sourceCode, each).every((other) => !writes(other) || valuePut(sourceCode, other) !== value))
  return areForOther && isTwoValued(sourceCode, all) ? { wait } : undefined
}

/**
 * What is done with the element of a store: `slots[index]` of one function is that of another, where all the file does with that
 * memory is done with one element that a parameter chooses.
 */
function accessesOfPlace(sourceCode: SourceCode, store: Access): readonly Access[] {
  const ofView = accessesOf(sourceCode).filter(({ view }) => view.key === store.view.key)
  return ofView.every(isGiven) && isGiven(store) ? ofView : (accessesByElement(sourceCode).get(store.element ?? '') ?? [])

  function isGiven({ index, owner }: Access): boolean {
    const name = unwrap(index)
    const [def] = name.type === 'Identifier' ? (variableOf(sourceCode, name)?.defs ?? []) : []
    return def?.type === 'Parameter' && def.node === owner
  }
}

/** Who stores also tells, those of the element if there is one: in a function that it calls, or its caller does. */
function mayTell(sourceCode: SourceCode, { owner }: Access, told?: string): boolean {
  const tells = (of: Node | undefined): boolean => of !== undefined
    && (accessesByOwner(sourceCode).get(of as Access['owner']) ?? []).some(({ how, element }) => how === 'notify' && (told === undefined || element === told))
  if (tells(owner) || (callsByOwner(sourceCode).get(owner) ?? []).some((call) => tells(calledFunction(sourceCode, call)))) return true
  return isFunction(owner) && usesOf(sourceCode, owner).calls.some((call) => tells(ownerOf(call)))
}

function isTwoValued(sourceCode: SourceCode, all: readonly Access[]): boolean {
  const values = new Set<string | undefined>()
  for (const access of all) if (writes(access)) values.add(valuePut(sourceCode, access))
  return values.size <= 2 && !values.has(undefined)
}

// ---------------------------------------------------------------- the wrong element

/** The wait that a notify is meant for, where it wakes those of another element: nobody waits there, and nobody tells these. */
export function missedWait(sourceCode: SourceCode, notify: Access): { readonly wait: Wait; readonly store: Access } | undefined {
  if (notify.element === undefined || notify.word.kind !== 'constant') return undefined
  const here = (accessesByOwner(sourceCode).get(notify.owner) ?? []).filter(({ view, node }) => view.key === notify.view.key && node.range[0] < notify.node.range[0])
  const all = accessesOf(sourceCode).filter(({ view }) => view.key === notify.view.key)
  const right = here.find((each) => isAtomicWrite(each) && each.element !== notify.element && isRightBefore(each.node, notify.node))
  const meant = right && (waitFor(sourceCode, right, all) ?? waitBeyond(sourceCode, right, notify) ?? waitForValue(sourceCode, right, notify) ?? waitForChange(sourceCode, right, notify, all))
  if (meant) return { wait: meant, store: right }
  const own = here.filter((each) => writes(each) && (each.element === undefined || each.element === notify.element))
  if (own.some(({ element }) => element === undefined)) return undefined
  if (all.some(({ how, element }) => how === 'wait' && (element === undefined || element === notify.element))) return undefined
  for (const store of here.reverse()) {
    if (!isAtomicWrite(store) || !writes(store)) continue
    const wait = waitFor(sourceCode, store, all)
    // Where the notified element is written too, the other store may be what the next wait is set up with.
    if (wait && (own.length === 0 || isPast(sourceCode, store, wait))) return { wait, store }
  }
  return undefined
}

/** The wait for the element of a store, which nothing in the file tells. */
function waitFor(sourceCode: SourceCode, { element }: Access, all: readonly Access[]): Wait | undefined {
  const isTold = all.some((each) => each.how === 'notify' && (each.element === undefined || each.element === element))
  return isTold || element === undefined ? undefined : waitsOf(sourceCode).find(({ access }) => access.element === element)
}

/**
 * The wait that is over with the value which a store puts there, where only another value is told: by others, to those who wait
 * for that. The word that is told here is for nothing else, and nobody waits for it.
 */
function waitForValue(sourceCode: SourceCode, store: Access, notify: Access): Wait | undefined {
  const value = valuePut(sourceCode, store)
  if (value === undefined || notify.element === undefined || besides(sourceCode, store).some(({ how }) => how === 'notify')) return undefined
  if ((accessesByElement(sourceCode).get(notify.element) ?? []).some(({ how }) => how !== 'notify')) return undefined
  if (accessesOf(sourceCode).some(({ view, element }) => view.key === notify.view.key && element === undefined)) return undefined
  return waitsOf(sourceCode).find((wait) => wait.access.element === store.element && wait.access.owner !== store.owner && isFor(sourceCode, wait, value))
}

/**
 * The wait for any other value than one that was read before, which a store ends: neither its function nor who calls it or is
 * called by it tells the element. The word that is told here is not changed here, and nobody waits for it. Who tells the
 * element elsewhere does so for another reason: an end.
 */
function waitForChange(sourceCode: SourceCode, store: Access, notify: Access, all: readonly Access[]): Wait | undefined {
  if (besides(sourceCode, notify).some(writes) || mayTell(sourceCode, store, store.element)) return undefined
  if (all.some(({ how, element }) => element === undefined || (how === 'wait' && element === notify.element))) return undefined
  if (all.some((each) => each.how === 'notify' && each.element === store.element && besides(sourceCode, each).some(writes))) return undefined
  return waitsOf(sourceCode).find((wait) => wait.access.element === store.element && wait.access.owner !== store.owner && wait.expected !== undefined
    && unwrap(wait.expected).type === 'Identifier' && constantText(sourceCode, wait.expected) === undefined)
}

/**
 * The same for memory that is handed over, of which each side makes its own view: the wait for the element of the same
 * name, where no view's is told, and nobody waits for the one that is.
 */
function waitBeyond(sourceCode: SourceCode, store: Access, notify: Access): Wait | undefined {
  const [stored, told] = [nameOf(sourceCode, store), nameOf(sourceCode, notify)]
  if (!stored || !told) return undefined
  const all = accessesOf(sourceCode)
  const mayBe = (access: Access, name: Variable): boolean => (nameOf(sourceCode, access) ?? name) === name
  if (all.some((each) => (each.how === 'wait' && mayBe(each, told)) || (each.how === 'notify' && mayBe(each, stored)))) return undefined
  return waitsOf(sourceCode).find(({ access }) => nameOf(sourceCode, access) === stored)
}

/**
 * Whether a wait is over with what a store puts there: another constant, or the expected value and one more. Who counts on
 * the element itself changes it for all who expect what they have read.
 */
function isPast(sourceCode: SourceCode, store: Access, wait: Wait): boolean {
  if (store.how === 'atomic modify') return isCounted(sourceCode, store) && wait.expected !== undefined && unwrap(wait.expected).type === 'Identifier' && constantText(sourceCode, wait.expected) === undefined
  const value = store.how === 'store' && store.value ? unwrap(store.value) : undefined
  if (!value) return false
  const constant = constantText(sourceCode, value)?.replace(/n$/u, '')
  if (constant !== undefined) return isFor(sourceCode, wait, constant)
  const expected = wait.expected && unwrap(wait.expected)
  return value.type === 'BinaryExpression' && value.operator === '+' && expected?.type === 'Identifier' && value.left.type === 'Identifier'
    && value.left.name === expected.name && constantText(sourceCode, value.right) !== undefined
}

// ---------------------------------------------------------------- another reason to wake

/**
 * The wait that a word is asked about in each of its rounds (`if (Atomics.load(words, CLOSED) === 1) return`), where who sets
 * that word tells those who wait for it, and nobody does: all sleep on the other one.
 */
export function sleptThrough(sourceCode: SourceCode, notify: Access): Wait | undefined {
  const { element, word, view } = notify
  if (element === undefined || word.kind !== 'constant' || !besides(sourceCode, notify).some(({ how }) => how === 'store')) return undefined
  const all = accessesOf(sourceCode).filter((each) => each.view.key === view.key)
  if (all.some((each) => each.element === undefined || (each.how === 'wait' && each.element === element))) return undefined
  const asks = all.filter((each) => each.how === 'load' && each.element === element && valueTests(sourceCode, each).length > 0)
  return waitsOf(sourceCode).find((wait) => wait.access.view.key === view.key && !wait.timeout && asks.some((each) => isAskedAround(wait, each))
    && !mayTell(sourceCode, notify, wait.access.element))
}

function isAskedAround({ access, call }: Wait, { owner, node }: Access): boolean {
  const loop = loopAround(call)
  return owner === access.owner && loop !== undefined && isInside(node, loop)
}
