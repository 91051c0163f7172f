import type { SourceCode } from '../../../utils/per-file.ts'
import { isCall, isInside, type Node, walkOwn } from '../../../utils/syntax.ts'
import { type EventId, eventsOf, type Flow } from '../../flow/graph.ts'
import type { Test } from '../../flow/graph.ts'
import { findPath } from '../../flow/queries.ts'
import { reaches } from '../../flow/reach.ts'
import { type Bits, clearBit, setBit, solveBits } from '../../flow/solve-bits.ts'
import { isSuspension, suspensionPoints } from '../../flow/suspension.ts'
import { variableOf } from '../../resolve/bindings.ts'
import type { Access } from '../places/accesses.ts'
import { overlaps } from '../places/place.ts'
import { decides, outcomeWith } from './control.ts'

/** What the reads of a flow are worth at each of its events. */
export interface Tokens {
  /** The read was made on the way here, and others may have run since. */
  readonly stale: (event: EventId, read: number) => boolean
  /** The same, and this run itself has not written the place since: what a test of it has found is all there is. */
  readonly unsettled: (event: EventId, read: number) => boolean
  /** The read was made on the way here; the same with what `unsettled` says. */
  readonly made: (event: EventId, read: number) => boolean
  readonly unwritten: (event: EventId, read: number) => boolean
  /** The read was made on the way here, and nothing else can have run since, on any path. */
  readonly fresh: (event: EventId, read: number) => boolean
}

/** More reads than this in one function are too many to follow. */
const MOST_READS = 400

/** What is known of the reads, as one plane of bits each: a plane has a whole number of words, so that all reads age at once. */
const FRESH = 0
const STALE = 1
const FRESH_UNSETTLED = 2
const STALE_UNSETTLED = 3
const PLANES = 4

/**
 * Follows the reads of a flow: a suspension makes them stale, and a write of the same place by this run settles what was
 * read before, unless the tests of that come out as before.
 */
export function followTokens(sourceCode: SourceCode, flow: Flow, reads: readonly Access[], writes: readonly Access[], tests: readonly Test[]): Tokens | undefined {
  if (reads.length === 0 || reads.length > MOST_READS) return undefined
  const words = (reads.length + 31) >>> 5
  const bitOf = (plane: number, read: number): number => plane * words * 32 + read
  const readsAt = new Map<EventId, number[]>()
  reads.forEach(({ event }, i) => addTo(readsAt, event, [i]))
  const settledAt = new Map<EventId, number[]>()
  for (const write of writes) {
    if (write.wait) continue
    const asking = comparedWith(tests, write)
    addTo(settledAt, write.event, reads.flatMap((read, i) => (overlaps(read.place, write.place) && !leavesOpen(flow, asking, read, write) && !isGoneUnread(read, write) ? [i] : [])))
  }
  const leftAt = new Map<EventId, number[]>()
  if (flow.kinds.includes('loop')) reads.forEach((read, i) => { for (const event of turnsOf(sourceCode, flow, read)) addTo(leftAt, event, [i]) })
  const solution = solveBits(flow, {
    size: words * 32 * PLANES,
    join: 'any',
    transfer: (state, event) => {
      if (isSuspension(flow, event)) {
        movePlane(state, words, FRESH, STALE)
        movePlane(state, words, FRESH_UNSETTLED, STALE_UNSETTLED)
      }
      for (const i of readsAt.get(event) ?? []) {
        setBit(state, bitOf(FRESH, i))
        setBit(state, bitOf(FRESH_UNSETTLED, i))
        clearBit(state, bitOf(STALE, i))
        clearBit(state, bitOf(STALE_UNSETTLED, i))
      }
      for (const i of leftAt.get(event) ?? []) for (const plane of [FRESH, STALE, FRESH_UNSETTLED, STALE_UNSETTLED]) clearBit(state, bitOf(plane, i))
      for (const i of settledAt.get(event) ?? []) {
        clearBit(state, bitOf(FRESH_UNSETTLED, i))
        clearBit(state, bitOf(STALE_UNSETTLED, i))
      }
    },
  })
  if (!solution) return undefined
  const has = (event: EventId, read: number, plane: number): boolean => solution.has(event, bitOf(plane, read))
  return {
    stale: (event, read) => has(event, read, STALE),
    unsettled: (event, read) => has(event, read, STALE_UNSETTLED),
    made: (event, read) => has(event, read, FRESH) || has(event, read, STALE),
    unwritten: (event, read) => has(event, read, FRESH_UNSETTLED) || has(event, read, STALE_UNSETTLED),
    fresh: (event, read) => has(event, read, FRESH) && !has(event, read, STALE),
  }
}

/** Where the key of an entry becomes another one, with the next round of a loop: `for (const id of ids) … cache[id] …`. */
function turnsOf(sourceCode: SourceCode, flow: Flow, { node, place }: Access): readonly EventId[] {
  const key = !place.part.startsWith('entry:') ? undefined : isCall(node) ? node.arguments[0] : node.type === 'MemberExpression' && node.computed ? node.property : undefined
  const found: EventId[] = []
  if (key) walkOwn(sourceCode, key, (each) => {
    const variable = each.type === 'Identifier' ? variableOf(sourceCode, each) : undefined
    const declared = variable?.defs[0]?.type === 'Variable' ? variable.defs[0].node.parent : undefined
    if (!variable || (declared?.parent.type !== 'ForOfStatement' && declared?.parent.type !== 'ForInStatement') || declared.parent.left !== declared) return
    found.push(...variable.identifiers.flatMap((name) => eventsOf(flow, name)).filter((event) => flow.kinds[event] === 'write'))
  })
  return found
}

/** The tests of which it is known how they come out with what is written, and how they do. */
function comparedWith(tests: readonly Test[], { value }: Access): ReadonlyMap<Test, boolean> {
  const outcomes = new Map<Test, boolean>()
  if (!value) return outcomes
  for (const test of tests) {
    const after = outcomeWith(test.node, value)
    if (after !== undefined) outcomes.set(test, after)
  }
  return outcomes
}

/** `if (state !== 'open') { state = 'opening'; … }`: the next run comes by the test as this one did. */
function leavesOpen(flow: Flow, asking: ReadonlyMap<Test, boolean>, read: Access, { event }: Access): boolean {
  for (const [test, after] of asking) if (isInside(read.node, test.node) && decides(flow, test, event) === after) return true
  return false
}

/** One call of a helper that looks something up and takes out what is too old: then it has found nothing. */
function isGoneUnread(read: Access, { event, node, effect }: Access): boolean {
  return read.event === event && read.node === node && (effect === 'remove' || effect === 'clear')
}

function addTo(lists: Map<EventId, number[]>, event: EventId, items: readonly number[]): void {
  const list = lists.get(event)
  if (list) list.push(...items)
  else lists.set(event, [...items])
}

function movePlane(state: Bits, words: number, from: number, to: number): void {
  for (let i = 0; i < words; i++) {
    state[to * words + i] = (state[to * words + i] as number) | (state[from * words + i] as number)
    state[from * words + i] = 0
  }
}

/** The first suspension on a way from a read to an event: where others run in between. */
export function gapBetween(flow: Flow, from: EventId, to: EventId): Node | undefined {
  const path = findPath(flow, from, (event) => event === to) ?? []
  const direct = path.map((edge) => flow.from[edge] as EventId).find((event) => event !== from && isSuspension(flow, event))
  if (direct !== undefined) return flow.nodes[direct]
  const gap = suspensionPoints(flow).find((event) => reaches(flow, from, event) && reaches(flow, event, to))
  return gap === undefined ? undefined : flow.nodes[gap]
}

