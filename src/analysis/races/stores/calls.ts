import { builderEnds, fileMoves, fileReads, fileWrites, flushes, gatedStores, rowReads, rowSave, rowUpdates, sqlMethods, storeReads, storeWrites, transactions } from '../../../knowledge/stores.ts'
import { groupBy } from '../../../utils/group.ts'
import { calledName, callsNamed } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Asking, type Call, type CodeOwner, type FunctionNode, type Node, ownerOf, unwrap } from '../../../utils/syntax.ts'
import { fateOf } from '../../promises/fate.ts'
import { apiOf } from '../../resolve/denote.ts'
import { lastName } from '../../resolve/path.ts'
import type { Setting } from '../../statements/settings.ts'
import { keyText } from '../places/place.ts'
import { asChanged } from './changed.ts'
import { type AreaCall, areaCallsAt, areaNames } from './areas.ts'
import { type RowCall } from './columns.ts'
import { taggedStatements } from './asked.ts'
import { documentNames } from './documents.ts'
import { modelOf, rowCallAt } from './rows.ts'
import { statementAt } from './statements.ts'
import { isOfUnit } from './units.ts'

/** One call of a store: of what, by which key. */
export interface StoreCall {
  readonly call: Asking
  readonly store: string
  readonly key: string
  /** The key as the code writes it. */
  readonly keyAt: Node
  readonly method: string
  readonly does: 'read' | 'write'
  /** What is given after the key: more keys, and what is put there. */
  readonly values: readonly Node[]
  readonly isFile: boolean
  /** The call that the values are handed to: this one, or the one that has written the file which this one moves into place. */
  readonly content: Asking
  /** Which file it moves into place. */
  readonly from?: string
  /** For a statement of SQL: the table, the column that its rows are found by, and the columns that it sets. */
  readonly table?: string
  readonly by?: string
  readonly sets?: readonly Setting[]
  /** The function of this file that makes the call of the store. */
  readonly helper?: FunctionNode
}

/** The calls of stores in the file, by the code that makes them; none where nothing is put into one. */
export const storeCalls = perFile((sourceCode): ReadonlyMap<CodeOwner, readonly StoreCall[]> => {
  const tagged = [...taggedStatements(sourceCode).values()].flat()
  if (tagged.length === 0 && callsNamed(sourceCode, WRITING).length === 0) return new Map()
  const calls = [...callsNamed(sourceCode, NAMES).flatMap((call) => callsAt(sourceCode, call)), ...tagged.flatMap((each) => statementCall(sourceCode, each) ?? [])]
  return new Map([...groupBy(calls, ({ call }) => ownerOf(call))].map(([owner, own]) => [owner, withoutDrafts(own)]))
})

/** A read may be of a row or of a value under a key; what sets columns of a row is a write of these. */
function callsAt(sourceCode: SourceCode, call: Call): readonly StoreCall[] {
  const areas = areaNames.has(calledName(call) ?? '') ? areaCallsAt(sourceCode, call) : []
  if (areas.length > 0) return areas.flatMap((area) => ofArea(sourceCode, call, area) ?? [])
  const row = rowCallAt(sourceCode, call)
  const other = row?.does === 'write' && row.sets.length > 0 ? undefined : storeCallAt(sourceCode, call)
  return [...(other ? [other] : []), ...ofRow(sourceCode, row ?? (other && askedByKey(sourceCode, other, call)), call)]
}

/** `await db.talks.get(id)`, where the file changes columns of such rows: `db.talks.update(id, { unread: talk.unread + 1 })`. */
function askedByKey(sourceCode: SourceCode, { method, key, keyAt, store, isFile, table }: StoreCall, call: Call): RowCall | undefined {
  const callee = unwrap(call.callee)
  if (method !== 'get' || isFile || table !== undefined || callee.type !== 'MemberExpression' || !updated(sourceCode).has(store)) return undefined
  return fateOf(sourceCode, call).awaits.length > 0 ? { does: 'read', model: modelOf(sourceCode, callee.object), key, keyAt, sets: [] } : undefined
}

/** What the file calls `update` of, as it is written. */
const updated = perFile((sourceCode): ReadonlySet<string> => new Set(callsNamed(sourceCode, ['update']).flatMap(({ callee }) => (callee.type === 'MemberExpression' ? [sourceCode.getText(callee.object)] : []))))

