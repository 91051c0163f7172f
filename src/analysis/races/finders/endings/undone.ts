import { breakings } from '../../../../knowledge/endings.ts'
import { endsAPart, isEnding, isStarting } from '../../../../knowledge/lifecycles.ts'
import { groupBy } from '../../../../utils/group.ts'
import { calledName, callsByOwner, nodesOf } from '../../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, isCall, isFunction, type Node, ownerOf, wrapped } from '../../../../utils/syntax.ts'
import { nameIn, usesOf } from '../../../callbacks/uses.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type Flow, nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { outcomeForNothing } from '../../../resolve/bindings.ts'
import type { Fault } from '../../faults.ts'
import { isConstructor } from '../../others/elsewhere.ts'
import { isAskedBehind } from '../../others/touched.ts'
import { entryOf, isOpen } from '../../overlap/entries.ts'
import { isLocked } from '../../overlap/guards.ts'
import { isTicketed } from '../../overlap/tickets.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { VALUE } from '../../places/place.ts'
import { type Written, writtenIn } from '../../places/written.ts'
import { decides } from '../../reads/control.ts'
import { restsOn } from '../../reads/dependence.ts'

/**
 * What is asked for only where something is there, and stored when the answer has come: `if (!this.token) return; this.account = await
 * load(this.token)`. Who takes both away meanwhile (`signOut()`) finds the one back that belongs to the other.
 */
export function undoneClearings(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || isConstructor(owner)) return []
  const accesses = accessesIn(sourceCode, owner)
  const stores = accesses.writes.filter((write) => write.effect === 'set' && write.shared !== 'caller' && write.place.part === VALUE && (clearings(sourceCode).get(write.place.base)?.length ?? 0) > 0)
  if (stores.length === 0) return []
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise) return []
  for (const write of stores) {
    const fault = faultOf(sourceCode, owner, flow, accesses.reads, write)
    if (fault) return [fault]
  }
  return []
}

function faultOf(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, reads: readonly Access[], write: Access): Fault | undefined {
  const tests = testsOf(flow)
  for (const read of reads) {
    if (read.place.part !== VALUE || read.place.base === write.place.base) continue
    const other = clearedTogether(sourceCode, owner, read, write)
    if (!other) continue
    const nodes = new Set([read.node])
    const test = tests.find((each) => each.event < write.event && decides(flow, each, write.event) === saysThatThere(each.node) && restsOn(sourceCode, flow, each.node, nodes).size > 0)
    const gap = test && suspensionPoints(flow).find((each) => reaches(flow, test.event, each) && reaches(flow, each, write.event))
    if (!test || gap === undefined || !write.value || restsOn(sourceCode, flow, write.value, new Set([nodeOf(flow, gap)])).size === 0 || isAskedBehind(sourceCode, owner, flow, gap, write)) continue
    if (isTicketed(sourceCode, owner, write, { flow, tests }) || isLocked(sourceCode, read.node, write.node)) continue
    const entry = entryOf(sourceCode, ownerOf(other.node))
    if (entry) return { kind: 'undone', place: write.place.text, node: write.node, read: read.node, wait: nodeOf(flow, gap), other: other.node, entry, proven: isOpen(entry) && restsOn(sourceCode, flow, write.value, new Set(reads.filter(({ node, place }) => place.base === read.place.base && !isAsked(node)).map(({ node }) => node))).size > 0 }
  }
  return undefined
}

/** `this.recorder.stop()`: it is what answers, and not what is asked for. */
function isAsked(node: Node): boolean {
  const member = wrapped(node).parent
  return member?.type === 'MemberExpression' && member.object === wrapped(node) && isCall(wrapped(member).parent)
}

/** With which outcome a test says that something is there: `token`, `token !== null`, `state === 'in'`. */
function saysThatThere(test: Node): boolean {
  if (test.type !== 'BinaryExpression') return true
  const missing = outcomeForNothing(test)
  return missing === undefined ? test.operator.startsWith('=') : !missing
}

/** Where functions of the file make a place empty, by the place. */
const clearings = perFile((sourceCode) => groupBy(nodesOf(sourceCode).owners.slice(0, MOST_OWNERS).flatMap((owner) => (isFunction(owner) && !isConstructor(owner) ? writtenIn(sourceCode, owner) : [])).filter(({ effect, place }) => effect === 'clear' && place.part === VALUE), ({ place }) => place.base))

/** How many functions of a file are asked for what they clear. */
const MOST_OWNERS = 300

/** Where another function, which this one does not call, clears both at once: it neither begins nor ends the object, and breaks nothing off. */
function clearedTogether(sourceCode: SourceCode, owner: FunctionNode, read: Access, write: Access): Written | undefined {
  return clearings(sourceCode).get(write.place.base)?.find((clearing) => {
    const by = ownerOf(clearing.node)
    if (!isFunction(by) || by === owner) return false
    const name = nameIn(by) ?? ''
    if (isEnding(name) || endsAPart(name) || isStarting(name) || usesOf(sourceCode, by).calls.some((call) => ownerOf(call) === owner)) return false
    if ((callsByOwner(sourceCode).get(by) ?? []).some((call) => breakings.has(calledName(call) ?? ''))) return false
    return clearings(sourceCode).get(read.place.base)?.some((each) => ownerOf(each.node) === by) ?? false
  })
}
