import { atomicsMethods, endEvents, readyWords, sendingNames } from '../../knowledge/shared-memory.ts'
import { handleAt } from '../../knowledge/index.ts'
import { groupBy } from '../../utils/group.ts'
import { callsNamed, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { functionAround, type FunctionNode, isCall, isFunction, leavesFunction, literalText, type Node, unwrap } from '../../utils/syntax.ts'
import { type Handing, handingsOf } from '../callbacks/handed.ts'
import { type Variable, variableOf } from '../resolve/bindings.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { receiver } from '../resolve/receiver.ts'
import type { Access } from '../sharing/access.ts'
import { accessesOf } from '../sharing/accesses.ts'
import { arrivalAt, comparedWith, comparisonOf } from './arrivals.ts'
import { type Counter, countersOf, filledAt } from './counters.ts'
import { type Count, countOf, type Difference, differenceOf, hasBound, number, plain, plus, writtenAt } from './counts.ts'
import { type CountStep, homeOf, mostRoundsOf, roundsOf, stepAt } from './rounds.ts'
import { workersIn } from './started.ts'

/** A listener counts the workers that have come so far, and the number that it waits for is another one. */
export interface Miscount {
  /** Where the number that is waited for is written. */
  readonly at: Node
  readonly awaited: Count
  readonly differs: Difference
  readonly workers: Count
  readonly listener: Node
  readonly event: string
  /** Where rounds of the loop that starts them are passed over. */
  readonly passed?: Node
}

/** Counts of workers in listeners of this file. */
export const miscounts = perFile((sourceCode): readonly Miscount[] => {
  if (workersIn(sourceCode).length === 0) return []
  const stepped = nodesOf(sourceCode).writes.flatMap((write) => {
    const step = stepAt(write)
    return step ? countersOf(sourceCode, step).flatMap((counter) => miscountAt(sourceCode, step, counter) ?? []) : []
  })
  const filled = callsNamed(sourceCode, ['push']).flatMap((call) => {
    const counter = filledAt(sourceCode, call)
    return (counter && miscountAt(sourceCode, { node: call, counter: call, down: false, postfix: false }, counter)) ?? []
  })
  return [...stepped, ...filled, ...wordsIn(sourceCode)]
})

/** Words of shared memory that a listener of this thread counts down: what they begin with is waited for. */
function wordsIn(sourceCode: SourceCode): readonly Miscount[] {
  const accesses = mentions(sourceCode, counting) ? accessesOf(sourceCode) : []
  // A second step may count those that this one does not.
  if (accesses.filter(({ how }) => how === 'atomic modify').length !== 1) return []
  return [...groupBy(accesses, ({ element }) => element).values()].flatMap((group) => {
    const [arrival] = group.flatMap((access) => arrivalAt(sourceCode, access) ?? [])
    const [store, other] = group.filter(({ value, how }) => value && (how === 'store' || how === 'write'))
    if (arrival?.way !== 'down' || !store?.value || other || group.some(({ how }) => CHANGES.has(how))) return []
    const comparison = comparisonOf(sourceCode, arrival.call)
    const begin = countOf(sourceCode, store.value, undefined)
    const end = comparison && countOf(sourceCode, comparison.expected, undefined)
    if (!begin || (comparison && !end)) return []
    // What the call yields is the number before it: the last one sees 1.
    const count = end && comparison ? plus(plus(begin, number(1)), plus(end, number(comparison.more)), -1) : begin
    const step: CountStep = { node: arrival.call, counter: arrival.call, down: true, postfix: false }
    const counter: Counter = { uses: [], place: arrival.call, home: homeOf(store.node), since: store.node.range[0] }
    const found = miscountAt(sourceCode, step, counter, { count, at: unwrap(store.value) })
    return found?.differs === 'more' ? [found] : []
  })
}

const counting = evidenceFrom(atomicsMethods.keys())
const CHANGES: ReadonlySet<Access['how']> = new Set<Access['how']>(['modify', 'exchange', 'compare'])

function miscountAt(sourceCode: SourceCode, step: CountStep, counter: Counter, known?: Awaited): Miscount | undefined {
  const listener = functionAround(counter.place)
  if (!listener) return undefined
  const [handing, second] = handingsOf(sourceCode, listener)
  const event = handing && !second ? eventOf(sourceCode, handing) : undefined
  const awaited = event && (known ?? awaitedNumber(sourceCode, step, counter))
  if (!handing || !event || !awaited) return undefined
  const { home, place, since } = counter
  const workers = roundsOf(sourceCode, handing.at, home, 0, since)
  const most = !workers && isOnceOnly(event, handing) ? mostRoundsOf(sourceCode, handing.at, home, since) : undefined
  if (most && isEachAnother(sourceCode, handing, home, most.count)) {
    const isAll = plain(plus(awaited.count, most.count, -1)) === 0
    return isAll ? { ...awaited, awaited: awaited.count, differs: 'more', workers: most.count, passed: most.passed, listener: handing.at, event } : undefined
  }
  if (!workers || !isEachAnother(sourceCode, handing, home, workers)) return undefined
  const differs = differenceOf(awaited.count, workers)
  const byName = isOfName(sourceCode, awaited, workers)
  if (!differs) return undefined
  const evidence = { steps: [step.node, place], listener, handing, event, differs, byName, workers, ...awaited }
  if (!isProven({ ...evidence, isGreeting: differs === 'more' && greetsOnce(sourceCode, evidence) })) return undefined
  return { at: awaited.at, awaited: awaited.count, differs, workers, listener: handing.at, event }
}

/** The event of a worker or process that a listener is for. */
function eventOf(sourceCode: SourceCode, { at, event }: Handing): string | undefined {
  const name = event ?? 'message'
  const callee = isCall(at) ? unwrap(at.callee) : at.type === 'AssignmentExpression' ? at.left : undefined
  const target = callee?.type === 'MemberExpression' ? receiver(sourceCode, callee.object) : undefined
  const kind = target?.kind === 'api' ? handleAt(target.path)?.kind : undefined
  return kind === 'worker' || kind === 'process' ? name : undefined
}

// ---------------------------------------------------------------- the number

interface Awaited {
  readonly count: Count
  readonly at: Node
}

/** How many have to come: `++ready === n`, or down from n to 0. The counter does nothing else. */
function awaitedNumber(sourceCode: SourceCode, { node: update, down, postfix }: CountStep, { begin: first, frame, uses }: Counter): Awaited | undefined {
  const begin = first ? countOf(sourceCode, first, frame) : number(0)
  const tests = uses.flatMap((use) => {
    const isUpdate = use.parent === update
    const comparison = comparedWith(isUpdate ? update : use)
    return comparison ? [{ ...comparison, before: isUpdate && postfix }] : []
  })
  const [test, other] = tests
  const expected = test && !other ? countOf(sourceCode, test.expected, frame) : undefined
  if (!begin || !test || !expected) return undefined
  const end = plus(expected, number(test.more))
  if (down && first) {
    return plain(begin) === undefined || plain(end) !== undefined ? { count: plus(plus(begin, end, -1), number(test.before ? 1 : 0)), at: writtenAt(sourceCode, first, frame) } : undefined
  }
  return { count: plus(plus(end, begin, -1), number(test.before ? 1 : 0)), at: writtenAt(sourceCode, test.expected, frame) }
}

/** Each round has a worker of its own: made there, or the element of the round. */
function isEachAnother(sourceCode: SourceCode, { at }: Handing, home: Node, workers: Count): boolean {
  if (plain(workers) === 1) return true
  const callee = isCall(at) ? unwrap(at.callee) : at.type === 'AssignmentExpression' ? at.left : undefined
  const object = callee?.type === 'MemberExpression' ? unwrap(callee.object) : undefined
  const variable = object?.type === 'Identifier' ? variableOf(sourceCode, object) : undefined
  const [declared] = variable?.identifiers ?? []
  return isCall(object) || (declared !== undefined && homeOf(declared) !== home)
}

// ---------------------------------------------------------------- proof

/** `workers.length - 1`, `THREADS + 1`: the number is made of that of the workers, or both of one constant. */
function isOfName(sourceCode: SourceCode, { count, at }: Awaited, workers: Count): boolean {
  if (count.names.size > 0 || plain(count) === undefined || (count.of && (count.of === workers.of || isBoundOf(count.of, workers)))) return true
  const left = at.type === 'BinaryExpression' && at.left.type === 'Identifier' ? countOf(sourceCode, at.left, undefined) : undefined
  return left !== undefined && plain(plus(left, workers, -1)) === 0
}

/** `Math.min(MOST, jobs.length)` workers, of which `MOST` are waited for. */
function isBoundOf(variable: Variable, { names, bounds }: Count): boolean {
  return [...names.keys()].some((name) => bounds?.get(name)?.some(({ of }) => of === variable))
}

interface Evidence {
  /** Where it is counted, also the call of the method that does it. */
  readonly steps: readonly Node[]
  readonly listener: FunctionNode
  readonly handing: Handing
  readonly event: string
  readonly differs: Difference
  readonly count: Count
  readonly workers: Count
  readonly at: Node
  readonly byName: boolean
  /** The message says that its worker is there, and the program says nothing to the workers that could make one say so again. */
  readonly isGreeting: boolean
}

/** A worker starts once and ends once; of messages, it may send any number. */
const ONCE: ReadonlySet<string> = new Set([...endEvents, 'online'])

function isOnceOnly(event: string, { timing }: Handing): boolean {
  return ONCE.has(event) || timing === 'once'
}

function greetsOnce(sourceCode: SourceCode, { steps, listener, count, workers }: Pick<Evidence, 'steps' | 'listener' | 'count' | 'workers'>): boolean {
  return plain(count) !== undefined && plain(workers) !== undefined && isSaidOnce(steps, listener) && callsNamed(sourceCode, sendingNames).length === 0
}

function isProven({ steps, listener, handing, event, differs, count, workers, at, byName, isGreeting }: Evidence): boolean {
  const isOnce = isOnceOnly(event, handing) || isGreeting
  if (!isOnce && (!byName || (hasBound(workers) && !isSaidOnce(steps, listener)) || (hasBound(count) && !count.isRoundedDown))) return false
  if (differs !== 'fewer') return true
  // Fewer may be meant: the first one, a majority that has a name, no more than a few, so many of one kind.
  const isMeant = (plain(count) ?? 2) < 2 || (hasBound(count) && !count.isRoundedDown) || (!byName && at.type !== 'Literal')
  return !isMeant && !steps.some((step) => isFiltered(step, listener, event))
}

/** Whether the listener counts some only; a message that is compared with a constant is one that each worker sends. */
function isFiltered(update: Node, listener: FunctionNode, event: string): boolean {
  let child = update
  for (let up = update.parent; up && up !== listener && up.type !== 'MethodDefinition'; child = up, up = up.parent) {
    if ((isFunction(up) && up.parent.type !== 'MethodDefinition') || up.type === 'SwitchCase' || up.type === 'CatchClause') return true
    const test = up.type === 'IfStatement' || up.type === 'ConditionalExpression' ? up.test : up.type === 'LogicalExpression' ? up.left : undefined
    if (test && test !== child && !(up.type === 'LogicalExpression' && up.left === child) && !(event === 'message' && isLiteralTest(test))) return true
    if (up.type === 'BlockStatement' && up.body.some((each) => each.range[1] <= child.range[0] && each.type === 'IfStatement')) return true
  }
  return false
}

/** Whether only a message is counted that says that its worker is ready: each says that once. */
function isSaidOnce(steps: readonly Node[], listener: FunctionNode): boolean {
  const isReady = (test: Node): boolean => {
    const node = unwrap(test)
    return node.type === 'BinaryExpression' && [node.left, node.right].some((each) => readyWords.test(literalText(each) ?? ''))
  }
  return steps.every((step) => {
    let child = step
    for (let up = step.parent; up && up !== listener; child = up, up = up.parent) {
      if (up.type === 'IfStatement' && up.consequent === child && isReady(up.test)) return true
      if (up.type === 'BlockStatement' && up.body.some((each) => each.range[1] <= child.range[0] && each.type === 'IfStatement' && leavesFunction(each.consequent) && isReady(each.test))) return true
    }
    return false
  })
}

/** `message === 'ready'`, `message.type === 'ready'`. */
function isLiteralTest(test: Node): boolean {
  const node = unwrap(test)
  return node.type === 'BinaryExpression' && node.operator === '===' && [node.left, node.right].some((each) => literalText(each) !== undefined)
}
