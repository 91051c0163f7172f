import { builderEnds, rowCounts, rowReads, rowSave, rowUpdates, sqlMethods } from '../../../knowledge/stores.ts'
import { calledName, callsByOwner } from '../../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, isFunction, type Node, propertyOf, unwrap, walk } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf, type Flow } from '../../flow/graph.ts'
import { sourcesOf, variableOf } from '../../resolve/bindings.ts'
import type { Fault } from '../faults.ts'
import { entryOf } from '../overlap/entries.ts'
import { isLocked, isSerialized } from '../overlap/guards.ts'
import { latchesBefore } from '../overlap/latches.ts'
import { restsOn } from '../reads/dependence.ts'
import { gapBetween } from '../reads/tokens.ts'
import { builtAt } from './builders.ts'
import { type Setting, settingsIn } from './columns.ts'
import { changesOfRow, modelOf, readOf } from './rows.ts'
import { filteringAt, stateChangeAt } from './statements.ts'
import { isIsolated } from './updates.ts'

/** Rows that are asked for by a state that they are in, or that are put into another one. */
export interface Stated {
  readonly call: Call
  /** The table or model. */
  readonly of: string
  readonly states: readonly State[]
  /** Only these rows can be meant, by something that the program gives: they are not just any that wait. */
  readonly isKeyed?: true
}

/** A column and the constant that it is compared with or set to, as text; absent where the program makes the value. */
export interface State {
  readonly column: string
  readonly value?: string
}

/** What is put into another state, and by what it is found. */
export interface Change extends Stated {
  readonly by: readonly Node[]
}

/**
 * Rows that are found because nobody has taken them yet (`where status = 'new'`), and taken then by their key alone: a second run
 * that looks before that finds the same ones, and both take them.
 */
export const storePicks: (sourceCode: SourceCode, owner: CodeOwner) => readonly Fault[] = perNode<CodeOwner, readonly Fault[]>((sourceCode, owner) => {
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
}, [])

/** Whether a value is made of what a call has answered, or of an element of that: `for (const { id } of rows)`. */
export function isOfAnswer(sourceCode: SourceCode, flow: Flow, value: Node, call: Call): boolean {
  const nodes = new Set<Node>([call])
  if (restsOn(sourceCode, flow, value, nodes).size > 0) return true
  let found = false
  walk(sourceCode, value, (node) => {
    const variable = !found && node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
    const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
    found ||= source?.kind === 'element' && !second && restsOn(sourceCode, flow, source.value, nodes).size > 0
    return !found
  })
  return found
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

export function stateChange(sourceCode: SourceCode, call: Call): Change | undefined {
  const change = stateChangeAt(sourceCode, call)
  if (change) return { call, of: change.table, states: change.states, by: change.by }
  const built = builtAt(sourceCode, call)
  if (built) return built.does === 'write' ? { call, of: built.table, states: statesOf(sourceCode, built.sets), by: built.where.map(({ value }) => value) } : undefined
  const callee = unwrap(call.callee)
  const name = calledName(call) ?? ''
  const [first, second] = call.arguments
  if (callee.type !== 'MemberExpression') return undefined
  if (name === rowSave) return savedAt(sourceCode, call, first ?? callee.object, first && modelOf(sourceCode, callee.object))
  if (!rowUpdates.has(name)) return undefined
  const where = propertyOf(first, 'where') ?? propertyOf(second, 'where') ?? first
  const values = propertyOf(first, 'data') ?? (propertyOf(second, 'where') ? first : second)
  if (!where || !values) return undefined
  const set = propertyOf(values, '$set') ?? values
  const states = statesOf(sourceCode, settingsIn(sourceCode, set))
  const found = unwrap(where).type === 'ObjectExpression' ? settingsIn(sourceCode, where) : []
  // What is found by the old state as well is changed by one run only.
  const kept = states.filter(({ column }) => !found.some((each) => each.column === column))
  return kept.length > 0 ? { call, of: modelOf(sourceCode, callee.object), states: kept, by: unwrap(where).type === 'ObjectExpression' ? found.map(({ value }) => value) : [where] } : undefined
}

/** `job.status = 'running'; await job.save()`, `await jobs.save(job)`. */
function savedAt(sourceCode: SourceCode, call: Call, row: Node, model: string | undefined): Change | undefined {
  const variable = row.type === 'Identifier' ? variableOf(sourceCode, row) : undefined
  const settings = variable ? changesOfRow(variable).filter(({ value }) => isAssigned(value) && value.range[1] <= call.range[0]) : []
  const read = settings.length > 0 ? readOf(sourceCode, row)?.callee : undefined
  const of = model ?? (read?.type === 'MemberExpression' ? modelOf(sourceCode, read.object) : undefined)
  return of === undefined ? undefined : { call, of, states: statesOf(sourceCode, settings), by: [row] }
}

/** Whether a value is put there as it is, whatever was there. */
function isAssigned(value: Node): boolean {
  return value.parent?.type === 'AssignmentExpression' && value.parent.right === value && value.parent.operator === '='
}

function statesOf(sourceCode: SourceCode, settings: readonly Setting[]): readonly State[] {
  return settings.map(({ column, value }) => ({ column, ...(isConstant(value) && { value: sourceCode.getText(value) }) }))
}

/** A literal, or a member of an enumeration: `'new'`, `false`, `null`, `JobState.New`. */
function isConstant(value: Node): boolean {
  const node = unwrap(value)
  return node.type === 'Literal' || (node.type === 'MemberExpression' && !node.computed && node.object.type === 'Identifier' && /^[A-Z]/u.test(node.object.name))
}
