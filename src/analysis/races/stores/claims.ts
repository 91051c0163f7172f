import { keyStores } from '../../../knowledge/commands.ts'
import { builderEnds, conditional, ranges, rowCounts, rowCreates, rowKeys, rowReads, rowSave, rowSizes, sqlMethods, storeReads, storeWrites } from '../../../knowledge/stores.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Asking, type Call, type CodeOwner, isCall, isFunction, type Node, propertyOf, unwrap } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf, type Flow } from '../../flow/graph.ts'
import type { Test } from '../../flow/graph.ts'
import { testsOf } from '../../flow/tests.ts'
import { functionNames } from '../../callbacks/uses.ts'
import { fateOf } from '../../promises/fate.ts'
import { isNothing, onlyValue, outcomeForNothing } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { settingsIn } from '../../statements/settings.ts'
import type { Fault } from '../faults.ts'
import { isAboveNothing, isComparison } from '../harm/limits.ts'
import { refuses, turnsAway } from '../harm/refusals.ts'
import { entryOf } from '../overlap/entries.ts'
import { isHeldFrom } from '../overlap/guards.ts'
import { isSerialized } from '../overlap/queued.ts'
import { keyText } from '../places/place.ts'
import { decides, leadsAlone } from '../reads/control.ts'
import { restsOn } from '../reads/dependence.ts'
import { askedBefore, gapBehind, type Level, levelsTo } from './answered.ts'
import { askingsIn, asksOf } from './asked.ts'
import { builtAt } from './builders.ts'
import { columnsOf, textsOf } from './columns.ts'
import { type AskingCommand, askingCommandAt, type ChangingCommand, changingCommandAt, commandNames, takesKeyLock } from './commands.ts'
import { isIsolated } from './isolated.ts'
import { isRefused } from './refused.ts'
import { isMadeOfColumn, modelOf, rowCallAt } from './rows.ts'
import { insertionAt, selectionAt, steppingAt } from './statements.ts'
import { askedAt, madeAt, namesOfThings } from './things.ts'

/** A question to a store outside, or a change that rests on its answer. */
interface Ask {
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

interface Change extends Omit<Ask, 'what' | 'isOfAll'> {
  /** What the row is made of as a whole, as text: `req.body`, one of whose parts may have been asked for. */
  readonly whole?: string
  readonly kind: 'claimed' | 'oversold'
  /** Of a store of keys: the question that can lead to it. Nothing there refuses the second, as an index or a constraint would. */
  readonly after?: AskingCommand['asks']
  /** The column that goes up or down. */
  readonly column?: string
  /** Of a store of values by keys: who finds one there has to turn away, or it is a value that is looked up and filled in. */
  readonly isKeyed?: true
}

/**
 * What is put into a store outside because it was not there, or taken from what was enough, by code that may be entered again
 * before that is done: two runs find the same answer, and both act on it.
 */
export function storeClaims(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  const all = askingsIn(sourceCode, owner)
  const calls = all.filter((call) => !isCall(call) || isOneOf(sourceCode, calledName(call) ?? ''))
  const changes = calls.flatMap((call) => changesAt(sourceCode, call))
  // A function of the file may ask for it.
  const asking = changes.length > 0 ? all.filter((call) => calls.includes(call) || functionNames(sourceCode).has(calledName(call) ?? '')) : []
  const asksBy = (call: Asking): readonly Ask[] => asksOf(sourceCode, call, (each) => asksAt(sourceCode, each), (ask, asWritten) => ({ ...ask, by: ask.by.map(asWritten) }))
  const asks = changes.length === 0 ? [] : [...asking.flatMap((call) => (fateOf(sourceCode, call).awaits.length > 0 ? asksBy(call) : [])), ...askedBefore(sourceCode, owner, (each) => askingsIn(sourceCode, each).flatMap(asksBy))]
  const entry = asks.length > 0 ? entryOf(sourceCode, owner) : undefined
  if (!entry || isSerialized(sourceCode, owner) || isIsolated(sourceCode, owner)) return []
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise) return []
  const told = new Set<Asking>()
  return changes.flatMap((change): readonly Fault[] => {
    const read = asks.find((ask) => isOfTheSame(ask, change) && leadingTest(sourceCode, flow, ask, change))
    const test = read && leadingTest(sourceCode, flow, read, change)
    const gap = read && gapBehind(flow, read.call, change.call)
    if (!read || !gap || isRefused(sourceCode, owner, change.call) || told.has(read.call) || isHeldFrom(sourceCode, flow, { node: read.call, event: gap.from }, { node: change.call })) return []
    // A store can refuse a second row that is the same, but none that is one too many, or that overlaps.
    const isLimit = change.kind === 'claimed' && test !== undefined && isAboveNothing(unwrap(test.node))
    if (change.after && takesKeyLock(sourceCode, owner, read.call)) return []
    told.add(read.call)
    const refusesNone = isLimit || change.after !== undefined || read.isOfAll === true
    const isBeyondIndex = refusesNone || isOfKeyStore(sourceCode, change.call) || (change.kind === 'claimed' && ranges.test(sourceCode.getText(read.call)))
    // Who looks whether there is anything at all may be what fills an empty store at the start.
    const isOpenEnough = entry.strength === 'proven' || (refusesNone && !read.isOfAll && entry.strength === 'public')
    return [{ kind: isLimit ? 'oversold' : change.kind, place: change.of.replaceAll(/\s+(?=\.)/gu, ''), node: change.call, read: read.call, wait: gap.wait, entry, proven: isBeyondIndex && isOpenEnough }]
  })
}

