import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Node, ownerOf } from '../../../utils/syntax.ts'
import { type EventId, eventsOf } from '../../flow/graph.ts'
import { findPath } from '../../flow/queries.ts'
import { both, worldsOf } from '../../worlds.ts'
import { spotOf } from '../effects.ts'
import { functionAt } from '../receiver.ts'
import { locksets } from '../summary.ts'
import { type LockUse, lockUses } from '../uses.ts'
import type { Fault } from './faults.ts'
import { isIgnoredByThen, regardOf, resultOf, takesNothing } from './result.ts'
import { swallowed } from './swallowed.ts'
import { tellerOfAttempt, unheardOf } from './told.ts'

/** The attempts of the file whose failure changes nothing, in source order. */
export const ignoredAttempts: (sourceCode: SourceCode) => readonly Fault[] = perFile((sourceCode) =>
  [...lockUses(sourceCode).values()]
    .flatMap((use) => judge(sourceCode, use) ?? untaken(sourceCode, use))
    .sort((a, b) => a.use.call.range[0] - b.use.call.range[0]))

function judge(sourceCode: SourceCode, use: LockUse): Fault | undefined {
  const at = spotOf(use.call)
  switch (use.fails) {
    case 'section': {
      const fn = use.section && functionAt(sourceCode, use.section)
      return fn && takesNothing(sourceCode, fn) ? { kind: 'offered', use, at } : undefined
    }
    case 'error':
      return swallowed(sourceCode, use)
    case 'result': {
      const result = resultOf(use)
      const regard = result && regardOf(sourceCode, result)
      if (regard?.is === 'ignored' || (!result && isIgnoredByThen(sourceCode, use))) return { kind: 'ignored', use, at }
      const passed = regard?.is === 'tested' ? passedBy(sourceCode, use, regard.tests) : undefined
      return passed && { kind: 'passed', use, at, ...passed }
    }
    default:
      return undefined
  }
}

/** A function of the file says how the attempt went, and is called by somebody who does not listen. */
function untaken(sourceCode: SourceCode, use: LockUse): readonly Fault[] {
  const teller = tellerOfAttempt(sourceCode, use)
  return (teller ? unheardOf(sourceCode, teller) : []).flatMap((call) => (call.type === 'CallExpression' ? [{ kind: 'ignored', use, at: spotOf(call) }] : []))
}

/** Where control gives the lock back although a test has found that it was not taken. */
function passedBy(sourceCode: SourceCode, { call, places }: LockUse, tests: readonly Node[]): { readonly tested: Node; readonly given: Node } | undefined {
  const sets = locksets(sourceCode, ownerOf(call))
  if (!sets || sets.flow.imprecise) return undefined
  const { flow, effects } = sets
  const ours = places.map((place) => JSON.stringify(place))
  const givers = new Map<EventId, Node>()
  for (const { effect } of effects) {
    if (!effect.releases.some(({ lock, site }) => site === call.range[0] || (lock && ours.includes(JSON.stringify(lock))))) continue
    for (const event of eventsOf(flow, effect.call)) givers.set(event, effect.call)
  }
  const takers = new Set(effects.filter(({ effect }) => effect.gains.length > 0).flatMap(({ effect, fate }) => [effect.call, ...fate.awaits].flatMap((node) => eventsOf(flow, node))))
  for (const world of worldsOf(sourceCode, flow)) {
    for (const test of tests) {
      for (const start of eventsOf(flow, test).filter((event) => flow.kinds[event] === 'test')) {
        const path = findPath(flow, start, (event) => givers.has(event), both((event, edge, to) => !takers.has(to) && (event !== start || edge === 'false'), world))
        const last = path?.at(-1)
        const given = last === undefined ? undefined : givers.get(flow.to[last] as EventId)
        if (given) return { tested: test, given }
      }
    }
  }
  return undefined
}
