import type { TSESTree } from '@typescript-eslint/utils'

import { binding, preparedRuns, preparing, sqlMethods, transactionHolders } from '../../../knowledge/stores.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Asking, type Call, type CodeOwner, keyName, literalText, type Node, unwrap, walkOwn } from '../../../utils/syntax.ts'
import { onlyValue } from '../../resolve/bindings.ts'
import type { Setting } from '../../statements/settings.ts'

/** A statement of SQL that reads rows of one table, or sets columns of them, by the value of one column. */
export interface Statement {
  /** Whom it is told. */
  readonly client: Node
  readonly does: 'read' | 'write'
  readonly table: string
  /** The column that the rows are found by, and the expression that it is compared with. */
  readonly by: string
  readonly key: Node
  /** The columns that are set to values of the program. */
  readonly sets: readonly Setting[]
}

/** A longer statement is not as simple as that, and the expressions below are not for it. */
const LONGEST = 2_000

const NAME = '["`]?([\\w.]+)["`]?'
const SELECT = new RegExp(`^\\s*select\\s[^;]*?\\sfrom\\s+${NAME}\\s+where\\s+${NAME}\\s*=\\s*(\\$\\d+|\\?)\\s*(?:limit\\s+1)?\\s*;?\\s*$`, 'iu')
const UPDATE = new RegExp(`^\\s*update\\s+${NAME}\\s+set\\s+([^;]*?)\\s+where\\s+${NAME}\\s*=\\s*(\\$\\d+|\\?)\\s*(?:returning\\s[^;]*)?;?\\s*$`, 'iu')
const SETS = new RegExp(`(?:^|,)\\s*${NAME}\\s*=\\s*(\\$\\d+|\\?)\\s*(?=,|$)`, 'giu')

const SELECTION = new RegExp(`^\\s*select\\s[^;]*?\\sfrom\\s+${NAME}\\s(?:[^;]*\\s)?where\\s`, 'iu')
const LOCKS = /\bfor\s+update\b/iu
const INSERTION = new RegExp(`^\\s*insert\\s+into\\s+${NAME}`, 'iu')
const REFUSES = /\bon\s+(?:conflict|duplicate)\b|\bwhere\s+not\s+exists\b/iu
const STEPPING = new RegExp(`^\\s*update\\s+${NAME}\\s+set\\s+${NAME}\\s*=\\s*["\`]?\\2["\`]?\\s*[-+]\\s*(?:\\$\\d+|\\?|\\d+)\\s+where\\s+${NAME}\\s*=\\s*(\\$\\d+|\\?)\\s*;?\\s*$`, 'iu')

/** The rows of a table that a statement is about, by the values that it is given. */
export interface Selection {
  readonly table: string
  readonly by: readonly Node[]
}

/** A statement that asks for rows by values of the program, and locks none. */
export function selectionAt(sourceCode: SourceCode, call: Asking): Selection | undefined {
  const told = toldAt(sourceCode, call)
  const [, table] = (told && !LOCKS.test(told.text) && SELECTION.exec(told.text)) || []
  return told && table !== undefined ? { table: table.toLowerCase(), by: valuesIn(told) } : undefined
}

const COUNTING = new RegExp(`^\\s*select\\s+(?:count\\s*\\([^)]*\\)(?:\\s+(?:as\\s+)?${NAME})?|1|id)\\s+from\\s+${NAME}\\s*(?:limit\\s+1)?\\s*;?\\s*$`, 'iu')

/** The table of which a statement asks how many rows it has, or whether it has any: `select count(*) from users`. */
export function countedAt(sourceCode: SourceCode, call: Asking): string | undefined {
  const told = toldAt(sourceCode, call)
  const [, , table] = (told && COUNTING.exec(told.text)) || []
  return table?.toLowerCase()
}

