import { builderEnds, conditional, rowCounts, rowCreates, rowKeys, rowReads, rowSave, rowSizes, sqlMethods, storeReads, storeWrites } from '../../../knowledge/stores.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Asking, type Call, isCall, isFunction, type Node, unwrap } from '../../../utils/syntax.ts'
import { fateOf } from '../../promises/fate.ts'
import { onlyValue } from '../../resolve/bindings.ts'
import { propertyAt, recordAt } from '../../resolve/constants.ts'
import { settingsIn } from '../../statements/settings.ts'
import { keyText } from '../places/place.ts'
import { builtAt } from './builders.ts'
import { columnsOf, textsOf } from './columns.ts'
import { type AskingCommand, askingCommandAt, type ChangingCommand, changingCommandAt, commandNames } from './commands.ts'
import { givenTo, namedAddition, namedQuestion } from './named.ts'
import { modelOf, rowCallAt } from './rows.ts'
import { countedAt, insertionAt, isPrepared, selectionAt, steppingAt } from './statements.ts'
import { askedAt, madeAt, namesOfThings } from './things.ts'

/** A question to a store outside, or a change that rests on its answer. */
export interface Ask {
  readonly call: Asking
  /** Where: a model, a table, a store and its key. */
  readonly of: string
  /** What is asked by, or put there, as text; columns with it where they have names. */
  readonly by: readonly string[]
  /** Of a store of keys: what of the key is asked. */
  readonly what?: AskingCommand['asks']
  /** How many there are at all is asked: no index refuses a second first one. */
  readonly isOfAll?: true
}

export interface Change extends Omit<Ask, 'what' | 'isOfAll'> {
  /** What the row is made of as a whole, as text: `req.body`, one of whose parts may have been asked for. */
  readonly wholes?: readonly string[]
  readonly kind: 'claimed' | 'oversold'
  /** Of a store of keys: the question that can lead to it. Nothing there refuses the second, as an index or a constraint would. */
  readonly after?: AskingCommand['asks']
  /** The column that goes up or down. */
  readonly column?: string
  /** Of a store of values by keys: who finds one there has to turn away, or it is a value that is looked up and filled in. */
  readonly isKeyed?: true
  /** Told by the name of its method alone: what is tested has to be whether something is there, or how much. */
  readonly isNamed?: true
}

/** Whether the code has the answer: it has waited for it, or what it asks answers at once (`db.prepare(…).get(id)`). */
export function isAnswered(sourceCode: SourceCode, call: Asking): boolean {
  return fateOf(sourceCode, call).awaits.length > 0 || (isCall(call) && (isPrepared(sourceCode, call) || namedQuestion(sourceCode, call) !== undefined))
}

/** Whether a call by that name may ask, or change, what the finders of claims look at. */
export function isOneOf(sourceCode: SourceCode, name: string): boolean {
  return NAMES.has(name) || namesOfThings(sourceCode).has(name) || commandNames(sourceCode).has(name)
}

const NAMES: ReadonlySet<string> = new Set([...rowReads, ...rowCounts, ...rowCreates, rowSave, ...storeReads, ...storeWrites.keys(), ...sqlMethods, ...builderEnds])

// ---------------------------------------------------------------- what is asked

