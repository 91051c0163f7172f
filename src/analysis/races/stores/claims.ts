import { keyStores } from '../../../knowledge/commands.ts'
import { ranges, sizes } from '../../../knowledge/stores.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Asking, type CodeOwner, isCall, isFunction, keyName, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf, type Flow } from '../../flow/graph.ts'
import type { Test } from '../../flow/graph.ts'
import { testsOf } from '../../flow/tests.ts'
import { functionNames } from '../../callbacks/uses.ts'
import { isNothing, outcomeForNothing, variableHolding } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import type { Fault } from '../faults.ts'
import { isAboveNothing, isComparison } from '../harm/limits.ts'
import { isPartOfRefusal, refuses, turnsAway } from '../harm/refusals.ts'
import { entryOf } from '../overlap/entries.ts'
import { isHeldFrom } from '../overlap/guards.ts'
import { isSerialized } from '../overlap/queued.ts'
import { decides, leadsAlone } from '../reads/control.ts'
import { restsOn } from '../reads/dependence.ts'
import { asksAt, type Ask, type Change, changesAt, isAnswered, isOneOf } from './claim-calls.ts'
import { askedBefore, gapBehind, type Level, levelsTo } from './answered.ts'
import { askingsIn, asksOf } from './asked.ts'
import { takesKeyLock } from './commands.ts'
import { isIsolated } from './isolated.ts'
import { askingAndChanging } from './named.ts'
import { isRefused } from './refused.ts'
import { isMadeOfColumn } from './rows.ts'

/**
 * What is put into a store outside because it was not there, or taken from what was enough, by code that may be entered again
 * before that is done: two runs find the same answer, and both act on it.
 */
export function storeClaims(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  const all = askingsIn(sourceCode, owner)
  const isNamed = askingAndChanging(sourceCode).has(owner)
  const calls = all.filter((call) => !isCall(call) || isNamed || isOneOf(sourceCode, calledName(call) ?? ''))
  const changes = calls.flatMap((call) => changesAt(sourceCode, call))
  // A function of the file may ask for it.
  const asking = changes.length > 0 ? all.filter((call) => calls.includes(call) || functionNames(sourceCode).has(calledName(call) ?? '')) : []
  const asksBy = (call: Asking): readonly Ask[] => asksOf(sourceCode, call, (each) => asksAt(sourceCode, each), (ask, asWritten) => ({ ...ask, by: ask.by.map(asWritten) }))
  const asks = changes.length === 0 ? [] : [...asking.flatMap((call) => (isAnswered(sourceCode, call) ? asksBy(call) : [])), ...askedBefore(sourceCode, owner, (each) => askingsIn(sourceCode, each).flatMap(asksBy))]
  const entry = asks.length > 0 ? entryOf(sourceCode, owner) : undefined
  if (!entry || isSerialized(sourceCode, owner) || isIsolated(sourceCode, owner)) return []
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise) return []
  const told = new Set<Asking>()
  return changes.flatMap((change): readonly Fault[] => {
    const read = asks.find((ask) => isOfTheSame(ask, change) && leadingTest(sourceCode, flow, ask, change))
    const test = read && leadingTest(sourceCode, flow, read, change)
    const gap = read && gapBehind(sourceCode, flow, read.call, change.call)
    if (!read || !gap || isRefused(sourceCode, owner, change.call) || isPartOfRefusal(change.call) || told.has(read.call) || isHeldFrom(sourceCode, flow, { node: read.call, event: gap.from }, { node: change.call })) return []
    // A store can refuse a second row that is the same, but none that is one too many, or that overlaps.
    const isLimit = change.kind === 'claimed' && test !== undefined && isAboveNothing(unwrap(test.node))
    if (change.after && (takesKeyLock(sourceCode, owner, read.call) || isComparedAgain(sourceCode, change.call))) return []
    told.add(read.call)
    const refusesNone = isLimit || change.after !== undefined || read.isOfAll === true
    const isBeyondIndex = refusesNone || isOfKeyStore(sourceCode, change.call) || (change.kind === 'claimed' && ranges.test(sourceCode.getText(read.call)))
    // Who looks whether there is anything at all may be what fills an empty store at the start.
    const isOpenEnough = entry.strength === 'proven' || (refusesNone && !read.isOfAll && entry.strength === 'public')
    return [{ kind: isLimit ? 'oversold' : change.kind, place: change.of.replaceAll(/\s+(?=\.)/gu, ''), node: change.call, read: read.call, wait: gap.wait, entry, proven: isBeyondIndex && isOpenEnough }]
  })
}

