import { keysTakenOnce } from '../../../knowledge/reading.ts'
import { conditional, keyedReads, rowKeys, storeWrites } from '../../../knowledge/stores.ts'
import { type SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isCall, isFunction, keyName, literalText, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { type EventId, eventsOf, type Flow, nodeOf } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { waitFor } from '../../loops/yields.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { fateOf } from '../../promises/fate.ts'
import { onlyValue, variableOf } from '../../resolve/bindings.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { roleOf } from '../../roles/role.ts'
import type { Fault } from '../faults.ts'
import { isKeyOfElement } from '../harm/elements.ts'
import { entryOf } from '../overlap/entries.ts'
import { isHeldFrom, isLocked } from '../overlap/guards.ts'
import { latchesBefore } from '../overlap/latches.ts'
import { isSerialized } from '../overlap/queued.ts'
import { targetsByOwner } from '../places/written.ts'
import { restsOn } from '../reads/dependence.ts'
import { askedBefore, gapBehind } from './answered.ts'
import { ALL_KEYS, ROW, type StoreCall, storeCalls } from './calls.ts'
import { callsIn, isOfProgram } from './helped.ts'
import { isIsolated } from './isolated.ts'
import { isReadThrough } from './read-through.ts'
import { replacesFields } from './records.ts'
import { isCounted, isMadeOfColumn, wholeQuery } from './rows.ts'
import { namesColumn } from './statements.ts'
import { isTakenOut } from './taken-out.ts'
import { TWIN, twinText } from './twins.ts'

/** What is kept outside of the program, read, and written back as what was made of it: two runs read the same. */
export function storeUpdates(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  const calls = callsIn(sourceCode, owner)
  const writes = calls.filter(({ does }) => does === 'write')
  if (writes.length === 0) return []
  const reads = [...calls, ...askedBefore(sourceCode, owner, (each) => callsIn(sourceCode, each))].filter(({ does }) => does === 'read')
  if (reads.length === 0) return []
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise || !entryOf(sourceCode, owner) || isSerialized(sourceCode, owner) || isIsolated(sourceCode, owner)) return []
  for (const write of writes) {
    const read = reads.find((each) => isUpdate(sourceCode, flow, each, write))
    const gap = read && gapBehind(sourceCode, flow, read.call, write.call)
    const wait = gap?.wait
    if (!read || !wait || isOfProgram(sourceCode, read) || isPutBack(sourceCode, flow, read, write) || conditional.test(sourceCode.getText(write.method === ROW ? write.keyAt : write.call)) || isHeld(sourceCode, flow, read, write) || isTakenOut(sourceCode, flow, read, write) || isKeptOut(sourceCode, flow, read)) continue
    // Where each element has a key of its own, only a second run of all comes to the same.
    const entry = entryOf(sourceCode, isKeyOfElement(sourceCode, owner, write.keyAt) ? ownerOf(wrapped(owner)) : owner)
    if (!entry) continue
    const same = replacesFields(sourceCode, owner, read.call, write.content, write.values)
    if (same && !isWrittenElsewhere(sourceCode, owner, write.store)) continue
    const keyed = !isWhole(read, write) && keyedReads.has(read.method) && storeWrites.has(write.method)
    if (write.isFile && entry.strength !== 'proven' && roleOf(sourceCode).program === 'command') continue
    const key = sourceCode.getText(write.keyAt)
    const place = read.method === TWIN ? twinText(sourceCode, read) : write.table ?? (write.isFile ? `the file ${key}` : keyed ? `${write.store}[${key}]` : write.store)
    return [{ kind: write.table ? 'row' : isTakenOnce(sourceCode, read) ? 'reused' : 'lost', place, node: write.call, read: read.call, wait, entry, proven: (write.isFile ? entry.strength === 'proven' : (keyed || write.sets?.some((each) => isMadeOfColumn(sourceCode, each) && isCounted(sourceCode, each)) === true) && entry.strength !== 'reached') && !same && !isWithinTurn(sourceCode, flow, gap.from, write.call) && !write.values.some((each) => keptIn(sourceCode, owner, each)) }]
  }
  return []
}

/** Whether a lock is held around both, or something that says by its name that it is one is taken before the first. */
function isHeld(sourceCode: SourceCode, flow: Flow, { call: node }: StoreCall, { call }: StoreCall): boolean {
  const [event] = eventsOf(flow, node)
  return event === undefined ? isLocked(sourceCode, node, call) : isHeldFrom(sourceCode, flow, { node, event }, { node: call })
}

/** Whether a flag is up by then that keeps other runs out. */
function isKeptOut(sourceCode: SourceCode, flow: Flow, { call }: StoreCall): boolean {
  return eventsOf(flow, call).some((event) => latchesBefore(sourceCode, flow.owner, event).length > 0)
}

/** Whether nothing but microtasks runs from the read to the write: only what has been begun in the same turn comes between them. */
function isWithinTurn(sourceCode: SourceCode, flow: Flow, from: EventId, write: Node): boolean {
  const gaps = eventsOf(flow, write).flatMap((to) => suspensionPoints(flow).filter((gap) => reaches(flow, from, gap) && reaches(flow, gap, to)))
  return gaps.length > 0 && gaps.every((gap) => {
    const wait = nodeOf(flow, gap)
    return wait.type === 'AwaitExpression' && waitFor(sourceCode, wait.argument) === 'microtasks'
  })
}

