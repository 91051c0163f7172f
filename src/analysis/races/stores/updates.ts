import { builderEnds, conditional, fileMoves, fileReads, fileWrites, flushes, gatedStores, rowKeys, rowReads, rowSave, rowUpdates, sqlMethods, storeReads, storeWrites, transactions } from '../../../knowledge/stores.ts'
import { groupBy } from '../../../utils/group.ts'
import { calledName, callsByOwner, callsNamed } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, functionAround, type FunctionNode, isCall, isFunction, isInside, keyName, type Node, ownerOf, unwrap, walkOwn, wrapped } from '../../../utils/syntax.ts'
import { nameIn } from '../../callbacks/uses.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf, type Flow } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { fateOf } from '../../promises/fate.ts'
import { callAnswering, promiseAnswering, reactionOf } from '../../promises/reactions.ts'
import { onlyValue, variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { lastName } from '../../resolve/path.ts'
import { roleOf } from '../../roles/role.ts'
import type { Setting } from '../../statements/settings.ts'
import type { Fault } from '../faults.ts'
import { isKeyOfElement } from '../harm/elements.ts'
import { entryOf } from '../overlap/entries.ts'
import { isLocked } from '../overlap/guards.ts'
import { isSerialized } from '../overlap/queued.ts'
import { collectionAt } from '../places/collections.ts'
import { keyText } from '../places/place.ts'
import { targetsByOwner } from '../places/written.ts'
import { helperAt } from '../reads/answers.ts'
import { restsOn } from '../reads/dependence.ts'
import { type AreaCall, areaCallsAt, areaNames } from './areas.ts'
import { argumentFor, type RowCall } from './columns.ts'
import { documentNames } from './documents.ts'
import { isIsolated } from './isolated.ts'
import { isReadThrough } from './read-through.ts'
import { replacesFields } from './records.ts'
import { isCounted, isMadeOfColumn, rowCallAt, wholeQuery } from './rows.ts'
import { namesColumn, type Statement, statementAt } from './statements.ts'
import { TWIN, twinCalls, twinText } from './twins.ts'

/** One call of a store: of what, by which key. */
interface StoreCall {
  readonly call: Call
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
  readonly content: Call
  /** Which file it moves into place. */
  readonly from?: string
  /** For a statement of SQL: the table, and the columns that it sets. */
  readonly table?: string
  readonly sets?: readonly Setting[]
  /** The function of this file that makes the call of the store. */
  readonly helper?: FunctionNode
}

/** What is kept outside of the program, read, and written back as what was made of it: two runs read the same. */
export function storeUpdates(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  const calls = callsIn(sourceCode, owner)
  const writes = calls.filter(({ does }) => does === 'write')
  if (writes.length === 0) return []
  const reads = [...calls, ...asked(sourceCode, owner)].filter(({ does }) => does === 'read')
  if (reads.length === 0) return []
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise || !entryOf(sourceCode, owner) || isSerialized(sourceCode, owner) || isIsolated(sourceCode, owner)) return []
  for (const write of writes) {
    const read = reads.find((each) => isUpdate(sourceCode, flow, each, write))
    const wait = read && waitFor(flow, read, write)
    if (!read || !wait || isPutBack(sourceCode, flow, read, write) || conditional.test(sourceCode.getText(write.method === ROW ? write.keyAt : write.call)) || isLocked(sourceCode, read.call, write.call)) continue
    // Where each element has a key of its own, only a second run of all comes to the same.
    const entry = entryOf(sourceCode, isKeyOfElement(sourceCode, owner, write.keyAt) ? ownerOf(wrapped(owner)) : owner)
    if (!entry) continue
    const same = replacesFields(sourceCode, owner, read.call, write.content, write.values)
    if (same && !isWrittenElsewhere(sourceCode, owner, write.store)) continue
    const keyed = storeWrites.get(write.method) === 'keyed' && /^(?:get|getItem|hget|hGet)$/u.test(read.method)
    if (write.isFile && entry.strength !== 'proven' && roleOf(sourceCode).program === 'command') continue
    const key = sourceCode.getText(write.keyAt)
    const place = read.method === TWIN ? twinText(sourceCode, read) : write.table ?? (write.isFile ? `the file ${key}` : keyed ? `${write.store}[${key}]` : write.store)
    return [{ kind: write.table ? 'row' : 'lost', place, node: write.call, read: read.call, wait, entry, proven: (write.isFile ? entry.strength === 'proven' : (keyed || write.sets?.some((each) => isMadeOfColumn(sourceCode, each) && isCounted(sourceCode, each)) === true) && entry.strength !== 'reached') && !same && !write.values.some((each) => keptIn(sourceCode, owner, each)) }]
  }
  return []
}

