import { readiness, revealing } from '../../../../knowledge/openings.ts'
import { loggers } from '../../../../knowledge/reading.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type CodeOwner, isCall, isFunction, isInside, keyName, nameAtEnd, type Node, unwrap, wrapped } from '../../../../utils/syntax.ts'
import { type EventId, type Flow, nodeOf } from '../../../flow/graph.ts'
import { findPath } from '../../../flow/queries.ts'
import { reaches } from '../../../flow/reach.ts'
import { isSuspension } from '../../../flow/suspension.ts'
import { apiOf } from '../../../resolve/denote.ts'
import { useBehind } from '../../others/behind.ts'
import { accessesOf } from '../../others/touched.ts'
import type { Latch } from '../../overlap/latches.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { emptyFields } from '../../places/empty-fields.ts'
import { overlaps, VALUE } from '../../places/place.ts'
import { restsOn } from '../../reads/dependence.ts'
import { isUse } from '../endings/gone.ts'
import { givesPromise } from './given-promise.ts'
import { comingFor, isMark } from './prepared.ts'
import { namesFor, valueSet } from './published-value.ts'

/** What a second caller that finds the place set comes to without waiting for anything shared: a use of it, or the work behind. */
export function useWithoutWaiting(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, { test, set }: Latch, wait: EventId, opens: boolean): Node | undefined {
  const { reads } = accessesOf(sourceCode, owner)
  const shared = new Set(reads.map(({ node }) => node))
  // Who asks whether it is ready does something about it where it is not.
  const asksIfReady = new Set(reads.flatMap((read) => (read.place.base === set.place.base && (isWord(set) ? !isInside(read.node, test.node) : asksReadiness(read.node)) ? [read.event] : [])))
  const prepared = nodeOf(flow, wait)
  const waits = (event: EventId): boolean => asksIfReady.has(event) || (event !== wait && isSuspension(flow, event) && isSamePreparation(sourceCode, nodeOf(flow, event), prepared)) || isSuspension(flow, event) && restsOn(sourceCode, flow, nodeOf(flow, event), shared).size > 0 && isPlainWait(nodeOf(flow, event))
  const comesFirst = (goal: (event: EventId) => boolean): EventId | undefined => {
    const path = findPath(flow, test.event, (event) => goal(event) && event !== test.event, (from, edge, to) => !(from === test.event && edge === (opens ? 'true' : 'false')) && to !== test.event && !waits(to))
    const last = path?.at(-1)
    return last === undefined ? undefined : flow.to[last]
  }
  const isOfPlace = (event: EventId): boolean => reads.some((read) => read.event === event && overlaps(read.place, set.place) && !isInside(read.node, test.node) && !isRevealed(sourceCode, read.node, set) && !(hasEmpty && isWaitedWith(read.node)) && !isLogged(read.node) && !isOfPreparation(sourceCode, read.node, prepared))
  const isWork = (event: EventId): boolean => (flow.kinds[event] === 'call' || flow.kinds[event] === 'new') && reaches(flow, wait, event)
  const isConstantFlag = isMark(sourceCode, set) || unwrap(set.value ?? set.node).type === 'Literal'
  const hasEmpty = !isConstantFlag && emptyFields(valueSet(sourceCode, set.value as Node)).length > 0
  const coming = isConstantFlag ? comingFor(sourceCode, owner, flow, { test, set }, wait) : undefined
  const used = comesFirst(isConstantFlag ? isWork : isOfPlace) ?? (coming && comesFirst((event) => reads.some((read) => read.event === event && coming.has(read.place.base) && isUse(read.node) && !isLogged(read.node))))
  return used === undefined ? givenAsItIs(sourceCode, flow, { test, set }, shared, comesFirst) : nodeOf(flow, used)
}

/** `await this.clock.init()`, where the first run waits for the very same: who comes second asks for that too, and waits. */
function isSamePreparation(sourceCode: SourceCode, one: Node, other: Node): boolean {
  if (one.type !== 'AwaitExpression' || other.type !== 'AwaitExpression') return false
  return isCall(unwrap(one.argument)) && sourceCode.getText(unwrap(one.argument)) === sourceCode.getText(unwrap(other.argument))
}

