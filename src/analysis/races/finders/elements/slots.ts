import type { SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, isFunction, isInside, type Node, ownerOf, sizedIn, unwrap } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { reaches } from '../../../flow/reach.ts'
import { sourcesOf, type Variable, variableOf } from '../../../resolve/bindings.ts'
import type { Fault } from '../../faults.ts'
import { entryFor, isOpen } from '../../overlap/entries.ts'
import { isHeldFrom } from '../../overlap/guards.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { waitBetween } from '../../reads/stale.ts'

/**
 * Places behind the last element that a run takes by the size of a list, and fills after a wait: `const at = list.length; const
 * value = await read(); list[at] = value`. Two runs take the same one. Who puts something there before the wait has it.
 */
export function lateSlots(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  const { reads, writes } = accessesIn(sourceCode, owner)
  const puts = writes.filter(({ effect, node, shared, wait }) => effect === 'set' && shared !== 'caller' && wait === undefined && slotOf(sourceCode, owner, node) !== undefined)
  if (puts.length === 0) return []
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise || isSerialized(sourceCode, owner)) return []
  for (const put of puts) {
    const begin = slotOf(sourceCode, owner, put.node)
    const read = begin && reads.find(({ node, place }) => isInside(node, begin) && place.base === put.place.base && sizedIn(node))
    const wait = read && waitBetween(flow, read.event, put.event)
    const entry = wait && entryFor(sourceCode, owner, put)
    if (!read || !wait || !entry || writes.some((each) => isBetween(read, each, put)) || isHeldFrom(sourceCode, flow, read, put) || latchesBefore(sourceCode, owner, put.event).length > 0) continue
    return [{ kind: 'counted', place: put.place.text.replace(/\[.*$/u, ''), node: put.node, read: read.node, wait, entry, proven: isOpen(entry) }]
  }
  return []

  function isBetween(from: Access, { node, place, event }: Access, to: Access): boolean {
    return node !== to.node && place.base === to.place.base && reaches(flow, from.event, event) && reaches(flow, event, to.event)
  }
}

/** What a local name begins with by which an element is chosen: `list.length` of `list[at]` and of `list[at++]`. */
function slotOf(sourceCode: SourceCode, owner: CodeOwner, target: Node): Node | undefined {
  const index = target.type === 'MemberExpression' && target.computed ? unwrap(target.property) : undefined
  const name = index?.type === 'UpdateExpression' && index.operator === '++' && !index.prefix ? unwrap(index.argument) : index
  const variable = name?.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
  const [declared] = variable?.identifiers ?? []
  const begins = variable && declared && ownerOf(declared) === owner ? beginOf(sourceCode, variable) : undefined
  return begins && sizedIn(begins) ? begins : undefined
}

function beginOf(sourceCode: SourceCode, variable: Variable): Node | undefined {
  const [source] = sourcesOf(sourceCode, variable) ?? []
  return source?.kind === 'value' && source.steps.length === 0 ? unwrap(source.value) : undefined
}
