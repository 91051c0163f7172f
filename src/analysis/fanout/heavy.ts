import { blockingAt } from '../../knowledge/index.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isFunction, isInside, type Node, unwrap } from '../../utils/syntax.ts'
import { type Block, blockOf, bodyOf, type Iteration } from '../loops/blocks.ts'
import { isFolded } from '../loops/folds.ts'
import { depthOf, type Frame, frameOf } from '../loops/frames.ts'
import { argumentOf } from '../loops/parameters.ts'
import { explosionOf } from '../loops/recursion.ts'
import { callsHeavy, isChained, isTrial, type Link, nanoseconds, type Nest, nestsOf } from '../loops/work.ts'
import { sourcesOf, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { calledFunction } from '../resolve/receiver.ts'

/** What keeps the thread busy: a loop, a call that blocks, a function that calls itself over and over. */
export interface HeavyWork {
  readonly node: Node
}

/** Computing for this long is worth a thread: 5 ms. */
const HEAVY = 5e6
/** Of a task for each element of a list, a part of that: there are several of them, one after the other. */
const HEAVY_EACH = 1e6
/** How many elements a list is taken to have. */
const SEVERAL = 100
const MOST_DEPTH = 5
/** What is computed, or done by a process that is waited for; files are read in no time. */
const BUSY: ReadonlySet<string> = new Set(['computation', 'child process'])

/** The work that a function does on the calling thread before it is done, if that is much: calls of local functions followed. */
export function heavyWorkOf(sourceCode: SourceCode, fn: FunctionNode, frame: Frame): HeavyWork | undefined {
  return heavyWorkIn(sourceCode, blockOf(sourceCode, fn), frame)
}

/** The same for a stretch of code. */
function heavyWorkIn(sourceCode: SourceCode, block: Block, frame: Frame): HeavyWork | undefined {
  for (const iteration of block.iterations) {
    const [heavy] = nestsOf(sourceCode, iteration, frame).filter((nest) => isHeavy(sourceCode, nest, isOfList(frame) ? HEAVY_EACH : HEAVY))
    if (heavy) return { node: iteration.node }
    const inside = busyCall(sourceCode, iteration, frame)
    if (inside) return inside
  }
  return busyCall(sourceCode, block, frame)
}

function busyCall(sourceCode: SourceCode, block: Block, frame: Frame): HeavyWork | undefined {
  for (const call of block.calls) {
    const path = apiOf(sourceCode, unwrap(call.callee))
    const blocking = path === undefined ? undefined : blockingAt(path)
    if (blocking && BUSY.has(blocking.on) && blocking.whenFalse === undefined && !(blocking.withoutCallback && call.arguments.length > 1)) return { node: call }
    const target = targetOf(sourceCode, call, frame)
    if (!target || target.fn.generator || depthOf(frame) >= MOST_DEPTH || frameOf(frame, target.fn) || isInside(call, target.fn)) continue
    if (explosionOf(sourceCode, target.fn)) return { node: call }
    const below = heavyWorkOf(sourceCode, target.fn, target.frame)
    if (below) return below
  }
  return undefined
}

/** The function that a call runs: one of this file, or one that the frames say was handed over. */
export function targetOf(sourceCode: SourceCode, call: Call, frame: Frame | undefined): { readonly fn: FunctionNode; readonly frame: Frame } | undefined {
  const callee = unwrap(call.callee)
  const known = calledFunction(sourceCode, call) ?? (isFunction(callee) ? callee : undefined)
  if (known) return { fn: known, frame: frame ? { fn: known, call, outer: frame } : { fn: known, call } }
  const variable = callee.type === 'Identifier' ? variableOf(sourceCode, callee) : undefined
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  if (source?.kind !== 'parameter' || second) return undefined
  const argument = argumentOf(source, frame)
  const fn = argument && unwrap(argument.node)
  return isFunction(fn) ? { fn, frame: { fn, call, ...(argument?.frame && { outer: argument.frame }) } } : undefined
}

// ---------------------------------------------------------------- how much is much

function isOfList(frame: Frame | undefined): boolean {
  return frame !== undefined && (frame.each !== undefined || isOfList(frame.outer))
}

function isHeavy(sourceCode: SourceCode, nest: Nest, much: number): boolean {
  const last = nest.at(-1)?.iteration
  const free = nest.filter(({ merged }) => !merged)
  const open = free.filter(isOpen)
  if (open.length >= 2) return true
  if (last && isTrial(sourceCode, last)) return true
  const body = last && bodyOf(sourceCode, last)
  const rounds = free.reduce((product, { amount }) => product * (amount.kind === 'count' ? Math.max(1, amount.count) : 1), 1)
  if (body && rounds * (open.length > 0 ? SEVERAL : 1) * nanoseconds(sourceCode, body) >= much) return true
  if (open.length > 0 && last && isFolded(sourceCode, last)) return true
  return open.length > 0 && body !== undefined && last !== undefined && repeats(sourceCode, open, body, last)
}

/** Nobody here says that it is few. A part of what is gone through further out counts once more for each step in between. */
function isOpen({ amount, limit }: Link): boolean {
  return amount.kind === 'data' || amount.kind === 'part' || (amount.kind === 'unknown' && limit?.kind === 'number')
}

/** A number says how often something is computed, or each element is: one pass over a list is light. */
function repeats(sourceCode: SourceCode, open: readonly Link[], body: Block, last: Iteration): boolean {
  if (callsHeavy(sourceCode, body)) return true
  return isChained(sourceCode, last) && open.some(({ limit }) => limit?.kind === 'number')
}
