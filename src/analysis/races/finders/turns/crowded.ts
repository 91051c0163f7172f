import { promiseMembers } from '../../../../knowledge/races.ts'
import { changing } from '../../../../knowledge/reading.ts'
import { linkAt } from '../../../../utils/chains.ts'
import { calledName } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isCall, isFunction, isInside, keyName, type Node, unwrap } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, type Flow, nodeOf } from '../../../flow/graph.ts'
import { leadsOn, reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { yieldsPromise } from '../../../locks/floating/promises.ts'
import { onlyValue } from '../../../resolve/bindings.ts'
import type { Fault } from '../../faults.ts'
import { isConstructor } from '../../others/elsewhere.ts'
import { entryFor } from '../../overlap/entries.ts'
import { isHeldFrom } from '../../overlap/guards.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { isTicketed } from '../../overlap/tickets.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'

/**
 * Turns that are waited for once: `if (this.saving) await this.saving; this.saving = this.write(text)`. Who finds nothing goes
 * on, and one that waits comes behind that; but of two that wait for the same, both go on when it is over, and work at once.
 */
export function crowdedTurns(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || !(owner.async || owner.generator) || isConstructor(owner)) return []
  const puts = accessesIn(sourceCode, owner).writes.filter(({ effect, shared, value, place }) => effect === 'set' && shared !== 'caller' && value !== undefined && place.part !== 'entry:?')
  if (puts.length === 0) return []
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise) return []
  for (const put of puts) {
    const fault = faultOf(sourceCode, owner, flow, put)
    if (fault) return [fault]
  }
  return []
}

function faultOf(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, put: Access): Fault | undefined {
  const made = madeIn(sourceCode, put.value as Node)
  if (!made || readsWithin(sourceCode, owner, made, put)) return undefined
  const awaited = (each: EventId): Awaited | undefined => {
    const found = readAwaited(sourceCode, owner, nodeOf(flow, each), put)
    return found?.isDeferred || isPromise(sourceCode, made) ? found : undefined
  }
  const wait = suspensionPoints(flow).find((each) => reaches(flow, each, put.event) && awaited(each) !== undefined)
  const { read, isDeferred } = (wait === undefined ? undefined : awaited(wait)) ?? {}
  const entry = read && entryFor(sourceCode, owner, put)
  if (wait === undefined || !read || !entry || isAskedBehind(flow, wait, put.event)) return undefined
  if (latchesBefore(sourceCode, owner, wait).length > 0 || latchesBefore(sourceCode, owner, put.event).length > 0) return undefined
  if (isTicketed(sourceCode, owner, put, { flow, tests: testsOf(flow) }) || isSerialized(sourceCode, owner) || isHeldFrom(sourceCode, flow, read, put)) return undefined
  return { kind: 'crowded', place: put.place.text, node: put.node, read: read.node, wait: nodeOf(flow, wait), entry, proven: entry.strength !== 'reached' && (isDeferred === true || excludes(made)) }
}

/** What is put there, if it is made for it. */
function madeIn(sourceCode: SourceCode, value: Node): Call | undefined {
  const node = unwrap(value)
  const made = unwrap(onlyValue(sourceCode, node) ?? node)
  return isCall(made) ? made : undefined
}

/** Whether that is a promise: a new one, or one that a call of this file or a library answers. */
function isPromise(sourceCode: SourceCode, made: Call): boolean {
  return made.type === 'CallExpression' || yieldsPromise(sourceCode, made)
}

/** `this.last = this.last.then(…)` is behind what is there now, whatever was waited for. */
function readsWithin(sourceCode: SourceCode, owner: FunctionNode, promise: Node, { place }: Access): boolean {
  return accessesIn(sourceCode, owner).reads.some((read) => read.place.base === place.base && isInside(read.node, promise))
}

/** Whether the work has to be alone: a promise that the holder settles by himself is a lock, and what writes is done in turn. */
function excludes(promise: Node): boolean {
  return promise.type === 'NewExpression' || (isCall(promise) && changing.test(calledName(promise) ?? ''))
}

/** What an `await` waits for of a place. */
interface Awaited {
  readonly read: Access
  /** The promise of what is kept there, which its holder settles: `await this.turn.promise`. */
  readonly isDeferred: boolean
}

/** The read of the place whose value is what an `await` waits for: itself, by a name, or with its failure left aside. */
function readAwaited(sourceCode: SourceCode, owner: FunctionNode, wait: Node, { place }: Access): Awaited | undefined {
  if (wait.type !== 'AwaitExpression') return undefined
  const reads = accessesIn(sourceCode, owner).reads.filter((read) => read.place.base === place.base && read.place.part === place.part)
  let at = unwrap(wait.argument)
  const isDeferred = at.type === 'MemberExpression' && promiseMembers.has(keyName(at) ?? '')
  if (at.type === 'MemberExpression' && isDeferred) at = unwrap(at.object)
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    // A variable of the module is the place itself, and no name for what is put there.
    const read = reads.find(({ node }) => node === at)
    const next: Node | undefined = read ? undefined : at.type === 'LogicalExpression' ? at.left : linkAt(at)?.promise ?? (at.type === 'Identifier' ? onlyValue(sourceCode, at) : undefined)
    if (!next) return read && { read, isDeferred }
    at = unwrap(next)
  }
  return undefined
}

/** How many names and links are followed to where the promise is kept. */
const MOST_STEPS = 4

/** Whether every way from the wait passes a test that can keep the run from what it puts there: there is nothing, all is done, it is somebody else's turn. */
function isAskedBehind(flow: Flow, wait: EventId, put: EventId): boolean {
  const asked = new Set(testsOf(flow).flatMap(({ event }) => (leadsOn(flow, event, true, put) && leadsOn(flow, event, false, put) ? [] : [event])))
  return asked.size > 0 && !reaches(flow, wait, put, (_from, _edge, next) => !asked.has(next))
}
