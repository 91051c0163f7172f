import { builderEnds, orderColumns, orderMethod, orderOptions, rowCreates, rowReads, rowTotals, sqlMethods } from '../../../knowledge/stores.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Asking, type Call, type CodeOwner, isCall, isFunction, type Node, unwrap, walk } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { type Flow } from '../../flow/graph.ts'
import { onlyValue } from '../../resolve/bindings.ts'
import { propertyAt, recordAt } from '../../resolve/constants.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { settingsIn } from '../../statements/settings.ts'
import type { Fault } from '../faults.ts'
import { entryOf } from '../overlap/entries.ts'
import { isHeldFrom } from '../overlap/guards.ts'
import { isSerialized } from '../overlap/queued.ts'
import { helperAt } from '../reads/answers.ts'
import { restsOn } from '../reads/dependence.ts'
import { askedBefore, gapBehind } from './answered.ts'
import { askingsIn } from './asked.ts'
import { builtAt } from './builders.ts'
import { isIsolated } from './isolated.ts'
import { isRefused } from './refused.ts'
import { askedForLast, askingAndChanging, namedAddition } from './named.ts'
import { modelOf } from './rows.ts'
import { insertionAt, numberingAt } from './statements.ts'

/** What a column of a new row is given. */
interface Given {
  readonly column?: string
  readonly value: Node
}

/** A call of a table, and which. */
interface TableCall {
  readonly call: Asking
  readonly of: string
  /** It yields the next number already: a function of the file has counted on. */
  readonly isNext?: true
  /** For what is put there: the values, with the columns that have names. */
  readonly values: readonly Given[]
}

const NAMES: ReadonlySet<string> = new Set([...rowReads, ...rowTotals, ...rowCreates, ...sqlMethods, ...builderEnds, orderMethod])

/**
 * Rows that are numbered by the program: the last number, or how many there are, is asked for, and the next one is put there. Two
 * runs count on from the same.
 */
export function rowNumbers(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  const all = askingsIn(sourceCode, owner)
  const isNamed = askingAndChanging(sourceCode).has(owner)
  const calls = isNamed ? all : all.filter(mayAsk)
  if (calls.length === 0) return []
  const puts = calls.flatMap((call) => putAt(sourceCode, call) ?? [])
  const asksIn = (asking: readonly Asking[]): readonly TableCall[] => [...asking.filter((call) => isNamed || mayAsk(call)).flatMap((call) => askAt(sourceCode, call) ?? []), ...asking.filter(isCall).flatMap((call) => askedByHelper(sourceCode, call) ?? [])]
  const asks = puts.length > 0 ? [...asksIn(all), ...askedBefore(sourceCode, owner, (each) => asksIn(askingsIn(sourceCode, each)))] : []
  const entry = asks.length > 0 ? entryOf(sourceCode, owner) : undefined
  const flow = entry && flowOf(sourceCode, owner)
  if (!flow || flow.imprecise || isSerialized(sourceCode, owner) || isIsolated(sourceCode, owner)) return []
  for (const put of puts) {
    const ask = asks.find((each) => each.of === put.of && nextIn(sourceCode, flow, put, each) !== undefined)
    const gap = ask && gapBehind(sourceCode, flow, ask.call, put.call)
    if (!ask || !gap || isRefused(sourceCode, owner, put.call) || isHeldFrom(sourceCode, flow, { node: ask.call, event: gap.from }, { node: put.call })) continue
    // Two that stand at the same place of an order are still two.
    const isOrder = orderColumns.test(nextIn(sourceCode, flow, put, ask)?.column ?? '')
    return [{ kind: 'numbered', place: put.of, node: put.call, read: ask.call, wait: gap.wait, entry, proven: entry.strength !== 'reached' && !isOrder }]
  }
  return []
}

function mayAsk(call: Asking): boolean {
  return !isCall(call) || NAMES.has(calledName(call) ?? '')
}

/** What of a new row is made of the number that was asked for. */
function nextIn(sourceCode: SourceCode, flow: Flow, put: TableCall, ask: TableCall): Given | undefined {
  return put.values.find(({ value }) => (ask.isNext ? restsOn(sourceCode, flow, value, new Set<Node>([ask.call])).size > 0 : isNext(sourceCode, flow, value, ask.call)))
}

