import type { EdgeKind, EventId, Flow } from './graph.ts'
import type { Direction } from './solve.ts'
import { propagate } from './solve.ts'

/** A set of small numbers. */
export type Bits = Uint32Array

export interface BitProblem {
  /** How many bits a state has. */
  readonly size: number
  /** Where paths meet, a bit holds if it holds on any of them, or only if on all. */
  readonly join: 'any' | 'all'
  /** The bits that hold at the start: forward where control comes in, backward at both exits. */
  readonly initial?: Iterable<number>
  /**
   * Turns `state`, in place, into what holds behind the event (backward: before it), when control takes (took) an edge of
   * this kind. False: control cannot take this edge.
   */
  readonly transfer: (state: Bits, event: EventId, edge: EdgeKind) => boolean | void
  readonly direction?: Direction
}

/** Before each event, what holds there. */
export interface BitSolution {
  /** Whether control ever comes to the event. */
  readonly reaches: (event: EventId) => boolean
  readonly has: (event: EventId, bit: number) => boolean
  /** The whole state; not to be changed. */
  readonly at: (event: EventId) => Bits
}

/** `solve` for sets of bits, without an object per state. */
export function solveBits(flow: Flow, problem: BitProblem): BitSolution | undefined {
  const { transfer } = problem
  const all = problem.join === 'all'
  const width = Math.max(1, (problem.size + 31) >>> 5)
  const words = new Uint32Array(flow.kinds.length * width)
  const reached = new Uint8Array(flow.kinds.length)
  const scratch = new Uint32Array(width)

  for (const start of problem.direction === 'backward' ? [flow.exit, flow.thrown] : [flow.enter]) {
    reached[start] = 1
    for (const bit of problem.initial ?? []) setBit(words.subarray(start * width), bit)
  }

  const settled = propagate(flow, problem.direction, (from, to, event, edge) => {
    for (let i = 0, source = from * width; i < width; i++) scratch[i] = words[source + i] as number
    if (transfer(scratch, event, edge) === false) return false
    const fresh = reached[to] === 0
    let changed = fresh
    reached[to] = 1
    for (let i = 0, target = to * width; i < width; i++, target++) {
      const known = words[target] as number
      const given = scratch[i] as number
      const joined = fresh ? given : (all ? known & given : known | given) >>> 0
      if (joined === known) continue
      words[target] = joined
      changed = true
    }
    return changed
  })
  if (!settled) return undefined
  return {
    reaches: (event) => reached[event] === 1,
    has: (event, bit) => hasBit(words, event * width * 32 + bit),
    at: (event) => words.subarray(event * width, (event + 1) * width),
  }
}

export function hasBit(bits: Bits, bit: number): boolean {
  return ((bits[bit >>> 5] as number) & (1 << (bit & 31))) !== 0
}

export function setBit(bits: Bits, bit: number): void {
  bits[bit >>> 5] = (bits[bit >>> 5] as number) | (1 << (bit & 31))
}

export function clearBit(bits: Bits, bit: number): void {
  bits[bit >>> 5] = (bits[bit >>> 5] as number) & ~(1 << (bit & 31))
}
