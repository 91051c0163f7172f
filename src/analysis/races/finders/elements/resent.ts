import { endings } from '../../../../knowledge/endings.ts'
import { isEnding } from '../../../../knowledge/lifecycles.ts'
import { callsNamed } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, isFunction, isInside, type Node, ownerOf, walkOwn } from '../../../../utils/syntax.ts'
import { actionName } from '../../../callbacks/whole.ts'
import { flowOf } from '../../../flow/flow.ts'
import { nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { variableOf } from '../../../resolve/bindings.ts'
import type { Fault } from '../../faults.ts'
import { entryFor } from '../../overlap/entries.ts'
import { isHeldFrom } from '../../overlap/guards.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { type Access, sharesBase } from '../../places/accesses.ts'
import { isCollection } from '../../places/emptyings.ts'

/** `for (const row of this.rows) await send(row); this.rows = []`: a second run, which is sure to come, meanwhile goes through the same, and each is sent twice. */
export function resent(sourceCode: SourceCode, owner: CodeOwner, empty: Access, reads: readonly Access[], writes: readonly Access[]): Fault | undefined {
  if (!isCollection(empty) || !isFunction(owner) || isEnding(actionName(sourceCode, owner))) return undefined
  const looks = reads.filter((each) => sharesBase(each, empty) && each.event < empty.event)
  if (looks.length === 0 || isSerialized(sourceCode, owner)) return undefined
  const flow = flowOf(sourceCode, owner)
  for (const look of looks) {
    const loop = loopOver(look.node)
    const names = loop && namesIn(sourceCode, loop.left)
    const gap = names && suspensionPoints(flow).find((event) => event < empty.event && isInside(nodeOf(flow, event), loop.body) && ownerOf(nodeOf(flow, event)) === owner && isOfElement(sourceCode, nodeOf(flow, event), names) && reaches(flow, event, empty.event))
    if (gap === undefined || !loop || isInside(empty.node, loop)) continue
    const wait = nodeOf(flow, gap)
    // What is taken out there is found by nobody else, and what is ended twice is ended.
    if (writes.some((each) => sharesBase(each, empty) && isInside(each.node, loop.body)) || callsNamed(sourceCode, endings).some((call) => isInside(call, wait))) continue
    const entry = entryFor(sourceCode, owner, empty)
    if (entry?.strength !== 'proven' || isHeldFrom(sourceCode, flow, look, empty) || latchesBefore(sourceCode, owner, gap).length > 0) continue
    return { kind: 'resent', place: empty.place.text, node: empty.node, read: look.node, wait, entry, proven: true }
  }
  return undefined
}

type ForOf = Extract<Node, { type: 'ForOfStatement' }>

/** The loop that goes through the place, or through what a call makes of it there. */
function loopOver(read: Node): ForOf | undefined {
  for (let at: Node | undefined = read.parent, child = read; at && !isFunction(at); child = at, at = at.parent) if (at.type === 'ForOfStatement') return at.right === child ? at : undefined
  return undefined
}

/** The variables that stand for an element. */
function namesIn(sourceCode: SourceCode, left: Node): ReadonlySet<unknown> {
  const names = new Set<unknown>()
  walkOwn(sourceCode, left, (node) => {
    if (node.type === 'Identifier') names.add(variableOf(sourceCode, node))
  })
  names.delete(undefined)
  return names
}

/** Whether a wait is for something that is done with the element. */
function isOfElement(sourceCode: SourceCode, wait: Node, names: ReadonlySet<unknown>): boolean {
  let found = false
  if (wait.type === 'AwaitExpression') walkOwn(sourceCode, wait.argument, (node) => {
    found ||= node.type === 'Identifier' && names.has(variableOf(sourceCode, node))
    return !found
  })
  return found
}
