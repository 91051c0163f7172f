import type { TSESTree } from '@typescript-eslint/utils'

import { leases } from '../../../knowledge/locks/slow.ts'
import { nodesOf } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, keyName, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf, nodeOf } from '../../flow/graph.ts'
import { findPath } from '../../flow/queries.ts'
import { variableOf } from '../../resolve/bindings.ts'

/** A yield while something is kept that the generator takes and gives back itself, whatever it is. */
export interface LentYield {
  readonly node: Node
  readonly taken: TSESTree.CallExpression
}

/** `const client = await this.acquire()`, then `yield`, then `client.release()`. */
export function lentYields(sourceCode: SourceCode, fn: FunctionNode): readonly LentYield[] {
  return nodesOf(sourceCode).calls.flatMap((call): readonly LentYield[] => {
    const callee = unwrap(call.callee)
    if (call.type !== 'CallExpression' || callee.type !== 'MemberExpression' || !leases.taken.test(keyName(callee) ?? '') || ownerOf(call) !== fn) return []
    const wait = wrapped(call).parent
    const declarator = wait?.type === 'AwaitExpression' ? wrapped(wait).parent : undefined
    const handle = declarator?.type === 'VariableDeclarator' && declarator.id.type === 'Identifier' ? variableOf(sourceCode, declarator.id) : undefined
    const releases = (handle?.references ?? []).flatMap(({ identifier }) => releaseOf(identifier))
    if (!wait || releases.length === 0) return []
    const flow = flowOf(sourceCode, fn)
    const ends = new Set(releases.flatMap((each) => eventsOf(flow, each)))
    return flow.kinds.flatMap((kind, event): readonly LentYield[] => {
      const kept = kind === 'yield' && eventsOf(flow, wait).some((from) => findPath(flow, from, (to) => to === event, (_, edge, to) => edge !== 'throw' && !ends.has(to)) !== undefined)
      return kept && !flow.imprecise ? [{ node: nodeOf(flow, event), taken: call }] : []
    })
  })
}

function releaseOf(use: Node): readonly Node[] {
  const member = use.parent
  const call = member?.type === 'MemberExpression' && member.object === use && (leases.givenBack as readonly string[]).includes(keyName(member) ?? '') ? member.parent : undefined
  return call?.type === 'CallExpression' && call.callee === member ? [call] : []
}
