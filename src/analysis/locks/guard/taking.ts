import { nodesOf } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, isFunction, type Node, ownerOf } from '../../../utils/syntax.ts'
import { callersOf } from '../../resolve/functions.ts'
import { spotOf } from '../effects.ts'
import type { Held } from '../facts.ts'
import { heldAround } from '../held.ts'
import { exactKey } from '../places/symbol.ts'
import type { Access } from './states.ts'

/** How control comes from the taking of a lock to an access under it. */
export interface Taking {
  /** What takes the lock. */
  readonly call: Call
  /** The access in its function, and the calls of that function in the one around, as far as the section or the function that takes the lock. */
  readonly steps: readonly Step[]
}

export interface Step {
  readonly owner: CodeOwner
  readonly nodes: readonly Node[]
}

/** How many helpers of a section are looked through. */
const MOST_HELPERS = 2

/** The call in this function, or around the section, that takes the lock under which an access is made: `lock.run(async () => { …; await keep(found) })`, where `keep` writes. */
export function takingOf(sourceCode: SourceCode, { owner, node, event }: Access, { lock }: Held): Taking | undefined {
  const key = exactKey(lock)
  const steps: Step[] = [{ owner, nodes: [event] }]
  let at: Node = node
  for (let i = 0; i <= MOST_HELPERS; i++) {
    const within = ownerOf(at)
    const held = heldAround(sourceCode, at).find((each) => exactKey(each.lock) === key)
    const call = held && nodesOf(sourceCode).calls.find((each) => JSON.stringify(spotOf(each)) === JSON.stringify(held.at))
    if (!call) return undefined
    if (ownerOf(call) === within || (isFunction(within) && call.arguments.some((each) => each === within))) return { call, steps }
    const callers = isFunction(within) ? callersOf(sourceCode, within) : []
    const [first] = callers
    if (!first || callers.some((each) => ownerOf(each) !== ownerOf(first))) return undefined
    steps.push({ owner: ownerOf(first), nodes: callers })
    at = first
  }
  return undefined
}