/** `writeFile(draft, text)` and `rename(draft, file)` are one write of the file. */
function withoutDrafts(calls: readonly StoreCall[]): readonly StoreCall[] {
  if (!calls.some(({ from }) => from !== undefined)) return calls
  const draftOf = (move: StoreCall): StoreCall | undefined =>
    calls.find(({ call, key, does, isFile, from }) => isFile && from === undefined && does === 'write' && key === move.from && call.range[1] <= move.call.range[0])
  const drafts = new Set(calls.flatMap((each) => (each.from === undefined ? [] : draftOf(each) ?? [])))
  return calls.flatMap((each) => {
    const draft = each.from === undefined ? undefined : draftOf(each)
    if (draft) return [{ ...each, values: draft.values, content: draft.call }]
    return each.from !== undefined || drafts.has(each) ? [] : [each]
  })
}

function storeCallAt(sourceCode: SourceCode, call: Call): StoreCall | undefined {
  const [key, ...values] = call.arguments
  const method = calledName(call)
  const statement = statementCall(sourceCode, call)
  if (statement) return statement
  const does = method === undefined ? undefined : storeReads.has(method) ? 'read' : storeWrites.has(method) ? 'write' : undefined
  const text = key && keyIn(sourceCode, key)
  if (method === undefined || key === undefined || text === undefined) return undefined
  if (fileNames.has(method)) {
    const path = apiOf(sourceCode, call.callee) ?? ''
    if (fileMoves.has(path)) return moveAt(sourceCode, call, method, text)
    if (fileReads.has(path) || fileWrites.has(path)) return { call, content: call, method, key: text, keyAt: key, store: `file ${text}`, does: fileReads.has(path) ? 'read' : 'write', values, isFile: true }
  }
  const callee = unwrap(call.callee)
  if (!does || isOfUnit(call) || callee.type !== 'MemberExpression' || (callee.object.type === 'Identifier' && transactions.test(callee.object.name)) || gatedStores.test(sourceCode.getText(callee.object))) return undefined
  return { call, content: call, method, key: text, keyAt: key, store: sourceCode.getText(callee.object), does, values, isFile: false }
}

/** Stands for every key of a store. */
export const ALL_KEYS = '*'

function ofArea(sourceCode: SourceCode, call: Call, { does, store, key, name, value, isAll }: AreaCall): StoreCall | undefined {
  const text = isAll ? ALL_KEYS : name === undefined ? keyIn(sourceCode, key) : JSON.stringify(name)
  return text === undefined ? undefined : { call, content: call, method: does === 'read' ? 'get' : 'set', key: text, keyAt: key, store, does, values: value ? [value] : [], isFile: false }
}

export const ROW = 'row'

/** The same call as one of an object-relational mapper, which is given no key and value. */
function ofRow(sourceCode: SourceCode, row: RowCall | undefined, call: Call): readonly StoreCall[] {
  if (!row) return []
  const { does, model, key, keyAt } = row
  const sets = row.sets.map((each) => asChanged(sourceCode, each))
  return [{ call, content: call, method: ROW, key, keyAt, store: `rows of ${model}`, does, values: sets.map(({ value }) => value), isFile: false, table: model, sets }]
}

function statementCall(sourceCode: SourceCode, call: Asking): StoreCall | undefined {
  const statement = statementAt(sourceCode, call)
  const text = statement && keyIn(sourceCode, statement.key)
  if (!statement || text === undefined) return undefined
  const { client, does, table, by, key } = statement
  const sets = statement.sets.map((each) => asChanged(sourceCode, each))
  const store = `${sourceCode.getText(client)} ${table} by ${by}`
  return { call, content: call, method: calledName(call) ?? '', key: text, keyAt: key, store, does, values: sets.map(({ value }) => value), isFile: false, table, by, sets }
}

function moveAt(sourceCode: SourceCode, call: Call, method: string, from: string): StoreCall | undefined {
  const [, to] = call.arguments
  const key = to && keyIn(sourceCode, to)
  return key === undefined || !to ? undefined : { call, content: call, method, key, keyAt: to, store: `file ${key}`, does: 'write', values: [], isFile: true, from }
}

const fileNames: ReadonlySet<string> = new Set([...fileReads, ...fileWrites, ...fileMoves].map(lastName))
const NAMES: ReadonlySet<string> = new Set([...storeReads, ...rowReads, ...storeWrites.keys(), ...rowUpdates, rowSave, ...flushes, ...documentNames, ...fileNames, ...sqlMethods, ...builderEnds])
/** Those of them that may put something there. */
export const WRITING: ReadonlySet<string> = new Set([...NAMES].filter((name) => !storeReads.has(name) && !rowReads.has(name)))

/** A name that is assigned again may be another key by then. */
export function keyIn(sourceCode: SourceCode, key: Node): string | undefined {
  return keyText(sourceCode, key) ?? (unwrap(key).type === 'Identifier' ? undefined : sourceCode.getText(key))
}