/** A statement that puts a row of values into a table, whatever is there. */
export function insertionAt(sourceCode: SourceCode, call: Asking): Selection | undefined {
  const told = toldAt(sourceCode, call)
  const [, table] = (told && !REFUSES.test(told.text) && INSERTION.exec(told.text)) || []
  return told && table !== undefined ? { table: table.toLowerCase(), by: valuesIn(told) } : undefined
}

/** A statement that moves a column of one row up or down, whatever it is: `UPDATE seats SET left = left - 1 WHERE id = $1`. */
export function steppingAt(sourceCode: SourceCode, call: Asking): (Selection & { readonly column: string }) | undefined {
  const told = toldAt(sourceCode, call)
  const [, table, column, , mark] = (told && STEPPING.exec(told.text)) || []
  if (!told || table === undefined || column === undefined || mark === undefined) return undefined
  const key = valueOf(told, mark, told.text.lastIndexOf(mark))
  return key && { table: table.toLowerCase(), by: [key], column }
}

const NUMBERING = new RegExp(`^\\s*select\\s+(?:(?:coalesce\\s*\\(\\s*)?(?:max|count)\\s*\\([^;]*\\sfrom\\s+${NAME}|[^;(]*\\sfrom\\s+${NAME}\\s[^;]*order\\s+by\\s+[\\w."]+\\s+desc\\s+limit\\s+1)`, 'iu')

/** The table whose greatest number, or how many rows it has, a statement asks for: `select max(number) from invoices`. */
export function numberingAt(sourceCode: SourceCode, call: Asking): string | undefined {
  const told = toldAt(sourceCode, call)
  const [, counted, ordered] = (told && !LOCKS.test(told.text) && NUMBERING.exec(told.text)) || []
  return (counted ?? ordered)?.toLowerCase()
}

const CONDITIONS = /\swhere\s([^;]*)$/iu
const STATE = new RegExp(`(?:^|[\\s(])(?:\\w+\\.)?${NAME}\\s*(?:=\\s*('[^']*'|true|false|0|1)|is\\s+(null))(?=[\\s);]|$)`, 'giu')
const KEYED = /[^<>!]=\s*(?:\$\d|\?)/u
const CHANGE = new RegExp(`^\\s*update\\s+${NAME}\\s+set\\s+([^;]*?)\\s+where\\s+([^;]*?)(?:\\sreturning\\s[^;]*)?;?\\s*$`, 'iu')
const SET = new RegExp(`(?:^|,)\\s*${NAME}\\s*=\\s*('[^']*'|[\\w.$?]+(?:\\(\\))?)\\s*(?=,|$)`, 'giu')

/** A statement about rows of a table by the state that they are in, or that it puts them into: columns with constants. */
export interface StateStatement {
  readonly table: string
  /** Without a value: something else than a constant; `at` is what the program gives. */
  readonly states: readonly { readonly column: string; readonly value?: string; readonly at?: Node }[]
  /** What the program gives it. */
  readonly by: readonly Node[]
  /** A column has to be what the program gives. */
  readonly isKeyed?: true
}

/** A statement that asks for rows in a certain state, and locks none: `select id from jobs where status = 'new'`. */
export function filteringAt(sourceCode: SourceCode, call: Asking): StateStatement | undefined {
  const told = toldAt(sourceCode, call)
  const [, table] = (told && !LOCKS.test(told.text) && SELECTION.exec(told.text)) || []
  if (!told || table === undefined) return undefined
  const [, conditions = ''] = CONDITIONS.exec(told.text) ?? []
  const states = [...conditions.matchAll(STATE)].map(([, column = '', value, none]) => ({ column: column.toLowerCase(), value: (value ?? none ?? '').toLowerCase() }))
  return states.length > 0 ? { table: table.toLowerCase(), states, by: valuesIn(told), ...(KEYED.test(conditions) && { isKeyed: true }) } : undefined
}