function isOneOf(sourceCode: SourceCode, name: string): boolean {
  return NAMES.has(name) || namesOfThings(sourceCode).has(name) || commandNames(sourceCode).has(name)
}

const NAMES: ReadonlySet<string> = new Set([...rowReads, ...rowCounts, ...rowCreates, rowSave, ...storeReads, ...storeWrites.keys(), ...sqlMethods, ...builderEnds])

function isOfTheSame(ask: Ask, change: Change): boolean {
  if (ask.call === change.call || ask.of !== change.of) return false
  if (ask.isOfAll) return change.kind === 'claimed' && change.after === undefined
  return (change.after === undefined || change.after === ask.what) && ask.by.length > 0 && ask.by.every((each) => change.by.includes(each) || (change.whole !== undefined && isPartOf(each, change.whole)))
}

/** Whether a column and its value are of one thing: `email=req.body.email`, of `req.body`. */
function isPartOf(asked: string, whole: string): boolean {
  return asked === `${asked.slice(0, asked.indexOf('='))}=${whole}.${asked.slice(0, asked.indexOf('='))}`
}

/** The test of the answer that lets control come to the change; where a column goes up or down, a test of what it was, against a limit. */
function leadingTest(sourceCode: SourceCode, flow: Flow, ask: Ask, change: Change): Test | undefined {
  const nodes = new Set<Node>([ask.call])
  const isOfChange = ({ node }: Test): boolean => change.kind === 'claimed' || (isComparison(node) && (change.column === undefined || isMadeOfColumn(sourceCode, { column: change.column, value: node })))
  const leadsOn = ({ flow: around, at }: Level, test: Test): boolean => {
    const [event] = eventsOf(around, at)
    if (event === undefined || !isOfChange(test) || restsOn(sourceCode, around, test.node, nodes).size === 0) return false
    // `if (holder && holder !== me) return false`: where nothing is there, it is free.
    const opens = decides(around, test, event) ?? (change.isKeyed ? leadsAlone(around, test, event) : undefined)
    return opens !== undefined && (!change.isKeyed || (opens !== outcomeWhereThere(test.node) && !isForOwner(test.node, opens) && (turnsAway(test, !opens) || refuses(test, !opens))))
  }
  return levelsTo(sourceCode, flow, change.call, ask.call).flatMap((level) => testsOf(level.flow).find((test) => leadsOn(level, test)) ?? [])[0]
}

/** Whether a store of keys is known by its API: there is no index that could refuse a second one. */
function isOfKeyStore(sourceCode: SourceCode, call: Asking): boolean {
  const path = isCall(call) ? (apiOf(sourceCode, call.callee) ?? '') : ''
  return keyStores.has(path.slice(0, path.indexOf('#')))
}

/** `if (holder !== me) return false`: only who has put it there goes on. */
function isForOwner(test: Node, opens: boolean): boolean {
  const node = unwrap(test)
  return node.type === 'BinaryExpression' && (opens ? /^===?$/u : /^!==?$/u).test(node.operator) && ![node.left, node.right].some((each) => unwrap(each).type === 'Literal' || isNothing(each))
}

/** How a test of an answer comes out where there is one; undefined where it asks more of it. */
function outcomeWhereThere(test: Node): boolean | undefined {
  const node = unwrap(test)
  if (node.type !== 'BinaryExpression') return true
  const missing = outcomeForNothing(node)
  return missing === undefined ? undefined : !missing
}

// ---------------------------------------------------------------- what is asked

