import { allParts, bareEndings, beginningsAnew, endingCalls, endings, endingsByArgument } from '../../../knowledge/endings.ts'
import { addTo } from '../../../utils/group.ts'
import { calledName, callsByOwner, nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, functionAround, type FunctionNode, isFunction, keyName, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import type { EventId, Flow } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { onlyValue, variableOf } from '../../resolve/bindings.ts'
import { locationOf } from '../../resolve/location.ts'
import { type Access, accessesIn } from '../places/accesses.ts'
import type { Place } from '../places/place.ts'
import { callEvents, helperAt } from '../reads/answers.ts'

/** Where a run begins to do away with what is there, and the call that ends it. */
export interface Begun {
  readonly event: EventId
  readonly end: Call
}

/** Where a run ends what is kept: itself, or by a function that it calls. */
export function endedIn(sourceCode: SourceCode, owner: FunctionNode, ends: readonly Call[]): readonly Begun[] {
  const flow = flowOf(sourceCode, owner)
  return (callsByOwner(sourceCode).get(owner) ?? []).flatMap((call) => {
    const helper = helperAt(sourceCode, call)
    const end = ends.find((each) => each === call || (helper !== undefined && helper !== owner && functionAround(each) === helper))
    return end ? callEvents(flow, call).map((event) => ({ event, end })) : []
  })
}

/** Whether this run has put there itself, on every way, what it ends: `this.socket = await dial(); if (this.done) this.socket.destroy()`. */
export function isOwn(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, { place }: Access, event: EventId): boolean {
  const own = new Set(accessesIn(sourceCode, owner).writes.flatMap((each) => (each.effect === 'set' && each.place.base === place.base && each.place.part === place.part ? [each.event] : [])))
  return !reaches(flow, flow.enter, event, (_, __, to) => !own.has(to))
}

/** Whether a run makes the value itself. */
export function isMade(sourceCode: SourceCode, value: Node | undefined): boolean {
  const node = value && unwrap(value)
  const made = node?.type === 'Identifier' ? unwrap(onlyValue(sourceCode, node) ?? node) : node
  return made?.type === 'NewExpression' || made?.type === 'CallExpression' || made?.type === 'AwaitExpression'
}

/** `stream`, of `track` in `stream.getTracks().forEach((track) => track.stop())`. */
function wholeOf(sourceCode: SourceCode, part: Node): Node | undefined {
  const variable = part.type === 'Identifier' ? variableOf(sourceCode, part) : undefined
  const [def] = variable?.defs ?? []
  const list = def?.type === 'Parameter' && isFunction(def.node) ? listOfCallback(def.node) : def?.type === 'Variable' && def.node.parent?.parent?.type === 'ForOfStatement' ? def.node.parent.parent.right : undefined
  const asked = list && unwrap(list)
  const method = asked?.type === 'CallExpression' ? unwrap(asked.callee) : undefined
  return method?.type === 'MemberExpression' && allParts.has(keyName(method) ?? '') ? unwrap(method.object) : undefined
}

/** What the callback of a `forEach` goes through. */
function listOfCallback(fn: FunctionNode): Node | undefined {
  const call = wrapped(fn).parent
  const method = call?.type === 'CallExpression' && call.arguments[0] === wrapped(fn) ? unwrap(call.callee) : undefined
  return method?.type === 'MemberExpression' && keyName(method) === 'forEach' ? method.object : undefined
}

/** What a method ends that is called on it: `socket` in `socket.close()`, `marker` in `marker.remove()`. */
export function endedReceiver({ callee, arguments: given }: Call): Node | undefined {
  const method = unwrap(callee)
  const name = method.type === 'MemberExpression' ? keyName(method) : undefined
  if (method.type !== 'MemberExpression' || name === undefined) return undefined
  return endings.has(name) || (bareEndings.has(name) && given.length === 0) ? method.object : undefined
}

/** What a call ends: what it is called on, or what it is given, as in `clearInterval(timer)` and `URL.revokeObjectURL(url)`. */
export function endedBy(call: Call): Node | undefined {
  const name = calledName(call) ?? ''
  return endedReceiver(call) ?? (endingCalls.has(name) || endingsByArgument.has(name) ? call.arguments[0] : undefined)
}

/** `sound.stop(); sound.play()`: what is begun anew right there is not over. */
function isBegunAnew(sourceCode: SourceCode, call: Call): boolean {
  const method = unwrap(call.callee)
  if (method.type !== 'MemberExpression' || keyName(method) !== 'stop') return false
  const receiver = sourceCode.getText(method.object)
  return (callsByOwner(sourceCode).get(ownerOf(call)) ?? []).some((each) => {
    const begins = each.range[0] > call.range[1] && beginningsAnew.has(calledName(each) ?? '') ? unwrap(each.callee) : undefined
    return begins?.type === 'MemberExpression' && sourceCode.getText(begins.object) === receiver
  })
}

/** Calls that end something, by the place that they end. */
const ended = perFile((sourceCode): ReadonlyMap<string, readonly Call[]> => {
  const calls = new Map<string, Call[]>()
  for (const call of nodesOf(sourceCode).calls) {
    const target = isBegunAnew(sourceCode, call) ? undefined : endedBy(call)
    const inner = target && (wholeOf(sourceCode, target) ?? unwrap(target))
    // `const browser = await this.browser; browser.close()`
    const kept = inner?.type === 'Identifier' ? onlyValue(sourceCode, inner) : undefined
    const promised = [inner, kept && unwrap(kept)].find((each) => each?.type === 'AwaitExpression')
    const place = (promised?.type === 'AwaitExpression' ? locationOf(sourceCode, promised.argument) : undefined) ?? (inner && locationOf(sourceCode, inner))
    if (place) addTo(calls, place.key, call)
  }
  return calls
})

/** A call of this file that ends what the place holds. Who closes a cache, a store or a list as a whole says nothing of what is in it. */
export function endingOf(sourceCode: SourceCode, place: Place): Call | undefined {
  return place.part === 'value' ? endingsOf(sourceCode, place)[0] : ended(sourceCode).get(`${place.base}.[]`)?.[0]
}

/** All calls of this file that end the place's value. */
export function endingsOf(sourceCode: SourceCode, place: Place): readonly Call[] {
  return ended(sourceCode).get(place.base) ?? []
}
