import type { TSESTree } from '@typescript-eslint/utils'

import { locating } from '../../../knowledge/collections.ts'
import { addTo } from '../../../utils/group.ts'
import { calledName } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isFunction, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf } from '../../flow/graph.ts'
import { onlyValue } from '../../resolve/bindings.ts'
import type { Fault } from '../faults.ts'
import { isDoneElsewhere } from '../others/elsewhere.ts'
import { entryOf, isOpen } from '../overlap/entries.ts'
import { isLocked } from '../overlap/guards.ts'
import { isSerialized } from '../overlap/queued.ts'
import { collectionOf, type Place, sharedBy } from '../places/place.ts'
import { targetsByOwner } from '../places/written.ts'
import { waitBetween } from '../reads/stale.ts'

/** An element that is put into a list at a position which was looked for before. */
interface Placed {
  readonly target: TSESTree.MemberExpression
  readonly found: Node
  readonly place: Place
}

/** Those of the functions of a file. */
export const placedByOwner = perFile((sourceCode): ReadonlyMap<CodeOwner, readonly Placed[]> => {
  const placed = new Map<CodeOwner, Placed[]>()
  for (const [owner, targets] of targetsByOwner(sourceCode)) {
    for (const target of targets) {
      if (target.type !== 'MemberExpression' || !target.computed) continue
      const found = onlyValue(sourceCode, unwrap(target.property))
      const call = found && unwrap(found)
      const callee = call?.type === 'CallExpression' && locating.has(calledName(call) ?? '') ? unwrap(call.callee) : undefined
      const place = callee?.type === 'MemberExpression' && ownerOf(target) === owner ? collectionOf(sourceCode, target.object) : undefined
      if (call && place && callee?.type === 'MemberExpression' && collectionOf(sourceCode, callee.object)?.base === place.base) addTo(placed, owner, { target, found: call, place })
    }
  }
  return placed
})

/**
 * `const at = this.rows.findIndex(…); this.rows[at] = await save(row)`: when elements before it are taken out meanwhile, another one
 * stands there, and is written over.
 */
export function shiftedPlaces(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  const placed = placedByOwner(sourceCode).get(owner)
  const flow = placed && isFunction(owner) ? flowOf(sourceCode, owner) : undefined
  if (!placed || !flow || flow.imprecise || isSerialized(sourceCode, owner)) return []
  for (const { target, found, place } of placed) {
    const [from] = eventsOf(flow, found)
    const [to] = eventsOf(flow, target).filter((event) => flow.kinds[event] === 'write')
    const wait = from === undefined || to === undefined ? undefined : waitBetween(flow, from, to)
    const shared = wait && sharedBy(sourceCode, place, owner)
    const other = shared && shared !== 'caller' && putsElement(target) ? isDoneElsewhere(sourceCode, place, owner, ['remove']) : undefined
    if (!wait || !other || !isFunction(other.owner) || isLocked(sourceCode, found, target)) continue
    return [{ kind: 'shifted', place: place.text, node: target, read: found, wait, other: other.node, proven: isOpen(entryOf(sourceCode, other.owner)) }]
  }
  return []
}

/** `this.rows[at] = row`: the whole element, and not something of it. */
function putsElement(target: TSESTree.MemberExpression): boolean {
  const { parent } = wrapped(target)
  return parent?.type === 'AssignmentExpression' && parent.operator === '='
}