/** `const total = await redis.incrby(key, size); if (total > limit) …`: what came of the change itself is held against a limit. */
function isComparedAgain(sourceCode: SourceCode, call: Node): boolean {
  const awaited = wrapped(call).parent
  const variable = awaited?.type === 'AwaitExpression' ? variableHolding(sourceCode, awaited) : undefined
  return (variable?.references ?? []).some(({ identifier }) => {
    const { parent } = wrapped(identifier)
    return parent?.type === 'BinaryExpression' && /^[<>]/u.test(parent.operator)
  })
}

function isOfTheSame(ask: Ask, change: Change): boolean {
  if (ask.call === change.call || ask.of !== change.of) return false
  if (ask.isOfAll) return change.kind === 'claimed' && change.after === undefined
  return (change.after === undefined || change.after === ask.what) && ask.by.length > 0 && ask.by.every((each) => change.by.includes(each) || (change.wholes ?? []).some((whole) => isPartOf(each, whole)))
}

/** Whether a value, or a column and its value, are of one thing: `req.body.email`, `email=req.body.email`, of `req.body`. */
function isPartOf(asked: string, whole: string): boolean {
  return asked.startsWith(`${whole}.`) || asked === `${asked.slice(0, asked.indexOf('='))}=${whole}.${asked.slice(0, asked.indexOf('='))}`
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
    if (change.isNamed && (opens === undefined || outcomeWhereMuch(sourceCode, around, test.node, nodes) !== !opens)) return false
    return opens !== undefined && (!change.isKeyed || (opens !== outcomeWhereThere(test.node) && !isForOwner(test.node, opens) && (turnsAway(test, !opens) || refuses(test, !opens))))
  }
  return levelsTo(sourceCode, flow, change.call, ask.call).flatMap((level) => testsOf(level.flow).find((test) => leadsOn(level, test)) ?? [])[0]
}

/**
 * How a test of an answer comes out where something is there, or too much of it: `existing`, `members.length >= most`,
 * `(await users.count(room)) > 0`; undefined where it asks anything else.
 */
function outcomeWhereMuch(sourceCode: SourceCode, flow: Flow, test: Node, answers: ReadonlySet<Node>): boolean | undefined {
  const node = unwrap(test)
  const isOf = (part: Node): boolean => isAmount(part) && restsOn(sourceCode, flow, part, answers).size > 0
  if (node.type === 'UnaryExpression' && node.operator === '!') {
    const inner = outcomeWhereMuch(sourceCode, flow, node.argument, answers)
    return inner === undefined ? undefined : !inner
  }
  if (node.type !== 'BinaryExpression') return isOf(node) ? true : undefined
  const [left, right] = [isOf(node.left), isOf(node.right)]
  if (left === right) return undefined
  const other = unwrap(left ? node.right : node.left)
  const isNone = isNothing(other) || (other.type === 'Literal' && (other.value === 0 || other.value === false))
  if (/^[!=]==?$/u.test(node.operator)) return node.operator.startsWith('=') !== isNone
  return /^[<>]=?$/u.test(node.operator) ? node.operator.startsWith('>') === left : undefined
}

/** An answer itself, or its size. */
function isAmount(node: Node): boolean {
  const part = unwrap(node)
  return part.type === 'MemberExpression' ? sizes.has(keyName(part) ?? '') : part.type === 'Identifier' || part.type === 'AwaitExpression' || part.type === 'CallExpression'
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
