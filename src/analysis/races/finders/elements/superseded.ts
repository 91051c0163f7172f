import { puttingAway, sendingOut } from '../../../../knowledge/requests.ts'
import { calledName } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, isCall, isFunction, isInside, type Node, unwrap } from '../../../../utils/syntax.ts'
import { isMadeOfParameter } from '../../../callbacks/whole.ts'
import { flowOf } from '../../../flow/flow.ts'
import { nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { awaitedAt } from '../../../promises/awaited.ts'
import { isNothing } from '../../../resolve/bindings.ts'
import { saysThatItChanges } from '../../../resolve/options.ts'
import type { Fault } from '../../faults.ts'
import { isDoneElsewhere, type Use } from '../../others/elsewhere.ts'
import { isAskedBehind } from '../../others/touched.ts'
import { entryOf, isOpen } from '../../overlap/entries.ts'
import { isLocked } from '../../overlap/guards.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { type Access, accessesIn, sharesBase } from '../../places/accesses.ts'
import { VALUE } from '../../places/place.ts'
import { isHandedTo, shutsOut } from './dropped.ts'

/**
 * `await save(this.draft); this.draft = null`, with `this.draft = text` elsewhere: what is put there while the one before is put
 * away is forgotten with it.
 */
export function superseded(sourceCode: SourceCode, owner: CodeOwner, empty: Access, reads: readonly Access[], writes: readonly Access[]): Fault | undefined {
  const { place, value, shared } = empty
  if (!isFunction(owner) || shared !== 'all' || place.part !== VALUE || !value || !isNothing(unwrap(value)) || writes.some((each) => each.effect !== 'clear' && sharesBase(each, empty))) return undefined
  const flow = flowOf(sourceCode, owner)
  const looks = reads.filter((each) => each.place.base === place.base && each.place.part === VALUE)
  const gaps = looks.length > 0 ? suspensionPoints(flow).filter((gap) => reaches(flow, gap, empty.event) && putsAway(sourceCode, nodeOf(flow, gap))) : []
  for (const gap of gaps) {
    const wait = nodeOf(flow, gap)
    const read = looks.find((look) => look.event <= gap && isHandedTo(sourceCode, flow, wait, look))
    const newer = read && isDoneElsewhere(sourceCode, place, owner, ['fill'], isNoNewer)
    if (!read || !newer || shutsOut(sourceCode, owner, newer.owner, gap, writes) || isAskedBehind(sourceCode, owner, flow, gap, empty)) continue
    if (isLocked(sourceCode, read.node, empty.node) || isSerialized(sourceCode, owner)) continue
    const entry = entryOf(sourceCode, owner)
    return { kind: 'dropped', place: place.text, node: empty.node, read: read.node, wait, other: newer.node, ...(entry && { entry }), proven: isOpen(entryOf(sourceCode, newer.owner)) }
  }
  return undefined
}

/** `await api.save(draft)`, `await fetch(url, { method: 'PUT', body })`. */
function putsAway(sourceCode: SourceCode, wait: Node): boolean {
  const call = wait.type === 'AwaitExpression' ? awaitedAt(sourceCode, wait) : undefined
  if (!isCall(call)) return false
  const name = calledName(call) ?? ''
  return puttingAway.test(name) || sendingOut.test(name) || saysThatItChanges(sourceCode, call)
}

/** What puts no other thing there while one is being put away: it makes one of its own, or looks whether the place is free. */
function isNoNewer(sourceCode: SourceCode, { node, owner }: Use): boolean {
  if (node.type !== 'AssignmentExpression' || node.operator !== '=' || !isMadeOfParameter(sourceCode, owner, node.right)) return true
  const { reads, writes } = accessesIn(sourceCode, owner)
  const write = writes.find((each) => each.node === node.left)
  return !write || reads.some((read) => sharesBase(read, write) && !isInside(read.node, node))
}
