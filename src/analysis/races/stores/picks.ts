import { builderEnds, rowCounts, rowReads, rowSave, rowUpdates, sqlMethods } from '../../../knowledge/stores.ts'
import { calledName, callsByOwner } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, isFunction, propertyOf, unwrap } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf } from '../../flow/graph.ts'
import { type Setting, settingsIn } from '../../statements/settings.ts'
import type { Fault } from '../faults.ts'
import { entryOf } from '../overlap/entries.ts'
import { isLocked } from '../overlap/guards.ts'
import { latchesBefore } from '../overlap/latches.ts'
import { isSerialized } from '../overlap/queued.ts'
import { gapBetween } from '../reads/tokens.ts'
import { builtAt } from './builders.ts'
import { isIsolated } from './isolated.ts'
import { modelOf } from './rows.ts'
import { filteringAt } from './statements.ts'
import { type Change, isConstant, isOfAnswer, stateChange, type Stated, statesOf } from './states.ts'

/**
 * Rows that are found because nobody has taken them yet (`where status = 'new'`), and taken then by their key alone: a second run
 * that looks before that finds the same ones, and both take them.
 */
export function storePicks(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  const calls = (callsByOwner(sourceCode).get(owner) ?? []).filter((call) => NAMES.has(calledName(call) ?? ''))
  if (calls.length < 2) return []
  const asks = calls.flatMap((call) => askAt(sourceCode, call) ?? [])
  const changes = asks.length > 0 ? calls.flatMap((call) => stateChange(sourceCode, call) ?? []) : []
  const entry = changes.length > 0 ? entryOf(sourceCode, owner) : undefined
  const flow = entry && flowOf(sourceCode, owner)
  if (!flow || flow.imprecise || isSerialized(sourceCode, owner) || isIsolated(sourceCode, owner)) return []
  for (const change of changes) {
    const ask = asks.find((each) => each.call !== change.call && each.of === change.of && isTakenOutOf(each, change)
      && change.by.some((value) => isOfAnswer(sourceCode, flow, value, each.call)))
    const [from] = ask ? eventsOf(flow, ask.call) : []
    const [to] = eventsOf(flow, change.call)
    const wait = from === undefined || to === undefined ? undefined : gapBetween(flow, from, to)
    if (!ask || to === undefined || !wait || isLocked(sourceCode, ask.call, change.call) || latchesBefore(sourceCode, owner, to).length > 0) continue
    return [{ kind: 'picked', place: change.of, node: change.call, read: ask.call, wait, entry, proven: entry.strength === 'proven' && !ask.isKeyed }]
  }
  return []
}

const NAMES: ReadonlySet<string> = new Set([...rowReads, ...rowCounts, ...sqlMethods, ...rowUpdates, rowSave, ...builderEnds])

/** Whether the change takes rows out of the state that was asked for, and does not look at that state again. */
function isTakenOutOf({ states }: Stated, change: Change): boolean {
  return states.some(({ column, value }) => change.states.some((each) => each.column === column && each.value !== value))
}

function askAt(sourceCode: SourceCode, call: Call): Stated | undefined {
  const filtering = filteringAt(sourceCode, call)
  if (filtering) return { call, of: filtering.table, states: filtering.states, ...(filtering.isKeyed && { isKeyed: true }) }
  const built = builtAt(sourceCode, call)
  if (built) return built.does === 'read' ? askOf(sourceCode, call, built.table, built.where) : undefined
  const callee = unwrap(call.callee)
  const [first, options] = call.arguments
  const name = calledName(call) ?? ''
  if (callee.type !== 'MemberExpression' || !first || !(rowReads.has(name) || rowCounts.has(name)) || [first, options].some((each) => propertyOf(each, 'lock'))) return undefined
  return askOf(sourceCode, call, modelOf(sourceCode, callee.object), settingsIn(sourceCode, propertyOf(first, 'where') ?? first))
}

function askOf(sourceCode: SourceCode, call: Call, of: string, where: readonly Setting[]): Stated | undefined {
  const states = statesOf(sourceCode, where).filter(({ value }) => value !== undefined)
  const isKeyed = where.some(({ value }) => unwrap(value).type === 'Identifier' || (unwrap(value).type === 'MemberExpression' && !isConstant(value)))
  return states.length > 0 ? { call, of, states, ...(isKeyed && { isKeyed: true }) } : undefined
}
