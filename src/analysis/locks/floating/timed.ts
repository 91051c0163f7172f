import type { TSESTree } from '@typescript-eslint/utils'

import { momentCallbacks } from '../../../knowledge/races.ts'
import { nodesOf } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { isFunction, type Node, ownerOf, unwrap } from '../../../utils/syntax.ts'
import { type EventId, eventsOf } from '../../flow/graph.ts'
import { findPath } from '../../flow/queries.ts'
import { apiOf } from '../../resolve/denote.ts'
import { spotOf } from '../effects.ts'
import { originsOf } from '../handles.ts'
import { functionAt } from '../receiver.ts'
import { locksets, lockSummary } from '../summary.ts'
import { lockUses } from '../uses.ts'
import type { Fault } from './faults.ts'
import { keepsOut } from './sections.ts'

/** Timers that give a lock back while the function which holds it is at work, and gives it back itself when it has done. */
export function timedReleases(sourceCode: SourceCode): readonly Fault[] {
  if (lockUses(sourceCode).size === 0) return []
  return nodesOf(sourceCode).calls.flatMap((call): readonly Fault[] => {
    if (call.type !== 'CallExpression' || !momentCallbacks.has(apiOf(sourceCode, unwrap(call.callee)) ?? '')) return []
    const fault = judge(sourceCode, call)
    return fault ? [fault] : []
  })
}

function judge(sourceCode: SourceCode, call: TSESTree.CallExpression): Fault | undefined {
  const [callback] = call.arguments
  const sites = callback ? sitesGivenBy(sourceCode, callback) : []
  const sets = sites.length > 0 ? locksets(sourceCode, ownerOf(call)) : undefined
  const token = sets?.tokens.find(({ site }) => sites.includes(site))
  if (!sets || !token || sets.flow.imprecise || !keepsOut(sourceCode, token.lock)) return undefined
  const { flow, effects } = sets
  // Whoever gives it back by the timer alone holds it for a time, on purpose.
  const givers = new Set(effects.filter(({ effect }) => effect.releases.some(({ site }) => site === token.site)).flatMap(({ effect }) => eventsOf(flow, effect.call)))
  for (const start of eventsOf(flow, call)) {
    const path = findPath(flow, start, (event) => flow.kinds[event] === 'await', (_, edge, to) => edge !== 'throw' && !givers.has(to))
    const last = path?.at(-1)
    const later = last === undefined ? undefined : flow.nodes[flow.to[last] as EventId]
    if (later && findPath(flow, start, (event) => givers.has(event))) return { kind: 'timed', at: spotOf(call), lock: token.lock, later }
  }
  return undefined
}

/** The acquisitions whose handle a callback is, or calls. */
function sitesGivenBy(sourceCode: SourceCode, callback: Node): readonly number[] {
  const fn = functionAt(sourceCode, callback)
  if (fn && isFunction(fn)) return lockSummary(sourceCode, fn).releases.flatMap(({ site }) => site ?? [])
  return originsOf(sourceCode, callback).filter(({ steps }) => steps.length === 0).map(({ call }) => call.range[0])
}
