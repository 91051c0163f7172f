import type { SourceCode } from '../../../utils/per-file.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { changing, gettingAgain, identifying, lookingUp, reading, selecting } from '../../../knowledge/reading.ts'
import { startOfChain } from '../../../utils/chains.ts'
import { isCall, keyName, literalText, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { type EventId, type Flow, nodeOf } from '../../flow/graph.ts'
import type { Test } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionPoints, suspensionsBetween } from '../../flow/suspension.ts'
import { saysThatItChanges } from '../../resolve/options.ts'
import type { Access, Accesses } from '../places/accesses.ts'
import type { Link } from './dependence.ts'

/** A write together with the stale read that it rests on. */
export interface StaleWrite {
  readonly flow: Flow
  readonly accesses: Accesses
  readonly write: Access
  readonly read: Access
  readonly wait: Node
  /** By value; undefined where only a test of the read leads to the write. */
  readonly link?: Link
  /** The test that lets control come to the write. */
  readonly test?: Test
  /** A test of this or of another stale read of the place lets control come to the write. */
  readonly tested: boolean
  /** This run has written the place itself since it was read. */
  readonly settled: boolean
}

// ---------------------------------------------------------------- what waits

/** The name of the function that an await waits for, where it is a plain call; none for a request that says in its options that it changes something. */
export function awaitedName(sourceCode: SourceCode, wait: Node): string | undefined {
  const call = startOfChain(awaitedAt(sourceCode, wait))
  if (call.type === 'ImportExpression') return 'import'
  if (!isCall(call) || saysThatItChanges(sourceCode, call)) return undefined
  const callee = unwrap(call.callee)
  return callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? keyName(callee)?.replace(/^#|^_+/u, '') : undefined
}

/** Whether an await waits for something that is changed, by the name of the function or by what a request says in its options. */
export function waitsForChange(sourceCode: SourceCode, wait: Node): boolean {
  const call = startOfChain(awaitedAt(sourceCode, wait))
  return (isCall(call) && saysThatItChanges(sourceCode, call)) || changing.test(awaitedName(sourceCode, wait) ?? '')
}

/** What is given first to the call that an await waits for, where it is a text: the address of `await fetch('/token')`. */
export function awaitedText(sourceCode: SourceCode, wait: Node): string | undefined {
  const call = startOfChain(awaitedAt(sourceCode, wait))
  const [first] = isCall(call) ? call.arguments : []
  return first && (literalText(first) ?? (first.type === 'TemplateLiteral' ? first.quasis.map(({ value }) => value.raw).join('') : undefined))
}

/** The names of all that an await waits for: of each in `Promise.all([import(a), import(b)])`. */
function awaitedNames(sourceCode: SourceCode, wait: Node): readonly (string | undefined)[] {
  const call = awaitedAt(sourceCode, wait)
  const [list] = isCall(call) && awaitedName(sourceCode, call) === 'all' ? call.arguments : []
  return list?.type === 'ArrayExpression' ? list.elements.map((each) => (each ? awaitedName(sourceCode, each) : undefined)) : [awaitedName(sourceCode, wait)]
}

/** Whether every wait between the test and the write only finds something out, or only loads modules. */
export function onlyReads(sourceCode: SourceCode, { flow, read, write, wait }: StaleWrite, verbs: RegExp = reading): boolean {
  if (write.wait) return isCall(write.node) && verbs.test(awaitedName(sourceCode, write.node) ?? awaitedName(sourceCode, wait) ?? '')
  const names = waitsBetween(flow, read.event, write.event).flatMap((each) => awaitedNames(sourceCode, each))
  return names.every((name) => name !== undefined && verbs.test(name))
}

/** Whether every wait between the read and the write only looks something up: both runs find the same. */
export function onlyLooksUp(sourceCode: SourceCode, { flow, read, write, wait }: StaleWrite): boolean {
  if (!write.wait) return waitsBetween(flow, read.event, write.event).every((each) => isLookUp(sourceCode, each))
  return isLookUp(sourceCode, isCall(write.node) ? write.node : wait) || (write.waits?.every((each) => isLookUp(sourceCode, each)) ?? false)
}

/** `await import(file)`, `await this.findUser(id)`, and `await module[name]`, where nothing is begun. */
export function isLookUp(sourceCode: SourceCode, wait: Node): boolean {
  const awaited = awaitedAt(sourceCode, wait)
  if (awaited.type === 'MemberExpression') return true
  const called = isCall(awaited) && unwrap(awaited.callee).type === 'CallExpression' ? unwrap(awaited.callee) : wait
  return lookingUp.test(awaitedName(sourceCode, called) ?? '')
}

/** `this.order = await Order.fromId(this.order.id)`: who it is stays the same, and both runs get what is there. */
export function asksByIdentity(sourceCode: SourceCode, { flow, read, write }: StaleWrite): boolean {
  const { parent } = wrapped(read.node)
  const part = parent?.type === 'MemberExpression' && unwrap(parent.object) === read.node ? parent : read.place.base !== write.place.base ? unwrap(read.node) : undefined
  if (part?.type !== 'MemberExpression' || !identifying.test(keyName(part) ?? '')) return false
  const waits = write.wait ? [write.wait] : waitsBetween(flow, read.event, write.event)
  return waits.every((wait) => gettingAgain.test(awaitedName(sourceCode, wait) ?? '') || isLookUp(sourceCode, wait))
}

/** Whether all waits on the way only get what is there, by their names or by what a statement says: nothing is another one after them. */
export function onlyGets(sourceCode: SourceCode, { flow, read, write }: StaleWrite): boolean {
  const waits = write.wait ? [write.wait] : waitsBetween(flow, read.event, write.event)
  return waits.every((wait) => gettingAgain.test(awaitedName(sourceCode, wait) ?? '') || isLookUp(sourceCode, wait) || selecting.test(awaitedText(sourceCode, wait) ?? ''))
}

/** The suspensions between two events. */
export function waitsBetween(flow: Flow, from: EventId, to: EventId): readonly Node[] {
  return suspensionsBetween(flow, from, to).map((event) => nodeOf(flow, event))
}

/** A wait on the way from one event to the other, without coming to the first one again, nor to any of some others. */
export function waitBetween(flow: Flow, from: EventId, to: EventId, others: ReadonlySet<EventId> = NONE): Node | undefined {
  const isOnward = (_: EventId, __: unknown, next: EventId): boolean => next !== from && !others.has(next)
  const gap = suspensionPoints(flow).find((each) => each !== from && reaches(flow, from, each, isOnward) && reaches(flow, each, to, isOnward))
  return gap === undefined ? undefined : nodeOf(flow, gap)
}

const NONE: ReadonlySet<EventId> = new Set()