/** What a call asks a store, of what, and by which values. */
export function asksAt(sourceCode: SourceCode, call: Asking): readonly Ask[] {
  const selection = selectionAt(sourceCode, call)
  if (selection) return [{ call, of: selection.table, by: textsOf(sourceCode, selection.by) }]
  const counted = countedAt(sourceCode, call)
  if (counted !== undefined) return [{ call, of: counted, by: [], isOfAll: true }]
  if (!isCall(call)) return []
  const built = builtAt(sourceCode, call)
  if (built) return built.does === 'read' && built.where.length > 0 ? [{ call, of: built.table, by: columnsOf(sourceCode, built.where.filter(({ value }) => unwrap(value).type !== 'Literal')) }] : []
  const callee = unwrap(call.callee)
  const [first] = call.arguments
  const name = calledName(call) ?? ''
  const asked = askedAt(sourceCode, call)
  const named = NAMES.has(name) ? undefined : namedQuestion(sourceCode, call)
  const told: readonly Ask[] = [...(asked === undefined ? [] : [{ call, of: asked, by: ['', ...textsOf(sourceCode, call.arguments)] }]), ...(named ? [{ call, ...named }] : [])]
  if (told.length > 0) return told
  // `await users.count()`: the answer is about all that is there.
  if (callee.type === 'MemberExpression' && !first && rowSizes.has(name)) return [{ call, of: modelOf(sourceCode, callee.object), by: [], isOfAll: true }]
  if (callee.type !== 'MemberExpression' || !first || propertyAt(sourceCode, first, 'lock')) return []
  const asks: Ask[] = []
  const row = rowCallAt(sourceCode, call)
  if (row?.does === 'read') asks.push({ call, of: row.model, by: [row.key] })
  if (rowReads.has(name) || rowCounts.has(name)) {
    const where = settingsIn(sourceCode, propertyAt(sourceCode, first, 'where') ?? first)
    asks.push({ call, of: modelOf(sourceCode, callee.object), by: columnsOf(sourceCode, where.filter(({ value }) => unwrap(value).type !== 'Literal')) })
  }
  const command = askingCommandAt(sourceCode, call)
  if (command) asks.push({ call, of: command.of, by: [command.key, ...(command.asks === 'member' ? textsOf(sourceCode, command.given) : [])], what: command.asks })
  const key = command?.asks !== 'value' && storeReads.has(name) && call.arguments.length === 1 ? keyText(sourceCode, first) : undefined
  if (key !== undefined) asks.push({ call, of: `${sourceCode.getText(callee.object)}[${sourceCode.getText(first)}]`, by: [key] })
  // `await users.exists(name)`: a name that mappers of tables and stores of keys have, too, and no columns.
  const plain = rowCounts.has(name) && asks.every(({ by, what }) => by.length === 0 || what !== undefined) ? namedQuestion(sourceCode, call) : undefined
  return plain ? [...asks, { call, ...plain }] : asks
}

// ---------------------------------------------------------------- what is done then

/** What a call puts into a store, or takes from what is there. */
export function changesAt(sourceCode: SourceCode, call: Asking): readonly Change[] {
  if (!isCall(call)) return changesByStatement(sourceCode, call)
  const callee = unwrap(call.callee)
  const [first, second] = call.arguments
  if (callee.type !== 'MemberExpression') return []
  const built = builtAt(sourceCode, call)
  if (built) return built.does === 'insert' ? [{ call, kind: 'claimed', of: built.table, by: columnsOf(sourceCode, built.sets) }] : []
  const made = fateOf(sourceCode, call).awaits.length > 0 ? madeAt(sourceCode, call) : undefined
  const named = namedAddition(sourceCode, call)
  const added: readonly Change[] = [
    ...(made === undefined ? [] : [{ call, kind: 'claimed' as const, of: made, by: ['', ...givenTo(sourceCode, call).by], isKeyed: true as const }]),
    ...(named ? [{ call, kind: 'claimed' as const, ...named, isKeyed: true as const, isNamed: true as const }] : []),
  ]
  if (made !== undefined) return added
  if (!first || isFunction(first)) return calledName(call) === rowSave ? newRowAt(sourceCode, call, callee.object) : []
  const command = changingCommandAt(sourceCode, call)
  if (command) return changesByCommand(sourceCode, command)
  const told = changesByStatement(sourceCode, call)
  if (told.length > 0) return told
  const name = calledName(call) ?? ''
  const of = modelOf(sourceCode, callee.object)
  if (rowCreates.has(name) || isNewRow(sourceCode, name, first)) return [{ call, kind: 'claimed', of, ...putBy(sourceCode, propertyAt(sourceCode, first, 'data') ?? first) }, ...added]
  const key = storeWrites.get(name) === 'keyed' && second && !conditional.test(sourceCode.getText(call)) ? keyText(sourceCode, first) : undefined
  const stepped = steppedColumn(sourceCode, call)
  const where = stepped && whereOf(sourceCode, call)
  return [
    ...added,
    ...(key === undefined || stepped ? [] : [{ call, kind: 'claimed' as const, of: `${sourceCode.getText(callee.object)}[${sourceCode.getText(first)}]`, by: [key], isKeyed: true as const }]),
    ...(stepped && where ? [{ call, kind: 'oversold' as const, of, by: where, column: stepped }] : []),
  ]
}

