import type { Node } from '../../utils/syntax.ts'
import type { EventId, Flow } from '../flow/graph.ts'
import { findPath, isSuspension, reaches, suspensionPoints } from '../flow/queries.ts'
import { clearBit, hasBit, setBit, solveBits } from '../flow/solve-bits.ts'
import type { Access } from './accesses.ts'
import { overlaps } from './places.ts'

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

const FRESH = 0
const STALE = 1
const FRESH_UNSETTLED = 2
const STALE_UNSETTLED = 3
const BITS = 4

/**
 * Follows the reads of a flow: a suspension makes them stale, and a write of the same place by this run settles what was
 * read before.
 */
export function followTokens(flow: Flow, reads: readonly Access[], writes: readonly Access[]): Tokens | undefined {
  if (reads.length === 0 || reads.length > MOST_READS) return undefined
  const readsAt = new Map<EventId, number[]>()
  reads.forEach(({ event }, i) => readsAt.set(event, [...(readsAt.get(event) ?? []), i]))
  const settledAt = new Map<EventId, number[]>()
  for (const write of writes) {
    if (write.wait) continue
    const settled = reads.flatMap((read, i) => (overlaps(read.place, write.place) ? [i] : []))
    settledAt.set(write.event, [...(settledAt.get(write.event) ?? []), ...settled])
  }
  const solution = solveBits(flow, {
    size: reads.length * BITS,
    join: 'any',
    transfer: (state, event) => {
      if (isSuspension(flow, event)) {
        for (let i = 0; i < reads.length; i++) {
          age(state, i * BITS + FRESH, i * BITS + STALE)
          age(state, i * BITS + FRESH_UNSETTLED, i * BITS + STALE_UNSETTLED)
        }
      }
      for (const i of readsAt.get(event) ?? []) {
        setBit(state, i * BITS + FRESH)
        setBit(state, i * BITS + FRESH_UNSETTLED)
        clearBit(state, i * BITS + STALE)
        clearBit(state, i * BITS + STALE_UNSETTLED)
      }
      for (const i of settledAt.get(event) ?? []) {
        clearBit(state, i * BITS + FRESH_UNSETTLED)
        clearBit(state, i * BITS + STALE_UNSETTLED)
      }
    },
  })
  if (!solution) return undefined
  const has = (event: EventId, read: number, bit: number): boolean => hasBit(solution.at(event), read * BITS + bit)
  return {
    stale: (event, read) => has(event, read, STALE),
    unsettled: (event, read) => has(event, read, STALE_UNSETTLED),
    made: (event, read) => has(event, read, FRESH) || has(event, read, STALE),
    unwritten: (event, read) => has(event, read, FRESH_UNSETTLED) || has(event, read, STALE_UNSETTLED),
    fresh: (event, read) => has(event, read, FRESH) && !has(event, read, STALE),
  }
}

function age(state: Uint32Array, fresh: number, stale: number): void {
  if (!hasBit(state, fresh)) return
  clearBit(state, fresh)
  setBit(state, stale)
}

/** The first suspension on a way from a read to an event: where others run in between. */
export function gapBetween(flow: Flow, from: EventId, to: EventId): Node | undefined {
  const path = findPath(flow, from, (event) => event === to) ?? []
  const direct = path.map((edge) => flow.from[edge] as EventId).find((event) => event !== from && isSuspension(flow, event))
  if (direct !== undefined) return flow.nodes[direct]
  const gap = suspensionPoints(flow).find((event) => reaches(flow, from, event) && reaches(flow, event, to))
  return gap === undefined ? undefined : flow.nodes[gap]
}

