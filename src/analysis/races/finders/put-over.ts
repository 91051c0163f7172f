import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, functionAround, type FunctionNode, isFunction, ownerOf, unwrap } from '../../../utils/syntax.ts'
import { usesOf } from '../../callbacks/uses.ts'
import { flowOf } from '../../flow/flow.ts'
import { nodeOf } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import type { Fault } from '../faults.ts'
import { isConstructor, usesOfPlace } from '../others/elsewhere.ts'
import { endingsOf } from '../others/ended.ts'
import { entryFor, isOpen } from '../overlap/entries.ts'
import { isHeldFrom } from '../overlap/guards.ts'
import { latchesOf } from '../overlap/latches.ts'
import { isSerialized } from '../overlap/queued.ts'
import { type Access, accessesIn } from '../places/accesses.ts'
import { VALUE } from '../places/place.ts'

/**
 * What is opened and kept with no look at what is there: `this.browser = await launch()`, where `close()` ends what is kept. A
 * second run puts its own there, and nobody ends the first.
 */
export function putOver(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || isConstructor(owner)) return []
  const { writes, reads } = accessesIn(sourceCode, owner)
  for (const write of writes) {
    const isOpened = write.effect === 'set' && write.shared === 'all' && write.place.part === VALUE && write.value !== undefined && isNew(write)
    const fault = isOpened && !reads.some(({ place }) => place.base === write.place.base) ? faultOf(sourceCode, owner, write) : undefined
    if (fault) return [fault]
  }
  return []
}

function isNew({ value }: Access): boolean {
  const type = value && unwrap(value).type
  return type === 'AwaitExpression' || type === 'NewExpression'
}

function faultOf(sourceCode: SourceCode, owner: FunctionNode, write: Access): Fault | undefined {
  const ends = endingsOf(sourceCode, write.place)
  const [end] = ends
  if (!end || ends.some((each) => functionAround(each) === owner) || isAskedByCaller(sourceCode, owner, write)) return undefined
  const entry = entryFor(sourceCode, owner, write)
  if (!isOpen(entry) || !entry || isSerialized(sourceCode, owner) || latchesOf(sourceCode, owner).length > 0) return undefined
  const flow = flowOf(sourceCode, owner)
  const gap = flow.imprecise ? undefined : suspensionPoints(flow).find((each) => reaches(flow, each, write.event))
  return gap === undefined || isHeldFrom(sourceCode, flow, write, write) ? undefined : { kind: 'putOver', place: write.place.text, node: write.node, read: write.node, wait: nodeOf(flow, gap), other: end, entry, proven: false }
}

/** `if (!this.browser) await this.launch()`: who has it done looks first. */
function isAskedByCaller(sourceCode: SourceCode, owner: FunctionNode, { place }: Access): boolean {
  const callers = new Set(usesOf(sourceCode, owner).calls.map(ownerOf))
  return callers.size > 0 && usesOfPlace(sourceCode, place).some((use) => callers.has(use.owner))
}
