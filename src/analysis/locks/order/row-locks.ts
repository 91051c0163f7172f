import type { TSESTree } from '@typescript-eslint/utils'

import { rowLocking, rowLockingOptions, rowLockingSteps, rowLockingTries, rowLockingWords, rowOptions, transactionSteps, weakRowLocks } from '../../../knowledge/locks/row-locks.ts'
import { builderSteps, rowReads, sqlMethods } from '../../../knowledge/stores.ts'
import { linkAt } from '../../../utils/chains.ts'
import { groupBy } from '../../../utils/group.ts'
import { calledName, callsNamed, nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, keyName, literalText, nameAtEnd, type Node, ownerOf, propertyOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { onlyValue } from '../../resolve/bindings.ts'
import { propertyAt } from '../../resolve/constants.ts'
import { chainOf, conditionOf, modelQueried, type Step, tableOf } from '../../statements/chains.ts'
import { type Setting, settingsIn } from '../../statements/settings.ts'
import { spotOf } from '../effects.ts'
import type { Spot } from '../facts.ts'

/** A statement that locks one row until its transaction ends. */
export interface RowLock {
  readonly node: Node
  readonly site: Spot
  readonly table: string
  /** The columns that say which row, and what they have to be. */
  readonly where: readonly Setting[]
  /** What it is told to, or the transaction that it is given; absent where that is not known. */
  readonly client?: Node
}

/** The statements of the file that lock a row, by the code that they stand in, in source order. */
export const rowLocksByOwner = perFile((sourceCode): ReadonlyMap<CodeOwner, readonly RowLock[]> => {
  const { names } = nodesOf(sourceCode)
  const isSaid = rowLockingWords.some((words) => sourceCode.text.includes(words))
  const isOption = rowLockingOptions.some((name) => names.has(name))
  const calls = [...(isSaid ? callsNamed(sourceCode, sqlMethods) : []), ...callsNamed(sourceCode, rowLockingSteps.keys()), ...(isOption ? callsNamed(sourceCode, rowReads) : [])]
  const found = calls.flatMap((call) => (call.type === 'CallExpression' ? (inText(sourceCode, call) ?? inChain(sourceCode, call) ?? inOptions(sourceCode, call) ?? []) : []))
  if (isSaid) found.push(...inTemplates(sourceCode))
  if (found.length === 0) return new Map()
  return groupBy(found.sort((a, b) => a.node.range[0] - b.node.range[0]), ({ node }) => ownerOf(node))
})

// ---------------------------------------------------------------- statements of SQL

/** A statement as text, with `$1` and so on for what is put in, and that. */
interface Told {
  readonly text: string
  readonly values: readonly (Node | null)[]
}

const NAME = '["`]?(?:\\w+["`]?\\.["`]?)?(\\w+)["`]?'
const SELECTION = new RegExp(`\\sfrom\\s+${NAME}(?:\\s+(?:as\\s+)?\\w+)?\\s+where\\s+(.+?)(?:\\s+limit\\s+1)?\\s+for\\s`, 'isu')
const CONDITION = new RegExp(`^\\s*${NAME}\\s*=\\s*(?:(\\$\\d+|\\?)(?:::\\w+)?|'[^']*'|\\w+)\\s*$`, 'u')

/** `client.query('SELECT … FROM accounts WHERE id = $1 FOR UPDATE', [id])`. */
function inText(sourceCode: SourceCode, call: TSESTree.CallExpression): RowLock | undefined {
  const callee = unwrap(call.callee)
  const [statement, list, ...more] = call.arguments
  if (callee.type !== 'MemberExpression' || !statement || !sqlMethods.has(keyName(callee) ?? '')) return undefined
  const node = unwrap(onlyValue(sourceCode, statement) ?? statement)
  const text = literalText(node)
  const values = list?.type === 'ArrayExpression' ? list.elements : list ? [list, ...more] : []
  const told = text === undefined ? (node.type === 'TemplateLiteral' && values.length === 0 ? toldBy(node) : undefined) : { text, values }
  return told && lockIn(told, call, spotOf(call), callee.object)
}

/** `tx.$queryRaw` and `sql` before a template. */
function inTemplates(sourceCode: SourceCode): readonly RowLock[] {
  return nodesOf(sourceCode).tagged.flatMap((node) => {
    const tag = unwrap(node.tag)
    return lockIn(toldBy(node.quasi), node, { start: node.loc.start, end: node.tag.loc.end }, tag.type === 'MemberExpression' ? tag.object : tag) ?? []
  })
}

function toldBy({ quasis, expressions }: TSESTree.TemplateLiteral): Told {
  return { text: quasis.map(({ value }, i) => value.raw + (i < expressions.length ? `$${String(i + 1)}` : '')).join(''), values: expressions }
}

function lockIn({ text, values }: Told, node: Node, site: Spot, client: Node): RowLock | undefined {
  const [, table, conditions = ''] = (rowLocking.test(text) && SELECTION.exec(text)) || []
  if (table === undefined) return undefined
  const where: Setting[] = []
  let marks = [...text.slice(0, text.indexOf(conditions)).matchAll(/\?/gu)].length
  for (const condition of conditions.split(/\s+and\s+/iu)) {
    const [whole, column, mark] = CONDITION.exec(condition) ?? []
    if (whole === undefined || column === undefined) return undefined
    const value = mark === undefined ? undefined : values[mark === '?' ? marks++ : Number(mark.slice(1)) - 1]
    if (mark !== undefined && (!value || value.type === 'SpreadElement')) return undefined
    if (value) where.push({ column, value })
  }
  return where.length > 0 ? { node, site, table: table.toLowerCase(), where, client } : undefined
}

// ---------------------------------------------------------------- chains of calls

/** `trx('accounts').where({ id }).forUpdate().first()`: told by the call that asks for the lock. */
function inChain(sourceCode: SourceCode, call: TSESTree.CallExpression): RowLock | undefined {
  const name = calledName(call) ?? ''
  const wanted = rowLockingSteps.get(name)
  const [how] = call.arguments
  if (!rowLockingSteps.has(name) || (wanted && !(how && wanted.test(literalText(how) ?? '')))) return undefined
  const last = wholeChain(call)
  const chain = chainOf(last)
  const table = chain && (modelQueried(sourceCode, last) ?? tableOf(sourceCode, chain.steps))
  if (!chain || table === undefined || chain.steps.some(isTry)) return undefined
  const where = conditionsOf(sourceCode, chain.steps)
  const handed = chain.steps.find((step) => transactionSteps.has(step.name))?.given[0]
  return where.length > 0 ? { node: call, site: spotOf(call), table, where, client: handed ?? chain.root } : undefined
}

/** The chain that a call is a part of, up to its last call. */
function wholeChain(call: TSESTree.CallExpression): TSESTree.CallExpression {
  let at = call
  for (;;) {
    const member = wrapped(at).parent
    const next = member?.type === 'MemberExpression' && member.object === wrapped(at) ? wrapped(member).parent : undefined
    if (next?.type !== 'CallExpression' || next.callee !== wrapped(member as Node) || linkAt(next)) return at
    at = next
  }
}

/** Who does not wait for a row, or leaves it out. */
function isTry({ name, given }: Step): boolean {
  return rowLockingTries.has(name) || given.some((each) => [...rowLockingTries].some((option) => propertyOf(each, option)))
}

/** What a chain asks of columns; none where it asks for more than that each is something. */
function conditionsOf(sourceCode: SourceCode, steps: readonly Step[]): readonly Setting[] {
  const asked = steps.filter(({ name }) => builderSteps.conditions.has(name)).map((step) => conditionOf(sourceCode, step))
  return asked.some((each) => each.length === 0) ? [] : asked.flat()
}

// ---------------------------------------------------------------- options

/** `Account.findByPk(id, { lock: true, transaction })`, `manager.findOne(Account, { where: { id }, lock: { mode: 'pessimistic_write' } })`. */
function inOptions(sourceCode: SourceCode, call: TSESTree.CallExpression): RowLock | undefined {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression' || !rowReads.has(keyName(callee) ?? '')) return undefined
  const at = call.arguments.findIndex((each) => rowLockingOptions.some((name) => propertyAt(sourceCode, each, name)))
  const options = call.arguments[at]
  const how = options && rowLockingOptions.map((name) => propertyAt(sourceCode, options, name)).find((each) => each !== undefined)
  if (!how || weakRowLocks.test(wordOf(sourceCode, how)) || [...rowLockingTries].some((name) => propertyAt(sourceCode, options, name))) return undefined
  const [first] = call.arguments
  const entity = first?.type === 'Identifier' && /^[A-Z].*[a-z]/u.test(first.name) ? first : undefined
  const key = propertyAt(sourceCode, options, rowOptions.where) ?? (at > (entity ? 1 : 0) ? call.arguments[at - 1] : undefined)
  if (!key) return undefined
  const columns = settingsIn(sourceCode, key)
  const where = columns.length > 0 ? columns : [{ column: 'id', value: key }]
  const client = propertyAt(sourceCode, options, rowOptions.transaction) ?? (entity ? callee.object : undefined)
  return { node: call, site: spotOf(call), table: sourceCode.getText(entity ?? callee.object), where, ...(client && { client }) }
}

/** The kind of a lock in words: `pessimistic_write` of `{ mode: 'pessimistic_write' }`, `UPDATE` of `LOCK.UPDATE`. */
function wordOf(sourceCode: SourceCode, how: Node): string {
  const mode = propertyAt(sourceCode, how, 'mode') ?? propertyAt(sourceCode, how, 'level') ?? how
  return literalText(mode) ?? nameAtEnd(unwrap(mode)) ?? sourceCode.getText(mode)
}