function asksAt(sourceCode: SourceCode, call: Asking): readonly Ask[] {
  const selection = selectionAt(sourceCode, call)
  if (selection) return [{ call, of: selection.table, by: textsOf(sourceCode, selection.by) }]
  if (!isCall(call)) return []
  const built = builtAt(sourceCode, call)
  if (built) return built.does === 'read' && built.where.length > 0 ? [{ call, of: built.table, by: columnsOf(sourceCode, built.where.filter(({ value }) => unwrap(value).type !== 'Literal')) }] : []
  const callee = unwrap(call.callee)
  const [first] = call.arguments
  const name = calledName(call) ?? ''
  const asked = askedAt(sourceCode, call)
  if (asked !== undefined) return [{ call, of: asked, by: ['', ...textsOf(sourceCode, call.arguments)] }]
  // `await users.count()`: the answer is about all that is there.
  if (callee.type === 'MemberExpression' && !first && rowSizes.has(name)) return [{ call, of: modelOf(sourceCode, callee.object), by: [], isOfAll: true }]
  if (callee.type !== 'MemberExpression' || !first || propertyOf(first, 'lock')) return []
  const asks: Ask[] = []
  const row = rowCallAt(sourceCode, call)
  if (row?.does === 'read') asks.push({ call, of: row.model, by: [row.key] })
  if (rowReads.has(name) || rowCounts.has(name)) {
    const where = settingsIn(sourceCode, propertyOf(first, 'where') ?? first)
    asks.push({ call, of: modelOf(sourceCode, callee.object), by: columnsOf(sourceCode, where.filter(({ value }) => unwrap(value).type !== 'Literal')) })
  }
  const command = askingCommandAt(sourceCode, call)
  if (command) asks.push({ call, of: command.of, by: [command.key, ...(command.asks === 'member' ? textsOf(sourceCode, command.given) : [])], what: command.asks })
  const key = command?.asks !== 'value' && storeReads.has(name) && call.arguments.length === 1 ? keyText(sourceCode, first) : undefined
  if (key !== undefined) asks.push({ call, of: `${sourceCode.getText(callee.object)}[${sourceCode.getText(first)}]`, by: [key] })
  return asks
}

// ---------------------------------------------------------------- what is done then

function changesAt(sourceCode: SourceCode, call: Asking): readonly Change[] {
  if (!isCall(call)) return changesByStatement(sourceCode, call)
  const callee = unwrap(call.callee)
  const [first, second] = call.arguments
  if (callee.type !== 'MemberExpression') return []
  const built = builtAt(sourceCode, call)
  if (built) return built.does === 'insert' ? [{ call, kind: 'claimed', of: built.table, by: columnsOf(sourceCode, built.sets) }] : []
  const made = fateOf(sourceCode, call).awaits.length > 0 ? madeAt(sourceCode, call) : undefined
  if (made !== undefined) return [{ call, kind: 'claimed', of: made, by: ['', ...call.arguments.flatMap((each) => partsOf(sourceCode, each))], isKeyed: true }]
  if (!first || isFunction(first)) return calledName(call) === rowSave ? newRowAt(sourceCode, call, callee.object) : []
  const command = changingCommandAt(sourceCode, call)
  if (command) return changesByCommand(sourceCode, command)
  const told = changesByStatement(sourceCode, call)
  if (told.length > 0) return told
  const name = calledName(call) ?? ''
  const of = modelOf(sourceCode, callee.object)
  if (rowCreates.has(name) || isNewRow(sourceCode, name, first)) return [{ call, kind: 'claimed', of, ...putBy(sourceCode, propertyOf(first, 'data') ?? first) }]
  const key = storeWrites.get(name) === 'keyed' && second && !conditional.test(sourceCode.getText(call)) ? keyText(sourceCode, first) : undefined
  const stepped = steppedColumn(sourceCode, call)
  const where = stepped && whereOf(sourceCode, call)
  return [
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
function putBy(sourceCode: SourceCode, values: Node): Pick<Change, 'by' | 'whole'> {
  const whole = keyText(sourceCode, values)
  return { by: columnsOf(sourceCode, settingsIn(sourceCode, values)), ...(whole !== undefined && { whole }) }
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

/** What is given, or its parts by name. */
function partsOf(sourceCode: SourceCode, argument: Node): readonly string[] {
  const node = unwrap(argument)
  return node.type === 'ObjectExpression' ? textsOf(sourceCode, settingsIn(sourceCode, node).map(({ value }) => value)) : textsOf(sourceCode, [argument])
}

/** The one value that the row is found by; undefined where there are more, which may be conditions. */
function whereOf(sourceCode: SourceCode, call: Call): readonly string[] | undefined {
  const [first, second] = call.arguments
  const where = [first, second].map((each) => propertyOf(each, 'where')).find((each) => each !== undefined) ?? first
  const node = where && unwrap(where)
  if (node?.type !== 'ObjectExpression') return undefined
  const [only, more] = settingsIn(sourceCode, node)
  const text = only && !more ? keyText(sourceCode, only.value) : undefined
  return text === undefined ? undefined : [text]
}

/** `{ data: { stock: { decrement: n } } }`, `{ $inc: { stock: -n } }`. */
function steppedColumn(sourceCode: SourceCode, call: Call): string | undefined {
  for (const argument of call.arguments) {
    const step = propertyOf(argument, '$inc')
    if (step) return settingsIn(sourceCode, step)[0]?.column
    const data = propertyOf(argument, 'data')
    const stepped = data && settingsIn(sourceCode, data).find(({ value }) => propertyOf(value, 'decrement') ?? propertyOf(value, 'increment'))
    if (stepped) return stepped.column
  }
  return undefined
}
