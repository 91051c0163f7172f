import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isFunction, isInCatch, isLiteral, type Node, ownerOf, wrapped } from '../../../utils/syntax.ts'
import { usesOf } from '../../callbacks/uses.ts'
import { flowOf } from '../../flow/flow.ts'
import { nodeOf } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import type { Fault } from '../faults.ts'
import { type Use, usesOfPlace } from '../others/elsewhere.ts'
import { entryFor } from '../overlap/entries.ts'
import { isHeldFrom } from '../overlap/guards.ts'
import { latchesBefore } from '../overlap/latches.ts'
import { isSerialized } from '../overlap/queued.ts'
import { type Access, accessesIn } from '../places/accesses.ts'
import { VALUE } from '../places/place.ts'

/**
 * A flag that a run raises while it works and lowers when that is over, and that keeps no second run out: `this.quiet = true; await
 * load(); this.quiet = false`. Of two runs at once the first that is over lowers it, and who asks for it elsewhere finds it down while
 * the other is still at work.
 */
export function jointFlags(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  const { writes, reads } = accessesIn(sourceCode, owner)
  const raised = writes.filter((write) => isFlag(write) && write.value !== undefined && isLiteral(write.value, true) && !reads.some(({ place }) => place.base === write.place.base))
  for (const up of raised) {
    const fault = faultOf(sourceCode, owner, up, writes)
    if (fault) return [fault]
  }
  return []
}

function isFlag({ shared, place, wait }: Access): boolean {
  return shared === 'all' && place.part === VALUE && wait === undefined
}

function faultOf(sourceCode: SourceCode, owner: CodeOwner, up: Access, writes: readonly Access[]): Fault | undefined {
  const down = writes.find((write) => isFlag(write) && write.place.base === up.place.base && write.value !== undefined && isLiteral(write.value, false) && !isInCatch(write.node, owner))
  const flow = down ? flowOf(sourceCode, owner) : undefined
  if (!down || !flow || flow.imprecise) return undefined
  const gap = suspensionPoints(flow).find((each) => reaches(flow, up.event, each) && reaches(flow, each, down.event))
  const asked = gap === undefined ? undefined : usesOfPlace(sourceCode, up.place).find((use) => use.does === 'other' && use.owner !== owner && decidesSomething(use.node) && !isCaller(sourceCode, use, owner))
  const entry = asked && entryFor(sourceCode, owner, up)
  if (gap === undefined || !asked || !entry || isSerialized(sourceCode, owner) || latchesBefore(sourceCode, owner, up.event).length > 0 || isHeldFrom(sourceCode, flow, up, down)) return undefined
  return { kind: 'jointFlag', place: up.place.text, node: down.node, read: up.node, wait: nodeOf(flow, gap), other: asked.node, entry, proven: false }
}

/** `if (this.quiet) return`, `while (!this.quiet && more)`. */
function decidesSomething(use: Node): boolean {
  const at = wrapped(use)
  const { parent } = at
  if (parent?.type === 'UnaryExpression' || parent?.type === 'LogicalExpression') return decidesSomething(parent)
  return (parent?.type === 'IfStatement' || parent?.type === 'WhileStatement') && parent.test === at
}

/** Who asks before he has it done keeps the second run out. */
function isCaller(sourceCode: SourceCode, { owner: asking, node }: Use, owner: CodeOwner): boolean {
  return isFunction(owner) && usesOf(sourceCode, owner).calls.some((call) => ownerOf(call) === asking && node.range[0] < call.range[0])
}
