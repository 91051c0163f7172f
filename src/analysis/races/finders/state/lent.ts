import type { SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, isFunction, type Node, unwrap } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { reaches } from '../../../flow/reach.ts'
import { onlyValue, variableOf } from '../../../resolve/bindings.ts'
import type { Fault } from '../../faults.ts'
import { isConstructor } from '../../others/elsewhere.ts'
import { accessesOf, isAskedBehind } from '../../others/touched.ts'
import { disablesItsControl } from '../../overlap/disabled.ts'
import { entryFor } from '../../overlap/entries.ts'
import { isLocked } from '../../overlap/guards.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import type { Access } from '../../places/accesses.ts'
import { overlaps, VALUE } from '../../places/place.ts'
import { waitBetween } from '../../reads/stale.ts'

/**
 * A place that has a value of its own while something runs, and gets back what was there before: `const before = current; current =
 * mine; await work(); current = before`. A second run meanwhile takes the first one's value for what was there before.
 */
export function lentPlaces(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || isConstructor(owner)) return []
  const { writes } = accessesOf(sourceCode, owner)
  for (const back of writes) {
    const kept = back.effect === 'set' && back.place.part === VALUE && back.shared !== 'caller' && back.value && unwrap(back.value).type === 'Identifier' ? onlyValue(sourceCode, unwrap(back.value)) : undefined
    const fault = kept && faultOf(sourceCode, owner, back, unwrap(kept))
    if (fault) return [fault]
  }
  return []
}

function faultOf(sourceCode: SourceCode, owner: FunctionNode, back: Access, kept: Node): Fault | undefined {
  const flow = flowOf(sourceCode, owner)
  const { reads, writes } = accessesOf(sourceCode, owner)
  const read = reads.find(({ node, place }) => node === kept && overlaps(place, back.place))
  if (!read || flow.imprecise) return undefined
  // What is put back where the work has failed undoes it, and is asked for elsewhere.
  const own = writes.find((each) => each.effect === 'set' && each.node !== back.node && each.place.base === back.place.base && each.place.part === VALUE && each.value && !isSameName(sourceCode, each.value, back.value) && reaches(flow, read.event, each.event))
  const wait = own && (back.wait ?? unfailingWait(sourceCode, owner, own, back))
  if (!own || !wait || latchesBefore(sourceCode, owner, own.event).length > 0 || disablesItsControl(sourceCode, owner)) return undefined
  if (isAskedBehind(sourceCode, owner, flow, own.event, back) || isSerialized(sourceCode, owner) || isLocked(sourceCode, read.node, back.node)) return undefined
  const entry = entryFor(sourceCode, owner, back)
  return entry && { kind: 'lent', place: back.place.text, node: back.node, read: read.node, wait, entry, proven: entry.strength === 'proven' }
}

/** `if (free) setState({ rows }) else setState({ rows })`: the same on every way, and nothing of its own. */
function isSameName(sourceCode: SourceCode, one: Node, other: Node | undefined): boolean {
  const [name, again] = [one, other].map((each) => each && unwrap(each))
  return name?.type === 'Identifier' && again?.type === 'Identifier' && variableOf(sourceCode, name) === variableOf(sourceCode, again)
}

/** The wait between the own value and the one that is put back, on a way on which nothing fails. */
function unfailingWait(sourceCode: SourceCode, owner: FunctionNode, own: Access, back: Access): Node | undefined {
  const flow = flowOf(sourceCode, owner)
  const isUnfailing = reaches(flow, own.event, back.event, (_, edge) => edge !== 'throw')
  return isUnfailing ? waitBetween(flow, own.event, back.event) : undefined
}
