import { isSentWithoutMoving } from '../messages/forgiven.ts'
import { roleOf } from '../roles/role.ts'
import { isPrivate } from '../sharing/private.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { isCall, type Node } from '../../utils/syntax.ts'
import { useAfter } from './after.ts'
import { type Kept, keptAfter } from './kept.ts'
import type { Move } from './move.ts'
import { mayMove, movesOf } from './moves.ts'
import { outwardMoves } from './outward.ts'
import type { Use } from './uses.ts'

/** A thing that is used, or found by a later call, after it has been transferred. */
export interface TransferFault {
  readonly move: Move
  readonly use?: Use
  readonly kept?: Kept
}

/** All uses after transfer of a file, in source order. */
export const transferFaults = perFile((sourceCode): readonly TransferFault[] => {
  if (!mayMove(sourceCode)) return []
  const isTest = roleOf(sourceCode).program === 'test'
  const faults: TransferFault[] = []
  const seen = new Set<Node>()
  for (const move of movesOf(sourceCode)) {
    if (mayStay(sourceCode, move)) continue
    const use = useAfter(sourceCode, move) ?? usedAround(sourceCode, move)
    if (use) {
      if (!seen.has(use.node) && !(isTest && use.does === 'size')) faults.push({ move, use })
      seen.add(use.node)
      continue
    }
    const kept = keptAfter(sourceCode, move)
    if (kept && !seen.has(move.node)) faults.push({ move, kept })
    if (kept) seen.add(move.node)
  }
  return faults
})

/** The first use behind the call that runs the function in which it is transferred. */
function usedAround(sourceCode: SourceCode, move: Move): Use | undefined {
  for (const each of outwardMoves(sourceCode, move)) {
    const use = useAfter(sourceCode, each)
    if (use) return use
  }
  return undefined
}

/** Shared memory cannot move, so that the send throws and is made again without the list; what is made here as plain memory moves. */
function mayStay(sourceCode: SourceCode, { send, node }: Move): boolean {
  return isCall(send) && isSentWithoutMoving(sourceCode, send) && !isPrivate(sourceCode, node)
}
