import type { TSESTree } from '@typescript-eslint/utils'

import { nodesOf } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { branchesOf, type Node, unwrap } from '../../../utils/syntax.ts'
import { type EventId, eventsOf } from '../../flow/graph.ts'
import { findPath } from '../../flow/queries.ts'
import { fateOf } from '../../promises/fate.ts'
import { sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { spotOf } from '../effects.ts'
import type { Locksets } from '../locksets.ts'
import { shown } from '../places/symbol.ts'
import { locksets } from '../summary.ts'
import { lockUses } from '../uses.ts'
import type { Fault } from './faults.ts'
import { isLazy } from './lazy.ts'
import { parameterCalled, yieldsPromise } from './promises.ts'
import { keepsOut, takesItself } from './sections.ts'

/** Promises that are returned while a lock is held which is given back at once, before they settle. */
export function returnedEarly(sourceCode: SourceCode): readonly Fault[] {
  if (lockUses(sourceCode).size === 0) return []
  return nodesOf(sourceCode).functions.flatMap((owner) => {
    const sets = owner.generator ? undefined : locksets(sourceCode, owner)
    return sets && !sets.flow.imprecise ? returnsIn(sourceCode, sets) : []
  })
}

function returnsIn(sourceCode: SourceCode, sets: Locksets): readonly Fault[] {
  const { flow, tokens, may, must } = sets
  const faults = new Map<Node, Fault>()
  flow.kinds.forEach((kind, event) => {
    if (kind !== 'return' || !may.reaches(event)) return
    const node = flow.nodes[event] as Node
    const value = node.type === 'ReturnStatement' ? node.argument : node
    const token = value ? tokens.find(({ lock }, i) => must.has(event, i) && !may.has(flow.exit, i) && keepsOut(sourceCode, lock)) : undefined
    const given = token && giverBehind(sets, event)
    if (!value || !token || !given) return
    for (const promise of promisesIn(sourceCode, value)) {
      if (stopsThread(sourceCode, token.node) && !yieldsPromise(sourceCode, promise)) continue
      if (isLazy(sourceCode, promise)) faults.set(promise, { kind: 'lazy', at: spotOfValue(promise), section: { lock: token.lock, since: token.at } })
      else if (!takesItself(sourceCode, promise, token.lock)) faults.set(promise, { kind: 'returned', at: spotOfValue(promise), value: promise, lock: shown(token.lock), given })
    }
  })
  return [...faults.values()]
}

/** Whether the thread itself stands still until it has the lock, as with a word of shared memory: sections of that end where they are called. */
function stopsThread(sourceCode: SourceCode, acquisition: Node): boolean {
  const use = acquisition.type === 'CallExpression' ? lockUses(sourceCode).get(acquisition) : undefined
  return use !== undefined && use.method.awaited !== true
}

/** Where the lock is given back on the way from a return to the end of the function. */
function giverBehind({ flow, effects }: Locksets, from: EventId): Node | undefined {
  const givers = new Set(effects.filter(({ effect }) => effect.releases.length > 0).flatMap(({ effect }) => eventsOf(flow, effect.call)))
  const path = findPath(flow, from, (event) => givers.has(event) || flow.kinds[event] === 'dispose')
  const last = path?.at(-1)
  return last === undefined ? undefined : flow.nodes[flow.to[last] as EventId]
}

/** Where a value is reported: a call without its arguments. */
export function spotOfValue(value: Node): TSESTree.SourceLocation {
  const node = unwrap(value)
  return node.type === 'CallExpression' ? spotOf(node) : node.loc
}

/** The promises that a returned expression may be, none of which has been waited for. */
export function promisesIn(sourceCode: SourceCode, value: Node): readonly Node[] {
  return branchesOf(value).filter((node) => (node.type === 'Identifier' ? isPending(sourceCode, node) : isPromise(sourceCode, node) || isLazy(sourceCode, node)))
}

/** A section that a lock helper is given counts as asynchronous unless its type says otherwise: others need no lock. */
function isPromise(sourceCode: SourceCode, node: Node): boolean {
  if (yieldsPromise(sourceCode, node)) return true
  const parameter = node.type === 'CallExpression' ? parameterCalled(sourceCode, node.callee) : undefined
  return parameter !== undefined && !parameter.annotated
}

/** Whether a variable holds a promise that nothing has waited for. */
function isPending(sourceCode: SourceCode, name: TSESTree.Identifier): boolean {
  const variable = variableOf(sourceCode, name)
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  if (source?.kind !== 'value' || second || source.steps.length > 0) return false
  const fate = fateOf(sourceCode, source.value)
  return fate.awaits.length === 0 && !fate.escapes && isPromise(sourceCode, unwrap(source.value))
}
