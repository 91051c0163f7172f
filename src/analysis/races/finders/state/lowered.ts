import { marks } from '../../../../knowledge/races.ts'
import { perNode, type SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isCall, isFunction, isInside, nameAtEnd, type Node, ownerOf, unwrap, wrapped } from '../../../../utils/syntax.ts'
import { usesOf } from '../../../callbacks/uses.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, type Flow, nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { testsOf } from '../../../flow/tests.ts'
import { awaitedAt } from '../../../promises/awaited.ts'
import { variableOf } from '../../../resolve/bindings.ts'
import { standingAt } from '../../../resolve/functions.ts'
import type { Fault } from '../../faults.ts'
import { isDoneElsewhere, type Use, usesOfPlace } from '../../others/elsewhere.ts'
import { accessesOf } from '../../others/touched.ts'
import { entryOf } from '../../overlap/entries.ts'
import { isLocked } from '../../overlap/guards.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { VALUE } from '../../places/place.ts'
import { callEvents, callsIn, helperAt, placeForCall } from '../../reads/answers.ts'
import { decides } from '../../reads/control.ts'
import { restsOn } from '../../reads/dependence.ts'
import { waitsFirst } from '../endings/outlived.ts'

/**
 * Marks that say that something is to be done, and are lowered only when it is: `if (this.dirty) { await save(); this.dirty =
 * false }`. What is changed while it is saved raises the mark again, and that is lost.
 */
export function lateLowerings(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner)) return []
  const { writes } = accessesIn(sourceCode, owner)
  return [...writes.filter(isLowering), ...loweredBy(sourceCode, owner)].flatMap((write) => faultOf(sourceCode, owner, write, writes) ?? [])
}

/** `setDirty(false)` of `setDirty(isDirty) { if (isDirty === this.dirty) return; this.dirty = isDirty }`: the mark, and who says by another call whether it is up. */
interface Marking {
  readonly write: Access
  readonly index: number
  readonly calls: readonly Call[]
}

/** The marks that a small function puts as it is told, asking for nothing but how they stand. */
const markingsOf: (sourceCode: SourceCode, helper: FunctionNode) => readonly Marking[] = perNode<FunctionNode, readonly Marking[]>((sourceCode, helper) => {
  const { writes, reads } = accessesIn(sourceCode, helper)
  return writes.flatMap((write): readonly Marking[] => {
    const index = write.effect === 'set' && write.place.part === VALUE && write.value ? helper.params.findIndex((each) => isSameName(sourceCode, each, write.value as Node)) : -1
    if (index < 0 || !testsOf(flowOf(sourceCode, helper)).every(({ node }) => reads.some((read) => read.place.base === write.place.base && isInside(read.node, node)))) return []
    return [{ write, index, calls: usesOf(sourceCode, helper).calls }]
  })
}, [])

function isSameName(sourceCode: SourceCode, parameter: Node, value: Node): boolean {
  const node = unwrap(value)
  return parameter.type === 'Identifier' && node.type === 'Identifier' && parameter.name === node.name && variableOf(sourceCode, node)?.identifiers[0] === parameter
}

/** Where another function says by the same helper that the mark is up. */
function raisedBy(sourceCode: SourceCode, { origin, node }: Access, owner: CodeOwner): Use | undefined {
  const helper = origin && isCall(node) ? helperAt(sourceCode, node) : undefined
  const marking = helper && markingsOf(sourceCode, helper).find(({ write }) => write.node === origin)
  const call = marking?.calls.find((each) => isTrue(each.arguments[marking.index]) && ownerOf(each) !== owner && isFunction(ownerOf(each)))
  return call && { node: call, owner: ownerOf(call), does: 'fill' }
}

function isTrue(node: Node | undefined): boolean {
  return node?.type === 'Literal' && node.value === true
}

