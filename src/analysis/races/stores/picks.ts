import { claimNames } from '../../../knowledge/shared-memory.ts'
import { builderEnds, changing, rowCounts, rowReads, rowSave, rowUpdates, sqlMethods, stateColumns } from '../../../knowledge/stores.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Asking, type Call, type CodeOwner, type FunctionNode, isCall, isFunction, type Node, unwrap } from '../../../utils/syntax.ts'
import { functionNames } from '../../callbacks/uses.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf, type Flow } from '../../flow/graph.ts'
import { testsOf } from '../../flow/tests.ts'
import { propertyAt } from '../../resolve/constants.ts'
import { type Setting, settingsIn } from '../../statements/settings.ts'
import type { Fault } from '../faults.ts'
import { entryOf } from '../overlap/entries.ts'
import { isLocked } from '../overlap/guards.ts'
import { latchesBefore } from '../overlap/latches.ts'
import { isSerialized } from '../overlap/queued.ts'
import { helperAt } from '../reads/answers.ts'
import { decides } from '../reads/control.ts'
import { restsOn } from '../reads/dependence.ts'
import { askedBefore, gapBehind } from './answered.ts'
import { askingsIn, asksOf } from './asked.ts'
import { builtAt } from './builders.ts'
import { isIsolated } from './isolated.ts'
import { askedForWaiting, askingAndChanging, namedMark } from './named.ts'
import { partsOf, type Step } from './parts.ts'
import { modelOf } from './rows.ts'
import { filteringAt } from './statements.ts'
import { type Change, isConstant, isOfAnswer, stateChange, type Stated, statesOf } from './states.ts'

/** A change, and the way from the code of the owner to it: the steps to the function that makes it, and the call that does. */
interface Way {
  readonly change: Change
  readonly steps: readonly [Step, ...Step[]]
}

/**
 * Rows that are found because nobody has taken them yet (`where status = 'new'`), and taken then by their key alone, here or by a
 * function of the file that is given them: a second run that looks before that finds the same ones, and both take them.
 */
export function storePicks(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  const all = askingsIn(sourceCode, owner)
  const isNamed = askingAndChanging(sourceCode).has(owner)
  const asking = all.filter((call) => isNamed || isOfStore(call) || functionNames(sourceCode).has(calledName(call) ?? ''))
  const asksBy = (call: Asking): readonly Stated[] => asksOf(sourceCode, call, (each) => asksAt(sourceCode, each), (ask) => ask)
  const asks = all.length === 0 ? [] : [...asking.flatMap(asksBy), ...askedBefore(sourceCode, owner, (each) => askingsIn(sourceCode, each).flatMap(asksBy))]
  const ways = asks.length > 0 ? waysTo(sourceCode, owner) : []
  const entry = ways.length > 0 ? entryOf(sourceCode, owner) : undefined
  const flow = entry && flowOf(sourceCode, owner)
  if (!flow || flow.imprecise) return []
  for (const { change, steps: [{ call: next }, ...others] } of ways) {
    const ask = asks.find((each) => each.call !== next && each.of === change.of && isTakenOutOf(each, change)
      && change.by.some((value) => isOfAnswer(sourceCode, flow, value, each.call)))
    const gap = ask && gapBehind(sourceCode, flow, ask.call, next)
    if (!ask || !gap || isLocked(sourceCode, ask.call, next) || [{ from: owner, call: next }, ...others].some((step) => isKept(sourceCode, step, ask))) continue
    return [{ kind: 'picked', place: change.of, node: change.call, read: ask.call, wait: gap.wait, entry, proven: entry.strength === 'proven' && !ask.isKeyed && !ask.isNamed }]
  }
  return []
}

/** The changes that the code of an owner makes, and those for which it hands what they are found by to other functions. */
function waysTo(sourceCode: SourceCode, owner: FunctionNode): readonly Way[] {
  const own = changesIn(sourceCode, owner).map((change): Way => ({ change, steps: [{ from: owner, call: change.call }] }))
  return [...own, ...partsOf(sourceCode, owner).flatMap(({ fn, way: [first, ...rest], given }) => changesIn(sourceCode, fn).map((change): Way => (
    { change: { ...change, by: change.by.flatMap((value) => given(value) ?? []) }, steps: [first, ...rest, { from: fn, call: change.call }] }
  )))]
}