/** Whether other code of the file puts something into the store: then each undoes what the other has done. */
function isWrittenElsewhere(sourceCode: SourceCode, owner: CodeOwner, store: string): boolean {
  return [...storeCalls(sourceCode)].some(([each, calls]) => each !== owner && calls.some((call) => call.store === store && call.does === 'write'))
}

/** The calls of stores in the file, by the code that makes them; none where nothing is put into one. */
const storeCalls = perFile((sourceCode): ReadonlyMap<CodeOwner, readonly StoreCall[]> => {
  if (callsNamed(sourceCode, WRITING).length === 0) return new Map()
  return new Map([...groupBy(callsNamed(sourceCode, NAMES).flatMap((call) => callsAt(sourceCode, call)), ({ call }) => ownerOf(call))]
    .map(([owner, calls]) => [owner, withoutDrafts(calls)]))
})

/** A read may be of a row or of a value under a key; what sets columns of a row is a write of these. */
function callsAt(sourceCode: SourceCode, call: Call): readonly StoreCall[] {
  const areas = areaNames.has(calledName(call) ?? '') ? areaCallsAt(sourceCode, call) : []
  if (areas.length > 0) return areas.flatMap((area) => ofArea(sourceCode, call, area) ?? [])
  const row = rowCallAt(sourceCode, call)
  const other = row?.does === 'write' && row.sets.length > 0 ? undefined : storeCallAt(sourceCode, call)
  return [...(other ? [other] : []), ...ofRow(row, call)]
}

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

/** The functions that do one thing with a store, by which others may do it: what, by name. */
const storeHelpers = perFile((sourceCode): ReadonlyMap<string, StoreCall['does']> =>
  new Map([...storeCalls(sourceCode).keys()].flatMap((owner): readonly (readonly [string, StoreCall['does']])[] => {
    const [only] = onlyCallIn(sourceCode, owner)
    const name = only && isFunction(owner) ? nameIn(owner) : undefined
    return name !== undefined && only ? [[name, only.does]] : []
  })))

/** Whether functions of this name put something into a store, and do nothing else with one. */
export function putsAway(sourceCode: SourceCode, name: string): boolean {
  return writers(sourceCode).has(name) && storeHelpers(sourceCode).get(name) === 'write'
}

/** The names of the functions that may: what they call is looked at by its name alone. */
const writers = perFile((sourceCode): ReadonlySet<string> => new Set(callsNamed(sourceCode, WRITING).flatMap((call) => {
  const owner = ownerOf(call)
  return (isFunction(owner) ? nameIn(owner) : undefined) ?? []
})))

/** The one call that a function makes of a store, as all that it may be: of a row, and of a value under a key. */
function onlyCallIn(sourceCode: SourceCode, owner: CodeOwner): readonly StoreCall[] {
  const calls = storeCalls(sourceCode).get(owner) ?? []
  return calls.every(({ call }) => call === calls[0]?.call) ? calls : []
}

/** The calls that an owner makes of stores, itself or through a helper that does nothing else with one. */
function callsIn(sourceCode: SourceCode, owner: CodeOwner): readonly StoreCall[] {
  const own = [...(storeCalls(sourceCode).get(owner) ?? []), ...(twinCalls(sourceCode).get(owner) ?? [])]
  const helpers = storeHelpers(sourceCode)
  if (helpers.size === 0) return own
  const helped = (callsByOwner(sourceCode).get(owner) ?? []).flatMap((call): readonly StoreCall[] => {
    const helper = helpers.has(calledName(call) ?? '') ? helperAt(sourceCode, call) : undefined
    return helper && helper !== owner ? onlyCallIn(sourceCode, helper).flatMap((only) => throughHelper(sourceCode, helper, only, call) ?? []) : []
  })
  return [...own, ...helped]
}

