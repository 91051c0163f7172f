import type { TSESTree } from '@typescript-eslint/utils'

import { reckoning } from '../../../knowledge/collections.ts'
import { calledName, callsByOwner } from '../../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../../utils/per-file.ts'
import { isDropped } from '../../../utils/results.ts'
import { type Call, type CodeOwner, type FunctionNode, isCall, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { callingBack } from '../../callbacks/handed.ts'
import { functionNames } from '../../callbacks/uses.ts'
import { flowOf } from '../../flow/flow.ts'
import { type EventId, eventsOf, type Flow } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { testsOf } from '../../flow/tests.ts'
import { onlyValue, sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { locationOf } from '../../resolve/location.ts'
import { getterAt } from '../../resolve/members.ts'
import { calledFunction } from '../../resolve/receiver.ts'
import { type Access, accessesIn, goneThrough } from '../places/accesses.ts'
import { keyText, type Place, sharedBy } from '../places/place.ts'
import { restsOn } from './dependence.ts'

/** The function of this file that a call runs, asked only where a function of that name is there. */
export function helperAt(sourceCode: SourceCode, call: Call): FunctionNode | undefined {
  const name = calledName(call)
  if (name === undefined || !functionNames(sourceCode).has(name)) return undefined
  return calledFunction(sourceCode, call)
}

const NO_PLACES: readonly Returned[] = []

/** A place that a function reads for what it answers. */
interface Returned {
  readonly place: Place
  /** It is read as soon as the function is called, and not behind a wait of its own. */
  readonly isAtOnce: boolean
}

/** The places whose state a function returns, or answers by yes or no: `getSession(id)`, `get available()`, `isFull()`; by itself, or by what it asks a function of this file. */
const placesReturned: (sourceCode: SourceCode, fn: FunctionNode) => readonly Returned[] = perNode<FunctionNode, readonly Returned[]>((sourceCode, fn) => {
  if (fn.generator) return NO_PLACES
  const flow = flowOf(sourceCode, fn)
  if (flow.imprecise) return NO_PLACES
  return returnedOf(sourceCode, fn, [...accessesIn(sourceCode, fn).reads, ...askedOf(sourceCode, fn, flow)])
}, NO_PLACES)

/** The same of what a function reads itself, and of nothing that it asks others. */
const placesReadAndReturned: (sourceCode: SourceCode, fn: FunctionNode) => readonly Returned[] = perNode<FunctionNode, readonly Returned[]>((sourceCode, fn) => (fn.generator || flowOf(sourceCode, fn).imprecise ? NO_PLACES : returnedOf(sourceCode, fn, accessesIn(sourceCode, fn).reads)), NO_PLACES)

/** What a function asks another one that answers at once: `return this.most - this.total()`. One step, and no further. */
function askedOf(sourceCode: SourceCode, fn: FunctionNode, flow: Flow): readonly Access[] {
  if (fn.async) return []
  return callsIn(sourceCode, fn).flatMap((call) => {
    const helper = isDropped(call) ? undefined : helperAt(sourceCode, call)
    if (!helper || helper === fn || helper.async) return []
    return placesReadAndReturned(sourceCode, helper).flatMap(({ place: returned }) => {
      const place = placeForCall(sourceCode, returned, helper, call)
      const shared = place && sharedBy(sourceCode, place, fn)
      return place && shared ? callEvents(flow, call).map((event) => ({ event, node: call, place, shared })) : []
    })
  })
}

function returnedOf(sourceCode: SourceCode, fn: FunctionNode, all: readonly Access[]): readonly Returned[] {
  const flow = flowOf(sourceCode, fn)
  const reads = all.filter(({ shared }) => shared !== 'caller')
  if (reads.length === 0) return NO_PLACES
  const nodes = new Set(reads.map(({ node }) => node))
  const values = returnsOf(sourceCode, fn)
  const answers = values.every((value) => isTrueOrFalse(sourceCode, value)) ? testsOf(flow).map(({ node }) => node) : values
  const returned = new Set(answers.flatMap((value) => [...[...restsOn(sourceCode, flow, value, nodes)].filter(([node, link]) => link !== 'call' || isReckoned(node, value)).map(([node]) => node), ...listOf(sourceCode, value)]))
  const gaps = suspensionPoints(flow)
  return reads.filter(({ node }) => returned.has(node)).map(({ place, event }) => ({ place, isAtOnce: !gaps.some((gap) => reaches(flow, gap, event)) }))
}

/** `Math.floor(this.most - this.total())`, `Object.values(this.taken).reduce(sum, 0)`: nothing but a number is made of what was read. */
function isReckoned(read: Node, value: Node): boolean {
  let at = read
  for (; at !== value && at.parent; at = at.parent) if (isCall(at.parent) && !reckoning.has(calledName(at.parent) ?? '')) return false
  return at === value
}

/** What a loop goes through whose element is returned: `for (const each of rooms) if (each.name === name) return each`. */
function listOf(sourceCode: SourceCode, value: Node): readonly Node[] {
  const node = unwrap(value)
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  return (variable && sourcesOf(sourceCode, variable))?.flatMap((source) => (source.kind === 'element' && source.steps.length === 0 ? [goneThrough(source.value)] : [])) ?? []
}

/** `true`, or a variable that is nothing but true or false: the tests around decide which. */
function isTrueOrFalse(sourceCode: SourceCode, value: Node): boolean {
  const node = unwrap(value)
  if (node.type === 'Literal') return typeof node.value === 'boolean'
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  const sources = variable && sourcesOf(sourceCode, variable)
  return sources !== undefined && sources.length > 1 && sources.every((source) => source.kind === 'value' && source.steps.length === 0 && source.value.type === 'Literal' && typeof source.value.value === 'boolean')
}

/** Whether all that a function may return is made of the place: else nobody knows whether a run has got any of it. */
export function alwaysReturns(sourceCode: SourceCode, fn: FunctionNode, base: string): boolean {
  const flow = flowOf(sourceCode, fn)
  const nodes = new Set(accessesIn(sourceCode, fn).reads.filter(({ place }) => place.base === base).map(({ node }) => node))
  return returnsOf(sourceCode, fn).every((value) => restsOn(sourceCode, flow, value, nodes).size > 0)
}

/**
 * The place that a call of a helper reads: an entry that a parameter chooses is the one that the argument chooses. None, where it
 * is of an object that the run has made for itself: `const page = new Page(); await page.open()`.
 */
export function placeForCall(sourceCode: SourceCode, place: Place, fn: FunctionNode, call: Call): Place | undefined {
  if (place.root.kind === 'this' && isOfOwn(sourceCode, call)) return undefined
  const seen = seenFrom(sourceCode, place, call)
  if (!place.part.startsWith('entry:')) return seen
  const names = fn.params.map((each) => {
    const name = each.type === 'AssignmentPattern' ? each.left : each
    return name.type === 'Identifier' ? name : undefined
  })
  const index = names.findIndex((name) => name && place.part === `entry:$${locationOf(sourceCode, name)?.key ?? ''}`)
  // `group.id`, of the parameter `group`.
  const whole = index < 0 ? names.findIndex((name) => name && place.part.startsWith(`entry:${name.name}.`)) : index
  if (whole < 0) return seen
  const argument = call.arguments[whole]
  const key = argument && keyText(sourceCode, argument)
  if (!argument || key === undefined) return undefined
  return { ...seen, part: index < 0 ? `entry:${sourceCode.getText(argument)}${place.part.slice(`entry:${names[whole]?.name ?? ''}`.length)}` : `entry:${key}` }
}

/** A place of another object as the call names it: `store.rows` for `this.rows`. */
function seenFrom(sourceCode: SourceCode, place: Place, { callee }: Call): Place {
  const member = unwrap(callee)
  const object = place.root.kind === 'this' && member.type === 'MemberExpression' ? unwrap(member.object) : undefined
  return object && object.type !== 'ThisExpression' && object.type !== 'Super' ? { ...place, text: place.text.replace(/^this(?=\.)/u, sourceCode.getText(object)) } : place
}

/** Whether a method is called of an object that the same code has made. */
function isOfOwn(sourceCode: SourceCode, call: Call): boolean {
  const callee = unwrap(call.callee)
  const object = callee.type === 'MemberExpression' ? unwrap(callee.object) : undefined
  const made = object?.type === 'Identifier' ? onlyValue(sourceCode, object) : object
  return made?.type === 'NewExpression' && ownerOf(made) === ownerOf(call)
}

/** What an owner's code reads of shared places, with what helpers and getters read for it. */
export const readsOf: (sourceCode: SourceCode, owner: CodeOwner) => readonly Access[] = perNode<CodeOwner, readonly Access[]>((sourceCode, owner) => {
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise) return []
  const reads = [...accessesIn(sourceCode, owner).reads]
  for (let event = 0; event < flow.kinds.length; event++) {
    const node = flow.nodes[event] as Node
    const getter = flow.kinds[event] === 'read' ? getterAt(sourceCode, node) : undefined
    for (const { place } of getter ? placesReturned(sourceCode, getter) : []) addRead(event, node, place)
  }
  for (const call of callsIn(sourceCode, owner)) {
    const helper = isDropped(call) ? undefined : helperAt(sourceCode, call)
    for (const { place: returned, isAtOnce } of helper && helper !== owner ? placesReturned(sourceCode, helper) : []) {
      const place = placeForCall(sourceCode, returned, helper as FunctionNode, call)
      if (place) for (const event of answeredAt(flow, call, helper as FunctionNode, isAtOnce)) addRead(event, call, place)
    }
  }
  return reads

  /** What a helper reads of a variable of this run is shared with nobody. */
  function addRead(event: EventId, node: Node, place: Place): void {
    const shared = sharedBy(sourceCode, place, owner)
    if (shared) reads.push({ event, node, place, shared })
  }
}, [])

/** When a helper reads for its answer: where it is called, or, behind a wait of its own, when the answer comes. Never for an answer that is not waited for there. */
function answeredAt(flow: Flow, call: Call, helper: FunctionNode, isAtOnce: boolean): readonly EventId[] {
  if (!helper.async) return callEvents(flow, call)
  const { parent: waits } = wrapped(call)
  if (waits?.type !== 'AwaitExpression') return []
  return isAtOnce ? callEvents(flow, call) : eventsOf(flow, waits)
}

/** The calls in the code of an owner that may run code of this file, at once or later. */
export function callsIn(sourceCode: SourceCode, owner: CodeOwner): readonly TSESTree.CallExpression[] {
  return (callsByOwner(sourceCode).get(owner) ?? []).filter((call) => call.type === 'CallExpression' && mayRunCode(sourceCode, call)) as TSESTree.CallExpression[]
}

/** The events of a call. */
export function callEvents(flow: Flow, call: Call): readonly EventId[] {
  return flow.imprecise ? [] : eventsOf(flow, call).filter((event) => flow.kinds[event] === 'call')
}

function mayRunCode(sourceCode: SourceCode, call: Call): boolean {
  const name = calledName(call)
  return name !== undefined && (callingBack.has(name) || functionNames(sourceCode).has(name))
}