/** `this.markSaved()`, `this.setDirty(false)` for `this.dirty = false`: what small functions of the file lower where they are called. Who says by the same that it is up says that it is at work. */
function loweredBy(sourceCode: SourceCode, owner: CodeOwner): readonly Access[] {
  return callsIn(sourceCode, owner).flatMap((call) => {
    const helper = helperAt(sourceCode, call)
    if (!helper || helper === owner || helper.async || helper.generator) return []
    const told = call.arguments.some(isDown) ? markingsOf(sourceCode, helper).filter(({ index, calls }) => isDown(call.arguments[index]) && calls.every((each) => ownerOf(each) !== owner || isDown(each.arguments[index]))).map(({ write }): Access => ({ ...write, effect: 'clear' })) : []
    const lowered = accessesIn(sourceCode, helper).writes.filter(isLowering)
    if (lowered.length + told.length === 0 || (told.length === 0 && testsOf(flowOf(sourceCode, helper)).length > 0)) return []
    return [...(told.length === 0 ? lowered : []), ...told].flatMap((write) => {
      const place = placeForCall(sourceCode, write.place, helper, call)
      return place ? callEvents(flowOf(sourceCode, owner), call).map((event): Access => ({ ...write, place, node: call, event, origin: write.node })) : []
    })
  })
}

function isLowering({ effect, place, shared, value }: Access): boolean {
  return effect === 'clear' && shared !== 'caller' && place.part === VALUE && isDown(value)
}

function isDown(value: Node | undefined): boolean {
  const node = value && unwrap(value)
  return node?.type === 'Literal' && (node.value === false || node.value === 0)
}

function faultOf(sourceCode: SourceCode, owner: CodeOwner, write: Access, writes: readonly Access[]): Fault | undefined {
  if (writes.some((each) => each.effect !== 'clear' && each.place.base === write.place.base)) return undefined // it says that it is at work
  const raised = isDoneElsewhere(sourceCode, write.place, owner, ['fill']) ?? raisedBy(sourceCode, write, owner)
  if (!raised || !isFunction(raised.owner) || !isRaise(raised) || waitsFirst(sourceCode, raised.owner, targetOf(raised))) return undefined
  const flow = flowOf(sourceCode, owner)
  const { reads } = accessesOf(sourceCode, owner)
  const tests = testsOf(flow).filter(({ node }) => reads.some((read) => read.place.base === write.place.base && isInside(read.node, node)))
  const test = tests.find((each) => each.event < write.event && decides(flow, each, write.event) !== undefined)
  const isMarked = marks.test(write.place.path.at(-1) ?? write.place.text)
  const asked = test?.node ?? (tests.length === 0 && isMarked ? askedElsewhere(sourceCode, owner, write) : undefined)
  const gaps = asked ? suspensionPoints(flow).filter((each) => (!test || reaches(flow, test.event, each)) && reachesAlone(flow, each, write.event, tests)) : []
  // Behind the first wait only what is given says so: a function that a transaction calls many times reads much.
  const saving = gaps.find((each, i) => savesWhatChanges(sourceCode, flow, each, reads, raised, i > 0))
  const gap = saving ?? gaps[0]
  if (!asked || gap === undefined || isAskedAgain(flow, gap, write, reads) || isLocked(sourceCode, test?.node ?? write.node, write.node)) return undefined
  const isSaved = saving !== undefined
  if (!isSaved && !(test && isMarked)) return undefined
  return { kind: 'lowered', place: write.place.text, node: write.node, read: asked, wait: nodeOf(flow, gap), other: raised.node, proven: isSaved && entryOf(sourceCode, raised.owner) !== undefined }
}

/** Where another function asks for the mark, to have saved what it stands for: `if (this.dirty) await this.save()`, or `get isDirty() { return this.dirty }`. */
function askedElsewhere(sourceCode: SourceCode, owner: CodeOwner, { place }: Access): Node | undefined {
  return usesOfPlace(sourceCode, place).find((use) => use.does === 'other' && use.owner !== owner && isFunction(use.owner) && (isAsked(use.node) || isAnswer(use.owner, use.node)))?.node
}

/** It decides whether something is done. */
function isAsked(use: Node): boolean {
  const at = wrapped(use)
  const { parent } = at
  if (parent?.type === 'UnaryExpression' || parent?.type === 'LogicalExpression' || parent?.type === 'BinaryExpression') return isAsked(parent)
  return (parent?.type === 'IfStatement' || parent?.type === 'ConditionalExpression' || parent?.type === 'WhileStatement') && parent.test === at
}

