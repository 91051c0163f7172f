import { sendingOut } from '../../../../knowledge/requests.ts'
import { groupBy } from '../../../../utils/group.ts'
import { calledName, callsNamed } from '../../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, functionAround, isCall, isFunction, type Node, ownerOf, unwrap, walk } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { eventsOf, type Flow, nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { awaitedAt } from '../../../promises/awaited.ts'
import { promiseOf, settlersIn } from '../../../promises/executors.ts'
import { onlyValue, type Variable, variableOf } from '../../../resolve/bindings.ts'
import type { Fault } from '../../faults.ts'
import { entryOf } from '../../overlap/entries.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { collectionOf } from '../../places/place.ts'

/** Who waits for an answer, put where the one who hears it looks: `this.pending.set(id, { resolve, reject })`. */
interface Registration {
  readonly put: Call
  readonly key: Variable
  readonly base: string
  readonly text: string
  /** Who hears the answers. */
  readonly heard: Call
  /** The function in which the request is sent: the executor, or the one that makes the promise. */
  readonly owner: CodeOwner
  /** The put, or the promise that it is a part of. */
  readonly at: Node
}

/** The registrations of a file, by the functions in which a request could have been sent before. */
export const registrationsByOwner = perFile((sourceCode): ReadonlyMap<CodeOwner, readonly Registration[]> =>
  groupBy(callsNamed(sourceCode, ['set']).flatMap((put) => registrationsAt(sourceCode, put)), ({ owner }) => owner))

function registrationsAt(sourceCode: SourceCode, put: Call): readonly Registration[] {
  const [key, value] = put.arguments
  const callee = unwrap(put.callee)
  const executor = ownerOf(put)
  if (!key || !value || callee.type !== 'MemberExpression' || unwrap(key).type !== 'Identifier' || !isFunction(executor)) return []
  const promise = promiseOf(sourceCode, executor)
  const variable = variableOf(sourceCode, unwrap(key))
  const place = promise && variable && holdsSettler(sourceCode, value) ? collectionOf(sourceCode, callee.object) : undefined
  const heard = place && callsNamed(sourceCode, ['get']).find((call) => isOf(sourceCode, call, place.base) && functionAround(call) !== executor)
  if (!promise || !variable || !place || !heard) return []
  const around = functionAround(promise)
  const registration = { put, key: variable, base: place.base, text: place.text, heard }
  return [{ ...registration, owner: executor, at: put }, ...(around && around !== executor ? [{ ...registration, owner: around, at: promise }] : [])]
}

/** Whether a value is what settles the promise, or an object that has it: `resolve`, `{ resolve, reject }`, `{ done: (answer) => resolve(answer) }`. */
function holdsSettler(sourceCode: SourceCode, value: Node): boolean {
  const node = unwrap(value)
  const made = unwrap(onlyValue(sourceCode, node) ?? node)
  if (settlersIn(sourceCode, made).length > 0) return true
  return made.type === 'ObjectExpression' && made.properties.some((each) => {
    const kept = each.type === 'Property' && each.value.type === 'Identifier' ? onlyValue(sourceCode, each.value) : undefined
    return kept !== undefined && isFunction(unwrap(kept)) && settlersIn(sourceCode, kept).length > 0
  })
}

function isOf(sourceCode: SourceCode, call: Call, base: string): boolean {
  const callee = unwrap(call.callee)
  return callee.type === 'MemberExpression' && collectionOf(sourceCode, callee.object)?.base === base
}

/**
 * Requests that are sent before the one who waits for the answer is there: `await socket.send({ id }); this.pending.set(id,
 * resolve)`. The answer may come while the sending is waited for. It finds nobody, and the wait never ends.
 */
export function lateRegistrations(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  const registrations = registrationsByOwner(sourceCode).get(owner)
  if (!registrations || !isFunction(owner)) return []
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise || isSerialized(sourceCode, owner)) return []
  for (const registration of registrations) {
    const wait = sentBefore(sourceCode, owner, flow, registration)
    const entry = wait && entryOf(sourceCode, owner)
    if (wait) return [{ kind: 'unheard', place: registration.text, node: registration.put, read: registration.put, wait, other: registration.heard, ...(entry && { entry }), proven: true }]
  }
  return []
}

/** The wait for a request that names the key, with nobody registered under it by then. */
function sentBefore(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, { key, base, at }: Registration): Node | undefined {
  const [event] = eventsOf(flow, at)
  const others = callsNamed(sourceCode, ['set']).filter((call) => ownerOf(call) === owner && isOf(sourceCode, call, base)).flatMap((call) => eventsOf(flow, call))
  const gap = event === undefined ? undefined : suspensionPoints(flow).find((each) => {
    const node = nodeOf(flow, each)
    const sent = node.type === 'AwaitExpression' ? awaitedAt(sourceCode, node) : undefined
    return isCall(sent) && sendingOut.test(calledName(sent) ?? '') && reaches(flow, each, event) && !others.some((other) => reaches(flow, other, each)) && sent.arguments.some((argument) => names(sourceCode, argument, key))
  })
  return gap === undefined ? undefined : nodeOf(flow, gap)
}

/** Whether a value names a variable, or is an object kept in a constant that does. */
function names(sourceCode: SourceCode, value: Node, variable: Variable): boolean {
  let found = false
  const look = (root: Node, depth: number): void => walk(sourceCode, root, (node) => {
    if (found || node.type !== 'Identifier') return !found
    found = variableOf(sourceCode, node) === variable
    const made = found || depth > 1 ? undefined : onlyValue(sourceCode, node)
    if (made && unwrap(made).type === 'ObjectExpression') look(made, depth + 1)
    return !found
  })
  look(value, 0)
  return found
}