/** Whether what is there is only asked to prepare itself, and waited for. */
function isOfPreparation(sourceCode: SourceCode, read: Node, wait: Node): boolean {
  const member = wrapped(read).parent
  const call = member?.type === 'MemberExpression' && member.object === wrapped(read) ? wrapped(member).parent : undefined
  const around = call?.type === 'CallExpression' && unwrap(call.callee) === member ? wrapped(call).parent : undefined
  return around !== undefined && around !== wait && isSamePreparation(sourceCode, around, wait)
}

/** `return this.filled(this.rooms[id])`: what it is given to may wait until something is in it. */
function isWaitedWith(read: Node): boolean {
  const call = wrapped(read).parent
  const around = call?.type === 'CallExpression' && call.arguments.some((each) => each === wrapped(read)) ? wrapped(call).parent : undefined
  return around?.type === 'AwaitExpression' || around?.type === 'ReturnStatement'
}

/** `logger.info('already there', { count: this.children.size })`: what is only written down is used for nothing. */
function isLogged(read: Node): boolean {
  for (let at: Node | undefined = read.parent; at && !isFunction(at) && !at.type.endsWith('Statement'); at = at.parent) {
    const callee = isCall(at) && !isInside(read, at.callee) ? unwrap(at.callee) : undefined
    if (callee && loggers.test(nameAtEnd(callee.type === 'MemberExpression' ? unwrap(callee.object) : callee) ?? '')) return true
  }
  return false
}

/** `this.state = 'opening'`. */
function isWord({ value }: Latch['set']): boolean {
  const word = value && unwrap(value)
  return word?.type === 'Literal' && typeof word.value === 'string'
}

/** `this.store.isOpen`. */
function asksReadiness(read: Node): boolean {
  const outer = wrapped(read)
  const member = outer.parent
  return member?.type === 'MemberExpression' && member.object === outer && readiness.test(keyName(member) ?? '')
}

/** Where the second caller is given what is there, as it is by then: `const known = this.tables.get(id); if (known) return known`. */
function givenAsItIs(sourceCode: SourceCode, flow: Flow, { test, set }: Latch, shared: ReadonlySet<Node>, comesFirst: (goal: (event: EventId) => boolean) => EventId | undefined): Node | undefined {
  if (!(set.place.part.startsWith('entry:') || set.place.part === VALUE) || namesFor(set).length === 0) return undefined
  const isGiven = (event: EventId): boolean => {
    const node = nodeOf(flow, event)
    return node.type === 'ReturnStatement' && node.argument?.type === 'Identifier' && [...restsOn(sourceCode, flow, node.argument, shared).keys()].some((read) => isInside(read, test.node) || restsOn(sourceCode, flow, test.node, new Set([read])).size > 0)
  }
  const given = comesFirst(isGiven)
  return given === undefined ? undefined : nodeOf(flow, given)
}

/** `window.focus()`: what is set is brought to the front, with what it shows by then. */
function isRevealed(sourceCode: SourceCode, read: Node, { value: written }: Access): boolean {
  const value = written && valueSet(sourceCode, written)
  const made = value && isCall(value) ? apiOf(sourceCode, value.callee) : undefined
  const outer = wrapped(read)
  const member = outer.parent
  return made !== undefined && member?.type === 'MemberExpression' && member.object === outer && revealing.has(`${made}().${keyName(member)}`)
}

/** The same where the second caller leaves, and whoever has called it goes on with the object, or with what is there only behind the wait. */
export function useByCaller(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, { test, set }: Latch, wait: EventId, opens: boolean, isFlag: boolean): Node | undefined {
  // What is marked is one of many: whoever has called for it asks for that one.
  if (!isFunction(owner) || isMark(sourceCode, set)) return undefined
  const leaves = findPath(flow, test.event, (event) => event === flow.exit, (from, edge, to) => edge !== 'throw' && !(from === test.event && edge === (opens ? 'true' : 'false')) && !isSuspension(flow, to) && !givesPromise(sourceCode, owner, nodeOf(flow, to)))
  if (!leaves) return undefined
  const later = accessesIn(sourceCode, owner).writes.filter(({ effect, event }) => effect === 'set' && reaches(flow, wait, event))
  // A flag is asked for, and not used; a word tells who asks for it how far it has come.
  return useBehind(sourceCode, owner, (isFlag ? later : [set, ...later]).map(({ place }) => place), isFlag && isWord(set) ? set.place : undefined)
}

/** `await this.ready`: nothing is begun, something is waited for. */
function isPlainWait(node: Node): boolean {
  return node.type === 'AwaitExpression' && !isCall(unwrap(node.argument))
}