/** A statement that sets columns of rows, whatever these are by then: `update jobs set status = 'running' where id = $1`. */
export function stateChangeAt(sourceCode: SourceCode, call: Asking): StateStatement | undefined {
  const told = toldAt(sourceCode, call)
  const [, table, sets = '', conditions = ''] = (told && CHANGE.exec(told.text)) || []
  if (!told || table === undefined) return undefined
  const isAsked = (column: string): boolean => new RegExp(`\\b${column}\\b`, 'iu').test(conditions)
  const start = told.text.indexOf(sets)
  const states = [...sets.matchAll(SET)].flatMap((each) => {
    const [all, column = '', value = ''] = each
    const at = /^(?:\$\d+|\?)$/u.test(value) ? valueOf(told, value, start + each.index + all.lastIndexOf(value)) : undefined
    return isAsked(column) ? [] : [{ column: column.toLowerCase(), ...(/^(?:'|true$|false$|\d|null$)/iu.test(value) && { value: value.toLowerCase() }), ...(at && { at }) }]
  })
  const end = start + sets.length
  const by = [...told.text.slice(end).matchAll(/\$\d+|\?/gu)].flatMap((each) => valueOf(told, each[0], end + each.index) ?? [])
  return states.length > 0 ? { table: table.toLowerCase(), states, by } : undefined
}

/** What a client is told: a statement of SQL, and the values for its marks. */
interface Told {
  /** Whom it is told. */
  readonly client: Node
  readonly text: string
  readonly values: readonly (Node | null)[]
}

/** The statement that a call of a client is given, that was prepared for it, or that a tag is given; undefined in a transaction that somebody else has begun. */
function toldAt(sourceCode: SourceCode, call: Asking): Told | undefined {
  if (call.type === 'TaggedTemplateExpression') return taggedAt(call)
  const callee = unwrap(call.callee)
  const name = calledName(call) ?? ''
  if (callee.type !== 'MemberExpression' || !(sqlMethods.has(name) || preparedRuns.has(name))) return undefined
  if (callee.object.type === 'Identifier' && transactionHolders.test(callee.object.name)) return undefined
  const prepared = preparedRuns.has(name) ? preparedIn(sourceCode, callee.object, call.arguments) : undefined
  if (prepared) return prepared
  const [first] = call.arguments
  if (!first || !sqlMethods.has(name)) return undefined
  const text = textIn(sourceCode, first)
  const written = text === undefined && call.arguments.length === 1 ? writtenIn(sourceCode, first) : undefined
  return text === undefined ? written && { client: callee.object, ...written } : { client: callee.object, text, values: valuesOf(call) }
}

/** Whether a call runs a statement that was prepared for it. */
export function isPrepared(sourceCode: SourceCode, call: Call): boolean {
  const callee = unwrap(call.callee)
  return callee.type === 'MemberExpression' && preparedRuns.has(keyName(callee) ?? '') && preparedIn(sourceCode, callee.object, call.arguments) !== undefined
}

/** `` sql`select …` ``, `` prisma.$queryRaw`select …` ``. */
function taggedAt({ tag, quasi }: TSESTree.TaggedTemplateExpression): Told | undefined {
  const told = unwrap(tag)
  const client = told.type === 'MemberExpression' ? told.object : told
  const isOfTransaction = client.type === 'Identifier' && transactionHolders.test(client.name)
  const written = isOfTransaction ? undefined : writtenAs(quasi)
  return written && { client, ...written }
}

/** `db.prepare('…')`, or a name of it, with what is bound to it: `db.prepare('…').bind(id)`. */
function preparedIn(sourceCode: SourceCode, object: Node, values: readonly Node[]): Told | undefined {
  const at = unwrap(object)
  const made = at.type === 'Identifier' ? onlyValue(sourceCode, at) : at
  if (made?.type !== 'CallExpression' || made.callee.type !== 'MemberExpression') return undefined
  const method = keyName(made.callee)
  if (method === binding && values.length === 0) return preparedIn(sourceCode, made.callee.object, made.arguments)
  const [statement] = made.arguments
  const text = method === preparing && statement ? textIn(sourceCode, statement) : undefined
  return text === undefined ? undefined : { client: made.callee.object, text, values }
}

function textIn(sourceCode: SourceCode, statement: Node): string | undefined {
  const text = literalText(unwrap(statement)) ?? literalText(unwrap(onlyValue(sourceCode, statement) ?? statement))
  return text === undefined || text.length > LONGEST ? undefined : text
}

/** A statement with its values in it: `` `select * from seats where id = '${id}'` ``, with a tag or without. */
function writtenIn(sourceCode: SourceCode, statement: Node): Pick<Told, 'text' | 'values'> | undefined {
  const value = unwrap(onlyValue(sourceCode, statement) ?? statement)
  const template = value.type === 'TaggedTemplateExpression' ? value.quasi : value
  return template.type === 'TemplateLiteral' ? writtenAs(template) : undefined
}

function writtenAs(template: TSESTree.TemplateLiteral): Pick<Told, 'text' | 'values'> | undefined {
  const text = template.quasis.map(({ value }) => value.raw).join('?').replaceAll(/'\?'/gu, '?')
  return text.length > LONGEST || text.split('?').length !== template.quasis.length ? undefined : { text, values: template.expressions }
}

function valuesIn({ values }: Told): readonly Node[] {
  return values.flatMap((each) => (each && each.type !== 'SpreadElement' ? [each] : []))
}

/** The statement that a call is given, where it is as simple as that: one table, one condition, and no transaction that somebody else has begun. */
export function statementAt(sourceCode: SourceCode, call: Asking): Statement | undefined {
  const told = toldAt(sourceCode, call)
  if (!told) return undefined
  const { client, text } = told
  const read = SELECT.exec(text)
  if (read) {
    const [, table = '', by = '', mark = ''] = read
    const key = valueOf(told, mark, text.lastIndexOf(mark))
    return key && { client, does: 'read', table: table.toLowerCase(), by: by.toLowerCase(), key, sets: [] }
  }
  const [, table = '', sets = '', by = '', mark = ''] = UPDATE.exec(text) ?? []
  const start = sets === '' ? -1 : text.indexOf(sets)
  const put = start < 0 ? [] : [...sets.matchAll(SETS)].flatMap((each): readonly Setting[] => {
    const [all, column = '', held = ''] = each
    const value = valueOf(told, held, start + each.index + all.lastIndexOf(held))
    return value ? [{ column, value }] : []
  })
  const key = start < 0 ? undefined : valueOf(told, mark, text.indexOf(mark, start + sets.length))
  return key && put.length > 0 ? { client, does: 'write', table: table.toLowerCase(), by: by.toLowerCase(), key, sets: put } : undefined
}

/** Whether the code between two calls names a column, as it is or in the way of the language: `unit_price`, `unitPrice`. */
export function namesColumn(sourceCode: SourceCode, owner: CodeOwner, column: string, from: Node, to: Node): boolean {
  const names = new Set([column, column.replace(/_(\w)/gu, (_, letter: string) => letter.toUpperCase())])
  let found = false
  walkOwn(sourceCode, owner, (node) => {
    found ||= node.type === 'Identifier' && names.has(node.name) && node.range[0] >= from.range[0] && node.range[1] <= to.range[1]
  })
  return found
}

function valuesOf({ arguments: [, list, ...more] }: Call): readonly (Node | null)[] {
  return list?.type === 'ArrayExpression' ? list.elements : list ? [list, ...more] : []
}

/** What stands for a mark of a statement: `$2` by its number, `?` by those before it. */
function valueOf({ text, values }: Told, mark: string, at: number): Node | undefined {
  const index = mark === '?' ? text.slice(0, at).split('?').length - 1 : Number(mark.slice(1)) - 1
  const value = values[index]
  return values.slice(0, index + 1).some((each) => each?.type === 'SpreadElement') ? undefined : (value ?? undefined)
}
