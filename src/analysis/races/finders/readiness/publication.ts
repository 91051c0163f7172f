import type { TSESTree } from '@typescript-eslint/utils'

import { copying, queueing, readying, readyingGiven } from '../../../../knowledge/openings.ts'
import { callsByOwner, membersNamed } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isCall, isFunction, keyName, type Node, ownerOf, unwrap, walkOwn, wrapped } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, type Flow, nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { isSuspension, suspensionPoints } from '../../../flow/suspension.ts'
import { returnsPromise, yieldsPromise } from '../../../locks/floating/promises.ts'
import { awaitedAt } from '../../../promises/awaited.ts'
import { isEmpty, variableOf } from '../../../resolve/bindings.ts'
import { apiOf } from '../../../resolve/denote.ts'
import { returnsOf } from '../../../resolve/functions.ts'
import { locationOf } from '../../../resolve/location.ts'
import { isThis } from '../../../resolve/members.ts'
import type { Fault } from '../../faults.ts'
import { comparesWithOther } from '../../harm/missing.ts'
import { accessesOf } from '../../others/touched.ts'
import { entryFor, isOpen } from '../../overlap/entries.ts'
import { isHeldFrom } from '../../overlap/guards.ts'
import { type Gate, gatesOf, type Latch, latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import type { Access } from '../../places/accesses.ts'
import { emptyFields, isFilledByField } from '../../places/empty-fields.ts'
import { overlaps } from '../../places/place.ts'
import { writtenIn } from '../../places/written.ts'
import { callsIn, helperAt } from '../../reads/answers.ts'
import { decides } from '../../reads/control.ts'
import { awaitedName } from '../../reads/stale.ts'
import { comingBehind, usesWhatComes } from './coming.ts'
import { isFilledBehind, isFilledLater } from './filling.ts'
import { handedOutEmpty } from './handed-out.ts'
import { comingFor, isMark, lookedUpElsewhere } from './prepared.ts'
import { namesFor, valueSet } from './published-value.ts'
import { useByCaller, useWithoutWaiting } from './used-early.ts'

/**
 * What is published before it is ready: set before a wait that prepares it, while a second caller that finds it set goes on to
 * use it. A latch keeps out only those who leave, or wait.
 */
export function publishedEarly(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  // Without a wait nothing is early.
  if (!isFunction(owner) || !(owner.async || owner.generator || handsOn(sourceCode, owner)) || !mayPublish(sourceCode, owner)) return []
  const flow = flowOf(sourceCode, owner)
  const faults: Fault[] = []
  const bases = new Set<string>()
  for (const gate of gatesOf(sourceCode, owner)) {
    const { set } = gate
    if (!isPublishing(sourceCode, set) || bases.has(set.place.base) || carriesPromise(sourceCode, owner, set)) continue
    const fault = faultOf(sourceCode, owner, flow, gate)
    if (!fault) continue
    bases.add(set.place.base)
    faults.push(fault)
  }
  return faults
}

/** Whether it, or a function of the file that it calls, puts anything anywhere that tells something: the first, cheap question. */
function mayPublish(sourceCode: SourceCode, owner: CodeOwner): boolean {
  const puts = (fn: CodeOwner): boolean => writtenIn(sourceCode, fn).some((each) => (each.value !== undefined && tellsOfSomething(sourceCode, each.value)) || isMark(sourceCode, each))
  return puts(owner) || callsIn(sourceCode, owner).some((call) => {
    const helper = helperAt(sourceCode, call)
    return helper !== undefined && puts(helper)
  })
}

function faultOf(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, latch: Gate): Fault | undefined {
  const { set, test } = latch
  const isFlag = isFlagged(sourceCode, set)
  // Who compares it with something else finds out another thing than that it is there.
  if (!isFlag && comparesWithOther(unwrap(test.node))) return undefined
  // What is set after a wait is seen by who comes after that: of a flag others say more.
  if (!latch.isAtOnce && (isFlag || latchesBefore(sourceCode, owner, set.event).length > 0)) return undefined
  const opens = decides(flow, test, set.event)
  const wait = setUpOf(sourceCode, owner, flow, latch, isFlag)
  if (opens === undefined || wait === undefined) return undefined
  const own = useWithoutWaiting(sourceCode, owner, flow, latch, wait, opens)
  const known = own ?? useByCaller(sourceCode, owner, flow, latch, wait, opens, isFlag) ?? (isFlag && isFunction(owner) && !isMark(sourceCode, set) ? handedOutEmpty(sourceCode, owner, flow, latch, wait, opens) : undefined)
  const use = known ?? (isFunction(owner) && !set.origin && !isFlag ? lookedUpElsewhere(sourceCode, owner, set) : undefined)
  const entry = entryFor(sourceCode, owner, set)
  if (!use || !entry || isConnection(sourceCode, set, nodeOf(flow, wait)) || isHeldFrom(sourceCode, flow, test, set) || isSerialized(sourceCode, owner)) return undefined
  // A flag says that something is done; whether the use needs that is seen by what both are about. What is marked stands in both anyway.
  const isTold = isFlag && own !== undefined && usesWhatComes(sourceCode, owner, flow, comingBehind(sourceCode, owner, flow, latch, wait), own)
  if (isFlag && own && !isTold && (isMark(sourceCode, set) ? !usesWhatComes(sourceCode, owner, flow, comingFor(sourceCode, owner, flow, latch, wait), own) : !sharesSubject(sourceCode, nodeOf(flow, wait), own))) return undefined
  const isWhole = isFlag || emptyFields(valueSet(sourceCode, set.value as Node)).length === 0
  return { kind: 'published', place: set.place.text, node: set.node, read: test.node, wait: nodeOf(flow, wait), other: use, entry, proven: known !== undefined && isOpen(entry) && isWhole && (isTold || !isMark(sourceCode, set)) }
}

/** Whether a write tells others that something is there: a flag, a new object that is no promise, what was waited for, or what a call has made. */
function isPublishing(sourceCode: SourceCode, set: Access): boolean {
  const { effect, shared, value: written } = set
  return isMark(sourceCode, set) ? shared !== 'caller' : effect === 'set' && shared !== 'caller' && written !== undefined && tellsOfSomething(sourceCode, written)
}

/** `begun = true`, or `begun.add(name)`: nothing is there to be used, who finds it knows that something has been begun. */
function isFlagged(sourceCode: SourceCode, set: Access): boolean {
  return isMark(sourceCode, set) || valueSet(sourceCode, set.value as Node).type === 'Literal'
}

function tellsOfSomething(sourceCode: SourceCode, written: Node): boolean {
  const value = valueSet(sourceCode, written)
  if (value.type === 'Literal') return value.value === true || (typeof value.value === 'string' && value.value !== '')
  if (value.type === 'AwaitExpression') return isCall(unwrap(value.argument))
  if (value.type === 'ObjectExpression') return isEmpty(value) || emptyFields(value).length > 0
  if (value.type === 'ArrayExpression') return isEmpty(value)
  return (value.type === 'CallExpression' || value.type === 'NewExpression') && !yieldsPromise(sourceCode, value)
}

/** `const entry = {}; entry.opening = open(); pool.set(key, entry)`, where the code takes `opening` out of what it finds: who comes second waits for that. */
function carriesPromise(sourceCode: SourceCode, owner: CodeOwner, { value, node }: Access): boolean {
  const variable = value?.type === 'Identifier' ? variableOf(sourceCode, value) : undefined
  return (variable?.references ?? []).some(({ identifier }) => {
    const member = wrapped(identifier).parent
    const change = member?.type === 'MemberExpression' && member.object === identifier ? wrapped(member).parent : undefined
    if (member?.type !== 'MemberExpression' || change?.type !== 'AssignmentExpression' || change.left !== member || change.range[0] > node.range[0] || !yieldsPromise(sourceCode, change.right)) return false
    return membersNamed(sourceCode, keyName(member) ?? '').some((each) => ownerOf(each) === owner && !(each.object.type === 'Identifier' && variableOf(sourceCode, each.object) === variable))
  })
}

/**
 * The first wait behind the write that only its run comes to, and for an object: that is about the object. What was waited for
 * may be ready as it comes, and what a call has made may be a promise: what is done then says by its name that it was not.
 */
function setUpOf(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, { set, test }: Latch, isFlag: boolean): EventId | undefined {
  if (set.origin) return isFilledLater(sourceCode, set) ? waitFor(flow, set) : undefined
  const opens = decides(flow, test, set.event)
  const value = isMark(sourceCode, set) ? undefined : valueSet(sourceCode, set.value as Node)
  const mayBeReady = value?.type === 'AwaitExpression' || value?.type === 'CallExpression'
  for (let event = set.event + 1; event < flow.kinds.length; event++) {
    if (!(isSuspension(flow, event) || isHandedOn(sourceCode, nodeOf(flow, event))) || decides(flow, test, event) !== opens || !reaches(flow, set.event, event)) continue
    if (mayBeReady && !(isGiven(sourceCode, nodeOf(flow, event), set) ? readyingGiven : readying).test(awaitedName(sourceCode, nodeOf(flow, event)) ?? '')) continue
    const fields = value ? emptyFields(value) : []
    if (fields.length > 0) return isFilledByField(sourceCode, owner, flow, set, fields, event) ? event : undefined
    if (isFlag || isAbout(sourceCode, owner, nodeOf(flow, event), set) || (!mayBeReady && isFilledBehind(sourceCode, owner, flow, { set, test }, event, opens))) return event
  }
  return undefined
}

/** `this.redis = new Redis(); await this.redis.connect()`: what is asked of it before that is done after it. */
function isConnection(sourceCode: SourceCode, { value }: Access, wait: Node): boolean {
  const made = value && valueSet(sourceCode, value)
  return made !== undefined && isCall(made) && queueing.has(apiOf(sourceCode, made.callee) ?? '') && awaitedName(sourceCode, wait) === 'connect'
}

/** `return client.connect()`: whoever has called waits for that, and nobody else does. */
function isHandedOn(sourceCode: SourceCode, node: Node): node is TSESTree.CallExpression {
  return node.type === 'CallExpression' && wrapped(node).parent?.type === 'ReturnStatement' && readying.test(awaitedName(sourceCode, node) ?? '')
}

/** Whether a function answers with the promise of a preparation: it says that promises are what it answers with. */
function handsOn(sourceCode: SourceCode, fn: FunctionNode): boolean {
  return (callsByOwner(sourceCode).get(fn) ?? []).some((call) => isHandedOn(sourceCode, call))
    && (returnsPromise(sourceCode, fn) || returnsOf(sourceCode, fn).some((each) => isCall(each) && apiOf(sourceCode, each.callee) === '#Promise.resolve'))
}

/** `await load(store)`: the place is an argument of what is waited for, as it stands. */
function isGiven(sourceCode: SourceCode, wait: Node, { place }: Access): boolean {
  const call = wait.type === 'AwaitExpression' ? awaitedAt(sourceCode, wait) : undefined
  return isCall(call) && call.arguments.some((each) => locationOf(sourceCode, unwrap(each))?.key === place.base)
}

/** `await this.load()`, of the helper that has set the place. */
function waitFor(flow: Flow, { event, node: call }: Access): EventId | undefined {
  return suspensionPoints(flow).find((each) => {
    const wait = nodeOf(flow, each)
    return each > event && wait.type === 'AwaitExpression' && unwrap(wait.argument) === call
  })
}

/** Whether a wait is for something that the object does, or that is done to it. */
function isAbout(sourceCode: SourceCode, owner: CodeOwner, wait: Node, set: Access): boolean {
  const { place, value } = set
  if (wait.type !== 'AwaitExpression' && !isHandedOn(sourceCode, wait)) return false
  const { reads } = accessesOf(sourceCode, owner)
  const names = namesFor(set)
  const made = value && valueSet(sourceCode, value)
  let found = false
  walkOwn(sourceCode, wait.type === 'AwaitExpression' ? wait.argument : wait, (node) => {
    // What only gets a copy changes nothing in it.
    if (isCall(node) && copying.has(apiOf(sourceCode, node.callee) ?? '')) return false
    const called = isCall(node) && node.callee.type === 'MemberExpression' ? node.callee.object : undefined
    found ||= reads.some((read) => read.node === node && (read.place.base === place.base || read.place.base.startsWith(`${place.base}.`)))
      || (node.type === 'Identifier' && names.includes(node.name))
      || (isCall(node) && isSameMaker(sourceCode, owner, node, made))
      || (called !== undefined && reads.some((read) => read.node === called && overlaps(read.place, place)))
    return !found
  })
  return found
}

/** Whether a call is one of the object, of this run alone, that has made a value: `client.connect()`, of `db = client.db(name)`. */
function isSameMaker(sourceCode: SourceCode, owner: CodeOwner, { callee: waited }: Call, made: Node | undefined): boolean {
  const callee = made && isCall(made) ? unwrap(made.callee) : undefined
  const [one, other] = [callee, unwrap(waited)].map((each) => (each?.type === 'MemberExpression' && each.object.type === 'Identifier' ? variableOf(sourceCode, each.object) : undefined))
  return one !== undefined && one === other && one.defs[0]?.type === 'Variable' && ownerOf(one.defs[0].name) === owner
}

/** Whether the preparation and the work name the same thing: a path, a key, a field. */
function sharesSubject(sourceCode: SourceCode, wait: Node, use: Node): boolean {
  const prepared = namesIn(sourceCode, wait)
  return [...namesIn(sourceCode, use)].some((name) => prepared.has(name))
}

function namesIn(sourceCode: SourceCode, root: Node): ReadonlySet<string> {
  const names = new Set<string>()
  const args = (node: Node): void => {
    if (isCall(node)) for (const each of node.arguments) walkOwn(sourceCode, each, (inner) => {
      if (inner.type === 'Identifier' && variableOf(sourceCode, inner)?.defs[0]?.type !== 'ImportBinding' && variableOf(sourceCode, inner)?.defs[0]) names.add(inner.name)
      if (inner.type === 'MemberExpression' && isThis(sourceCode, inner.object)) names.add(sourceCode.getText(inner))
    })
  }
  walkOwn(sourceCode, root, args)
  return names
}
