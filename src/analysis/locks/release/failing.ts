import type { TSESTree } from '@typescript-eslint/utils'

import { errorValues, finishing, neverThrowing, throwing, throwingModules } from '../../../knowledge/failures.ts'
import { blockingAt } from '../../../knowledge/index.ts'
import type { LockModel } from '../../../knowledge/locks/schema.ts'
import type { SpawnModel } from '../../../knowledge/schema.ts'
import { linkOn, startOfChain } from '../../../utils/chains.ts'
import { calledName, nodesOf } from '../../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, functionAround, isCall, isFunction, isInCatch, isInside, keyName, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import type { CallEnd } from '../../flow/builder.ts'
import { buildFlow } from '../../flow/flow.ts'
import type { Flow } from '../../flow/graph.ts'
import { findPath } from '../../flow/queries.ts'
import { type Follow } from '../../flow/reach.ts'
import { callEndOf, failsAlive, isOwnTextRead } from '../../handles/failing.ts'
import type { Trail } from '../../handles/trail.ts'
import { isNothing, onlyValue, sourceAt, variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { assignedValues, classOfObject, type Member, membersOf } from '../../resolve/members.ts'
import { calledFunction, calledPath, functionBehind } from '../../resolve/receiver.ts'
import { both } from '../../worlds.ts'
import { yieldsPromise } from '../floating/promises.ts'
import { mayBeSame } from '../locksets.ts'
import { valueOf } from '../places/identity.ts'
import type { Place } from '../places/symbol.ts'
import { functionAt } from '../receiver.ts'
import { type LockUse, lockUseAt } from '../uses.ts'
import type { Outcome } from './outcome.ts'

/** The control flow of an owner with the exceptions that count here: awaits, `throw`, and calls that are known to throw. */
export const flowWithFailures: (sourceCode: SourceCode, owner: CodeOwner) => Flow | undefined = perNode<CodeOwner, Flow | undefined>(
  (sourceCode, owner) => buildFlow(owner, { callEnd: (call) => endOf(sourceCode, call) }),
  undefined,
)

function endOf(sourceCode: SourceCode, call: Call): CallEnd | undefined {
  const known = callEndOf(sourceCode, call)
  if (known) return known
  if (runsSection(sourceCode, call)) return 'may throw'
  const path = calledPath(sourceCode, call)
  if (path === undefined || neverThrowing.has(path)) return undefined
  if (isOwnTextRead(sourceCode, call)) return undefined
  return throwing.has(path) || throwingModules.some((module) => path.startsWith(module)) || blockingAt(path) ? 'may throw' : undefined
}

/** Whether the call runs a function that the caller gave, as the work to be done: not to tell it something. */
function runsSection(sourceCode: SourceCode, call: Call): boolean {
  if (call.callee.type !== 'Identifier' || variableOf(sourceCode, call.callee)?.defs[0]?.type !== 'Parameter') return false
  const [declared] = variableOf(sourceCode, call.callee)?.identifiers ?? []
  const source = declared && sourceAt(declared)
  // What a callback is given tells its caller something; it is not the work.
  if (source?.kind !== 'parameter' || isCall(wrapped(source.of).parent)) return false
  // `work().finally(release)`: what yields a promise rejects it.
  if (linkOn(call)) return false
  return call.arguments.length === 0 || wrapped(call).parent?.type !== 'ExpressionStatement'
}

/** Failures that do not happen, or that concern nobody here: a release that fails, a wait that cannot. */
export function failures(sourceCode: SourceCode, flow: Flow): Follow {
  return (event, edge) => {
    if (edge !== 'throw') return true
    const node = flow.nodes[event] as Node
    if (flow.kinds[event] === 'yield') return false
    return node.type !== 'AwaitExpression' || (!givesErrorBack(node) && !isPauseAfterFailure(sourceCode, node) && mayReject(sourceCode, node.argument))
  }
}

/** `catch { …; await Promise.race([delay(wait), this.closed()]) }`: a pause before the next try, which something may cut short. */
function isPauseAfterFailure(sourceCode: SourceCode, { argument, parent }: TSESTree.AwaitExpression): boolean {
  const race = unwrap(argument)
  if (parent.type !== 'ExpressionStatement' || race.type !== 'CallExpression' || calledPath(sourceCode, race) !== '#Promise.race') return false
  const [list] = race.arguments
  return list?.type === 'ArrayExpression' && isInCatch(parent, functionAround(parent)) && list.elements.some((each) => each !== null && !mayReject(sourceCode, each))
}

/** `const [error, answer] = await settle(work())`: what fails is handed back as a value. */
function givesErrorBack(wait: Node): boolean {
  const { parent } = wrapped(wait)
  return parent?.type === 'VariableDeclarator' && parent.id.type === 'ArrayPattern' && parent.id.elements.some((each) => each?.type === 'Identifier' && errorValues.test(each.name))
}

/**
 * The edges that control may take while something is held: failures that happen, apart from those of the clean-up that gives
 * it back, and no test that finds it missing.
 */
export function whileHeld(sourceCode: SourceCode, flow: Flow, points: readonly Node[], outcome: Outcome): Follow {
  return both(failures(sourceCode, flow), (event, edge) => {
    const node = flow.nodes[event] as Node
    if (edge === 'throw') return !isCleanUp(node, points)
    const kind = flow.kinds[event]
    if (kind !== 'test' && kind !== 'nullish') return true
    const missing = outcome(node, kind)
    return missing === undefined || missing !== edge
  })
}

const NO_TRAIL: Trail = { uses: [], variables: new Set(), anchor: undefined as never, isOneOfMany: false }
const NO_MODEL: SpawnModel = { id: '', spawn: [], kind: 'worker', noun: '', ends: [], idle: 'lets exit' }

/** Whether awaiting an expression may fail, as far as the file shows. */
export const mayReject: (sourceCode: SourceCode, promise: Node) => boolean = perNode<Node, boolean>((sourceCode, promise) => {
  const node = unwrap(promise)
  if (node.type === 'ConditionalExpression') return mayReject(sourceCode, node.consequent) || mayReject(sourceCode, node.alternate)
  const value = node.type === 'Identifier' ? onlyValue(sourceCode, node) : undefined
  if (value && unwrap(value) !== node) return mayReject(sourceCode, value)
  if (isCall(node)) {
    const use = lockUseAt(sourceCode, node)
    if (use?.does === 'release') return false
    if (use?.does === 'acquire' && !use.section && !use.model.lease) return mayFail(sourceCode, use)
    const local = calledFunction(sourceCode, node) ?? functionAt(sourceCode, node.callee)
    if (isFunction(local) && isUnrejected(sourceCode, local)) return false
    if (joinsUnrejected(sourceCode, node)) return false
  }
  if (holdsUnrejected(sourceCode, node)) return false
  return failsAlive(sourceCode, NO_MODEL, NO_TRAIL, promise)
}, true)

function isUnrejected(sourceCode: SourceCode, fn: FunctionNode): boolean {
  return fn.async ? neverRejects(sourceCode, fn) : onlyHandsBack(sourceCode, fn)
}

/** `Promise.all(hosts.map((host) => this.probe(host)))`, where nothing rejects what the function answers with. */
function joinsUnrejected(sourceCode: SourceCode, { callee, arguments: [given] }: Call): boolean {
  const list = given && unwrap(given)
  const of = isCall(list) && calledName(list) === 'map' && list.arguments[0] ? functionBehind(sourceCode, list.arguments[0]) : undefined
  return of !== undefined && joins.has(apiOf(sourceCode, callee) ?? '') && isUnrejected(sourceCode, of)
}

const joins: ReadonlySet<string> = new Set(['#Promise.all', '#Promise.race'])

/** A function that does nothing but hand back promises that nothing rejects: made on the spot, or kept. */
function onlyHandsBack(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const returned = returnsOf(sourceCode, fn)
  return !fn.generator && returned.length > 0 && returned.every((value) => (isCall(unwrap(value)) ? !mayReject(sourceCode, value) : isKeptUnrejected(sourceCode, fn, value)))
}

/** `closed() { return this.#ended }`: it begins no work, and the file puts nothing there that may be rejected. */
function isKeptUnrejected(sourceCode: SourceCode, { body }: FunctionNode, value: Node): boolean {
  return body.type === 'BlockStatement' && body.body.length === 1 && holdsUnrejected(sourceCode, unwrap(value))
}

/** `this.starting`, into which the class puts only promises that nothing rejects, and nothing. */
function holdsUnrejected(sourceCode: SourceCode, kept: Node): boolean {
  const owner = kept.type === 'MemberExpression' ? classOfObject(sourceCode, kept.object) : undefined
  const member = kept.type === 'MemberExpression' && owner ? membersOf(sourceCode, owner).get(keyName(kept) ?? '') : undefined
  return member !== undefined && !member.getter && assignedValues(member).every((each) => isNothing(unwrap(each)) || !mayReject(sourceCode, each) || isResolvedOnly(member, each))
}

/** `this.ended = deferred()`, of which the class says `resolve`, and never `reject`. */
function isResolvedOnly({ uses }: Member, value: Node): boolean {
  const settled = uses.flatMap((use) => (use.parent.type === 'MemberExpression' && use.parent.object === use ? [keyName(use.parent)] : []))
  return isCall(unwrap(value)) && settled.includes('resolve') && !settled.includes('reject')
}

/** Whether acquiring may fail: the wait is limited, or the file cancels the waits for this lock. */
export function mayFail(sourceCode: SourceCode, { waits, model, places }: LockUse): boolean {
  if (model.bounded === true || waits !== 'ever') return true
  return places.some((place) => cancelled(sourceCode, model).some((other) => mayBeSame(place, other)))
}

/** The locks of the file whose waits something cancels. */
const cancelled: (sourceCode: SourceCode, model: LockModel) => readonly Place[] = perNode<LockModel, readonly Place[]>((sourceCode, { cancelledBy }) => {
  if (!cancelledBy) return []
  return nodesOf(sourceCode).calls.flatMap(({ callee }) => {
    const value = callee.type === 'MemberExpression' && cancelledBy.includes(keyName(callee) ?? '') ? valueOf(sourceCode, callee.object) : undefined
    return value?.is === 'place' ? [value.place] : []
  })
}, [])

/** An asynchronous function that catches whatever its code may throw. */
export const neverRejects: (sourceCode: SourceCode, fn: CodeOwner) => boolean = perNode<CodeOwner, boolean>((sourceCode, fn) => {
  const flow = flowWithFailures(sourceCode, fn)
  if (!flow || flow.imprecise || flow.kinds.length > MOST_EVENTS) return false
  // `return fetch(url)` fails as the promise does, past all that catches here.
  if (isFunction(fn) && returnsOf(sourceCode, fn).some((value) => yieldsPromise(sourceCode, value) && mayReject(sourceCode, value))) return false
  return !findPath(flow, flow.enter, (event) => event === flow.thrown, failures(sourceCode, flow))
}, false)

/** A longer function is taken to fail. */
const MOST_EVENTS = 2000

/**
 * Whether a node stands in the `finally` that also does one of these: what fails there is the clean-up. Work that is waited for
 * before it is none: `finally { await db.run('COMMIT'); release() }`.
 */
function isCleanUp(node: Node, points: readonly Node[]): boolean {
  for (let child = node, at = node.parent; at && !isFunction(at); child = at, at = at.parent) {
    if (at.type !== 'TryStatement' || at.finalizer !== child) continue
    const within = points.filter((point) => isInside(point, child))
    if (within.length > 0) return !isWorkBefore(node, within)
  }
  return false
}

/** A wait for what brings work to its end, by its name, before all of those points. */
function isWorkBefore(wait: Node, points: readonly Node[]): boolean {
  if (wait.type !== 'AwaitExpression' || points.some((point) => point.range[0] < wait.range[1])) return false
  const call = startOfChain(unwrap(wait.argument))
  const name = isCall(call) ? calledName(call)?.replace(/^#|^_+/u, '') : undefined
  return name !== undefined && finishing.test(name)
}
