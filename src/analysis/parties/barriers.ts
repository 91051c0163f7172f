import { atomicsMethods, sharedBuffers } from '../../knowledge/shared-memory.ts'
import { groupBy } from '../../utils/group.ts'
import { isInLoop, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type ClassNode, type CodeOwner, isFunction, type Node, unwrap } from '../../utils/syntax.ts'
import { usesOf } from '../callbacks/uses.ts'
import type { Start } from '../fanout/starts.ts'
import type { Frame } from '../loops/frames.ts'
import { apiOf, denote } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { isExported, memberOf, nameOf } from '../resolve/functions.ts'
import { membersOf } from '../resolve/members.ts'
import { threadAt } from '../roles/role.ts'
import type { Access } from '../sharing/access.ts'
import { accessesOf } from '../sharing/accesses.ts'
import { type Arrival, arrivalAt, awaitedCount, comparisonOf, visitorsOf } from './arrivals.ts'
import { type Count, countOf, type Difference, differenceOf, number, plain, plus, writtenAt } from './counts.ts'
import { homeOf } from './rounds.ts'
import { areOfThisFile, startedIn, workersIn } from './started.ts'

/** Threads wait for so many of them to arrive, and another number comes. */
export interface Mismatch {
  /** Where the number that is waited for is written. */
  readonly at: Node
  readonly awaited: Count
  readonly differs: Difference
  readonly workers: Count
  /** The thread that starts them arrives too. */
  readonly withMain: boolean
  readonly start: Start
}

const counting = evidenceFrom(atomicsMethods.keys())

/** Barriers, latches and counts of those who are ready, in shared memory, that wait for another number of threads than there are. */
export const barrierMismatches = perFile((sourceCode): readonly Mismatch[] => {
  // Who arrives counts itself in by an atomic step.
  const starts = mentions(sourceCode, counting) ? workersIn(sourceCode) : []
  if (starts.length === 0) return []
  const groups = groupBy(accessesOf(sourceCode), (access) => wordOf(sourceCode, access))
  const found: Mismatch[] = []
  for (const group of groups.values()) {
    const barrier = barrierOf(sourceCode, group)
    if (barrier && areOfThisFile(sourceCode, starts)) found.push(...mismatchesOf(sourceCode, barrier, starts))
  }
  return found.filter(({ at }, i) => found.findIndex((other) => other.at === at) === i)
})

/** The places where a program of this file makes shared memory. */
const buffersOf = perFile((sourceCode): readonly Node[] => nodesOf(sourceCode).calls.filter((call) => sharedBuffers.has(apiOf(sourceCode, call.callee) ?? '')))

/** What names a word on both sides of the program: where there is one memory only, its position there. */
function wordOf(sourceCode: SourceCode, access: Access): string | undefined {
  const { view, word, element } = access
  if (view.root.kind === 'this' || buffersOf(sourceCode).length !== 1 || word.kind !== 'constant' || access.memory.own) return element
  return `word ${String(word.key)}`
}

interface Barrier {
  readonly arrivals: readonly Arrival[]
  readonly owner: CodeOwner
  readonly initial: readonly Access[]
  /** Reads in the head of a loop: who waits for all. */
  readonly awaited: readonly Access[]
  /** The last to arrive sets it back for the next time. */
  readonly cyclic: boolean
}

const OTHER: ReadonlySet<Access['how']> = new Set<Access['how']>(['modify', 'exchange', 'compare'])

/** The accesses to a word, where they are those of a barrier or a latch and nothing else. */
function barrierOf(sourceCode: SourceCode, group: readonly Access[]): Barrier | undefined {
  const arrivals = group.flatMap((access) => arrivalAt(sourceCode, access) ?? [])
  const [first] = arrivals
  if (!first || group.some(({ how, helped }) => OTHER.has(how) || helped) || arrivals.some(({ way }) => way !== first.way)) return undefined
  const stores = group.filter(({ how }) => how === 'store' || how === 'write')
  const owners = new Set(arrivals.map(({ access }) => access.owner))
  const isBehind = ({ owner, node }: Access): boolean => isFunction(owner) && arrivals.some(({ access, call }) => access.owner === owner && call.range[0] < node.range[0])
  const back = group.filter(({ how, node }) => how === 'atomic modify' && !arrivals.some(({ call }) => call === node))
  const initial = stores.filter(({ value }) => value && !isZero(value))
  if (first.way === 'up' && initial.length > 0) return undefined
  const cyclic = [...stores, ...back].some(isBehind)
  if (back.some(({ owner }) => !owners.has(owner))) return undefined
  const awaited = group.filter(({ how, node }) => how === 'load' && endsLoop(sourceCode, node))
  return { arrivals, owner: first.access.owner, initial, awaited, cyclic }
}

export function isZero(value: Node): boolean {
  const node = unwrap(value)
  return node.type === 'Literal' && node.value === 0
}

/** Whether a loop goes on until what is read here has come so far: `while (Atomics.load(done, 0) < n)`, `const seen = Atomics.load(done, 0); if (seen === n) break`. */
export function endsLoop(sourceCode: SourceCode, node: Node): boolean {
  const test = comparisonOf(sourceCode, node)?.test
  const statement = test?.parent
  if (!test || !statement) return false
  if (statement.type === 'WhileStatement' || statement.type === 'ForStatement') return statement.test === test && /^(?:<|!==?|>)$/u.test(test.operator)
  return statement.type === 'IfStatement' && statement.test === test && /^(?:===?|>=)$/u.test(test.operator) && isInLoop(statement, undefined) && leavesLoop(statement.consequent)
}

