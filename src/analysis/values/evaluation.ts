import type { SourceCode } from '../../utils/per-file.ts'
import type { FunctionNode, Node } from '../../utils/syntax.ts'
import type { Value } from './value.ts'
import { unknown } from './value.ts'

/** How many expressions one question may look at, how deep they may nest, and how many calls may be entered inside one another. */
const STEPS = 200
const DEPTH = 24
const CALLS = 4

/** One question: what it is asked about, and what it may still cost. */
export interface Evaluation {
  readonly sourceCode: SourceCode
  /** Functions whose parameters decided something although no caller is known: asking again from their callers may say more. */
  readonly open: Set<FunctionNode>
  /** Functions whose callers are asked one by one, not all at once. */
  readonly asked: ReadonlySet<FunctionNode>
  /** What type parameters stand for; undefined for those that stand for several types. */
  readonly typeArguments: Map<Node, Node | undefined>
  steps: number
  depth: number
}

const NONE: ReadonlySet<FunctionNode> = new Set()

export function evaluation(sourceCode: SourceCode, asked: ReadonlySet<FunctionNode> = NONE): Evaluation {
  return { sourceCode, open: new Set(), asked, typeArguments: new Map(), steps: 0, depth: 0 }
}

/** What one call hands to the parameters of the function that it runs. */
export interface Frame {
  readonly of: FunctionNode
  /** The argument at a position; undefined where the call hands nothing, unknown where that cannot be told. */
  argument(index: number): Value | undefined
  /** The frames around: of the caller, and of the functions that enclose. */
  readonly outer: Frame | undefined
  readonly depth: number
}

/** A frame for a call made in `outer`; undefined when calls nest too deeply. */
export function enter(of: FunctionNode, argument: Frame['argument'], outer: Frame | undefined): Frame | undefined {
  const depth = (outer?.depth ?? 0) + 1
  return depth > CALLS ? undefined : { of, argument, outer, depth }
}

export function frameOf(frame: Frame | undefined, of: FunctionNode): Frame | undefined {
  let at = frame
  while (at && at.of !== of) at = at.outer
  return at
}

/** Runs one step of an evaluation within its limits; unknown beyond them. */
export function step(e: Evaluation, at: Node, compute: () => Value): Value {
  if (e.steps >= STEPS || e.depth >= DEPTH) return unknown(at)
  e.steps++
  e.depth++
  const value = compute()
  e.depth--
  return value
}
