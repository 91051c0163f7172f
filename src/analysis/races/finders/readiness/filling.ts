import type { TSESTree } from '@typescript-eslint/utils'

import { adding, fillers } from '../../../../knowledge/collections.ts'
import { callsByOwner } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, functionAround, keyName, type Node, ownerOf, unwrap, wrapped } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, eventsOf, type Flow } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { variableOf } from '../../../resolve/bindings.ts'
import { apiOf } from '../../../resolve/denote.ts'
import { locationOf } from '../../../resolve/location.ts'
import { accessesOf } from '../../others/touched.ts'
import type { Latch } from '../../overlap/latches.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { targetsByOwner } from '../../places/written.ts'
import { decides } from '../../reads/control.ts'
import { filledByHelpers } from './prepared.ts'

/** `this.index = new Map(); for await (const each of all) this.index.set(each.id, each)`: behind the wait something is done to it that only this run does. */
export function isFilledBehind(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, { set, test }: Latch, wait: EventId, opens: boolean | undefined): boolean {
  const isBehind = (event: EventId): boolean => event !== set.event && decides(flow, test, event) === opens && reaches(flow, wait, event)
  const { base } = set.place
  return accessesIn(sourceCode, owner).writes.some(({ place, effect, event }) => (place.base === base || place.base.startsWith(`${base}.`)) && effect !== 'clear' && effect !== 'remove' && isBehind(event))
    || elementsSet(sourceCode, owner).some((member) => locationOf(sourceCode, member.object)?.key === base && eventsOf(flow, member).some(isBehind))
    || [...changesByName(sourceCode, owner, set), ...assignedTo(sourceCode, owner, set), ...filledByHelpers(sourceCode, owner, base)].some((change) => eventsOf(flow, change).some(isBehind))
}

/** `Object.assign(this.settings, await load())`. */
function assignedTo(sourceCode: SourceCode, owner: CodeOwner, { place, value }: Access): readonly Node[] {
  const name = value?.type === 'Identifier' ? variableOf(sourceCode, value) : undefined
  return (callsByOwner(sourceCode).get(owner) ?? []).filter((call) => {
    const [target] = fillers.has(apiOf(sourceCode, call.callee) ?? '') ? call.arguments : []
    return target !== undefined && (locationOf(sourceCode, unwrap(target))?.key === place.base || (name !== undefined && variableOf(sourceCode, unwrap(target)) === name))
  })
}

/** What the code does to what it has put there, by the name that it has for that: `const rows = new Map(); this.tables.set(id, rows); …; rows.set(key, row)`. */
function changesByName(sourceCode: SourceCode, owner: CodeOwner, { value }: Access): readonly Node[] {
  const variable = value?.type === 'Identifier' ? variableOf(sourceCode, value) : undefined
  return (variable?.references ?? []).flatMap(({ identifier }) => {
    const member = wrapped(identifier).parent
    const target = member?.type === 'MemberExpression' && member.object === wrapped(identifier) && ownerOf(identifier) === owner ? wrapped(member).parent : undefined
    if (target?.type === 'CallExpression' && unwrap(target.callee) === member) return adding.has(keyName(member as TSESTree.MemberExpression) ?? '') ? [target] : []
    return target?.type === 'AssignmentExpression' && unwrap(target.left) === member ? [member] : []
  })
}

/** `cache[row.id] = row`: which element that is, nobody knows. */
function elementsSet(sourceCode: SourceCode, owner: CodeOwner): readonly TSESTree.MemberExpression[] {
  return (targetsByOwner(sourceCode).get(owner) ?? []).flatMap((target) => (target.type === 'MemberExpression' && target.computed ? [target] : []))
}

/** Whether the helper that sets the place comes back to it after a wait of its own: it was not ready before. */
export function isFilledLater(sourceCode: SourceCode, { origin, place }: Access): boolean {
  const helper = origin && functionAround(origin)
  if (!helper) return false
  const flow = flowOf(sourceCode, helper)
  const { reads, writes } = accessesOf(sourceCode, helper)
  return suspensionPoints(flow).some((gap) => [...reads, ...writes].some((each) => each.place.base === place.base && reaches(flow, gap, each.event)))
}