/** It is all that a function answers with. */
function isAnswer(fn: FunctionNode, use: Node): boolean {
  const [only, second] = fn.body.type === 'BlockStatement' ? fn.body.body : []
  const answer = fn.body.type === 'BlockStatement' ? (only?.type === 'ReturnStatement' && !second ? only.argument : undefined) : fn.body
  return answer !== undefined && answer !== null && unwrap(answer) === use
}

function targetOf({ node }: Use): Node {
  return node.type === 'AssignmentExpression' ? node.left : node.type === 'UpdateExpression' ? node.argument : node
}

/** `this.dirty = true`, `this.changes++`, `this.setDirty(true)`. */
function isRaise({ node }: Use): boolean {
  return isCall(node) || node.type === 'UpdateExpression' || (node.type === 'AssignmentExpression' && ((node.right.type === 'Literal' && node.right.value === true) || node.operator === '+='))
}

/** Whether one comes there without another look at the mark. */
function reachesAlone(flow: Flow, from: EventId, to: EventId, tests: readonly { readonly event: EventId }[]): boolean {
  return reaches(flow, from, to, (_event, _edge, next) => !tests.some(({ event }) => event === next))
}

/** Whether something that others may have changed decides after the wait: a count of changes, a newer state. */
function isAskedAgain(flow: Flow, gap: EventId, write: Access, reads: readonly Access[]): boolean {
  return testsOf(flow).some((test) => reaches(flow, gap, test.event) && decides(flow, test, write.event) !== undefined && reads.some(({ event, node }) => reaches(flow, gap, event) && isInside(node, test.node)))
}

/** The function that raises the mark, or where it does nothing else, those of the file that call it: `set(key, value) { this.pages.set(key, value); this.touch() }`. */
function runsOf(sourceCode: SourceCode, owner: CodeOwner): readonly CodeOwner[] {
  const isAll = isFunction(owner) && (owner.body.type !== 'BlockStatement' || owner.body.body.length === 1)
  return isAll ? usesOf(sourceCode, owner).calls.slice(0, MOST_CALLERS).map(ownerOf) : [owner]
}

const MOST_CALLERS = 8

/** Whether what is waited for is given, or takes itself, what the function that raises the mark has changed. */
function savesWhatChanges(sourceCode: SourceCode, flow: Flow, gap: EventId, reads: readonly Access[], { owner, node }: Use, onlyGiven: boolean): boolean {
  const wait = nodeOf(flow, gap)
  if ([owner, ...runsOf(sourceCode, owner)].some((each) => isToldBy(sourceCode, each, wait))) return true
  const changed = new Set(runsOf(sourceCode, owner).flatMap((each) => accessesIn(sourceCode, each).writes).filter((each) => !isInside(each.node, node)).map(({ place }) => place.base))
  const call = awaitedAt(sourceCode, wait)
  const helper = isCall(call) && !onlyGiven ? helperAt(sourceCode, call) : undefined
  const asked = isCall(call) ? call.callee : undefined // `await this.socket.end()` saves nothing
  const given = new Set(reads.flatMap((read) => (changed.has(read.place.base) && !(asked && isInside(read.node, asked)) ? [read.node] : [])))
  return (given.size > 0 && restsOn(sourceCode, flow, wait, given).size > 0) || (helper !== undefined && accessesIn(sourceCode, helper).reads.some(({ place }) => changed.has(place.base)))
}

/** `editor.onChange(() => { this.dirty = true })` and `await this.put(this.editor.text())`: what says that it has changed is what is asked for what is saved. */
function isToldBy(sourceCode: SourceCode, owner: CodeOwner, wait: Node): boolean {
  const { parent } = isFunction(owner) ? wrapped(standingAt(sourceCode, owner)) : {}
  const teller = parent?.type === 'CallExpression' && parent.callee.type === 'MemberExpression' ? nameAtEnd(parent.callee.object) : undefined
  const given = awaitedAt(sourceCode, wait)
  if (teller === undefined || !isCall(given)) return false
  return given.arguments.some((argument) => {
    const asked = unwrap(argument)
    const of = asked.type === 'CallExpression' ? unwrap(asked.callee) : asked
    return of.type === 'MemberExpression' && nameAtEnd(of.object) === teller
  })
}
