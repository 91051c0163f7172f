import { acquiring } from '../../../knowledge/reading.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isLiteral, keyName, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { eventsOf, type Flow, nodeOf } from '../../flow/graph.ts'
import { dominates } from '../../flow/reach.ts'
import { heldAlone } from '../../locks/held.ts'
import { exactKey } from '../../locks/places/symbol.ts'
import { lockUses } from '../../locks/uses.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { locationOf } from '../../resolve/location.ts'
import type { Access } from '../places/accesses.ts'
import { VALUE } from '../places/place.ts'
import { targetsByOwner } from '../places/written.ts'
import type { StaleWrite } from '../reads/stale.ts'
import { isMemoised, type Latch, latchesBefore } from './latches.ts'
import { isJoined, isSerialized } from './queued.ts'
import { type Context, isTicketed } from './tickets.ts'

/** Whether something keeps a second run from getting between the read and the write, or tells this run of it. */
export function isGuarded(sourceCode: SourceCode, owner: CodeOwner, stale: StaleWrite, context: Context): boolean {
  return latchesBefore(sourceCode, owner, stale.write.event, stale.write.wait !== undefined).some((latch) => !isForOneKey(latch, stale.write)) || isGuardedFromAll(sourceCode, owner, stale, context)
}

/** `if (pending.has(id)) return; pending.add(id)` keeps out who comes for the same: what is one for all is still changed by two of them. */
function isForOneKey({ set: { place: { part } } }: Latch, { place }: Access): boolean {
  const isKeyed = part.startsWith('entry:') && !part.startsWith('entry:"')
  return isKeyed && place.part === VALUE && !place.path.includes('[]') && !place.base.includes('@') && (place.root.kind === 'this' || (place.root.kind === 'variable' && place.root.scope === 'module'))
}

/** The same for what keeps out all that write to the place: a latch is asked only where it is known. */
export function isGuardedFromAll(sourceCode: SourceCode, owner: CodeOwner, { read, write }: StaleWrite, context: Context): boolean {
  return isTicketed(sourceCode, owner, write, context)
    || isHeldFrom(sourceCode, context.flow, read, write)
    || isSerialized(sourceCode, owner)
    || isMemoised(sourceCode, owner, nodeOf(context.flow, write.event))
    || (write.origin !== undefined && isJoined(sourceCode, ownerOf(write.origin)))
}

/** Where control is when something is read. */
type At = Pick<Access, 'node' | 'event'>

/** Whether a lock is held from a read to a write: one that we know, or one that says so by its name. */
export function isHeldFrom(sourceCode: SourceCode, flow: Flow, read: At, write: Pick<Access, 'node' | 'by'>): boolean {
  return isLocked(sourceCode, read.node, write.by ?? write.node) || isAcquired(sourceCode, flow, read)
}

/** Whether something that says by its name that it is a lock is acquired and awaited on every way to the read. */
function isAcquired(sourceCode: SourceCode, flow: Flow, read: At): boolean {
  return flow.kinds.some((kind, event) => kind === 'await' && event < read.event && isAcquisition(sourceCode, nodeOf(flow, event)) && (dominates(flow, event, read.event) || isTakenEitherWay(sourceCode, flow, nodeOf(flow, event), read)))
}

/** `if (locked) await waitForLock(); locked = true`: who finds it free does not wait, and both have it then. */
function isTakenEitherWay(sourceCode: SourceCode, flow: Flow, wait: Node, read: At): boolean {
  let at = wrapped(wait).parent
  while (at?.type === 'ExpressionStatement' || at?.type === 'BlockStatement') at = at.parent
  const key = at?.type === 'IfStatement' && !at.alternate ? locationOf(sourceCode, unwrap(at.test))?.key : undefined
  return key !== undefined && (targetsByOwner(sourceCode).get(flow.owner) ?? []).some((target) => {
    return target.parent?.type === 'AssignmentExpression' && isLiteral(target.parent.right, true) && locationOf(sourceCode, target)?.key === key && eventsOf(flow, target).some((event) => dominates(flow, event, read.event) && event > (eventsOf(flow, wait)[0] ?? event))
  })
}

function isAcquisition(sourceCode: SourceCode, node: Node): boolean {
  const call = node.type === 'AwaitExpression' ? awaitedAt(sourceCode, node) : undefined
  const callee = call?.type === 'CallExpression' ? unwrap(call.callee) : undefined
  const name = callee?.type === 'MemberExpression' ? keyName(callee) : callee?.type === 'Identifier' ? callee.name : undefined
  // What we know of a lock says more than its name.
  return call?.type === 'CallExpression' && name !== undefined && acquiring.test(name) && !lockUses(sourceCode).has(call)
}

/** Whether one lock is held around both. */
export function isLocked(sourceCode: SourceCode, read: Node, write: Node): boolean {
  if (lockUses(sourceCode).size === 0) return false
  const held = new Set(heldAlone(sourceCode, read).flatMap(({ lock }) => exactKey(lock) ?? []))
  return held.size > 0 && heldAlone(sourceCode, write).some(({ lock }) => held.has(exactKey(lock) ?? ''))
}
