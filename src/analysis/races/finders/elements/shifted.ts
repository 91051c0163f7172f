import type { TSESTree } from '@typescript-eslint/utils'

import { leavingOut, locating } from '../../../../knowledge/collections.ts'
import { addTo } from '../../../../utils/group.ts'
import { calledName } from '../../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, isFunction, type Node, ownerOf, unwrap, wrapped } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { eventsOf } from '../../../flow/graph.ts'
import { onlyValue } from '../../../resolve/bindings.ts'
import type { Fault } from '../../faults.ts'
import { isDoneElsewhere, type Use } from '../../others/elsewhere.ts'
import { entryOf, isOpen } from '../../overlap/entries.ts'
import { isLocked } from '../../overlap/guards.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { collectionOf, type Place, sharedBy } from '../../places/place.ts'
import { targetsByOwner } from '../../places/written.ts'
import { waitBetween } from '../../reads/stale.ts'

/** What is put into a list, or into an element of it, at a position which was looked for before. */
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
      const element = elementIn(target)
      if (!element || target.type !== 'MemberExpression') continue
      const found = onlyValue(sourceCode, unwrap(element.property))
      const call = found && unwrap(found)
      const callee = call?.type === 'CallExpression' && locating.has(calledName(call) ?? '') ? unwrap(call.callee) : undefined
      const place = callee?.type === 'MemberExpression' && ownerOf(target) === owner ? collectionOf(sourceCode, element.object) : undefined
      if (call && place && callee?.type === 'MemberExpression' && collectionOf(sourceCode, callee.object)?.base === place.base) addTo(placed, owner, { target, found: call, place })
    }
  }
  return placed
})

/** The element that a target is, or is a part of: `rows[at]`, and of `rows[at].done`. */
function elementIn(target: Node): TSESTree.MemberExpression | undefined {
  const whole = target.type === 'MemberExpression' && !target.computed ? unwrap(target.object) : target
  return whole.type === 'MemberExpression' && whole.computed ? whole : undefined
}

/**
 * `const at = this.rows.findIndex(…); this.rows[at] = await save(row)`: when elements before it are taken out meanwhile, another one
 * stands there, and is written over, or a part of it.
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
    const other = shared && shared !== 'caller' && isPut(target) ? isDoneElsewhere(sourceCode, place, owner, ['remove', 'fill'], movesNothing) : undefined
    if (!wait || !other || !isFunction(other.owner) || isLocked(sourceCode, found, target)) continue
    return [{ kind: 'shifted', place: place.text, node: target, read: found, wait, other: other.node, proven: isOpen(entryOf(sourceCode, other.owner)) }]
  }
  return []
}

/** `this.rows[at] = row`: assigned to, and not a method of it called. */
function isPut(target: TSESTree.MemberExpression): boolean {
  const { parent } = wrapped(target)
  return parent?.type === 'AssignmentExpression' && parent.operator === '='
}

/** What is put there anew without the elements that are no longer wanted, `this.rows = this.rows.filter(…)`, moves the others; other lists are other lists. */
function movesNothing(sourceCode: SourceCode, { node, does }: Use): boolean {
  if (does !== 'fill') return false
  const made = node.type === 'AssignmentExpression' ? unwrap(node.right) : undefined
  const callee = node.type === 'AssignmentExpression' && made?.type === 'CallExpression' && leavingOut.has(calledName(made) ?? '') ? unwrap(made.callee) : undefined
  return callee?.type !== 'MemberExpression' || node.type !== 'AssignmentExpression' || sourceCode.getText(callee.object) !== sourceCode.getText(node.left)
}
