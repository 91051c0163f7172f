import type { TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from '../../../utils/per-file.ts'
import type { FunctionNode, Node } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf, nodeOf } from '../../flow/graph.ts'
import { findPath } from '../../flow/queries.ts'
import { eventsAt } from '../../obligations/obligations.ts'
import { acquisitionsOf } from '../release/acquisitions.ts'
import { settlingOf } from '../release/settling.ts'

/** A yield while something is kept that the generator takes and gives back itself, whatever it is. */
export interface LentYield {
  readonly node: Node
  readonly taken: TSESTree.CallExpression
}

/** `const client = await pool.connect()`, then `yield`, then `client.release()`. */
export function lentYields(sourceCode: SourceCode, fn: FunctionNode): readonly LentYield[] {
  const flow = flowOf(sourceCode, fn)
  if (flow.imprecise) return []
  return acquisitionsOf(sourceCode).flatMap((acquisition): readonly LentYield[] => {
    const { lease, owner, from, call } = acquisition
    const releases = lease && owner === fn ? settlingOf(sourceCode, acquisition).releases : []
    if (releases.length === 0) return []
    const isEnd = eventsAt(flow, releases.flatMap(({ points }) => points))
    const starts = from.flatMap((node) => eventsOf(flow, node))
    return flow.kinds.flatMap((kind, event): readonly LentYield[] => {
      const kept = kind === 'yield' && starts.some((start) => findPath(flow, start, (to) => to === event, (_, edge, to) => edge !== 'throw' && !isEnd(to)) !== undefined)
      return kept ? [{ node: nodeOf(flow, event), taken: call }] : []
    })
  })
}