/** Whether other code of the file puts something into the store: then each undoes what the other has done. */
function isWrittenElsewhere(sourceCode: SourceCode, owner: CodeOwner, store: string): boolean {
  return [...storeCalls(sourceCode)].some(([each, calls]) => each !== owner && calls.some((call) => call.store === store && call.does === 'write'))
}

/** Whether what is written was made of what was read, under the same key or as the same thing. */
function isUpdate(sourceCode: SourceCode, flow: Flow, read: StoreCall, write: StoreCall): boolean {
  const nodes = new Set<Node>([read.call, wholeQuery(read.call)])
  if (isWhole(read, write)) {
    const [thing] = isCall(write.call) ? write.call.arguments : []
    return thing !== undefined && read.store === write.store && restsOn(sourceCode, flow, thing, nodes).get(read.call) === 'choice' && isChangedInPlace(sourceCode, thing)
  }
  const isMadeOf = (each: Node): boolean => [...restsOn(sourceCode, flow, keptIn(sourceCode, flow.owner, each) ?? each, nodes).values()].some((link) => link !== 'call' || isTakenOnce(sourceCode, read))
  const value = write.sets
    ? write.sets.find((each) => isMadeOf(each.value) && (write.method === ROW ? isMadeOfColumn(sourceCode, each) : isColumnRead(sourceCode, flow.owner, each.column, read, write)))?.value
    : write.values.find(isMadeOf)
  return value !== undefined && isOfTheSame(sourceCode, flow, read, write) && hasSameKeys(sourceCode, read.values, write.values.slice(0, write.values.indexOf(value)))
    && (read.isFile || read.table !== undefined || ownerOf(read.call) !== flow.owner || answersLater(sourceCode, read.call, write.method))
}

/** `localStorage.getItem('refreshToken')`: whoever has handed it on is given another one, and it is good for nothing from then on. */
function isTakenOnce(sourceCode: SourceCode, { keyAt }: StoreCall): boolean {
  return keysTakenOnce.test(literalText(keyAt) ?? sourceCode.getText(keyAt))
}

/** Whether a write is given the thing alone, which says itself what it is: `save(account)`, and not `save(id, account)`. */
function isWhole(read: StoreCall, write: StoreCall): boolean {
  const way = storeWrites.get(write.method)
  return way !== undefined && (write.values.length === 0 || (way === 'whole' && write.key !== read.key))
}

/** Whether both are of the same thing: by the same key, or by the key of the row that was read, however that was found. */
function isOfTheSame(sourceCode: SourceCode, flow: Flow, read: StoreCall, write: StoreCall): boolean {
  if (read.store === write.store && (read.key === write.key || read.key === ALL_KEYS)) return true
  const key = unwrap(write.keyAt)
  const column = key.type === 'MemberExpression' && !key.computed ? keyName(key) : undefined
  return key.type === 'MemberExpression' && column !== undefined && read.table !== undefined && read.table === write.table
    && (rowKeys.has(column) || (column === read.by && column === write.by)) && restsOn(sourceCode, flow, key.object, new Set<Node>([read.call, wholeQuery(read.call)])).size > 0
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
  return !write.isFile && write.table === undefined && (isReadThrough(sourceCode, flow, read.call, write.call, write.values) || isAnswerOfHelper(sourceCode, read, write))
}

/** `const hash = await this.hashOf(key); …; hashes.set(key, hash)`: what a helper has found there, or found out where nothing was, and of which no part is touched. */
function isAnswerOfHelper(sourceCode: SourceCode, { call, helper }: StoreCall, { values }: StoreCall): boolean {
  const value = values.at(-1)
  const variable = helper && value?.type === 'Identifier' && returnsOf(sourceCode, helper).length > 1 ? variableOf(sourceCode, value) : undefined
  const answer = variable && value && onlyValue(sourceCode, value)
  return answer?.type === 'AwaitExpression' && awaitedAt(sourceCode, answer) === call && variable !== undefined && variable.references.every(({ identifier }) => identifier.parent.type !== 'MemberExpression' || identifier.parent.object !== identifier)
}

/** Whether the code makes use of a column of what was read: there, or where a helper takes it out of the row. */
function isColumnRead(sourceCode: SourceCode, owner: CodeOwner, column: string, { call, helper }: StoreCall, write: StoreCall): boolean {
  return namesColumn(sourceCode, owner, column, call, write.call) || (helper !== undefined && namesColumn(sourceCode, helper, column, helper, helper))
}

/**
 * `store.get(area, name)` and `store.set(area, other, value)` are of one area, and of two things: the keys after the first. What is asked
 * with may be options; what stands before the value that is put there names a row: `set('berths', { pier }, { ship })`.
 */
function hasSameKeys(sourceCode: SourceCode, asked: readonly Node[], given: readonly Node[]): boolean {
  return given.every((key, index) => {
    const other = asked[index]
    return other === undefined || (other.type === 'ObjectExpression' && key.type !== 'ObjectExpression') || isFunction(unwrap(other)) || sourceCode.getText(key) === sourceCode.getText(other)
  })
}

/** Only what answers later is outside; what answers at once is a map, or a store of the page. */
function answersLater(sourceCode: SourceCode, read: Node, method: string): boolean {
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
