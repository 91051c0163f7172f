import type { TSESTree } from '@typescript-eslint/utils'

import { choosing } from '../../../../knowledge/collections.ts'
import { reading } from '../../../../knowledge/reading.ts'
import { addTo } from '../../../../utils/group.ts'
import { callsNamed, nodesOf } from '../../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, copiedList, functionAround, isCall, isFunction, keyName, type Node, ownerOf, unwrap, walk, wrapped } from '../../../../utils/syntax.ts'
import { usesOf } from '../../../callbacks/uses.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, eventsOf, type Flow, type Test } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { testsOf } from '../../../flow/tests.ts'
import { isNothing, type Variable, variableOf } from '../../../resolve/bindings.ts'
import { returnsOf } from '../../../resolve/functions.ts'
import type { Fault } from '../../faults.ts'
import { namesGiven } from '../../harm/granted.ts'
import { refuses } from '../../harm/refusals.ts'
import { entryFor, isOpen } from '../../overlap/entries.ts'
import { isHeldFrom } from '../../overlap/guards.ts'
import { latchesBefore } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { collectionOf, sharedBy } from '../../places/place.ts'
import { decides, outcomeWith } from '../../reads/control.ts'
import { restsOn } from '../../reads/dependence.ts'
import { awaitedName, waitBetween } from '../../reads/stale.ts'
import { isByTime, isTime } from '../../reads/times.ts'

/** An element of a list that stands for itself in a function: the one that is found, or each that a loop comes to. */
interface Chosen {
  readonly list: Node
  readonly element: Variable
  /** What chooses it: the call, or that of a function which does nothing else, with the condition for its parameter. */
  readonly call?: Call
  readonly condition?: { readonly of: Parameter; readonly node: Node }
}

/** What a condition calls the element: a name, or the parts of it that have names of their own. */
type Parameter = TSESTree.Identifier | TSESTree.ObjectPattern

/** A part of what is asked of an element, and how it has to come out. */
interface Wanted {
  readonly node: Node
  readonly holds: boolean
  /** Where others have not run since it was asked. */
  readonly event: EventId
  /** What asks it, where that is not the condition which finds the element. */
  readonly test?: Test
}

/** The elements that functions of the file choose, and go on to change, by owner. */
export const chosenByOwner = perFile((sourceCode): ReadonlyMap<CodeOwner, readonly Chosen[]> => {
  const chosen = new Map<CodeOwner, Chosen[]>()
  const add = (name: Node | undefined, at: Node, rest: Omit<Chosen, 'element'>): void => {
    const element = name?.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
    if (element && isOfCalls(element) && marksOf(element).length > 0) addTo(chosen, ownerOf(at), { ...rest, element })
  }
  for (const call of callsNamed(sourceCode, choosing)) {
    const [test] = call.arguments
    const [parameter] = isFunction(test) ? test.params : []
    const [node, second] = isFunction(test) ? returnsOf(sourceCode, test) : []
    const of = parameter?.type === 'Identifier' || parameter?.type === 'ObjectPattern' ? parameter : undefined
    if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression' || !of || !node || second) continue
    for (const each of standingFor(sourceCode, call)) add(namedBy(each), each, { list: call.callee.object, call: each, condition: { of, node } })
  }
  for (const loop of nodesOf(sourceCode).loops) {
    if (loop.type === 'ForOfStatement' && loop.left.type === 'VariableDeclaration') add(loop.left.declarations[0]?.id, loop.right, { list: copiedList(unwrap(loop.right)) })
  }
  return chosen
})

/** The call itself, or those of the function that returns what it finds: `const free = () => benches.find((each) => !each.taken)`. */
function standingFor(sourceCode: SourceCode, call: TSESTree.CallExpression): readonly Call[] {
  const fn = namedBy(call) ? undefined : functionAround(call)
  if (!fn || fn.async || fn.generator) return [call]
  const [value, second] = returnsOf(sourceCode, fn)
  return value && !second && unwrap(value) === call ? usesOf(sourceCode, fn).calls : [call]
}