/** How many callbacks may lie inside one another between a question and what rests on its answer. */
const MOST_CALLBACKS = 4

/**
 * The calls whose answer a callback is given, or one around it: `return load(id).then((account) => …)`,
 * `db.get(sql, [id], (err, row) => …)`.
 */
function asked(sourceCode: SourceCode, callback: FunctionNode, depth = 0): readonly StoreCall[] {
  const answered = promiseAnswering(callback) ?? callAnswering(callback)
  const asker = isCall(wrapped(callback).parent) && depth < MOST_CALLBACKS ? functionAround(callback) : undefined
  if (!asker) return []
  const own = answered ? callsIn(sourceCode, asker).filter(({ call }) => isInside(call, answered)) : []
  return [...own, ...asked(sourceCode, asker, depth + 1)]
}

/** Where others run between a question and what rests on its answer: in this code, or until the callback is run that is given the answer. */
function waitFor(flow: Flow, read: StoreCall, write: StoreCall): Node | undefined {
  if (ownerOf(read.call) === flow.owner) return gap(flow, read.call, write.call)
  return (isFunction(flow.owner) ? reactionOf(flow.owner)?.call : undefined) ?? read.call
}

function storeCallAt(sourceCode: SourceCode, call: Call): StoreCall | undefined {
  const [key, ...values] = call.arguments
  const method = calledName(call)
  const statement = statementAt(sourceCode, call)
  if (statement) return statementCall(sourceCode, call, statement)
  const does = method === undefined ? undefined : storeReads.has(method) ? 'read' : storeWrites.has(method) ? 'write' : undefined
  const text = key && keyIn(sourceCode, key)
  if (method === undefined || key === undefined || text === undefined) return undefined
  if (fileNames.has(method)) {
    const path = apiOf(sourceCode, call.callee) ?? ''
    if (fileMoves.has(path)) return moveAt(sourceCode, call, method, text)
    if (fileReads.has(path) || fileWrites.has(path)) return { call, content: call, method, key: text, keyAt: key, store: `file ${text}`, does: fileReads.has(path) ? 'read' : 'write', values, isFile: true }
  }
  const callee = unwrap(call.callee)
  if (!does || callee.type !== 'MemberExpression' || (callee.object.type === 'Identifier' && transactions.test(callee.object.name)) || gatedStores.test(sourceCode.getText(callee.object))) return undefined
  return { call, content: call, method, key: text, keyAt: key, store: sourceCode.getText(callee.object), does, values, isFile: false }
}

/** Stands for every key of a store. */
const ALL_KEYS = '*'

function ofArea(sourceCode: SourceCode, call: Call, { does, store, key, name, value, isAll }: AreaCall): StoreCall | undefined {
  const text = isAll ? ALL_KEYS : name === undefined ? keyIn(sourceCode, key) : JSON.stringify(name)
  return text === undefined ? undefined : { call, content: call, method: does === 'read' ? 'get' : 'set', key: text, keyAt: key, store, does, values: value ? [value] : [], isFile: false }
}

const ROW = 'row'

/** The same call as one of an object-relational mapper, which is given no key and value. */
function ofRow(row: RowCall | undefined, call: Call): readonly StoreCall[] {
  if (!row) return []
  const { does, model, key, keyAt, sets } = row
  return [{ call, content: call, method: ROW, key, keyAt, store: `rows of ${model}`, does, values: sets.map(({ value }) => value), isFile: false, table: model, sets }]
}

function statementCall(sourceCode: SourceCode, call: Call, { client, does, table, by, key, sets }: Statement): StoreCall | undefined {
  const text = keyIn(sourceCode, key)
  if (text === undefined) return undefined
  const store = `${sourceCode.getText(client)} ${table} by ${by}`
  return { call, content: call, method: calledName(call) ?? '', key: text, keyAt: key, store, does, values: sets.map(({ value }) => value), isFile: false, table, sets }
}

function moveAt(sourceCode: SourceCode, call: Call, method: string, from: string): StoreCall | undefined {
  const [, to] = call.arguments
  const key = to && keyIn(sourceCode, to)
  return key === undefined || !to ? undefined : { call, content: call, method, key, keyAt: to, store: `file ${key}`, does: 'write', values: [], isFile: true, from }
}