function changesIn(sourceCode: SourceCode, owner: CodeOwner): readonly Change[] {
  const isNamed = askingAndChanging(sourceCode).has(owner)
  return askingsIn(sourceCode, owner).flatMap((call) => (isOfStore(call) ? stateChange(sourceCode, call) : undefined) ?? (isNamed && isCall(call) ? namedMark(sourceCode, call) : undefined) ?? [])
}

function isOfStore(call: Asking): boolean {
  return !isCall(call) || NAMES.has(calledName(call) ?? '')
}

/** Whether a step on the way is taken by one run only. */
function isKept(sourceCode: SourceCode, { from, call }: Step, ask: Stated): boolean {
  const flow = flowOf(sourceCode, from)
  const [event] = eventsOf(flow, call)
  if (event === undefined || flow.imprecise || isSerialized(sourceCode, from) || isIsolated(sourceCode, from) || isLocked(sourceCode, call, call)) return true
  return latchesBefore(sourceCode, from, event).length > 0 || isClaimed(sourceCode, flow, { from, call }, ask)
}

/**
 * Whether control comes to a call only where a change of the rows that asks for the old state has found it:
 * `const { count } = await updateMany({ where: { id, state: 'new' }, … }); if (count === 0) continue`.
 */
function isClaimed(sourceCode: SourceCode, flow: Flow, { from, call: next }: Step, { call: asking, states }: Stated): boolean {
  const claiming = askingsIn(sourceCode, from).filter((call) => call !== next && call !== asking && claims(call))
  const nodes = new Set<Node>(claiming)
  const [event] = eventsOf(flow, next)
  return nodes.size > 0 && event !== undefined && testsOf(flow).some((test) => restsOn(sourceCode, flow, test.node, nodes).size > 0 && decides(flow, test, event) !== undefined)

  function claims(call: Asking): boolean {
    if (claimNames.test(calledName(call) ?? '')) return true
    const text = sourceCode.getText((isCall(call) ? helperAt(sourceCode, call) : undefined) ?? call)
    return changing.test(text) && states.some(({ column }) => text.includes(column))
  }
}

const NAMES: ReadonlySet<string> = new Set([...rowReads, ...rowCounts, ...sqlMethods, ...rowUpdates, rowSave, ...builderEnds])

/** Whether the change takes rows out of the state that was asked for, and does not look at that state again. */
function isTakenOutOf({ states, isNamed }: Stated, change: Change): boolean {
  if (isNamed) return change.states.some(({ column }) => stateColumns.test(column))
  return states.some(({ column, value }) => change.states.some((each) => each.column === column && each.value !== value))
}

function asksAt(sourceCode: SourceCode, call: Asking): readonly Stated[] {
  const filtering = filteringAt(sourceCode, call)
  if (filtering) return [{ call, of: filtering.table, states: filtering.states, ...(filtering.isKeyed && { isKeyed: true }) }]
  if (!isCall(call)) return []
  const built = builtAt(sourceCode, call)
  if (built) return built.does === 'read' ? askOf(sourceCode, call, built.table, built.where, built.nulls) : []
  const waiting = askedForWaiting(sourceCode, call)
  if (waiting !== undefined) return [{ call, of: waiting, states: [], isNamed: true }]
  const callee = unwrap(call.callee)
  const [first, options] = call.arguments
  const name = calledName(call) ?? ''
  if (callee.type !== 'MemberExpression' || !first || !(rowReads.has(name) || rowCounts.has(name)) || [first, options].some((each) => propertyAt(sourceCode, each, 'lock'))) return []
  return askOf(sourceCode, call, modelOf(sourceCode, callee.object), settingsIn(sourceCode, propertyAt(sourceCode, first, 'where') ?? first))
}

function askOf(sourceCode: SourceCode, call: Call, of: string, where: readonly Setting[], nulls: readonly string[] = []): readonly Stated[] {
  const states = [...statesOf(sourceCode, where).filter(({ value }) => value !== undefined), ...nulls.map((column) => ({ column, value: 'null' }))]
  const isKeyed = where.some(({ value }) => unwrap(value).type === 'Identifier' || (unwrap(value).type === 'MemberExpression' && !isConstant(value)))
  return states.length > 0 ? [{ call, of, states, ...(isKeyed && { isKeyed: true }) }] : []
}
