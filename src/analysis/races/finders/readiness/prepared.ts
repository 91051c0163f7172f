import { adding } from '../../../../knowledge/collections.ts'
import { readying } from '../../../../knowledge/openings.ts'
import { callsByOwner } from '../../../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isCall, isFunction, isInside, keyName, type Node, ownerOf, unwrap, wrapped } from '../../../../utils/syntax.ts'
import { nameIn } from '../../../callbacks/uses.ts'
import { type EventId, eventsOf, type Flow } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { isEmpty, variableHolding, variableOf } from '../../../resolve/bindings.ts'
import { locationOf } from '../../../resolve/location.ts'
import { calledFunction } from '../../../resolve/receiver.ts'
import { isConstructor, usesOfPlace } from '../../others/elsewhere.ts'
import { entryOf } from '../../overlap/entries.ts'
import type { Latch } from '../../overlap/latches.ts'
import type { Access } from '../../places/accesses.ts'
import { collectionAt } from '../../places/collections.ts'
import { placeOf, sharedBy, VALUE } from '../../places/place.ts'
import { decides } from '../../reads/control.ts'
import { comingBehind } from './coming.ts'

/** `this.seen.add(folder)`, of a set: it says of one thing that it has been begun, as a flag does. */
export function isMark(sourceCode: SourceCode, { effect, node }: Pick<Access, 'effect' | 'node'>): boolean {
  if (effect !== 'append' || !isCall(node) || node.arguments.length !== 1) return false
  const callee = unwrap(node.callee)
  return callee.type === 'MemberExpression' && keyName(callee) === 'add' && collectionAt(sourceCode, callee.object) === 'set'
}

/** What is filled behind a wait by methods that are called so, of objects that other files make: `urls.add(file, url)`, of `const urls = new Urls()`. */
function filledByName(sourceCode: SourceCode, owner: CodeOwner, isBehind: (call: Call) => boolean): ReadonlySet<string> {
  return new Set((callsByOwner(sourceCode).get(owner) ?? []).flatMap((call) => {
    const callee = unwrap(call.callee)
    if (callee.type !== 'MemberExpression' || !adding.has(keyName(callee) ?? '') || !isBehind(call)) return []
    const place = placeOf(sourceCode, unwrap(callee.object))
    return place && place.part === VALUE && collectionAt(sourceCode, callee.object) === undefined && sharedBy(sourceCode, place, owner) !== undefined ? [place.base] : []
  }))
}

/** What comes behind the wait; of what is marked, also by how methods are called. */
export function comingFor(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, latch: Latch, wait: EventId): ReadonlySet<string> {
  const coming = comingBehind(sourceCode, owner, flow, latch, wait)
  if (!isMark(sourceCode, latch.set)) return coming
  return new Set([...coming, ...filledByName(sourceCode, owner, (call) => eventsOf(flow, call).some((event) => reaches(flow, wait, event) && decides(flow, latch.test, event) !== undefined))])
}

/** `fill(rows, this.known)`, of a function of the file that puts something into what it is given there. */
export function filledByHelpers(sourceCode: SourceCode, owner: CodeOwner, base: string): readonly Node[] {
  return (callsByOwner(sourceCode).get(owner) ?? []).filter((call) => {
    const at = call.arguments.findIndex((each) => locationOf(sourceCode, unwrap(each))?.key === base)
    const helper = at < 0 ? undefined : calledFunction(sourceCode, call)
    return helper !== undefined && fills(sourceCode, helper, at)
  })
}

function fills(sourceCode: SourceCode, helper: FunctionNode, at: number): boolean {
  const parameter = helper.params[at]
  const variable = parameter?.type === 'Identifier' ? variableOf(sourceCode, parameter) : undefined
  return (variable?.references ?? []).some(({ identifier }) => {
    const member = wrapped(identifier).parent
    const outer = member?.type === 'MemberExpression' && member.object === wrapped(identifier) ? wrapped(member).parent : undefined
    if (member?.type !== 'MemberExpression' || !outer) return false
    return outer.type === 'AssignmentExpression' ? outer.left === member : isCall(outer) && outer.callee === member && adding.has(keyName(member) ?? '')
  })
}

/**
 * Where another function of the file looks something up in what a preparation fills, which begins as an empty object: `known[id]`, of
 * `async init() { if (!known) { known = {}; …` Whoever has waited for a second preparation does so while the first is still at work.
 */
export function lookedUpElsewhere(sourceCode: SourceCode, owner: FunctionNode, { place, value }: Access): Node | undefined {
  if (!readying.test(nameIn(owner) ?? '') || !value || !isEmpty(value)) return undefined
  const uses = usesOfPlace(sourceCode, place)
  // It is made anew somewhere else: who looks there expects little.
  if (uses.some(({ does, owner: by }) => by !== owner && (does === 'fill' || does === 'empty') && !isConstructor(by))) return undefined
  return uses.find((use) => use.does === 'other' && isFunction(use.owner) && use.owner !== owner && !isInside(use.node, owner) && isLookedUp(sourceCode, use.node) && entryOf(sourceCode, use.owner) !== undefined)?.node
}

/** `known[id]`, or `const all = known; all[id]`: one element of it, by a key. */
const isLookedUp: (sourceCode: SourceCode, use: Node) => boolean = perNode<Node, boolean>((sourceCode, use) => {
  const at = wrapped(use)
  const { parent } = at
  if (parent?.type === 'MemberExpression' && parent.object === at) return parent.computed && !parent.optional
  const name = variableHolding(sourceCode, at)
  return (name?.references ?? []).some(({ identifier, init }) => init !== true && ownerOf(identifier) === ownerOf(use) && isLookedUp(sourceCode, identifier))
}, false)