const fileNames: ReadonlySet<string> = new Set([...fileReads, ...fileWrites, ...fileMoves].map(lastName))
const NAMES: ReadonlySet<string> = new Set([...storeReads, ...rowReads, ...storeWrites.keys(), ...rowUpdates, rowSave, ...flushes, ...documentNames, ...fileNames, ...sqlMethods, ...builderEnds])
const WRITING: ReadonlySet<string> = new Set([...NAMES].filter((name) => !storeReads.has(name) && !rowReads.has(name)))

/** A name that is assigned again may be another key by then. */
function keyIn(sourceCode: SourceCode, key: Node): string | undefined {
  return keyText(sourceCode, key) ?? (unwrap(key).type === 'Identifier' ? undefined : sourceCode.getText(key))
}

/** `readCart()` for `JSON.parse(localStorage.getItem(KEY))`, `this.save(items)` for `writeFile(this.path, JSON.stringify(items))`. */
function throughHelper(sourceCode: SourceCode, helper: FunctionNode, only: StoreCall, call: Call): StoreCall | undefined {
  if (storeWrites.get(only.method) === 'whole' || isOfProgram(sourceCode, only)) return undefined
  const flow = flowOf(sourceCode, helper)
  const key = argumentFor(sourceCode, helper, only.keyAt, call)
  const text = key === undefined ? only.key : key && keyIn(sourceCode, key)
  if (flow.imprecise || !text) return undefined
  const callee = unwrap(call.callee)
  const at = callee.type === 'MemberExpression' && callee.object.type !== 'ThisExpression' ? `${sourceCode.getText(callee.object)} ` : ''
  const here = { ...only, helper, call, content: call, key: text, ...(key && { keyAt: key }), store: `${at}${only.isFile ? `file ${text}` : only.store}` }
  if (only.does === 'read') return returnsOf(sourceCode, helper).some((value) => restsOn(sourceCode, flow, value, new Set([only.call])).size > 0) ? { ...here, values: [] } : undefined
  const index = helper.params.findIndex((param) => param.type === 'Identifier' && only.values.some((value) => names(sourceCode, value, param)))
  const [param, put] = [helper.params[index], call.arguments[index]]
  return param && put && { ...here, values: [put], ...(only.sets && { sets: only.sets.map((each) => (names(sourceCode, each.value, param) ? { ...each, value: put } : each)) }) }
}

/** Whether what is asked is a map that the program keeps itself, which answers at once: only its helper is waited for. */
function isOfProgram(sourceCode: SourceCode, { call }: StoreCall): boolean {
  const callee = unwrap(call.callee)
  return callee.type === 'MemberExpression' && collectionAt(sourceCode, callee.object) === 'map'
}

/** How many names stand between what a helper is given and what it writes: `const lines = rows.map(…)`. */
const MOST_NAMES = 3

function names(sourceCode: SourceCode, value: Node, param: Node, depth = 0): boolean {
  let found = false
  const variable = variableOf(sourceCode, param)
  walkOwn(sourceCode, value, (node) => {
    if (found || node.type !== 'Identifier') return
    const made = depth < MOST_NAMES && variableOf(sourceCode, node) !== variable ? onlyValue(sourceCode, node) : undefined
    found = made ? names(sourceCode, made, param, depth + 1) : variableOf(sourceCode, node) === variable
  })
  return found
}

/** Whether what is written was made of what was read, under the same key or as the same thing. */
function isUpdate(sourceCode: SourceCode, flow: Flow, read: StoreCall, write: StoreCall): boolean {
  const nodes = new Set<Node>([read.call, wholeQuery(read.call)])
  if (storeWrites.get(write.method) === 'whole') {
    const [thing] = write.call.arguments
    return thing !== undefined && read.store === write.store && restsOn(sourceCode, flow, thing, nodes).get(read.call) === 'choice' && isChangedInPlace(sourceCode, thing)
  }
  const isMadeOf = (each: Node): boolean => [...restsOn(sourceCode, flow, keptIn(sourceCode, flow.owner, each) ?? each, nodes).values()].some((link) => link !== 'call')
  const value = write.sets
    ? write.sets.find((each) => isMadeOf(each.value) && (write.method === ROW ? isMadeOfColumn(sourceCode, each) : isColumnRead(sourceCode, flow.owner, each.column, read, write)))?.value
    : write.values.find(isMadeOf)
  return value !== undefined && isOfTheSame(sourceCode, flow, read, write) && hasSameKeys(sourceCode, read.values, write.values.slice(0, write.values.indexOf(value)))
    && (read.isFile || read.table !== undefined || ownerOf(read.call) !== flow.owner || answersLater(sourceCode, read.call, write.method))
}

