import { parsing, throwing, writing } from '../../knowledge/failures.ts'
import { neverFails, pauses, pausesForNumber, programEnds } from '../../knowledge/lifecycles.ts'
import { isTask, neverRejected } from '../../knowledge/lives.ts'
import { givenUpChecks } from '../../knowledge/races.ts'
import type { SpawnModel } from '../../knowledge/schema.ts'
import { linkAt } from '../../utils/chains.ts'
import { calledName } from '../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isCall, isFunction, isInside, type Node, unwrap, walk, walkOwn } from '../../utils/syntax.ts'
import type { CallEnd } from '../flow/builder.ts'
import { buildFlow, flowOf } from '../flow/flow.ts'
import type { Flow } from '../flow/graph.ts'
import { eventsWhere, findPath } from '../flow/queries.ts'
import { type Follow } from '../flow/reach.ts'
import { promiseOf, settlersIn } from '../promises/executors.ts'
import { reactionOf } from '../promises/reactions.ts'
import { onlyValue, sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { returnsOf } from '../resolve/functions.ts'
import { calledFunction, calledPath, functionBehind } from '../resolve/receiver.ts'
import type { Use } from './deeds.ts'
import type { Trail } from './trail.ts'

// ---------------------------------------------------------------- how calls end

/** The control flow of an owner in which calls that end the program or surely throw do not return. */
export const flowWithEnds: (sourceCode: SourceCode, owner: CodeOwner) => Flow | undefined = perNode<CodeOwner, Flow | undefined>(
  (sourceCode, owner) => buildFlow(owner, { callEnd: (call) => callEndOf(sourceCode, call) }),
  undefined,
)

/** `JSON.parse(JSON.stringify(value))`: what has just been written that way can be read. */
export function isOwnTextRead(sourceCode: SourceCode, call: Call): boolean {
  const [text] = call.arguments
  const written = text && unwrap(onlyValue(sourceCode, text) ?? text)
  return isCall(written) && calledPath(sourceCode, call) === parsing && calledPath(sourceCode, written) === writing
}

/** How a call ends, where it does not just return: by what it runs in this file, or by ending the program. */
export function callEndOf(sourceCode: SourceCode, call: Call): CallEnd | undefined {
  if (call.type === 'NewExpression') return undefined
  const path = calledPath(sourceCode, call)
  if (path !== undefined) return programEnds.has(path) ? 'ends' : throwing.has(path) && !isOwnTextRead(sourceCode, call) ? 'may throw' : undefined
  const local = calledFunction(sourceCode, call)
  if (local) return !local.async && !local.generator ? endOf(sourceCode, local) : undefined
  return givenUpChecks.has(calledName(call) ?? '') ? 'may throw' : undefined
}

/** What calling a function of this file does: it may throw where it says `throw` and does not catch it. */
const endOf: (sourceCode: SourceCode, of: FunctionNode) => CallEnd | undefined = perNode<FunctionNode, CallEnd | undefined>((_, of) => {
  const flow = flowOf(_, of)
  if (flow.imprecise) return undefined
  const ends = (exit: number, follow?: Follow): boolean => findPath(flow, flow.enter, (event) => event === exit, follow) !== undefined
  const throws = eventsWhere(flow, (event) => flow.kinds[event] === 'throw').length > 0 && ends(flow.thrown)
  if (!throws) return undefined
  return ends(flow.exit) ? 'may throw' : 'throws'
}, undefined)

// ---------------------------------------------------------------- promises that fail

/** How far a promise is followed to where it is made. */
const MOST_DEPTH = 4

/**
 * Whether a promise may be rejected while the handle lives on: by other work, by a task that fails in a pool, by a timer.
 * A promise that only the end of the handle rejects does not count, and neither does one that we cannot look into.
 */
export function failsAlive(sourceCode: SourceCode, model: SpawnModel, trail: Trail, promise: Node, depth = 0): boolean {
  if (depth > MOST_DEPTH) return false
  const inner = unwrap(promise)
  if (inner.type === 'Identifier') {
    const variable = variableOf(sourceCode, inner)
    const [source, another] = (variable && sourcesOf(sourceCode, variable)) ?? []
    if (source?.kind === 'value' && !another && source.steps.length === 0) return failsAlive(sourceCode, model, trail, source.value, depth + 1)
  }
  if ((inner.type === 'MemberExpression' || inner.type === 'Identifier') && neverFails.has(apiOf(sourceCode, inner) ?? '')) return false
  if (isCall(inner)) {
    const known = failsAsCall(sourceCode, model, trail, inner, depth)
    if (known !== undefined) return known
  }
  const isInvolved = involves(sourceCode, trail, inner)
  return !isInvolved || takesTasks(model, trail)
}

function failsAsCall(sourceCode: SourceCode, model: SpawnModel, trail: Trail, call: Call, depth: number): boolean | undefined {
  const path = calledPath(sourceCode, call)
  const again = (node: Node): boolean => failsAlive(sourceCode, model, trail, node, depth + 1)
  if ((path !== undefined && (neverFails.has(path) || neverRejected.has(path))) || isPause(call)) return false
  // A task that fails leaves open the port that was sent with it.
  if (path !== undefined && model.handles !== undefined && isTask(path)) return true
  if (path === '#Promise') return failsAsExecutor(sourceCode, model, trail, call)
  if (path !== undefined && /^#Promise\.(?:all|race|any)$/u.test(path)) {
    const [list] = call.arguments
    if (list?.type === 'ArrayExpression') return list.elements.some((each) => each !== null && again(each.type === 'SpreadElement' ? each.argument : each))
  }
  const callee = unwrap(call.callee)
  const link = linkAt(call)
  if (link) return call.arguments.some((each) => reactionOf(sourceCode, each)?.on === 'rejected') ? false : (call.arguments.some((each) => isRejecting(sourceCode, each)) && !involves(sourceCode, trail, link.promise)) || again(link.promise)
  // What a caller gives to be done with it may fail for any reason.
  if (callee.type === 'Identifier' && variableOf(sourceCode, callee)?.defs[0]?.type === 'Parameter') return true
  const local = calledFunction(sourceCode, call)
  if (!local || call.type === 'NewExpression' || local.generator) return undefined
  const returned = returnsOf(sourceCode, local)
  if (local.async && catchesAll(sourceCode, local, returned)) return false
  const fails = returned.length === 1 && isCall(unwrap(returned[0] as Node)) ? again(returned[0] as Node) : undefined
  // What else an async function waits for may fail as well.
  return local.async && fails !== true ? undefined : fails
}

/** `async () => { try { return (await fetch(url)).ok } catch { return false } }`: whatever it does stands in a `try` that answers for it. */
function catchesAll(sourceCode: SourceCode, { body }: FunctionNode, returned: readonly Node[]): boolean {
  // What is returned without being waited for fails past the `catch`.
  if (body.type !== 'BlockStatement' || returned.some((value) => isCall(unwrap(value)))) return false
  const acts = body.body.filter((statement) => mayThrow(sourceCode, statement))
  return acts.length > 0 && acts.every((statement) => statement.type === 'TryStatement' && statement.handler !== null
    && !mayThrow(sourceCode, statement.handler) && !(statement.finalizer && mayThrow(sourceCode, statement.finalizer)))
}

/** Whether code waits, throws or calls anything. */
function mayThrow(sourceCode: SourceCode, root: Node): boolean {
  let found = false
  walkOwn(sourceCode, root, (node) => {
    found ||= isCall(node) || node.type === 'AwaitExpression' || node.type === 'ThrowStatement' || (node.type === 'ForOfStatement' && node.await)
    return !found
  })
  return found
}

/** `await sleep(100)` from a file that is not at hand. */
function isPause(call: Call): boolean {
  const [time, another] = call.arguments
  const name = calledName(call) ?? ''
  return time !== undefined && !another && (pauses.test(name) || (pausesForNumber.test(name) && isNumber(time)))
}

/** `250`, `seconds * 1000`. */
function isNumber(node: Node): boolean {
  if (node.type === 'BinaryExpression') return isArithmetic.test(node.operator) && [node.left, node.right].some((side) => isNumber(unwrap(side)))
  return node.type === 'Literal' && typeof node.value === 'number'
}

const isArithmetic = /^[-*/%+]$|^\*\*$/u

/** `sleep(limit).then(() => { throw new Error('late') })`, `() => Promise.reject(new Error('late'))`: what comes of it, if anything does, is an error. */
function isRejecting(sourceCode: SourceCode, callback: Node): boolean {
  const fn = unwrap(callback)
  if (!isFunction(fn) || fn.generator) return false
  const last = fn.body.type === 'BlockStatement' ? fn.body.body.at(-1) : undefined
  const answer = last?.type === 'ReturnStatement' ? last.argument : fn.body.type === 'BlockStatement' ? undefined : fn.body
  if (fn.body.type === 'BlockStatement' && returnsOf(sourceCode, fn).length > (answer ? 1 : 0)) return false
  return last?.type === 'ThrowStatement' || (answer ? isCall(unwrap(answer)) && calledPath(sourceCode, unwrap(answer) as Call) === '#Promise.reject' : false)
}

/** Whether the executor rejects for another reason than the end of the handle. */
function failsAsExecutor(sourceCode: SourceCode, model: SpawnModel, trail: Trail, call: Call): boolean | undefined {
  const executor = call.arguments[0] && functionBehind(sourceCode, call.arguments[0])
  if (!executor || !promiseOf(sourceCode, executor)) return undefined
  const rejections = settlersIn(sourceCode, executor).filter(({ how }) => how === 'reject')
  return rejections.some(({ node }) => !isFromHandle(sourceCode, model, trail, node))
}

/** Whether a listener of the handle's own end, or a callback of one of its methods, does this. */
function isFromHandle(sourceCode: SourceCode, model: SpawnModel, trail: Trail, node: Node): boolean {
  return trail.uses.some((use) => {
    if (use.event !== undefined) return isFatal(model, use.event) && isListener(sourceCode, use, node)
    return use.call?.arguments.some((argument) => argument === node || isInside(node, argument)) ?? false
  })
}

/** Whether a handle that says so has ended by itself, or cannot be spoken to. */
export function isFatal(model: SpawnModel, event: string): boolean {
  return event === 'messageerror' || (model.fatal?.includes(event) ?? false) || (model.joins?.includes(event) ?? false)
}

/** Whether `node` is the listener of this use, or stands inside it. */
export function isListener(sourceCode: SourceCode, { listener }: Use, node: Node): boolean {
  if (!listener) return false
  if (listener === node || isInside(node, listener)) return true
  const behind = functionBehind(sourceCode, listener)
  return behind !== undefined && isInside(node, behind)
}

function takesTasks(model: SpawnModel, trail: Trail): boolean {
  return model.kind === 'pool' || model.serves === true || trail.uses.some((use) => use.does === 'talk' && use.isTask === true)
}

/** Whether the expression has to do with the handle. */
export function involves(sourceCode: SourceCode, trail: Trail, node: Node): boolean {
  const parts = partsOf(sourceCode, node)
  for (const variable of trail.variables) if (parts.has(variable)) return true
  return false
}

/** How deep a promise is looked into, and how many nodes of it. */
const MOST_NAMES_DEEP = 3
const MOST_NODES = 1000

/** The variables that an expression is made of, closures inside it included, followed through assignments. */
const partsOf: (sourceCode: SourceCode, root: Node) => ReadonlySet<Variable> = perNode<Node, ReadonlySet<Variable>>((sourceCode, root) => {
  const parts = new Set<Variable>()
  let nodes = 0
  const add = (node: Node, depth: number): void => {
    walk(sourceCode, node, (each) => {
      if (++nodes > MOST_NODES) return false
      const variable = each.type === 'Identifier' ? variableOf(sourceCode, each) : undefined
      if (!variable || parts.has(variable)) return true
      parts.add(variable)
      if (depth >= MOST_NAMES_DEEP) return true
      for (const source of sourcesOf(sourceCode, variable) ?? []) if (source.kind === 'value') add(source.value, depth + 1)
      return true
    })
  }
  add(root, 0)
  return parts
}, new Set())