/** The name that is given to what a call brings: `const bench = find()`, `bench = find()`. */
function namedBy(call: Call): Node | undefined {
  const { parent } = wrapped(call)
  if (parent?.type === 'VariableDeclarator') return parent.id
  return parent?.type === 'AssignmentExpression' && parent.operator === '=' && parent.right === wrapped(call) ? parent.left : undefined
}

/** Whether nothing gets the name but what calls bring, and nothing. */
function isOfCalls({ references }: Variable): boolean {
  return references.every(({ init, writeExpr }) => {
    const value = init === true || !writeExpr ? undefined : unwrap(writeExpr)
    return value === undefined || isNothing(value) || value.type === 'AwaitExpression' || isCall(value)
  })
}

/** The assignments that change an element: `slot.busy = true`. */
function marksOf(element: Variable): readonly TSESTree.AssignmentExpression[] {
  return element.references.flatMap(({ identifier }): readonly TSESTree.AssignmentExpression[] => {
    const member = identifier.parent
    const mark = member.type === 'MemberExpression' && member.object === identifier && !member.computed ? member.parent : undefined
    return mark?.type === 'AssignmentExpression' && mark.left === member && mark.operator === '=' ? [mark] : []
  })
}

/**
 * Elements that are chosen because they are not marked yet, and marked after a wait: a second run that looks meanwhile chooses the
 * same. That costs something where the mark is taken back again: it says who has the element.
 */
export function lateMarks(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  const chosen = chosenByOwner(sourceCode).get(owner)
  const flow = chosen && isFunction(owner) ? flowOf(sourceCode, owner) : undefined
  if (!chosen || !flow || flow.imprecise || isSerialized(sourceCode, owner)) return []
  return chosen.flatMap((each): readonly Fault[] => {
    const place = collectionOf(sourceCode, each.list)
    const shared = place && sharedBy(sourceCode, place, owner)
    const entry = place && shared && shared !== 'caller' ? entryFor(sourceCode, owner, { place, shared }) : undefined
    const late = entry && lateMark(sourceCode, owner, flow, each)
    if (!place || !entry || !late) return []
    const isWork = late.isDue && entry.strength === 'proven' && !reading.test(awaitedName(sourceCode, late.wait) ?? '')
    return [{ kind: 'chosen', place: place.text, node: late.mark, read: late.read, wait: late.wait, entry, proven: isWork || (isOpen(entry) && (isTakenBack(sourceCode, late) || isForWhoAsks(sourceCode, flow, each, late))) }]
  })
}

interface Late {
  readonly mark: TSESTree.AssignmentExpression
  readonly read: Node
  readonly wait: Node
  readonly wanted: Wanted
  /** It is asked whether its time has come, and the mark says when that is again. */
  readonly isDue: boolean
}

function lateMark(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, chosen: Chosen): Late | undefined {
  const anew = choicesOf(flow, chosen)
  const marks = marksOf(chosen.element).flatMap((mark) => (ownerOf(mark) === owner ? eventsOf(flow, mark.left).filter((event) => flow.kinds[event] === 'write').map((event) => ({ mark, event })) : []))
  for (const { mark, event } of marks) {
    for (const wanted of wantedFor(sourceCode, flow, chosen, mark, event)) {
      const isDue = isOfTime(sourceCode, wanted, mark)
      if (!isDue && !endsIt(wanted, mark.right)) continue
      const wait = waitBetween(flow, wanted.event, event, anew)
      const isMarkedBefore = marks.some((other) => nameOf(other.mark) === nameOf(mark) && reaches(flow, wanted.event, other.event) && !waitBetween(flow, wanted.event, other.event, anew))
      if (!wait || isMarkedBefore || isAskedAgain(flow, chosen, mark, wanted, anew) || isHeldFrom(sourceCode, flow, wanted, { node: mark }) || latchesBefore(sourceCode, owner, event).length > 0) continue
      return { mark, read: chosen.call ?? wanted.node, wait, wanted, isDue }
    }
  }
  return undefined
}