/** `await nextNumber(year)`, `(await lastNumber(year)) + 1`: a function of the file asks for the last one, and answers with it or with the next. */
function askedByHelper(sourceCode: SourceCode, call: Call): TableCall | undefined {
  const helper = helperAt(sourceCode, call)
  const asked = helper && askingsIn(sourceCode, helper).map((each) => (mayAsk(each) ? askAt(sourceCode, each) : undefined)).find((each) => each !== undefined)
  const flow = helper && asked && flowOf(sourceCode, helper)
  if (!flow || flow.imprecise) return undefined
  const answers = returnsOf(sourceCode, helper)
  if (answers.some((each) => isNext(sourceCode, flow, each, asked.call))) return { call, of: asked.of, values: [], isNext: true }
  return answers.some((each) => restsOn(sourceCode, flow, each, new Set<Node>([asked.call])).size > 0) ? { call, of: asked.of, values: [] } : undefined
}

/** A question for the last row in an order, for the greatest value, or for the number of rows. */
function askAt(sourceCode: SourceCode, call: Asking): TableCall | undefined {
  const numbering = numberingAt(sourceCode, call)
  if (numbering !== undefined) return { call, of: numbering, values: [] }
  if (!isCall(call)) return undefined
  const built = builtAt(sourceCode, call)
  if (built?.asksForLast) return { call, of: built.table, values: [] }
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression') return undefined
  const store = askedForLast(sourceCode, call)
  if (store !== undefined) return { call, of: store, values: [] }
  const name = calledName(call) ?? ''
  // `Invoice.findOne({ club }).sort({ number: -1 })`
  const asked = name === orderMethod ? unwrap(callee.object) : call
  const found = asked.type === 'CallExpression' ? unwrap(asked.callee) : undefined
  if (asked.type !== 'CallExpression' || found?.type !== 'MemberExpression') return undefined
  const isOrdered = name === orderMethod || asked.arguments.some((each) => orderOptions.some((option) => propertyAt(sourceCode, each, option) !== undefined))
  const isAsked = rowReads.has(calledName(asked) ?? '') ? isOrdered : rowTotals.has(name)
  return isAsked ? { call, of: modelOf(sourceCode, found.object), values: [] } : undefined
}

function putAt(sourceCode: SourceCode, call: Asking): TableCall | undefined {
  const insertion = insertionAt(sourceCode, call)
  if (insertion) return { call, of: insertion.table, values: insertion.by.map((value) => ({ value })) }
  if (!isCall(call)) return undefined
  const built = builtAt(sourceCode, call)
  if (built?.does === 'insert') return { call, of: built.table, values: built.sets }
  const callee = unwrap(call.callee)
  const [first] = call.arguments
  if (callee.type !== 'MemberExpression' || !first) return undefined
  const named = namedAddition(sourceCode, call)
  if (named) return { call, of: named.of, values: call.arguments.flatMap((each): readonly Given[] => (recordAt(sourceCode, each) ? settingsIn(sourceCode, each) : [{ value: each }])) }
  if (!rowCreates.has(calledName(call) ?? '')) return undefined
  return { call, of: modelOf(sourceCode, callee.object), values: settingsIn(sourceCode, propertyAt(sourceCode, first, 'data') ?? first) }
}

const MOST_NAMES = 3

/** `last.number + 1`, itself, by a name, or as a part of a text. */
function isNext(sourceCode: SourceCode, flow: Flow, value: Node, ask: Node, depth = 0): boolean {
  let found = false
  walk(sourceCode, value, (node) => {
    if (node.type === 'BinaryExpression' && node.operator === '+' && isOne(node.right)) found ||= restsOn(sourceCode, flow, node.left, new Set<Node>([ask])).size > 0
    const made = !found && node.type === 'Identifier' && depth < MOST_NAMES ? onlyValue(sourceCode, node) : undefined
    found ||= made !== undefined && isNext(sourceCode, flow, made, ask, depth + 1)
    return !found
  })
  return found
}

function isOne(node: Node): boolean {
  return node.type === 'Literal' && (node.value === 1 || node.value === 1n)
}
