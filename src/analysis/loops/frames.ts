import { type Call, type FunctionNode, type Node } from '../../utils/syntax.ts'
import type { CriticalContext } from '../roles/critical.ts'
import type { Handler } from '../roles/handlers.ts'

/** One function on the way to the code that is looked at, with what its parameters are. */
export interface Frame {
  readonly fn: FunctionNode
  /** The call that runs it, in the code of `outer`: its arguments are the parameters. */
  readonly call?: Call
  readonly outer?: Frame
  /** It is a handler: its parameters are what the event loop hands it. */
  readonly handler?: Handler
  /** It is the callback of an array method, declared elsewhere: it is handed elements of this call's receiver. */
  readonly each?: Node
}

/** The frames from a handler down to the function that a context speaks of. */
export function framesOf({ handler, steps }: CriticalContext): Frame {
  let frame: Frame = { fn: handler.fn, handler }
  for (const { to, call } of steps) frame = call ? { fn: to, call, outer: frame } : { fn: to, outer: frame }
  return frame
}

/** The frame of a function among those on the way; undefined for a function that is not on it. */
export function frameOf(frame: Frame | undefined, fn: FunctionNode): Frame | undefined {
  for (let at = frame; at; at = at.outer) if (at.fn === fn) return at
  return undefined
}

/** How deep the frames are: calls that lead back to a function on the way are not followed. */
export function depthOf(frame: Frame | undefined): number {
  let depth = 0
  for (let at = frame; at; at = at.outer) depth++
  return depth
}
