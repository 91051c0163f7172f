import type { TSESTree } from '@typescript-eslint/utils'

import { nullConditions, rowSave, rowUpdates } from '../../../knowledge/stores.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Asking, type Call, isCall, isFunction, type Node, unwrap, walk } from '../../../utils/syntax.ts'
import type { Flow } from '../../flow/graph.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { sourcesOf, type Variable, variableOf } from '../../resolve/bindings.ts'
import { propertyAt, recordAt } from '../../resolve/constants.ts'
import { apiOf } from '../../resolve/denote.ts'
import { type Setting, settingsIn } from '../../statements/settings.ts'
import { restsOn } from '../reads/dependence.ts'
import { builtAt } from './builders.ts'
import { changesOfRow } from './columns.ts'
import { modelOf, readOf } from './rows.ts'
import { stateChangeAt } from './statements.ts'

/** Rows that are asked for by a state that they are in, or that are put into another one. */
export interface Stated {
  readonly call: Asking
  /** The table or model. */
  readonly of: string
  readonly states: readonly State[]
  /** In which state they are says the name of the method alone. */
  readonly isNamed?: true
  /** Only these rows can be meant, by something that the program gives: they are not just any that wait. */
  readonly isKeyed?: true
}

/** A column and the constant that it is compared with or set to, as text; absent where the program makes the value. */
export interface State {
  readonly column: string
  readonly value?: string
  /** Where the value stands, where that is code. */
  readonly at?: Node
}

/** What is put into another state, and by what it is found. */
export interface Change extends Stated {
  readonly by: readonly Node[]
}

/** The change of state that a call makes: by a statement, by one that is built, or by a method of a model. */
export function stateChange(sourceCode: SourceCode, call: Asking): Change | undefined {
  const change = stateChangeAt(sourceCode, call)
  if (change) return { call, of: change.table, states: change.states, by: change.by }
  if (!isCall(call)) return undefined
  const built = builtAt(sourceCode, call)
  if (built) return built.does === 'write' ? { call, of: built.table, states: statesOf(sourceCode, built.sets), by: built.where.map(({ value }) => value) } : undefined
  const callee = unwrap(call.callee)
  const name = calledName(call) ?? ''
  const [first, second] = call.arguments
  if (callee.type !== 'MemberExpression') return undefined
  if (name === rowSave) return first && !isFunction(first) ? savedAt(sourceCode, call, first, modelOf(sourceCode, callee.object)) : savedAt(sourceCode, call, callee.object, undefined)
  if (!rowUpdates.has(name)) return undefined
  const where = propertyAt(sourceCode, first, 'where') ?? propertyAt(sourceCode, second, 'where') ?? first
  const values = propertyAt(sourceCode, first, 'data') ?? (propertyAt(sourceCode, second, 'where') ? first : second)
  if (!where || !values) return undefined
  const set = propertyAt(sourceCode, values, '$set') ?? values
  const states = statesOf(sourceCode, settingsIn(sourceCode, set))
  const isWritten = recordAt(sourceCode, where) !== undefined
  const found = isWritten ? settingsIn(sourceCode, where) : []
  // What is found by the old state as well is changed by one run only.
  const kept = states.filter(({ column }) => !found.some((each) => each.column === column))
  return kept.length > 0 ? { call, of: modelOf(sourceCode, callee.object), states: kept, by: isWritten ? found.map(({ value }) => value) : [where] } : undefined
}

/** `job.status = 'running'; await job.save()`, `await jobs.save(job)`. */
function savedAt(sourceCode: SourceCode, call: Call, row: Node, model: string | undefined): Change | undefined {
  const variable = row.type === 'Identifier' ? variableOf(sourceCode, row) : undefined
  const settings = variable ? changesOfRow(variable).filter(({ value }) => isAssigned(value) && value.range[1] <= call.range[0]) : []
  const read = settings.length > 0 ? (readOf(sourceCode, row) ?? (variable && readOfList(sourceCode, variable)))?.callee : undefined
  const of = model ?? (read?.type === 'MemberExpression' ? modelOf(sourceCode, read.object) : undefined)
  return of === undefined ? undefined : { call, of, states: statesOf(sourceCode, settings), by: [row] }
}

/** The call whose answer a row is an element of: `for (const job of await Job.find({ state: 'new' }))`. */
function readOfList(sourceCode: SourceCode, variable: Variable): TSESTree.CallExpression | undefined {
  const [source, second] = sourcesOf(sourceCode, variable) ?? []
  if (source?.kind !== 'element' || second) return undefined
  const list = unwrap(source.value)
  const awaited = list.type === 'AwaitExpression' ? awaitedAt(sourceCode, list) : undefined
  return awaited?.type === 'CallExpression' ? awaited : readOf(sourceCode, list)
}

/** Whether a value is put there as it is, whatever was there. */
function isAssigned(value: Node): boolean {
  return value.parent?.type === 'AssignmentExpression' && value.parent.right === value && value.parent.operator === '='
}

/** The states that columns are put into or compared with. */
export function statesOf(sourceCode: SourceCode, settings: readonly Setting[]): readonly State[] {
  return settings.map(({ column, value }) => {
    const text = isConstant(value) ? sourceCode.getText(value) : asksForNull(sourceCode, value) ? 'null' : undefined
    return { column, at: value, ...(text !== undefined && { value: text }) }
  })
}

/** `IsNull()`. */
function asksForNull(sourceCode: SourceCode, value: Node): boolean {
  const node = unwrap(value)
  return node.type === 'CallExpression' && nullConditions.has(apiOf(sourceCode, node.callee) ?? '')
}

/** A literal, or a member of an enumeration: `'new'`, `false`, `null`, `JobState.New`. */
export function isConstant(value: Node): boolean {
  const node = unwrap(value)
  return node.type === 'Literal' || (node.type === 'MemberExpression' && !node.computed && node.object.type === 'Identifier' && /^[A-Z]/u.test(node.object.name))
}

/** Whether a value is made of what a call has answered, or of an element of that: `for (const { id } of rows)`. */
export function isOfAnswer(sourceCode: SourceCode, flow: Flow, value: Node, call: Node): boolean {
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
