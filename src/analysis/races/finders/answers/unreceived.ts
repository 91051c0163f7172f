import { connectionEvents } from '../../../../knowledge/callbacks/index.ts'
import { registering } from '../../../../knowledge/departures.ts'
import { sendingOut, servedConnections } from '../../../../knowledge/requests.ts'
import { holdingBack } from '../../../../knowledge/streams.ts'
import { groupBy } from '../../../../utils/group.ts'
import { callsByOwner, callsNamed } from '../../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isFunction, isInside, type Node, ownerOf, unwrap, wrapped } from '../../../../utils/syntax.ts'
import { handingsOf } from '../../../callbacks/handed.ts'
import { flowOf } from '../../../flow/flow.ts'
import { eventsOf, nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { type Variable, variableOf } from '../../../resolve/bindings.ts'
import { firstTextOf } from '../../../resolve/constants.ts'
import { calledFunction } from '../../../resolve/receiver.ts'
import type { Fault } from '../../faults.ts'
import { entryOf } from '../../overlap/entries.ts'

/** A call by which a connection that the function is given is listened to: in the function itself, or in one that is handed the connection. */
interface Receiving {
  readonly of: Variable
  readonly call: Call
  readonly owner: FunctionNode
}

/** Those of the file, by the functions that are given the connection. */
export const receivingsByOwner = perFile((sourceCode): ReadonlyMap<CodeOwner, readonly Receiving[]> =>
  groupBy(callsNamed(sourceCode, registering).flatMap((call) => receivingsAt(sourceCode, call)), ({ owner }) => owner))

function receivingsAt(sourceCode: SourceCode, call: Call): readonly Receiving[] {
  const callee = unwrap(call.callee)
  const event = firstTextOf(sourceCode, call)
  const variable = callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && event !== undefined ? variableOf(sourceCode, callee.object) : undefined
  const given = variable && givenTo(variable)
  if (!variable || !given || event === undefined || ownerOf(call) !== given.fn) return []
  if (isServed(sourceCode, given.fn, given.index, event)) return [{ of: variable, call, owner: given.fn }]
  return handedIn(sourceCode, given.fn, given.index).flatMap((outer): readonly Receiving[] => {
    const argument = outer.arguments[given.index]
    const taken = argument?.type === 'Identifier' ? variableOf(sourceCode, argument) : undefined
    const from = taken && givenTo(taken)
    return taken && from && ownerOf(outer) === from.fn && isServed(sourceCode, from.fn, from.index, event) ? [{ of: taken, call: outer, owner: from.fn }] : []
  })
}

function givenTo({ defs: [def, another] }: Variable): { readonly fn: FunctionNode, readonly index: number } | undefined {
  if (def?.type !== 'Parameter' || another || !isFunction(def.node)) return undefined
  const index = def.node.params.indexOf(def.name)
  return index < 0 ? undefined : { fn: def.node, index }
}

/** Whether a function is run for each connection, and what it is given there throws such an event away where nobody listens. */
function isServed(sourceCode: SourceCode, fn: FunctionNode, index: number, event: string): boolean {
  return handingsOf(sourceCode, fn).some((handing) => connectionEvents.has(handing.event ?? '') && servedConnections.get(handing.parameters?.[index] ?? '')?.test(event))
}

const MOST_CALLS = 4

/** The calls of a function of the file by its name: `watch(socket, await settings())`. */
function handedIn(sourceCode: SourceCode, fn: FunctionNode, index: number): readonly Call[] {
  if (fn.async || fn.type !== 'FunctionDeclaration' || !fn.id) return []
  const calls = callsNamed(sourceCode, [fn.id.name]).filter((call) => call.arguments.length > index && calledFunction(sourceCode, call) === fn)
  return calls.length > MOST_CALLS ? [] : calls
}

/**
 * Connections that a server hands out open, and that are listened to only behind a wait: `server.on('connection', async (socket) => {
 * const user = await userOf(socket); socket.on('message', handle) })`. What the other side sends before that finds nobody.
 */
export function unreceivedMessages(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  const receivings = receivingsByOwner(sourceCode).get(owner) ?? []
  const [first] = receivings
  if (!first || !isFunction(owner) || receivings.some(({ of }) => of !== first.of) || isHeldBack(first.of) || speaksFirst(first)) return []
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise) return []
  const gaps = suspensionPoints(flow).filter((each) => !isAbout(sourceCode, first, nodeOf(flow, each)))
  const behind = receivings.map((each) => {
    const at = eventsOf(flow, each.call)
    return { ...each, gap: gaps.find((gap) => at.length > 0 && at.every((to) => reaches(flow, gap, to))) }
  })
  const [late] = behind
  if (!late || behind.some(({ gap }) => gap === undefined) || late.gap === undefined) return []
  const entry = entryOf(sourceCode, owner)
  return [{ kind: 'unreceived', place: first.of.name, node: late.call.callee, read: first.of.identifiers[0] as Node, wait: nodeOf(flow, late.gap), ...(entry && { entry }), proven: false }]
}

/** `socket.send(welcome)` before anybody listens: the other side waits for that. */
function speaksFirst({ of, call }: Receiving): boolean {
  return methodsOf(of).some(({ at, name }) => at.range[0] < call.range[0] && sendingOut.test(name))
}

/** `socket.pause()`: nothing comes until it is let go on. */
function isHeldBack(of: Variable): boolean {
  return methodsOf(of).some(({ name }) => holdingBack.has(name))
}

/** What a variable is asked for by name. */
function methodsOf({ references }: Variable): readonly { readonly at: Node; readonly name: string }[] {
  return references.flatMap(({ identifier }) => {
    const member = wrapped(identifier).parent
    return member?.type === 'MemberExpression' && member.object === wrapped(identifier) && member.property.type === 'Identifier' ? [{ at: identifier, name: member.property.name }] : []
  })
}

/** A wait for something that the connection itself is asked for, or that is handed the connection: it may listen there. */
function isAbout(sourceCode: SourceCode, { of, owner }: Receiving, wait: Node): boolean {
  return (callsByOwner(sourceCode).get(owner) ?? []).some((call) => isInside(call, wait) && [calledOn(call), ...call.arguments].some((part) => of.references.some(({ identifier }) => part === identifier)))
}

function calledOn({ callee }: Call): Node | undefined {
  const member = unwrap(callee)
  return member.type === 'MemberExpression' ? unwrap(member.object) : undefined
}
