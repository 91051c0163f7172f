import { errorValues, neverThrowing, throwing, throwingModules } from '../../../knowledge/failures.ts'
import { blockingAt } from '../../../knowledge/index.ts'
import type { LockModel } from '../../../knowledge/locks/schema.ts'
import type { SpawnModel } from '../../../knowledge/schema.ts'
import { linkOn } from '../../../utils/chains.ts'
import { nodesOf } from '../../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, isCall, isFunction, isInside, keyName, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import type { CallEnd } from '../../flow/builder.ts'
import { buildFlow } from '../../flow/flow.ts'
import type { Flow } from '../../flow/graph.ts'
import { findPath } from '../../flow/queries.ts'
import { type Follow } from '../../flow/reach.ts'
import { callEndOf, failsAlive } from '../../handles/failing.ts'
import type { Trail } from '../../handles/trail.ts'
import { sourceAt, variableOf } from '../../resolve/bindings.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { calledFunction, calledPath } from '../../resolve/receiver.ts'
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
    return node.type !== 'AwaitExpression' || (!givesErrorBack(node) && mayReject(sourceCode, node.argument))
  }
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
  const call = unwrap(promise)
  if (isCall(call)) {
    const use = lockUseAt(sourceCode, call)
    if (use?.does === 'release') return false
    if (use?.does === 'acquire' && !use.section && !use.model.lease) return mayFail(sourceCode, use)
    const local = calledFunction(sourceCode, call) ?? functionAt(sourceCode, call.callee)
    if (isFunction(local) && local.async && neverRejects(sourceCode, local)) return false
  }
  return failsAlive(sourceCode, NO_MODEL, NO_TRAIL, promise)
}, true)

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
const neverRejects: (sourceCode: SourceCode, fn: CodeOwner) => boolean = perNode<CodeOwner, boolean>((sourceCode, fn) => {
  const flow = flowWithFailures(sourceCode, fn)
  if (!flow || flow.imprecise || flow.kinds.length > MOST_EVENTS) return false
  // `return fetch(url)` fails as the promise does, past all that catches here.
  if (isFunction(fn) && returnsOf(sourceCode, fn).some((value) => yieldsPromise(sourceCode, value) && mayReject(sourceCode, value))) return false
  return !findPath(flow, flow.enter, (event) => event === flow.thrown, failures(sourceCode, flow))
}, false)

/** A longer function is taken to fail. */
const MOST_EVENTS = 2000

/** Whether a node stands in the `finally` (or `catch`) that also does one of these: what fails there is the clean-up. */
function isCleanUp(node: Node, points: readonly Node[]): boolean {
  for (let child = node, at = node.parent; at && !isFunction(at); child = at, at = at.parent) {
    if (at.type === 'TryStatement' && at.finalizer === child && points.some((point) => isInside(point, child))) return true
  }
  return false
}
