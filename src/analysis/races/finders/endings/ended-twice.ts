import type { SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, isCall, isFunction, isInside, type Node, unwrap } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { awaitedAt } from '../../../promises/awaited.ts'
import { onlyValue, variableHolding } from '../../../resolve/bindings.ts'
import type { Fault } from '../../faults.ts'
import { endedReceiver } from '../../others/ended.ts'
import { entryFor } from '../../overlap/entries.ts'
import { isHeldFrom } from '../../overlap/guards.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { VALUE } from '../../places/place.ts'
import { decides } from '../../reads/control.ts'

/**
 * What a run asks for, ends with a wait, and forgets only behind that: `if (this.port) { await this.port.close(); this.port = undefined
 * }`, also under the name that the run has for it. A second run meanwhile finds the same one and ends it, too, and what is put there
 * meanwhile is forgotten with it.
 */
export function endedTwice(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  const { writes, reads } = accessesIn(sourceCode, owner)
  for (const write of writes) {
    if (write.effect !== 'clear' || write.shared !== 'all' || write.place.part !== VALUE || write.wait) continue
    const own = reads.filter(({ place }) => place.base === write.place.base && place.part === VALUE)
    const fault = own.length > 0 ? faultOf(sourceCode, owner, write, own) : undefined
    if (fault) return [fault]
  }
  return []
}

function faultOf(sourceCode: SourceCode, owner: CodeOwner, write: Access, own: readonly Access[]): Fault | undefined {
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise) return undefined
  const isOwn = (node: Node): boolean => own.some((read) => read.node === unwrap(node) || read.node === unwrap(onlyValue(sourceCode, unwrap(node)) ?? node))
  const gap = suspensionPoints(flow).find((each) => {
    const call = nodeOf(flow, each).type === 'AwaitExpression' ? awaitedAt(sourceCode, nodeOf(flow, each)) : undefined
    const ended = isCall(call) ? endedReceiver(call) : undefined
    return ended !== undefined && isOwn(ended) && reaches(flow, each, write.event)
  })
  if (gap === undefined) return undefined
  const named = own.flatMap(({ node }) => variableHolding(sourceCode, node) ?? [])
  const isNamed = (node: Node): boolean => named.some(({ references }) => references.some(({ identifier, init }) => init !== true && isInside(identifier, node)))
  const tests = testsOf(flow).filter(({ node }) => own.some((read) => isInside(read.node, node)) || isNamed(node))
  const first = tests.find((test) => test.event < gap && decides(flow, test, gap) !== undefined)
  // Who looks again behind the wait knows what is there; who uses it there finds it gone, which is told of that.
  if (!first || own.some((read) => reaches(flow, gap, read.event) && reaches(flow, read.event, write.event))) return undefined
  const entry = entryFor(sourceCode, owner, write)
  if (!entry || isSerialized(sourceCode, owner) || latchesBefore(sourceCode, owner, gap).length > 0 || isHeldFrom(sourceCode, flow, first, write)) return undefined
  return { kind: 'endedTwice', place: write.place.text, node: write.node, read: first.node, wait: nodeOf(flow, gap), entry, proven: false }
}
