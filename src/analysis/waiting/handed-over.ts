import { callsByOwner, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { isInside, type Node, wrapped } from '../../utils/syntax.ts'
import { type Access, isAtomic } from '../sharing/access.ts'
import { accessesOf } from '../sharing/accesses.ts'
import { mayBeGuarded } from '../sharing/guards.ts'
import { isBeforePublication } from '../sharing/phases.ts'
import { accessByNode, accessesByOwner, isFor, valuePut, type Wait, waitsOf } from './waits.ts'

/** A plain access to an element that those may use by then who have been told to go on. */
export interface LateAccess {
  readonly access: Access
  /** The store by which they are told. */
  readonly told: Access
  readonly wait: Wait
}

/**
 * Data that is written, or read, behind the store that hands it over: `Atomics.store(slot, FULL, 1); slot[VALUE] = value`, where
 * another function of the file waits for that store and then uses the same element.
 */
export const lateAccesses = perFile((sourceCode): readonly LateAccess[] => {
  const waits = waitsOf(sourceCode).filter(({ access, guard }) => access.element !== undefined && guard !== undefined)
  if (waits.length === 0) return []
  return accessesOf(sourceCode).flatMap((told) => {
    const value = told.how === 'store' && told.element !== undefined && !told.helped ? valuePut(sourceCode, told) : undefined
    const wait = value === undefined ? undefined : waits.find((each) => each.access.element === told.element && each.access.owner !== told.owner && isFor(sourceCode, each, value))
    return wait && !isBeforePublication(sourceCode, told) ? lateBehind(sourceCode, told, wait) : []
  })
})

function lateBehind(sourceCode: SourceCode, told: Access, wait: Wait): readonly LateAccess[] {
  const own = accessesByOwner(sourceCode).get(told.owner) ?? []
  const others = (accessesByOwner(sourceCode).get(wait.access.owner) ?? []).filter((each) => !isAtomic(each) && each.node.range[0] > wait.call.range[1])
  const access = own.find((each) => !isAtomic(each) && each.element !== undefined && each.node.range[0] > told.node.range[1]
    && others.some((other) => other.element === each.element && (other.how !== 'read' || each.how !== 'read'))
    && isStraightBehind(sourceCode, told, each) && !mayBeGuarded(sourceCode, each.node, told.element))
  return access ? [{ access, told, wait }] : []
}

/** Whether one access comes after the other, with nothing in between that may wait for the others: no suspension, no call but of Atomics, and no atomic access beside notify. */
function isStraightBehind(sourceCode: SourceCode, told: Access, late: Access): boolean {
  const statement = wrapped(told.node).parent
  const block = statement?.type === 'ExpressionStatement' ? statement.parent : undefined
  const isBetween = ({ range }: Node): boolean => range[0] > told.node.range[1] && range[0] < late.node.range[0]
  if (block?.type !== 'BlockStatement' || !isInside(late.node, block) || nodesOf(sourceCode).awaits.some(isBetween)) return false
  return (callsByOwner(sourceCode).get(told.owner) ?? []).filter(isBetween).every((call) => accessByNode(sourceCode).get(call)?.how === 'notify')
}
