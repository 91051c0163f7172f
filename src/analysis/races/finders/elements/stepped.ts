import type { TSESTree } from '@typescript-eslint/utils'

import { groupBy } from '../../../../utils/group.ts'
import { callsNamed } from '../../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, isFunction, isInside, keyName, type Node, ownerOf, unwrap, walkOwn } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, eventsOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { variableOf } from '../../../resolve/bindings.ts'
import type { Fault } from '../../faults.ts'
import { isDoneElsewhere } from '../../others/elsewhere.ts'
import { entryOf, isOpen } from '../../overlap/entries.ts'
import { isLocked } from '../../overlap/guards.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { collectionOf, type Place, sharedBy } from '../../places/place.ts'
import { decides } from '../../reads/control.ts'

/** An element that is taken out of a list by the number of a loop over it. */
interface Taken {
  readonly call: Call
  readonly loop: TSESTree.ForStatement
  readonly place: Place
}

/** Those of the functions of a file. */
export const takenByOwner = perFile((sourceCode): ReadonlyMap<CodeOwner, readonly Taken[]> =>
  groupBy(callsNamed(sourceCode, TAKING).flatMap((call) => takenAt(sourceCode, call) ?? []), ({ call }) => ownerOf(call)))

const TAKING = ['splice']

/** `list.splice(i, 1)` in `for (let i = 0; i < list.length; i++)`. */
function takenAt(sourceCode: SourceCode, call: Call): Taken | undefined {
  const [index] = call.arguments
  const callee = unwrap(call.callee)
  const counter = index?.type === 'Identifier' && callee.type === 'MemberExpression' ? variableOf(sourceCode, index) : undefined
  const declared = counter?.defs[0]?.node.parent
  const loop = declared?.parent?.type === 'ForStatement' && declared.parent.init === declared ? declared.parent : undefined
  if (!loop || callee.type !== 'MemberExpression' || !isInside(call, loop.body) || ownerOf(loop) !== ownerOf(call)) return undefined
  const place = collectionOf(sourceCode, callee.object)
  return place && isOver(sourceCode, loop, place) ? { call, loop, place } : undefined
}

/** Whether a loop goes on as long as there are elements: it compares with the `length` of the list. */
function isOver(sourceCode: SourceCode, { init, test }: TSESTree.ForStatement, { base }: Place): boolean {
  let found = false
  for (const part of [init, test]) {
    if (part) walkOwn(sourceCode, part, (node: Node) => {
      found ||= node.type === 'MemberExpression' && keyName(node) === 'length' && collectionOf(sourceCode, node.object)?.base === base
    })
  }
  return found
}

/**
 * `for (let i = 0; i < this.mails.length; i++) { await send(this.mails[i]); this.mails.splice(i, 1) }`: when another run takes
 * one out before that meanwhile, another mail stands there, and is taken out unsent.
 */
export function steppedRounds(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  const taken = takenByOwner(sourceCode).get(owner)
  const flow = taken && isFunction(owner) ? flowOf(sourceCode, owner) : undefined
  if (!taken || !isFunction(owner) || !flow || flow.imprecise || isSerialized(sourceCode, owner)) return []
  for (const { call, loop, place } of taken) {
    const [to] = eventsOf(flow, call)
    const read = accessesIn(sourceCode, owner).reads.find((each) => each.place.base === place.base && isInside(each.node, loop.body))
    const gap = read && to !== undefined ? suspensionPoints(flow).find((each) => isInside(flow.nodes[each] as Node, loop.body) && reaches(flow, read.event, each) && reaches(flow, each, to, isOfRound(read))) : undefined
    const shared = gap === undefined ? undefined : sharedBy(sourceCode, place, owner)
    if (!read || to === undefined || gap === undefined || !shared || shared === 'caller' || isLocked(sourceCode, read.node, call)) continue
    // `if (this.mails[i] === mail) this.mails.splice(i, 1)`
    const again = accessesIn(sourceCode, owner).reads.filter(({ place: { base }, event, node }) => base === place.base && isInside(node, loop.body) && reaches(flow, gap, event, isOfRound(read)))
    if (testsOf(flow).some((test) => isInside(test.node, loop.body) && again.some(({ node }) => isInside(node, test.node)) && decides(flow, test, to) !== undefined)) continue
    const other = isDoneElsewhere(sourceCode, place, owner, ['remove'])
    const entry = entryOf(sourceCode, other && isFunction(other.owner) ? other.owner : owner)
    if (entry) return [{ kind: 'stepped', place: place.text, node: call, read: read.node, wait: flow.nodes[gap] as Node, other: other?.node ?? call, entry, proven: isOpen(entry) }]
  }
  return []
}

/** The next round looks again. */
function isOfRound({ event }: Access): (from: EventId, kind: unknown, to: EventId) => boolean {
  return (_, __, to) => to !== event
}