/** `if (job.next > now) continue; await job.run(); job.next = later()`. */
function isOfTime(sourceCode: SourceCode, { node, event }: Wanted, { right }: TSESTree.AssignmentExpression): boolean {
  const value = unwrap(right)
  return (isCall(value) || value.type === 'BinaryExpression' || isTime(sourceCode, value)) && isByTime(sourceCode, { node, event })
}

/** Where another element, or the same once more, gets the name: `while (!bench) { await pause(); bench = this.find() }`, or the next round of the loop. */
function choicesOf(flow: Flow, { element, call }: Chosen): ReadonlySet<EventId> {
  return new Set(element.references.flatMap(({ writeExpr, identifier }) => {
    if (!writeExpr) return []
    return call ? eventsOf(flow, unwrap(writeExpr)) : eventsOf(flow, identifier).filter((event) => flow.kinds[event] === 'write')
  }))
}

function nameOf({ left }: TSESTree.AssignmentExpression): string | undefined {
  return left.type === 'MemberExpression' ? keyName(left) : undefined
}

/** What has to hold of the property that a mark changes: by the condition that finds the element, or by tests that lead to the mark. */
function wantedFor(sourceCode: SourceCode, flow: Flow, { call, condition, element }: Chosen, mark: TSESTree.AssignmentExpression, event: EventId): readonly Wanted[] {
  const name = nameOf(mark)
  const [found] = call && condition ? eventsOf(flow, call) : []
  const first = found === undefined || !condition ? [] : allOf(condition.node).flatMap(({ node, holds }) => (isAskedOf(node, isPartOf(sourceCode, condition.of, name)) ? [{ node, holds, event: found }] : []))
  const isPart = isPartOf(sourceCode, element, name)
  return [...first, ...testsOf(flow).flatMap((test): readonly Wanted[] => {
    const holds = isAskedOf(test.node, isPart) ? decides(flow, test, event) : undefined
    return holds === undefined ? [] : [{ node: test.node, holds, event: test.event, test }]
  })]
}

/** The parts of a condition that all have to hold: `!slot.busy` and `slot.size > 2`, of both together. */
function allOf(condition: Node, holds = true): readonly Pick<Wanted, 'node' | 'holds'>[] {
  const node = unwrap(condition)
  if (node.type === 'UnaryExpression' && node.operator === '!') return allOf(node.argument, !holds)
  if (node.type === 'LogicalExpression' && node.operator === (holds ? '&&' : '||')) return [...allOf(node.left, holds), ...allOf(node.right, holds)]
  return [{ node, holds }]
}

/** `slot.busy`, `slot.state === 'idle'`. */
function isAskedOf(condition: Node, isPart: (node: Node) => boolean): boolean {
  const node = unwrap(condition)
  const sides = node.type === 'BinaryExpression' ? [node.left, node.right] : [node]
  return sides.some((side) => isPart(unwrap(side)))
}

/** Whether an expression stands for the property of an element: `slot.busy`, or `busy` of `({ busy }) => !busy`. */
function isPartOf(sourceCode: SourceCode, of: Parameter | Variable, name: string | undefined): (node: Node) => boolean {
  if ('type' in of && of.type === 'ObjectPattern') {
    const part = of.properties.find((each) => each.type === 'Property' && keyName(each) === name)?.value
    const variable = part?.type === 'Identifier' ? variableOf(sourceCode, part) : undefined
    return (node) => variable !== undefined && node.type === 'Identifier' && variableOf(sourceCode, node) === variable
  }
  const element = 'type' in of ? variableOf(sourceCode, of) : of
  return (node) => node.type === 'MemberExpression' && keyName(node) === name && node.object.type === 'Identifier' && variableOf(sourceCode, node.object) === element
}

