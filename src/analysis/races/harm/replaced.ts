import type { SourceCode } from '../../../utils/per-file.ts'
import { type Node, unwrap } from '../../../utils/syntax.ts'
import type { Test } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import type { Place } from '../places/place.ts'
import { decides } from '../reads/control.ts'
import { restsOn } from '../reads/dependence.ts'
import type { StaleWrite } from '../reads/stale.ts'

/** What the run goes on to make of the value that it has put there or has found: `this.next = first + 1; const id = this.next; this.next = id + 1`. */
export function stepAfter(sourceCode: SourceCode, { flow, accesses, write, test }: StaleWrite): Node | undefined {
  const isThere = (place: Place): boolean => place.base === write.place.base && place.part === write.place.part
  const reads = accesses.reads.filter((read) => isThere(read.place) && reaches(flow, write.event, read.event))
  const nodes = new Set(reads.map(({ node }) => node))
  return accesses.writes.find((each) => each !== write && isThere(each.place) && reaches(flow, write.event, each.event) && (!test || decides(flow, test, each.event) === undefined)
    && (each.effect === 'step' || (each.effect === 'set' && each.value !== undefined && !mayStay(each.value, nodes) && [...restsOn(sourceCode, flow, each.value, nodes).values()].includes('value'))))?.node
}

/** `this.user = found ?? this.user`: what is there may stay as it is. */
function mayStay(value: Node, reads: ReadonlySet<Node>): boolean {
  const node = unwrap(value)
  if (node.type === 'ConditionalExpression') return [node.consequent, node.alternate].some((each) => mayStay(each, reads))
  return node.type === 'LogicalExpression' ? [node.left, node.right].some((each) => mayStay(each, reads)) : reads.has(node)
}

/** Whether a run that has found something there puts another one there too: then it is no first one that others keep. */
export function isReplacedAnyway({ flow, accesses, write }: StaleWrite, test: Test | undefined): boolean {
  return test !== undefined && accesses.writes.some((each) => each !== write && each.effect === 'set' && each.place.base === write.place.base && each.place.part === write.place.part
    && reaches(flow, write.event, each.event) && decides(flow, test, each.event) === undefined)
}