function changesByStatement(sourceCode: SourceCode, call: Asking): readonly Change[] {
  const insertion = insertionAt(sourceCode, call)
  if (insertion) return [{ call, kind: 'claimed', of: insertion.table, by: textsOf(sourceCode, insertion.by) }]
  const step = steppingAt(sourceCode, call)
  return step ? [{ call, kind: 'oversold', of: step.table, by: textsOf(sourceCode, step.by), column: step.column }] : []
}

/** What is put into a row, by its columns, or as a whole. */
function putBy(sourceCode: SourceCode, values: Node): Pick<Change, 'by' | 'wholes'> {
  const whole = keyText(sourceCode, values)
  return { by: columnsOf(sourceCode, settingsIn(sourceCode, values)), ...(whole !== undefined && { wholes: [whole] }) }
}

/** `const user = new User({ email }); await user.save()`. */
function newRowAt(sourceCode: SourceCode, call: Call, row: Node): readonly Change[] {
  const value = onlyValue(sourceCode, row)
  const made = value && unwrap(value)
  const [values] = made?.type === 'NewExpression' ? made.arguments : []
  return made?.type === 'NewExpression' && values ? [{ call, kind: 'claimed', of: modelOf(sourceCode, made.callee), ...putBy(sourceCode, values) }] : []
}

/** `users.save({ email })`: without a key of its own it is a new one. */
function isNewRow(sourceCode: SourceCode, name: string, row: Node): boolean {
  return name === rowSave && unwrap(row).type === 'ObjectExpression' && settingsIn(sourceCode, row).every(({ column }) => !rowKeys.has(column))
}

/** A number that is moved on after it was tested, something that is added after the number of what is there, or itself, was asked for. */
function changesByCommand(sourceCode: SourceCode, { call, of, key, given, does }: ChangingCommand): readonly Change[] {
  if (does === 'step') return [{ call, kind: 'oversold', of, by: [key], after: 'value' }]
  if (does !== 'add') return []
  return [{ call, kind: 'oversold', of, by: [key], after: 'size' }, { call, kind: 'claimed', of, by: [key, ...textsOf(sourceCode, given)], isKeyed: true, after: 'member' }]
}

/** The one value that the row is found by; undefined where there are more, which may be conditions. */
function whereOf(sourceCode: SourceCode, call: Call): readonly string[] | undefined {
  const [first, second] = call.arguments
  const where = [first, second].map((each) => propertyAt(sourceCode, each, 'where')).find((each) => each !== undefined) ?? first
  const node = recordAt(sourceCode, where)
  if (!node) return undefined
  const [only, more] = settingsIn(sourceCode, node)
  const text = only && !more ? keyText(sourceCode, only.value) : undefined
  return text === undefined ? undefined : [text]
}

/** `{ data: { stock: { decrement: n } } }`, `{ $inc: { stock: -n } }`. */
function steppedColumn(sourceCode: SourceCode, call: Call): string | undefined {
  for (const argument of call.arguments) {
    const step = propertyAt(sourceCode, argument, '$inc')
    if (step) return settingsIn(sourceCode, step)[0]?.column
    const data = propertyAt(sourceCode, argument, 'data')
    const stepped = data && settingsIn(sourceCode, data).find(({ value }) => propertyAt(sourceCode, value, 'decrement') ?? propertyAt(sourceCode, value, 'increment'))
    if (stepped) return stepped.column
  }
  return undefined
}
