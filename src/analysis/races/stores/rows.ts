import type { TSESTree } from '@typescript-eslint/utils'

import { flushes, modelScopes, rowForms, rowKeys, rowReads, rowSave, rowUpdates } from '../../../knowledge/stores.ts'
import { calledName, callsByOwner } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, isFunction, keyName, type Node, ownerOf, unwrap, walk, wrapped } from '../../../utils/syntax.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { callAnswering, promiseAnswering } from '../../promises/reactions.ts'
import { isNothing, onlyValue, sourcesOf, type Variable, variableHolding, variableOf } from '../../resolve/bindings.ts'
import { propertyAt } from '../../resolve/constants.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { type Setting, settingsIn } from '../../statements/settings.ts'
import { keyText } from '../places/place.ts'
import { helperAt } from '../reads/answers.ts'
import { builtAt } from './builders.ts'
import { isGrown, madeOf, writtenTo } from './changed.ts'
import { argumentFor, changesOfRow, keyIn, type RowCall } from './columns.ts'
import { documentCallAt } from './documents.ts'

/**
 * `Account.findByPk(id)` and `account.findUnique({ where: { id } })`; `row.save()` behind changes of the row, `row.update({ … })`,
 * `Account.update({ … }, { where: { id } })` and `account.update({ where: { id }, data: { … } })`. Undefined for other calls, for more
 * than one row, and where the read takes a lock.
 */
export function rowCallAt(sourceCode: SourceCode, call: Call): RowCall | undefined {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression') return documentCallAt(sourceCode, call)
  const name = keyName(callee) ?? ''
  const built = builtCall(sourceCode, call) ?? documentCallAt(sourceCode, call)
  if (built) return built
  if (flushes.has(name)) return flushedAt(sourceCode, call, callee)
  if (rowReads.has(name)) return readAt(sourceCode, call, callee)
  if (name === rowSave) return savedAt(sourceCode, call, callee)
  return rowUpdates.has(name) ? (rowUpdate(sourceCode, call, callee) ?? modelUpdate(sourceCode, call, callee)) : undefined
}

/** `knex('seats').where({ id }).first()`, `knex('seats').where({ id }).update({ left: seat.left - 1 })`. */
function builtCall(sourceCode: SourceCode, call: Call): RowCall | undefined {
  const built = builtAt(sourceCode, call)
  const [first] = built?.where ?? []
  if (!built || !first || built.does === 'insert') return undefined
  const keys = built.where.map(({ column, value }) => `${column}=${rowKey(sourceCode, value) ?? keyText(sourceCode, value) ?? ''}`)
  return keys.some((key) => key.endsWith('=')) ? undefined : { does: built.does, model: built.table, key: keys.sort().join(), keyAt: first.value, sets: built.sets }
}

function readAt(sourceCode: SourceCode, call: Call, { object }: TSESTree.MemberExpression): RowCall | undefined {
  const { model, given: [first, options] } = aboutModel(sourceCode, call, object)
  if (!first || [first, options].some((each) => propertyAt(sourceCode, each, 'lock'))) return undefined
  const key = keyIn(propertyAt(sourceCode, first, 'where') ?? first)
  const text = keyText(sourceCode, key)
  return text === undefined ? undefined : { does: 'read', model, key: text, keyAt: key, sets: [] }
}

/** `em.findOne(Account, { id })` is about `Account`, and given the rest. */
function aboutModel(sourceCode: SourceCode, { arguments: given }: Call, object: Node): { readonly model: string; readonly given: readonly Node[] } {
  const [first, ...rest] = given
  const model = modelOf(sourceCode, object)
  const isEntity = first?.type === 'Identifier' && /^[A-Z].*[a-z]/u.test(first.name) && rest.length > 0
  return isEntity ? { model: `${model} ${first.name}`, given: rest } : { model, given }
}

/** `account.balance -= amount; await account.save()`, `accounts.save(account)`, `accounts.save({ ...account, balance: account.balance - amount })`. */
function savedAt(sourceCode: SourceCode, call: Call, { object }: TSESTree.MemberExpression): RowCall | undefined {
  const [given] = aboutModel(sourceCode, call, object).given
  // A callback is told when it is done.
  const saved = unwrap(given && !isFunction(given) ? given : object)
  if (saved.type === 'ObjectExpression') return savedCopy(sourceCode, saved) ?? savedParts(sourceCode, saved, aboutModel(sourceCode, call, object).model)
  const row = saved.type === 'Identifier' ? variableOf(sourceCode, saved) : undefined
  const read = row && rowIn(sourceCode, saved)
  if (!row || !read) return undefined
  const sets = changesOfRow(row)
  return sets.length > 0 ? { ...read, does: 'write', sets } : undefined
}

