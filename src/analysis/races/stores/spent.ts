import { reading } from '../../../knowledge/reading.ts'
import { builderEnds, rowReads, rowSave, rowUpdates, sqlMethods } from '../../../knowledge/stores.ts'
import { startOfChain } from '../../../utils/chains.ts'
import { calledName, nodesOf } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Asking, type Call, type CodeOwner, type FunctionNode, isCall, isFunction, isInside, keyName, type Node, partsOfCondition, unwrap } from '../../../utils/syntax.ts'
import { functionNames, nameIn } from '../../callbacks/uses.ts'
import { isMadeOfParameter } from '../../callbacks/whole.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf, type Flow, nodeOf } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { testsOf } from '../../flow/tests.ts'
import { reactionOf } from '../../promises/reactions.ts'
import { isNothing, onlyValue, sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { returnsOf } from '../../resolve/functions.ts'
import type { Fault } from '../faults.ts'
import { isPartOfRefusal, refuses } from '../harm/refusals.ts'
import { entryOf, isOpen } from '../overlap/entries.ts'
import { isLocked } from '../overlap/guards.ts'
import { latchesBefore } from '../overlap/latches.ts'
import { isSerialized } from '../overlap/queued.ts'
import { keyText } from '../places/place.ts'
import { helperAt } from '../reads/answers.ts'
import { decides } from '../reads/control.ts'
import { restsOn } from '../reads/dependence.ts'
import { awaitedName } from '../reads/stale.ts'
import { askedBefore, gapBehind, levelsTo } from './answered.ts'
import { askingsIn, asksOf } from './asked.ts'
import { builtAt } from './builders.ts'
import { isIsolated } from './isolated.ts'
import { argumentFor } from './columns.ts'
import { askingAndChanging, namedMark, namedQuestion } from './named.ts'
import { rowCallAt } from './rows.ts'
import { selectionAt } from './statements.ts'
import { type Change, isOfAnswer, type State, stateChange } from './states.ts'

/** A question for a row, and what that is found by, as text. */
interface Ask {
  readonly call: Asking
  readonly of: string
  readonly keys: readonly string[]
}

const NAMES: ReadonlySet<string> = new Set([...rowReads, ...sqlMethods, ...rowUpdates, rowSave, ...builderEnds])

/**
 * Rows that may be used once, and say so in a column: `if (coupon.used) throw …; await order(coupon); await update({ used: true })`.
 * A second run that asks before that is not refused either, and both go on.
 */
export function spentRows(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  const all = askingsIn(sourceCode, owner)
  const isNamed = askingAndChanging(sourceCode).has(owner)
  const calls = all.filter((call) => !isCall(call) || isNamed || NAMES.has(calledName(call) ?? ''))
  const changes = calls.flatMap((call) => stateChange(sourceCode, call) ?? (isNamed && isCall(call) ? namedMark(sourceCode, call) : undefined) ?? [])
  // A function of the file may ask for it.
  const asking = changes.length > 0 ? all.filter((call) => calls.includes(call) || functionNames(sourceCode).has(calledName(call) ?? '')) : []
  const asksBy = (call: Asking): readonly Ask[] => asksOf(sourceCode, call, (each) => asksAt(sourceCode, each), (ask, asWritten) => ({ ...ask, keys: ask.keys.map(asWritten) }))
  const asks = changes.length === 0 ? [] : [...asking.flatMap(asksBy), ...askedBefore(sourceCode, owner, (each) => askingsIn(sourceCode, each).flatMap(asksBy))]
  const entry = asks.length > 0 ? entryOf(sourceCode, owner) : undefined
  const flow = entry && flowOf(sourceCode, owner)
  if (!flow || flow.imprecise || isSerialized(sourceCode, owner) || isIsolated(sourceCode, owner)) return []
  for (const change of changes) {
    const ask = asks.find((each) => each.call !== change.call && each.of === change.of && isSameRow(sourceCode, flow, each, change) && isRefusedAfter(sourceCode, flow, each, change))
    const gap = ask && gapBehind(sourceCode, flow, ask.call, change.call)
    const [to] = eventsOf(flow, change.call)
    if (!ask || !gap || to === undefined || isPartOfRefusal(change.call) || isLocked(sourceCode, ask.call, change.call) || latchesBefore(sourceCode, owner, to).length > 0) continue
    const base = { place: change.of, node: change.call, read: ask.call, entry, proven: isOpen(entry) }
    const work = workBehind(sourceCode, flow, gap.from, to, ask.call)
    if (work) return [{ ...base, kind: 'spent', wait: work }]
    if (isOfRun(sourceCode, flow, change)) return [{ ...base, kind: 'oversold', wait: gap.wait }]
  }
  return []
}

/** Whether what is put there beside, or into, the column that is tested is another value for each run, as who it is for: `{ used: true, holder: user }`. Then one takes it from the other. */
function isOfRun(sourceCode: SourceCode, flow: Flow, change: Change): boolean {
  return change.states.some(({ at }) => at !== undefined && isMadeOfParameter(sourceCode, flow.owner, at) && !change.by.some((key) => sourceCode.getText(key) === sourceCode.getText(at)))
}

/** Work that is waited for behind the question, before the change or after it. To put the same there twice costs nothing: something has to be done twice. */
function workBehind(sourceCode: SourceCode, flow: Flow, asked: number, changed: number, ask: Asking): Node | undefined {
  const isWork = (wait: Node): boolean => !reading.test(awaitedName(sourceCode, wait) ?? 'get') && !isInside(ask, wait)
  const before = isFunction(flow.owner) ? reactionOf(sourceCode, flow.owner)?.promise : undefined
  // `increment(…).then(() => update(…))`
  if (before && !isInside(ask, before) && isWork(before)) return startOfChain(before)
  return suspensionPoints(flow).filter((event) => (reaches(flow, asked, event) && reaches(flow, event, changed)) || reaches(flow, changed, event))
    .map((event) => nodeOf(flow, event)).find((wait) => isWork(wait) && !isInside(nodeOf(flow, changed), wait))
}

function asksAt(sourceCode: SourceCode, call: Asking): readonly Ask[] {
  const selection = selectionAt(sourceCode, call)
  if (selection) return [{ call, of: selection.table, keys: selection.by.flatMap((each) => keyText(sourceCode, each) ?? []) }]
  if (!isCall(call)) return []
  const row = rowCallAt(sourceCode, call)
  const built = builtAt(sourceCode, call)
  if (built?.does === 'read') return [{ call, of: built.table, keys: built.where.flatMap(({ value }) => keyText(sourceCode, value) ?? []) }]
  if (row?.does === 'read') return [{ call, of: row.model, keys: [row.key] }]
  const named = namedQuestion(sourceCode, call)
  return named ? [{ call, of: named.of, keys: named.by }] : []
}

function isSameRow(sourceCode: SourceCode, flow: Flow, { call, keys }: Ask, { by }: Change): boolean {
  return by.some((value) => keys.includes(keyText(sourceCode, value) ?? '') || isOfAnswer(sourceCode, flow, value, call))
}

/** Whether a test of a column of the row lets control come to the change, and would refuse whoever finds what is put there, or compares that with it. */
function isRefusedAfter(sourceCode: SourceCode, flow: Flow, { call }: Ask, { call: changing, states }: Change): boolean {
  const nodes = new Set<Node>([call])
  return levelsTo(sourceCode, flow, changing, call).some(({ flow: around, at }) => testsOf(around).some((test) => {
    const [event] = eventsOf(around, at)
    if (event === undefined || restsOn(sourceCode, around, test.node, nodes).size === 0) return false
    const after = states.map((state) => outcomeAfter(sourceCode, test.node, state)).find((each) => each !== undefined)
    const opens = decides(around, test, event)
    return opens !== undefined && ((after !== undefined && opens === !after && refuses(test, after)) || states.some((state) => isMeasured(sourceCode, test.node, state)))
  }))
}

/** `amount > lot.highest`, where `amount` is put there: the one who comes last may put less there than is there by then. */
function isMeasured(sourceCode: SourceCode, test: Node, { column, at }: State): boolean {
  const asked = unwrap(test)
  const helper = answering(sourceCode, asked)
  const parts = helper ? helper.parts : [asked]
  return at !== undefined && parts.map(unwrap).some((node) => {
    if (node.type !== 'BinaryExpression' || !/^[<>]=?$/u.test(node.operator)) return false
    const [left, right] = [unwrap(node.left), unwrap(node.right)]
    const other = isColumn(sourceCode, left, column) ? right : isColumn(sourceCode, right, column) ? left : undefined
    return other !== undefined && sourceCode.getText(helper?.given(other) ?? other) === sourceCode.getText(unwrap(at))
  })
}

/** What a function of the file answers of a row that it is given, or whose method it is: `isFree(seat)`, `lot.accepts(amount)`. */
function answering(sourceCode: SourceCode, call: Node): { readonly parts: readonly Node[]; readonly given: (name: Node) => Node | undefined } | undefined {
  if (call.type !== 'CallExpression') return undefined
  const helper = helperAt(sourceCode, call) ?? methodNamed(sourceCode, call)
  const [answer, second] = helper && !helper.async ? returnsOf(sourceCode, helper) : []
  return helper && answer && !second ? { parts: partsOfCondition(answer), given: (name) => argumentFor(sourceCode, helper, name, call) ?? undefined } : undefined
}

/** The one function of the file that is a method by the name of a call. */
function methodNamed(sourceCode: SourceCode, call: Call): FunctionNode | undefined {
  const name = call.callee.type === 'MemberExpression' ? calledName(call) : undefined
  const [only, second] = name !== undefined && functionNames(sourceCode).has(name) ? nodesOf(sourceCode).functions.filter((fn) => nameIn(fn) === name) : []
  return second ? undefined : only
}

/** How a test of a column comes out when it holds what is put there; undefined where it asks something else. */
function outcomeAfter(sourceCode: SourceCode, test: Node, state: State): boolean | undefined {
  const { column, value } = state
  const node = unwrap(test)
  if (node.type === 'UnaryExpression' && node.operator === '!') {
    const inner = outcomeAfter(sourceCode, node.argument, state)
    return inner === undefined ? undefined : !inner
  }
  const [answer, second] = answering(sourceCode, node)?.parts ?? []
  if (answer) return second ? undefined : outcomeAfter(sourceCode, answer, state)
  if (isColumn(sourceCode, node, column)) return value === undefined ? true : !EMPTY.has(value)
  if (node.type !== 'BinaryExpression' || !/^[!=]==?$/u.test(node.operator)) return undefined
  const [left, right] = [unwrap(node.left), unwrap(node.right)]
  const other = isColumn(sourceCode, left, column) ? right : isColumn(sourceCode, right, column) ? left : undefined
  if (!other || (value === undefined && !isNothing(other))) return undefined
  const isSame = value !== undefined && (isNothing(other) ? value === 'null' : plain(sourceCode.getText(other)) === plain(value))
  return isSame === node.operator.startsWith('=')
}

const EMPTY: ReadonlySet<string> = new Set(['false', 'null', '0', "''", '""'])

function plain(text: string): string {
  return text.replaceAll(/["']/gu, '').toLowerCase()
}

/** `coupon.usedAt`, for a column `usedAt` or `used_at`, or a name for that alone: `const { usedAt: used } = await find(code)`. */
function isColumn(sourceCode: SourceCode, node: Node, column: string): boolean {
  if (node.type === 'MemberExpression') return !node.computed && bare(keyName(node) ?? '') === bare(column)
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  if (source?.kind !== 'value' || second) return false
  const [step, another] = source.steps
  return step === undefined ? isMember(source.value) && isColumn(sourceCode, unwrap(source.value), column) : another === undefined && isAnswer(sourceCode, unwrap(source.value)) && bare(step.name) === bare(column)
}

/** What a request brings may be called as the column is: `const { depth } = req.body`. */
function isAnswer(sourceCode: SourceCode, value: Node): boolean {
  const whole = value.type === 'Identifier' ? onlyValue(sourceCode, value) : value
  return whole !== undefined && unwrap(whole).type === 'AwaitExpression'
}

function isMember(value: Node): boolean {
  return unwrap(value).type === 'MemberExpression'
}

function bare(name: string): string {
  return name.replaceAll('_', '').toLowerCase()
}
