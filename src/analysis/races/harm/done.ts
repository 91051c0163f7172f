import { beginnings, breakings } from '../../../knowledge/endings.ts'
import { ownedParameters } from '../../../knowledge/callbacks/conventions.ts'
import { lasting, messageMethods, messengers, pulling, reading, telling } from '../../../knowledge/reading.ts'
import { startOfChain } from '../../../utils/chains.ts'
import { calledName, callsByOwner } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { isCall, isInside, keyName, listsAround, nameAtEnd, type Node, unwrap, waitsWithin } from '../../../utils/syntax.ts'
import { eventsOf, nodeOf } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspendsBetween } from '../../flow/suspension.ts'
import { conditionOf } from '../../flow/tests.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { onlyValue } from '../../resolve/bindings.ts'
import type { Base, Fault } from '../faults.ts'
import { isDoneElsewhere } from '../others/elsewhere.ts'
import { type Entry, isOpen } from '../overlap/entries.ts'
import { type Access, isLonger } from '../places/accesses.ts'
import { VALUE } from '../places/place.ts'
import { helperAt } from '../reads/answers.ts'
import { decides, outcomeWith } from '../reads/control.ts'
import { restsOn } from '../reads/dependence.ts'
import { awaitedName, onlyReads, type StaleWrite, waitsBetween } from '../reads/stale.ts'
import { gapBetween } from '../reads/tokens.ts'
import { changeWithinFilled } from './contents.ts'
import { saysOtherwise } from './not-done.ts'
import { hasSomethingOpened, opensSomething } from './resources.ts'

/** A flag or mark that is set when the work is done: a second run begins the work again. */
export function done(sourceCode: SourceCode, stale: StaleWrite, base: Base, entry: Entry, kind: 'done' | 'due' = 'done'): Fault | undefined {
  // A module is loaded once, and a folder made once, however often it is asked for.
  if (onlyReads(sourceCode, stale, pulling) || onlyReads(sourceCode, stale, lasting) || !guardsWork(stale) || keepsNobodyOut(stale) || worksOnOwnShare(sourceCode, stale) || saysOtherwise(sourceCode, stale)) return undefined
  // Who does it twice may do the same twice: what goes on after that does not, and a flag that is to keep others out has kept nobody out.
  const isWork = !onlyReads(sourceCode, stale)
  const lowered = loweredAfter(stale)
  const surely = !breaksOff(stale) && ((kind === 'due' && entry.strength === 'proven' && isWork) || (entry.strength !== 'reached' && (begins(stale) || opensSomething(sourceCode, stale) || hasSomethingOpened(sourceCode, stale) || isTurn(sourceCode, stale) || tells(sourceCode, stale) || (lowered !== undefined && (isWork || worksUntil(sourceCode, stale, lowered))))))
  const within = surely ? undefined : changeWithinFilled(sourceCode, stale)
  if (within) return { ...base, kind: 'replaced', proven: isOpen(entry), other: within }
  if (!surely && onlyHears(stale)) return undefined
  return { ...base, kind, proven: surely }
}

/** `if (this.isOpen) return; await once(door, 'open'); this.isOpen = true`: nothing is done before the mark but to wait for an event. */
function onlyHears({ flow, read, write }: StaleWrite): boolean {
  const calls = flow.kinds.flatMap((kind, event) => (kind === 'call' && event !== read.event && reaches(flow, read.event, event) && reaches(flow, event, write.event) ? [nodeOf(flow, event)] : []))
  return calls.length > 0 && calls.every((call) => isCall(call) && calledName(call) === 'once')
}

/** `this.cancel()` at the beginning: the run before is given up. */
function breaksOff({ flow, test, wait }: StaleWrite): boolean {
  return flow.kinds.some((kind, event) => {
    const node = kind === 'call' ? nodeOf(flow, event) : undefined
    return isCall(node) && breakings.has(calledName(node) ?? '') && test !== undefined && reaches(flow, test.event, event) && eventsOf(flow, wait).some((gap) => reaches(flow, event, gap))
  })
}

/** `busy = true; …; busy = false`: where the same run takes the flag back when its work is done. */
function loweredAfter({ flow, accesses, write }: StaleWrite): Access | undefined {
  return accesses.writes.find((each) => each !== write && (each.effect === 'set' || each.effect === 'clear' || each.effect === 'remove') && each.place.base === write.place.base && each.place.part === write.place.part && reaches(flow, write.event, each.event))
}

/** `while (this.held.has(key)) await pause(10); …; this.held.add(key)`: who has waited for the mark to go holds it then, until others are told that he does not. */
function isTurn(sourceCode: SourceCode, { flow, test, write }: StaleWrite): boolean {
  const condition = test && conditionOf(test)
  const loop = condition?.parent
  if (!condition || loop?.type !== 'WhileStatement' || loop.test !== condition || !waitsWithin(sourceCode, loop.body)) return false
  return isDoneElsewhere(sourceCode, write.place, flow.owner, write.place.part === VALUE ? ['empty'] : ['remove']) !== undefined
}

/** Whether what is done under the flag is more than finding something out. */
function worksUntil(sourceCode: SourceCode, { flow, write }: StaleWrite, lowered: Access): boolean {
  return waitsBetween(flow, write.event, lowered.event).some((wait) => !reading.test(awaitedName(sourceCode, wait) ?? ''))
}