function savedCopy(sourceCode: SourceCode, copy: TSESTree.ObjectExpression): RowCall | undefined {
  const [whole] = copy.properties
  const read = whole?.type === 'SpreadElement' ? rowIn(sourceCode, whole.argument) : undefined
  return read && { ...read, does: 'write', sets: settingsIn(sourceCode, copy) }
}

/** `account.balance -= amount; await em.flush()`: the rows that were read by the same, and changed. */
function flushedAt(sourceCode: SourceCode, call: Call, { object }: TSESTree.MemberExpression): RowCall | undefined {
  const session = sourceCode.getText(object)
  for (const read of callsByOwner(sourceCode).get(ownerOf(call)) ?? []) {
    const row = rowReads.has(calledName(read) ?? '') && read.callee.type === 'MemberExpression' && sourceCode.getText(read.callee.object) === session ? rowCallAt(sourceCode, read) : undefined
    const kept = row && keptIn(sourceCode, read)
    const sets = kept ? changesOfRow(kept) : []
    if (row && sets.length > 0) return { ...row, does: 'write', sets }
  }
  return undefined
}

/** The name that keeps the answer of a call: `const account = await Account.findByPk(id)`. */
function keptIn(sourceCode: SourceCode, read: Call): Variable | undefined {
  const { parent } = wrapped(wholeQuery(read))
  return parent?.type === 'AwaitExpression' ? variableHolding(sourceCode, parent) : undefined
}

/** `accounts.save({ id, balance: account.balance - amount })`. */
function savedParts(sourceCode: SourceCode, parts: TSESTree.ObjectExpression, model: string): RowCall | undefined {
  const settings = settingsIn(sourceCode, parts)
  const id = settings.find(({ column }) => rowKeys.has(column))
  const key = id && (rowKey(sourceCode, id.value) ?? keyText(sourceCode, id.value))
  return id && key !== undefined ? { does: 'write', model, key, keyAt: id.value, sets: settings.filter((each) => each !== id) } : undefined
}

/** `account.update({ balance: account.balance - amount })`. */
function rowUpdate(sourceCode: SourceCode, call: Call, { object }: TSESTree.MemberExpression): RowCall | undefined {
  const read = object.type === 'Identifier' ? rowIn(sourceCode, object) : undefined
  const [values] = call.arguments
  return read && values && { ...read, does: 'write', sets: settingsIn(sourceCode, values) }
}

/** `Account.update({ … }, { where: { id } })`, `account.update({ where: { id }, data: { … } })`, `accounts.update(id, { … })`, `Account.updateOne({ _id: id }, { $set: { … } })`. */
function modelUpdate(sourceCode: SourceCode, call: Call, { object }: TSESTree.MemberExpression): RowCall | undefined {
  const { model, given: [first, second] } = aboutModel(sourceCode, call, object)
  const where = [first, second].map((each) => propertyAt(sourceCode, each, 'where')).find((each) => each !== undefined)
  const values = where ? (propertyAt(sourceCode, first, 'data') ?? first) : (propertyAt(sourceCode, second, '$set') ?? second)
  const key = where ?? (values && first)
  if (!values || !key) return undefined
  const keyAt = keyIn(key)
  const text = rowKey(sourceCode, keyAt) ?? keyText(sourceCode, keyAt)
  return text === undefined ? undefined : { does: 'write', model, key: text, keyAt, sets: settingsIn(sourceCode, values) }
}

/** Whether a value is made of what the column was, itself or by names; the column as it was is no change of it. */
export function isMadeOfColumn(sourceCode: SourceCode, { column, value }: Setting, depth = 0): boolean {
  const inner = unwrap(value)
  if (depth === 0 && inner.type === 'MemberExpression' && !isStepped(value) && !isGrown(sourceCode, { column, value })) return false
  let found = false
  walk(sourceCode, inner, (node) => {
    found ||= node.type === 'MemberExpression' && !node.computed && keyName(node) === column
    if (found || node.type !== 'Identifier' || depth > 2) return !found
    found = isTakenOut(sourceCode, node, column) || madeOf(sourceCode, node).some((made) => isMadeOfColumn(sourceCode, { column, value: made }, depth + 1))
    return !found
  })
  return found
}

/** `const { balance } = account`. */
function isTakenOut(sourceCode: SourceCode, name: Node, column: string): boolean {
  const variable = variableOf(sourceCode, name)
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  return source?.kind === 'value' && !second && source.steps.at(-1)?.name === column
}

/** Whether a column goes up or down from what it was: the one change of two that is lost is missing for good. */
export function isCounted(sourceCode: SourceCode, setting: Setting): boolean {
  const value = unwrap(setting.value)
  const node = value.type === 'Identifier' ? unwrap(onlyValue(sourceCode, value) ?? value) : value
  return isStepped(setting.value) || writtenTo(sourceCode, value).isMoved || (node.type === 'BinaryExpression' && /^[-+*]$/u.test(node.operator))
}

