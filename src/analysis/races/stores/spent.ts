import { reading } from '../../../knowledge/reading.ts'
import { builderEnds, rowReads, rowSave, rowUpdates, sqlMethods } from '../../../knowledge/stores.ts'
import { calledName, callsByOwner } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, isFunction, isInside, keyName, type Node, unwrap } from '../../../utils/syntax.ts'
import { functionNames } from '../../callbacks/uses.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf, type Flow, nodeOf, type Test } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { testsOf } from '../../flow/tests.ts'
import { isNothing } from '../../resolve/bindings.ts'
import type { Fault } from '../faults.ts'
import { refuses } from '../harm/refusals.ts'
import { entryOf, isOpen } from '../overlap/entries.ts'
import { isLocked } from '../overlap/guards.ts'
import { latchesBefore } from '../overlap/latches.ts'
import { isSerialized } from '../overlap/queued.ts'
import { keyText } from '../places/place.ts'
import { decides } from '../reads/control.ts'
import { restsOn } from '../reads/dependence.ts'
import { awaitedName } from '../reads/stale.ts'
import { asksOf } from './asked.ts'
import { builtAt } from './builders.ts'
import { isIsolated } from './isolated.ts'
import { rowCallAt } from './rows.ts'
import { selectionAt } from './statements.ts'
import { type Change, isOfAnswer, type State, stateChange } from './states.ts'

/** A question for a row, and what that is found by, as text. */
interface Ask {
  readonly call: Call
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
  const all = callsByOwner(sourceCode).get(owner) ?? []
  const calls = all.length < 2 ? [] : all.filter((call) => NAMES.has(calledName(call) ?? ''))
  const changes = calls.flatMap((call) => stateChange(sourceCode, call) ?? [])
  // A function of the file may ask for it.
  const asking = changes.length > 0 ? all.filter((call) => calls.includes(call) || functionNames(sourceCode).has(calledName(call) ?? '')) : []
  const asks = asking.flatMap((call) => asksOf(sourceCode, call, (each) => asksAt(sourceCode, each), (ask, asWritten) => ({ ...ask, keys: ask.keys.map(asWritten) })))
  const entry = asks.length > 0 ? entryOf(sourceCode, owner) : undefined
  const flow = entry && flowOf(sourceCode, owner)
  if (!flow || flow.imprecise || isSerialized(sourceCode, owner) || isIsolated(sourceCode, owner)) return []
  for (const change of changes) {
    const ask = asks.find((each) => each.call !== change.call && each.of === change.of && isSameRow(sourceCode, flow, each, change) && isRefusedAfter(sourceCode, flow, each, change))
    const [from] = ask ? eventsOf(flow, ask.call) : []
    const [to] = eventsOf(flow, change.call)
    const wait = from === undefined || to === undefined ? undefined : workBehind(flow, from, to)
    if (!ask || to === undefined || !wait || isLocked(sourceCode, ask.call, change.call) || latchesBefore(sourceCode, owner, to).length > 0) continue
    return [{ kind: 'spent', place: change.of, node: change.call, read: ask.call, wait, entry, proven: isOpen(entry) }]
  }
  return []
}

/** Work that is waited for behind the question, before the change or after it. To put the same there twice costs nothing: something has to be done twice. */
function workBehind(flow: Flow, asked: number, changed: number): Node | undefined {
  const isWork = (wait: Node): boolean => !reading.test(awaitedName(wait) ?? 'get')
  return suspensionPoints(flow).filter((event) => (reaches(flow, asked, event) && reaches(flow, event, changed)) || reaches(flow, changed, event))
    .map((event) => nodeOf(flow, event)).find((wait) => isWork(wait) && !isInside(nodeOf(flow, changed), wait))
}

function asksAt(sourceCode: SourceCode, call: Call): readonly Ask[] {
  const selection = selectionAt(sourceCode, call)
  if (selection) return [{ call, of: selection.table, keys: selection.by.flatMap((each) => keyText(sourceCode, each) ?? []) }]
  const row = rowCallAt(sourceCode, call)
  const built = builtAt(sourceCode, call)
  if (built?.does === 'read') return [{ call, of: built.table, keys: built.where.flatMap(({ value }) => keyText(sourceCode, value) ?? []) }]
  return row?.does === 'read' ? [{ call, of: row.model, keys: [row.key] }] : []
}

function isSameRow(sourceCode: SourceCode, flow: Flow, { call, keys }: Ask, { by }: Change): boolean {
  return by.some((value) => keys.includes(keyText(sourceCode, value) ?? '') || isOfAnswer(sourceCode, flow, value, call))
}

/** Whether a test of a column of the row lets control come to the change, and would refuse whoever finds what is put there. */
function isRefusedAfter(sourceCode: SourceCode, flow: Flow, { call }: Ask, { call: changing, states }: Change): boolean {
  const nodes = new Set<Node>([call])
  const [event] = eventsOf(flow, changing)
  return event !== undefined && testsOf(flow).some((test) => {
    const after = states.map((state) => outcomeAfter(sourceCode, test, state)).find((each) => each !== undefined)
    return after !== undefined && restsOn(sourceCode, flow, test.node, nodes).size > 0 && decides(flow, test, event) === !after && refuses(test, after)
  })
}

/** How a test of a column comes out when it holds what is put there; undefined where it asks something else. */
function outcomeAfter(sourceCode: SourceCode, { node: test }: Test, { column, value }: State): boolean | undefined {
  const node = unwrap(test)
  if (isColumn(node, column)) return value === undefined ? true : !EMPTY.has(value)
  if (node.type !== 'BinaryExpression' || !/^[!=]==?$/u.test(node.operator)) return undefined
  const [left, right] = [unwrap(node.left), unwrap(node.right)]
  const other = isColumn(left, column) ? right : isColumn(right, column) ? left : undefined
  if (!other || (value === undefined && !isNothing(other))) return undefined
  const isSame = value !== undefined && (isNothing(other) ? value === 'null' : plain(sourceCode.getText(other)) === plain(value))
  return isSame === node.operator.startsWith('=')
}

const EMPTY: ReadonlySet<string> = new Set(['false', 'null', '0', "''", '""'])

function plain(text: string): string {
  return text.replaceAll(/["']/gu, '').toLowerCase()
}

/** `coupon.usedAt`, for a column `usedAt` or `used_at`. */
function isColumn(node: Node, column: string): boolean {
  return node.type === 'MemberExpression' && !node.computed && bare(keyName(node) ?? '') === bare(column)
}

function bare(name: string): string {
  return name.replaceAll('_', '').toLowerCase()
}