/** Whether what is set lets the next run come by as before: `if (state === 'closed') return; …; state = 'ready'`. */
function keepsNobodyOut({ flow, test, write }: StaleWrite): boolean {
  const after = test && write.value && outcomeWith(test.node, write.value)
  return test !== undefined && after !== undefined && decides(flow, test, write.event) === after
}

/** `const events = this.queue; this.queue = []; await send(events)`: what the work is done on, nobody else has: a second run has other work. */
function worksOnOwnShare(sourceCode: SourceCode, { flow, read, write, wait, accesses }: StaleWrite): boolean {
  const call = [write.node, awaitedAt(sourceCode, wait)].find(isCall)
  return call?.arguments.some((argument) => {
    const taken = argument.type === 'Identifier' ? onlyValue(sourceCode, argument) : undefined
    const from = taken && accesses.reads.find(({ node }) => node === unwrap(taken))
    return from !== undefined && accesses.writes.some((empty) => empty.effect === 'clear' && empty.place.base === from.place.base && empty.place.base !== write.place.base
      && reaches(flow, read.event, empty.event) && !suspendsBetween(flow, from.event, empty.event, [empty.event]))
  }) ?? false
}

/** Whether the work is behind the test. What comes of a name that was made of the old value is tested for itself, after the work. */
function guardsWork({ flow, read, write, test }: StaleWrite): boolean {
  return !test || write.wait !== undefined || isInside(read.node, test.node) || gapBetween(flow, test.event, write.event) !== undefined
}

/** Whether the work that is done twice goes on: it registers listeners, starts timers, or appends to something shared. */
function begins({ flow, read, write, accesses }: StaleWrite): boolean {
  const between = (event: number): boolean => reaches(flow, read.event, event)
  return flow.kinds.some((kind, event) => kind === 'call' && isBeginning(nodeOf(flow, event)) && between(event))
    || accesses.writes.some((each) => each.place.base !== write.place.base && (each.effect === 'append' || isLonger(accesses, each)) && between(each.event))
}

/** Whether the run also adds what it has got to something else that others share: after a second run it is there twice. */
export function addsBeside(sourceCode: SourceCode, { flow, read, write, test, accesses }: StaleWrite): boolean {
  // Who finds it there must not come to that: what is added anyway is added once for each run.
  const opens = test && decides(flow, test, write.event)
  if (opens === undefined) return false
  // By the answer, or by the name under which it is kept.
  const kept = accesses.reads.filter(({ event, place }) => place.base === write.place.base && reaches(flow, write.event, event)).map(({ node }) => node)
  const got = new Set([...waitsBetween(flow, read.event, write.event), ...kept])
  const isGot = (value: Node): boolean => restsOn(sourceCode, flow, value, got).size > 0
  return accesses.writes.some((each) => each.shared !== 'caller' && each.place.base !== write.place.base && each.value !== undefined && ((each.effect === 'append' && !isOfSet(each.node)) || isLonger(accesses, each))
    && reaches(flow, read.event, each.event) && test !== undefined && decides(flow, test, each.event) === opens && [each.value, ...listsAround(each.node)].some(isGot))
}

/** Whether somebody outside is told in the run, by the code or by a function of the file that it calls: by two runs, twice. An answer to who has asked belongs to the one run. */
function tells(sourceCode: SourceCode, { flow, read }: StaleWrite): boolean {
  return flow.kinds.some((kind, event) => kind === 'call' && (isTelling(nodeOf(flow, event)) || tellsInside(sourceCode, nodeOf(flow, event))) && reaches(flow, read.event, event))
}

function tellsInside(sourceCode: SourceCode, call: Node): boolean {
  const helper = isCall(call) ? helperAt(sourceCode, call) : undefined
  return helper !== undefined && (callsByOwner(sourceCode).get(helper)?.some(isTelling) ?? false)
}

/** Whether what is waited for before the write tells somebody outside, or takes his money: `paid.set(order, await gateway.charge(card))`. */
export function tellsMeanwhile(sourceCode: SourceCode, { flow, read, write }: StaleWrite): boolean {
  return waitsBetween(flow, read.event, write.event).some((wait) => isTelling(startOfChain(awaitedAt(sourceCode, wait))))
}

function isTelling(node: Node): boolean {
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined
  if (callee?.type !== 'MemberExpression') return false
  const receiver = unwrap(callee.object)
  const name = keyName(callee) ?? ''
  if (receiver.type === 'CallExpression') return calledName(receiver) === 'to' && name === 'emit'
  if (receiver.type === 'Identifier' && ownedParameters.has(receiver.name)) return false
  return telling.test(name) || (messageMethods.has(name) && messengers.test(nameAtEnd(receiver) ?? ''))
}

/** `known.add(name)`: what is added to a set twice is there once. */
function isOfSet(node: Node): boolean {
  return isCall(node) && calledName(node) === 'add'
}

function isBeginning(node: Node): boolean {
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined
  if (callee?.type === 'Identifier') return callee.name === 'setInterval'
  return callee?.type === 'MemberExpression' && beginnings.has(keyName(callee) ?? '')
}