function leavesLoop(branch: Node): boolean {
  const last = branch.type === 'BlockStatement' ? branch.body.at(-1) : branch
  return last?.type === 'BreakStatement' || last?.type === 'ReturnStatement'
}

// ---------------------------------------------------------------- numbers

function mismatchesOf(sourceCode: SourceCode, barrier: Barrier, starts: readonly Start[]): readonly Mismatch[] {
  const frames = framesOf(sourceCode, barrier.owner)
  const home = frames && homeOfBarrier(sourceCode, frames)
  const who = home && whoArrives(sourceCode, barrier)
  const started = who?.worker ? startedIn(sourceCode, starts, home as Node) : undefined
  const [start] = starts
  if (!frames || !who || !started || !start) return []
  const total = who.main ? plus(started.count, number(1)) : started.count
  return frames.flatMap((frame) => expectations(sourceCode, barrier, frame)).flatMap(({ count, at }) => {
    const differs = differenceOf(count, total)
    return !differs || (plain(count) ?? 2) < 2 ? [] : [{ at, awaited: count, differs, workers: started.count, withMain: who.main, start }]
  })
}

/** The numbers of arrivals that somebody waits for. */
function expectations(sourceCode: SourceCode, { arrivals, initial, awaited }: Barrier, frame: Frame | undefined): readonly { readonly count: Count; readonly at: Node }[] {
  const [store] = initial
  const beginning = initialCount(sourceCode, initial, frame)
  const atArrival = arrivals.flatMap((arrival) => {
    const one = awaitedCount(sourceCode, arrival, beginning, frame)
    const written = arrival.way === 'down' ? store?.value : one?.at
    return one && written ? [{ count: one.count, at: writtenAt(sourceCode, written, frame) }] : []
  })
  if (atArrival.length > 0) return atArrival
  return awaited.flatMap(({ node }) => {
    const comparison = comparisonOf(sourceCode, node)
    const expected = comparison && countOf(sourceCode, comparison.expected, frame)
    if (!comparison || !expected) return []
    if (arrivals[0]?.way === 'up') return comparison.test.operator === '>' ? [] : [{ count: plus(expected, number(comparison.more)), at: writtenAt(sourceCode, comparison.expected, frame) }]
    return plain(expected) === 0 && beginning && store?.value ? [{ count: beginning, at: writtenAt(sourceCode, store.value, frame) }] : []
  })
}

/** What a countdown begins with, where all who set it set it to the same. */
function initialCount(sourceCode: SourceCode, stores: readonly Access[], frame: Frame | undefined): Count | undefined {
  const counts = stores.map(({ value }) => value && countOf(sourceCode, value, frame))
  const [first] = counts
  const agree = first && counts.every((each) => each && plain(plus(each, first, -1)) === 0)
  return agree ? first : undefined
}

// ---------------------------------------------------------------- whose

/** The calls that give the barrier its number: those of its function, or those that make an instance; undefined where others may. */
function framesOf(sourceCode: SourceCode, owner: CodeOwner): readonly (Frame | undefined)[] | undefined {
  if (!isFunction(owner)) return owner.type === 'Program' ? [undefined] : undefined
  const member = memberOf(owner)
  if (!member) {
    if (isExported(sourceCode, owner)) return undefined
    return owner.params.length === 0 ? [undefined] : usesOf(sourceCode, owner).calls.map((call) => ({ fn: owner, call }))
  }
  if (member.isStatic || isOpen(sourceCode, member.owner)) return undefined
  const constructor = membersOf(sourceCode, member.owner).get('constructor')?.method
  const made = nodesOf(sourceCode).calls.filter((call) => call.type === 'NewExpression' && isOf(sourceCode, call.callee, member.owner))
  const sides = made.map((call) => threadAt(sourceCode, call))
  // One for the program, or one on each side over the same memory.
  const isOne = made.length === 1 || (made.length === 2 && sides.includes('main') && sides.includes('worker'))
  return isOne ? made.map((call) => (constructor ? { fn: constructor, call } : undefined)) : undefined
}

function isOf(sourceCode: SourceCode, callee: Node, owner: ClassNode): boolean {
  const denoted = denote(sourceCode, callee)
  return denoted?.kind === 'class' && denoted.node === owner
}

/** Whether other files, or subclasses, may use the class. */
function isOpen(sourceCode: SourceCode, owner: ClassNode): boolean {
  if (owner.parent.type.startsWith('Export')) return true
  const name = nameOf(sourceCode, owner)
  return !name || name.references.some(({ identifier, init }) => {
    const { parent } = identifier
    return init !== true && !(parent.type === 'NewExpression' && parent.callee === identifier) && parent.type !== 'MemberExpression' && !parent.type.startsWith('TS')
  })
}

/** What is run anew together with the barrier. */
function homeOfBarrier(sourceCode: SourceCode, frames: readonly (Frame | undefined)[]): Node | undefined {
  const made = frames.flatMap((frame) => (frame?.call?.type === 'NewExpression' && threadAt(sourceCode, frame.call) !== 'worker' ? [frame.call] : []))
  const [only, second] = made.length > 0 ? made : buffersOf(sourceCode)
  return only && !second ? homeOf(only) : undefined
}

/** The sides that come to it, each thread once each time; undefined where that is not sure. */
function whoArrives(sourceCode: SourceCode, { arrivals, cyclic }: Barrier): { readonly main: boolean; readonly worker: boolean } | undefined {
  let main = false
  let worker = false
  for (const { call } of arrivals) {
    const visitors = visitorsOf(sourceCode, call, !cyclic)
    if (!visitors || (visitors.main && main) || (visitors.worker && worker)) return undefined
    main ||= visitors.main
    worker ||= visitors.worker
  }
  return { main, worker }
}
