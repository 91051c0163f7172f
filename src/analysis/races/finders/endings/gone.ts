import type { SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, isFunction, isInside, type Node, unwrap, wrapped } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import type { Flow, Test } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { testsOf } from '../../../flow/tests.ts'
import { isNothing, outcomeForNothing } from '../../../resolve/bindings.ts'
import type { Fault } from '../../faults.ts'
import { entryFor } from '../../overlap/entries.ts'
import { isHeldFrom } from '../../overlap/guards.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { VALUE } from '../../places/place.ts'
import { decides } from '../../reads/control.ts'
import { waitBetween } from '../../reads/stale.ts'

/**
 * What a run uses behind a wait because it was there before, and empties then: of two runs, the one that comes later finds
 * nothing there, and throws: `if (!this.link) return; await this.link.drain(); this.link.close(); this.link = null`.
 */
export function goneMeanwhile(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  const accesses = accessesIn(sourceCode, owner)
  const emptied = accesses.writes.filter(({ effect, place, shared, value }) => effect === 'clear' && shared !== 'caller' && place.part === VALUE && value !== undefined && isNothing(unwrap(value)))
  if (emptied.length === 0) return []
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise || isSerialized(sourceCode, owner)) return []
  const { reads, writes } = accesses
  const tests = testsOf(flow)
  for (const write of emptied) {
    const own = reads.filter(({ place }) => place.base === write.place.base && place.part === VALUE)
    const [late] = own.flatMap((use) => {
      const test = isUse(use.node) && reaches(flow, use.event, write.event) ? askedBefore(flow, tests, own, use) : undefined
      return test ? [{ use, test }] : []
    })
    const wait = late && waitBetween(flow, late.test.event, late.use.event)
    const entry = wait && entryFor(sourceCode, owner, write)
    if (!late || !wait || !entry) continue
    const { use, test } = late
    if (refillsBetween(flow, writes, test, use) || isHeldFrom(sourceCode, flow, test, use) || latchesBefore(sourceCode, owner, use.event).length > 0) continue
    return [{ kind: 'gone', place: write.place.text, node: use.node, read: test.node, wait, entry, other: write.node, proven: entry.strength === 'proven' }]
  }
  return []
}

/** `this.link.close()`: something of it, which there has to be. */
export function isUse(node: Node): boolean {
  const { parent } = wrapped(node)
  return parent?.type === 'MemberExpression' && parent.object === wrapped(node) && !parent.optional
}

/** The test before a wait that the place is there, without which control does not come to the use; undefined where it is asked again behind the wait. */
export function askedBefore(flow: Flow, tests: readonly Test[], reads: readonly Access[], use: Access): Test | undefined {
  const asking = tests.filter((test) => {
    const there = reads.map(({ node }) => outcomeWhereThere(node, test.node)).find((each) => each !== undefined)
    return there !== undefined && decides(flow, test, use.event) === there
  })
  const [first] = asking
  const isLate = first !== undefined && waitBetween(flow, first.event, use.event) !== undefined
  return isLate && asking.every((test) => waitBetween(flow, test.event, use.event)) && !tests.some((test) => isInside(use.node, test.node)) ? first : undefined
}

/** How a test comes out where something is there: `this.link`, `this.link !== undefined`; undefined for other tests. */
function outcomeWhereThere(read: Node, test: Node): boolean | undefined {
  const node = unwrap(test)
  if (node === read) return true
  const missing = node.type === 'BinaryExpression' && [node.left, node.right].some((side) => unwrap(side) === read) ? outcomeForNothing(node) : undefined
  return missing === undefined ? undefined : !missing
}

/** Whether the run itself puts something there in between. */
export function refillsBetween(flow: Flow, writes: readonly Access[], test: Test, use: Access): boolean {
  return writes.some((each) => each.place.base === use.place.base && each.effect !== 'clear' && reaches(flow, test.event, each.event) && reaches(flow, each.event, use.event))
}