/** `account.balance -= amount`, `account.visits++`. */
function isStepped(member: Node): boolean {
  const { parent } = wrapped(member)
  return parent?.type === 'UpdateExpression' || (parent?.type === 'AssignmentExpression' && parent.left === wrapped(member))
}

/** `{ id: account.id }` finds the row that `account` is. */
function rowKey(sourceCode: SourceCode, key: Node): string | undefined {
  const node = unwrap(key)
  const column = node.type === 'MemberExpression' && !node.computed ? keyName(node) : undefined
  const read = node.type === 'MemberExpression' && column !== undefined ? rowIn(sourceCode, node.object) : undefined
  if (!read || column === undefined) return undefined
  // `{ code: coupon.code }`, of what `{ code }` has found.
  const { parent: foundBy } = wrapped(read.keyAt)
  return rowKeys.has(column) || (foundBy?.type === 'Property' && keyName(foundBy) === column) ? read.key : undefined
}

/** The read whose row a name stands for: `const account = await Account.findByPk(id)`. */
function rowIn(sourceCode: SourceCode, name: Node): RowCall | undefined {
  const call = readOf(sourceCode, name)
  if (!call) return undefined
  return rowReads.has(calledName(call) ?? '') || builtAt(sourceCode, call)?.does === 'read' ? rowCallAt(sourceCode, call) : rowThrough(sourceCode, call)
}

/** The row that a function of the file reads for its callers: `await this.load(id)`, of `const row = await rows.findOne({ where: { id } }); if (!row) throw …; return row`. */
function rowThrough(sourceCode: SourceCode, call: TSESTree.CallExpression): RowCall | undefined {
  const helper = helperAt(sourceCode, call)
  const [value, second] = helper ? returnsOf(sourceCode, helper).map(unwrap).filter((each) => !isNothing(each)) : []
  const waited = value && awaitedAt(sourceCode, value)
  const read = value?.type === 'Identifier' ? readOf(sourceCode, value) : waited
  if (!helper || second || read?.type !== 'CallExpression' || !rowReads.has(calledName(read) ?? '')) return undefined
  const row = rowCallAt(sourceCode, read)
  const keyAt = row && argumentFor(sourceCode, helper, row.keyAt, call)
  if (!row || keyAt === null) return undefined
  const key = keyAt && (keyText(sourceCode, keyAt) ?? (unwrap(keyAt).type === 'Identifier' ? undefined : sourceCode.getText(keyAt)))
  return keyAt === undefined ? row : key === undefined ? undefined : { ...row, key, keyAt }
}

/** The call whose answer a name stands for, once it has come. */
export function readOf(sourceCode: SourceCode, name: Node): TSESTree.CallExpression | undefined {
  const value = onlyValue(sourceCode, name)
  const awaited = value && unwrap(value)
  let call = awaited?.type === 'AwaitExpression' ? awaitedAt(sourceCode, awaited) : answeredTo(sourceCode, name)
  while (call && isForm(call)) call = unwrap(call.callee.object)
  return call?.type === 'CallExpression' ? call : undefined
}

/** What a name is the answer to as the parameter of a callback: `Account.findById(id).then((account) => …)`, `Account.findById(id, (error, account) => …)`. */
function answeredTo(sourceCode: SourceCode, name: Node): Node | undefined {
  const def = name.type === 'Identifier' ? variableOf(sourceCode, name)?.defs[0] : undefined
  if (def?.type !== 'Parameter' || !isFunction(def.node)) return undefined
  const [first, second] = def.node.params
  const answered = first === def.name ? promiseAnswering(sourceCode, def.node) : second === def.name ? callAnswering(sourceCode, def.node) : undefined
  return answered && unwrap(answered)
}

/** `User.findById(id).lean()`, where that stands for `User.findById(id)`. */
function isForm(node: Node): node is TSESTree.CallExpression & { readonly callee: TSESTree.MemberExpression } {
  return node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && rowForms.has(keyName(node.callee) ?? '')
}

/** The read with all that says how its row is handed over. */
export function wholeQuery(read: Node): Node {
  let at: Node = read
  for (let member = wrapped(at).parent; member?.type === 'MemberExpression'; member = wrapped(at).parent) {
    const call = wrapped(member).parent
    if (!call || !isForm(call)) return at
    at = call
  }
  return at
}

/** What stands for the table of a model: `Document.scope('drafts')` is of the same table as `Document`. */
export function modelOf(sourceCode: SourceCode, object: Node): string {
  let at = unwrap(object)
  while (at.type === 'CallExpression' && at.callee.type === 'MemberExpression' && modelScopes.has(keyName(at.callee) ?? '')) at = unwrap(at.callee.object)
  return sourceCode.getText(at)
}
