import type { SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, functionAround, type FunctionNode, isCall, isFunction, isInside, type Node, unwrap } from '../../../../utils/syntax.ts'
import { usesOf } from '../../../callbacks/uses.ts'
import { flowOf } from '../../../flow/flow.ts'
import { nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { apiOf } from '../../../resolve/denote.ts'
import type { Fault } from '../../faults.ts'
import { usesOfPlace } from '../../others/elsewhere.ts'
import { entryOf } from '../../overlap/entries.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { VALUE } from '../../places/place.ts'

/**
 * A timer that is set for what has been added, and taken away when the work that it has begun is done: `const rows = this.rows;
 * this.rows = []; await send(rows); this.timer = null`. For what is added meanwhile no timer is set, or the one that is set is
 * forgotten: it waits for the next one that is added.
 */
export function disarmedTimers(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  const { writes } = accessesIn(sourceCode, owner)
  const clears = writes.filter(({ effect, place, shared }) => effect === 'clear' && place.part === VALUE && shared !== 'caller')
  const taken = writes.filter(({ effect, shared }) => (effect === 'clear' || effect === 'remove') && shared !== 'caller')
  if (clears.length === 0 || taken.length < 2) return []
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise || isSerialized(sourceCode, owner)) return []
  for (const clear of clears) {
    const gap = suspensionPoints(flow).find((each) => reaches(flow, each, clear.event))
    const adder = gap === undefined ? undefined : adderOf(sourceCode, owner, clear, taken.filter((each) => each.place.base !== clear.place.base && reaches(flow, each.event, gap)))
    if (gap === undefined || !adder) continue
    // Emptied before the wait as well, asked for what is there now, or set anew.
    if (writes.some((each) => each !== clear && each.place.base === clear.place.base && (each.effect === 'set' || reaches(flow, each.event, gap)))) continue
    if (testsOf(flow).some((test) => reaches(flow, gap, test.event) && asksFor(sourceCode, owner, test.node, adder.added)) || goesOn(sourceCode, owner, adder.by, clear)) continue
    const entry = entryOf(sourceCode, owner)
    return [{ kind: 'disarmed', place: clear.place.text, node: clear.node, read: adder.at, wait: nodeOf(flow, gap), other: adder.added.node, ...(entry && { entry }), proven: true }]
  }
  return []
}

interface Adder {
  readonly by: FunctionNode
  /** Where the timer is set. */
  readonly at: Node
  readonly added: Access
}

/** The function that adds to what is taken, and sets the timer that runs the code. */
function adderOf(sourceCode: SourceCode, owner: FunctionNode, clear: Access, taken: readonly Access[]): Adder | undefined {
  if (taken.length === 0) return undefined
  for (const { node, owner: setter, does } of usesOfPlace(sourceCode, clear.place)) {
    const timer = does === 'fill' && node.type === 'AssignmentExpression' ? unwrap(node.right) : undefined
    if (!isCall(timer) || apiOf(sourceCode, timer.callee) !== '#setTimeout' || !runsBy(sourceCode, owner, timer)) continue
    for (let by = isFunction(setter) ? setter : undefined; by && by !== owner; by = functionAround(by)) {
      const added = accessesIn(sourceCode, by).writes.find(({ effect, place }) => effect === 'append' && taken.some((each) => each.place.base === place.base))
      if (added) return { by, at: node, added }
    }
  }
  return undefined
}

/** Whether a timer runs a function: it is what the timer is given, or called in that. */
function runsBy(sourceCode: SourceCode, fn: FunctionNode, timer: Node): boolean {
  const { calls, values } = usesOf(sourceCode, fn)
  return [...calls, ...values].some((each) => isInside(each, timer))
}

function asksFor(sourceCode: SourceCode, owner: FunctionNode, test: Node, { place }: Access): boolean {
  return accessesIn(sourceCode, owner).reads.some((read) => read.place.base === place.base && isInside(read.node, test))
}

/** Whether the code begins once more when it is done: it calls itself, or who sets the timer. */
function goesOn(sourceCode: SourceCode, owner: FunctionNode, by: FunctionNode, { node: clear }: Access): boolean {
  return [owner, by].some((fn) => usesOf(sourceCode, fn).calls.some((call) => isInside(call, owner) && call.range[0] > clear.range[0]))
}
