import { nodesOf } from '../../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, isCaught, isFunction, isInside, isLiteral, nameAtEnd, ownerOf, unwrap } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import type { Flow, Test } from '../../../flow/graph.ts'
import { dominates, reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { isNothing } from '../../../resolve/bindings.ts'
import type { Fault } from '../../faults.ts'
import { isDoneElsewhere, type Use } from '../../others/elsewhere.ts'
import { isAskedBehind } from '../../others/touched.ts'
import { entryOf } from '../../overlap/entries.ts'
import { isHeldFrom } from '../../overlap/guards.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { VALUE } from '../../places/place.ts'
import { decides } from '../../reads/control.ts'
import { waitBetween } from '../../reads/stale.ts'
import { askedBefore, isUse, refillsBetween } from './gone.ts'
import { isAborted } from './outlived.ts'

/**
 * What a run uses behind a wait because it was there before, while other code may have taken it away meanwhile: the use throws.
 * `if (!this.panel) return; const page = await draw(); this.panel.webview.html = page`, with `this.panel = undefined` where it closes.
 * So does what the run has put there itself: `this.wire = new Wire(); await this.greet(); this.wire.send(text)`.
 */
export function withdrawnUses(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  const names = usedByOwner(sourceCode).get(owner)
  if (!names || !isFunction(owner)) return []
  const flow = flowOf(sourceCode, owner)
  const gaps = flow.imprecise ? [] : suspensionPoints(flow)
  const { reads, writes } = gaps.length > 0 ? accessesIn(sourceCode, owner) : { reads: [], writes: [] }
  for (const use of reads) {
    const { place, shared, event, node } = use
    if (shared !== 'all' || place.part !== VALUE || !names.has(nameAtEnd(unwrap(node)) ?? '') || !isUse(node) || !gaps.some((gap) => reaches(flow, gap, event)) || isCaught(node, owner)) continue
    const fault = faultOf(sourceCode, owner, flow, use, reads, writes)
    if (fault) return [fault]
  }
  return []
}

function faultOf(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, use: Access, reads: readonly Access[], writes: readonly Access[]): Fault | undefined {
  const own = reads.filter(({ place }) => place.base === use.place.base && place.part === VALUE)
  const puts = writes.filter(({ place }) => place.base === use.place.base)
  const test = puts.length > 0 ? putBefore(flow, puts, use) : (askedBefore(flow, testsOf(flow), own, use) ?? usedBefore(sourceCode, owner, flow, use, own, reads))
  const gap = test && suspensionPoints(flow).find((each) => reaches(flow, test.event, each) && reaches(flow, each, use.event))
  const wait = test && waitBetween(flow, test.event, use.event)
  if (!test || gap === undefined || !wait || (puts.length === 0 && refillsBetween(flow, writes, test, use))) return undefined
  if (isHeldFrom(sourceCode, flow, test, use) || isAskedBehind(sourceCode, owner, flow, gap, use) || isSerialized(sourceCode, owner)) return undefined
  const taken = isDoneElsewhere(sourceCode, use.place, owner, ['empty'], isNoWithdrawal)
  const entry = taken && entryOf(sourceCode, owner)
  return taken && { kind: 'withdrawn', place: use.place.text, node: use.node, read: test.node, wait, other: taken.node, ...(entry && { entry }), proven: false }
}

/**
 * Where the run has used it before the wait, having asked whether all has ended: `if (this.closed) throw …; await this.wire.send(text);
 * this.wire.flush()`, with `this.closed = true; this.wire = null` at the end.
 */
function usedBefore(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, use: Access, own: readonly Access[], reads: readonly Access[]): Test | undefined {
  const earlier = own.find((read) => isUse(read.node) && waitBetween(flow, read.event, use.event))
  const tests = earlier ? testsOf(flow).filter((each) => each.event < use.event && decides(flow, each, use.event) !== undefined && waitBetween(flow, each.event, use.event)) : []
  const taken = earlier && tests.length > 0 ? isDoneElsewhere(sourceCode, use.place, owner, ['empty'], isNoWithdrawal) : undefined
  if (!earlier || !taken) return undefined
  const flags = new Set(accessesIn(sourceCode, taken.owner).writes.flatMap(({ place, value }) => (place.part === VALUE && value && isLiteral(value, true) ? [place.base] : [])))
  const asked = tests.find(({ node }) => reads.some((read) => flags.has(read.place.base) && isInside(read.node, node)))
  return asked && { event: asked.event, node: earlier.node }
}

/** Where the run has put something there before the wait, and nowhere else: what it makes, or has been given. */
function putBefore(flow: Flow, [put, another]: readonly Access[], use: Access): Test | undefined {
  const isPut = put && !another && put.effect === 'set' && put.place.part === VALUE && put.value !== undefined && !isNothing(unwrap(put.value))
  return isPut && dominates(flow, put.event, use.event) && waitBetween(flow, put.event, use.event) ? { event: put.event, node: put.node } : undefined
}

/** What puts nothing there for good: it fills the place again at once, breaks off what is being waited for, or nobody calls it from outside. */
function isNoWithdrawal(sourceCode: SourceCode, { node, owner }: Use): boolean {
  return node.type !== 'AssignmentExpression' || !isNothing(unwrap(node.right)) || !isFunction(owner) || isAborted(sourceCode, owner) || entryOf(sourceCode, owner) === undefined
    || accessesIn(sourceCode, owner).writes.some((each) => each.effect === 'set' && each.node !== node.left && nameAtEnd(each.node) === nameAtEnd(node.left))
}

/** The functions that use something of a field which other code empties, and the names of these fields: a look at names. */
export const usedByOwner = perFile((sourceCode): ReadonlyMap<CodeOwner, ReadonlySet<string>> => {
  const { writes, members, awaits } = nodesOf(sourceCode)
  const found = new Map<CodeOwner, Set<string>>()
  const emptied = new Set(awaits.length === 0 ? [] : writes.flatMap((write) => (write.type === 'AssignmentExpression' && isNothing(unwrap(write.right)) ? (nameAtEnd(write.left) ?? []) : [])))
  if (emptied.size === 0) return found
  const waiting = new Set(awaits.map(ownerOf))
  for (const member of members) {
    const name = nameAtEnd(unwrap(member.object))
    if (name === undefined || member.optional || !emptied.has(name)) continue
    const owner = ownerOf(member)
    if (!isFunction(owner) || !waiting.has(owner)) continue
    const names = found.get(owner)
    if (names) names.add(name)
    else found.set(owner, new Set([name]))
  }
  return found
})