/** Whether what was asked does not hold any more with a value. */
function endsIt({ node: condition, holds }: Pick<Wanted, 'node' | 'holds'>, value: Node): boolean {
  const after = outcomeOf(unwrap(condition), unwrap(value))
  return after !== undefined && after !== holds
}

function outcomeOf(condition: Node, value: Node): boolean | undefined {
  const isNamed = (value.type === 'Identifier' || value.type === 'MemberExpression') && !isNothing(value)
  // What has a name of its own is put there for its own sake: `slot.owner = owner`.
  if (condition.type !== 'BinaryExpression') return isNamed ? true : isSomething(value)
  const asksForNothing = [condition.left, condition.right].some((side) => isNothing(unwrap(side))) && /^[!=]==?$/u.test(condition.operator)
  const is = asksForNothing ? (isNamed ? true : isSomething(value)) : undefined
  return asksForNothing ? is === undefined ? undefined : is === condition.operator.startsWith('!') : outcomeWith(condition, value)
}

function isSomething(value: Node): boolean | undefined {
  if (isNothing(value)) return false
  if (value.type === 'Literal') return Boolean(value.value)
  return value.type === 'NewExpression' || value.type === 'ObjectExpression' || value.type === 'ArrayExpression' || value.type === 'CallExpression' ? true : undefined
}

/** Whether the property of the element is looked at once more behind a wait. */
function isAskedAgain(flow: Flow, { element }: Chosen, mark: TSESTree.AssignmentExpression, { event }: Wanted, anew: ReadonlySet<EventId>): boolean {
  return element.references.some(({ identifier }) => {
    const member = identifier.parent
    return member.type === 'MemberExpression' && member.object === identifier && member !== mark.left && keyName(member) === nameOf(mark) && eventsOf(flow, member).some((read) => flow.kinds[read] === 'read' && read !== event && waitBetween(flow, event, read, anew) !== undefined)
  })
}

/**
 * `seat.holder = request.body.name`, of the first seat that nobody has, or where who finds it taken is refused: each run puts down who
 * it is run for, and only the last of them stays.
 */
function isForWhoAsks(sourceCode: SourceCode, flow: Flow, { condition }: Chosen, { mark, isDue, wanted }: Late): boolean {
  const given = namesGiven(sourceCode, flow.owner)
  const isFree = condition !== undefined && !wanted.test && !mentionsAny(sourceCode, condition.node, given)
  if (isDue || !(wanted.test ? refuses(wanted.test, !wanted.holds) : isFree)) return false
  let value = unwrap(mark.right)
  while (value.type === 'MemberExpression') value = unwrap(value.object)
  return [...restsOn(sourceCode, flow, value, new Set(given)).values()].includes('choice')
}

/** Whether an expression has to do with what the run is given: then it looks for the same element again, and not for any. */
function mentionsAny(sourceCode: SourceCode, expression: Node, given: readonly Node[]): boolean {
  const variables = new Set<Variable | null>(given.flatMap((name) => variableOf(sourceCode, name) ?? []))
  let found = false
  walk(sourceCode, expression, (node) => {
    found ||= node.type === 'Identifier' && variables.has(variableOf(sourceCode, node) ?? null)
    return !found
  })
  return found
}

/** Whether the file sets the property back to what is asked for: `slot.busy = false`. */
function isTakenBack(sourceCode: SourceCode, { mark, wanted }: Late): boolean {
  return nodesOf(sourceCode).members.some((member) => {
    const { parent } = member
    return parent.type === 'AssignmentExpression' && parent.left === member && parent !== mark && parent.operator === '=' && keyName(member) === nameOf(mark) && outcomeOf(unwrap(wanted.node), unwrap(parent.right)) === wanted.holds
  })
}
