import type { SourceCode } from '../../../utils/per-file.ts'
import { isInside, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { reaches } from '../../flow/reach.ts'
import { onlyValue } from '../../resolve/bindings.ts'
import { usesOfPlace } from '../others/elsewhere.ts'
import { overlaps } from '../places/place.ts'
import { isLookUp, type StaleWrite } from '../reads/stale.ts'

/**
 * Whether what is put there is work under way, for which a second run is to wait: it waits for that, or answers with it, where it
 * finds some, and the place is emptied when the work is over. `if (syncing) return syncing; …; syncing = push().finally(() => { syncing = null })`.
 */
export function isFlight(sourceCode: SourceCode, stale: StaleWrite): boolean {
  const { flow, accesses, write, read } = stale
  if (workOf(sourceCode, stale)?.type !== 'CallExpression' || write.wait) return false
  const isJoined = accesses.reads.some(({ node, place, event }) => overlaps(place, read.place) && isHandedOver(node) && reaches(flow, read.event, event))
  // Behind the work in the same code, or in what follows the promise.
  return isJoined && usesOfPlace(sourceCode, write.place).some(({ does, node }) => (does === 'empty' || does === 'remove') && isInside(node, flow.owner) && node.range[1] > write.node.range[1])
}

/** The call that is kept, also by a name: `const work = push(changes); pending.set(id, work)`. */
function workOf(sourceCode: SourceCode, { write: { value } }: StaleWrite): Node | undefined {
  return value && unwrap(onlyValue(sourceCode, value) ?? value)
}

/** Whether that work is more than finding something out. */
export function doesSomething(sourceCode: SourceCode, stale: StaleWrite): boolean {
  const work = workOf(sourceCode, stale)
  return work !== undefined && !isLookUp(work)
}

/** `return this.loading`, `await this.loading`. */
function isHandedOver(node: Node): boolean {
  const { parent } = wrapped(node)
  return parent?.type === 'ReturnStatement' || parent?.type === 'AwaitExpression'
}