/** Whether both are of the same thing: by the same key, or by the key of the row that was read, however that was found. */
function isOfTheSame(sourceCode: SourceCode, flow: Flow, read: StoreCall, write: StoreCall): boolean {
  if (read.store === write.store && (read.key === write.key || read.key === ALL_KEYS)) return true
  const key = unwrap(write.keyAt)
  return read.table !== undefined && read.table === write.table && key.type === 'MemberExpression' && !key.computed && rowKeys.has(keyName(key) ?? '')
    && restsOn(sourceCode, flow, key.object, new Set<Node>([read.call, wholeQuery(read.call)])).size > 0
}

/** What a member is given, where the code gives it something once: `context.session = await store.get(key); …; await store.set(key, context.session)`. */
function keptIn(sourceCode: SourceCode, owner: CodeOwner, value: Node): Node | undefined {
  const member = unwrap(value)
  if (member.type !== 'MemberExpression' || member.computed) return undefined
  const [target, another] = (targetsByOwner(sourceCode).get(owner) ?? []).filter((each) => each.type === 'MemberExpression' && sourceCode.getText(each) === sourceCode.getText(member))
  const { parent } = target && !another ? wrapped(target) : {}
  return parent?.type === 'AssignmentExpression' && parent.operator === '=' ? parent.right : undefined
}

/** Whether what is written under a key is what was read there, as it is. */
function isPutBack(sourceCode: SourceCode, flow: Flow, read: StoreCall, write: StoreCall): boolean {
  return !write.isFile && write.table === undefined && isReadThrough(sourceCode, flow, read.call, write.call, write.values)
}

/** Whether the code makes use of a column of what was read: there, or where a helper takes it out of the row. */
function isColumnRead(sourceCode: SourceCode, owner: CodeOwner, column: string, { call, helper }: StoreCall, write: StoreCall): boolean {
  return namesColumn(sourceCode, owner, column, call, write.call) || (helper !== undefined && namesColumn(sourceCode, helper, column, helper, helper))
}

/** `store.get(area, name)` and `store.set(area, other, value)` are of one area, and of two things: the keys after the first. */
function hasSameKeys(sourceCode: SourceCode, asked: readonly Node[], given: readonly Node[]): boolean {
  return given.every((key, index) => {
    const other = asked[index]
    return other === undefined || other.type === 'ObjectExpression' || isFunction(unwrap(other)) || sourceCode.getText(key) === sourceCode.getText(other)
  })
}

/** Only what answers later is outside; what answers at once is a map, or a store of the page. */
function answersLater(sourceCode: SourceCode, read: Call, method: string): boolean {
  return method === 'setItem' || fateOf(sourceCode, read).awaits.length > 0
}

/** `account.balance -= amount`. */
function isChangedInPlace(sourceCode: SourceCode, thing: Node): boolean {
  const variable = thing.type === 'Identifier' ? variableOf(sourceCode, thing) : undefined
  return variable?.references.some(({ identifier }) => {
    const member = wrapped(identifier).parent
    const change = member?.type === 'MemberExpression' ? wrapped(member).parent : undefined
    return change?.type === 'UpdateExpression' || (change?.type === 'AssignmentExpression' && change.left === member && change.operator !== '=')
  }) ?? false
}

/** Where others run between the two calls; the wait for the answer counts. */
function gap(flow: Flow, read: Call, write: Call): Node | undefined {
  const [from] = eventsOf(flow, read)
  const goals = new Set(eventsOf(flow, write))
  if (from === undefined) return undefined
  const event = suspensionPoints(flow).find((each) => reaches(flow, from, each) && reaches(flow, each, goals))
  return event === undefined ? undefined : flow.nodes[event]
}
