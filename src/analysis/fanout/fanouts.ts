import type { TSESTree } from '@typescript-eslint/utils'

import { joins, mappers } from '../../knowledge/fanouts.ts'
import { lockMethodAt } from '../../knowledge/index.ts'
import { limiters } from '../../knowledge/locks/limiters.ts'
import type { LockMethod } from '../../knowledge/locks/schema.ts'
import type { FanOutModel } from '../../knowledge/schema.ts'
import { startOfChain } from '../../utils/chains.ts'
import { callsNamed, type Loop, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isFunction, isInside, keyName, type Node, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import { onlyValue, sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf, denote } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { callersOf, returnsOf } from '../resolve/functions.ts'
import { lastName } from '../resolve/path.ts'
import { classOfObject, membersOf } from '../resolve/members.ts'
import { calledFunction, calledPath } from '../resolve/receiver.ts'

/** One thing that is started: the expression that makes its promise, or the function that is run for each element. */
export interface Task {
  /** The expression, or the argument that stands for the function. */
  readonly node: Node
  /** The function that is run for each element. */
  readonly fn?: FunctionNode
  /** What makes the function for each element: `(item) => () => work(item)`. */
  readonly maker?: FunctionNode
  /** It is started again and again: by a loop, or for each element of a list by this call. */
  readonly by?: Loop | Call
  /** What has one element for each time; absent for a loop whose head does not say. */
  readonly over?: Node
}

/** Several things that are under way at the same time, and what waits for them or runs them. */
export interface FanOut {
  readonly at: Call
  readonly tasks: readonly Task[]
  /** A limiter runs it, so many at a time, again and again. */
  readonly queued?: true
  /** It is done by a function that is made for that. */
  readonly model?: FanOutModel
}

const byPath: ReadonlyMap<string, FanOutModel> = new Map(mappers.map((model) => [model.path, model]))
/** How a function fans out, by its path. */
export function mapperAt(path: string | undefined): FanOutModel | undefined {
  return path === undefined ? undefined : byPath.get(path)
}

const mapperRoots = evidenceFrom(mappers.map(({ path }) => path))
const limiterRoots = evidenceFrom(limiters.flatMap(({ on }) => on))
const JOINS: ReadonlySet<string> = new Set([...joins].map(lastName))

/** More fan-outs than this in one file and we look at none of the rest. */
const MOST = 400

/** Everything that the file fans out, in source order. */
export const fanOutsOf = perFile((sourceCode): readonly FanOut[] => {
  const withMappers = mentions(sourceCode, mapperRoots)
  const found: FanOut[] = []
  for (const call of withMappers ? nodesOf(sourceCode).calls : callsNamed(sourceCode, JOINS)) {
    if (found.length >= MOST) break
    if (call.type !== 'CallExpression') continue
    const [first] = call.arguments
    if (first && isJoin(sourceCode, call)) found.push({ at: call, tasks: tasksIn(sourceCode, first, 0).filter(isBegun) })
    else if (withMappers) {
      const model = byPath.get(calledPath(sourceCode, call) ?? '')
      if (model) found.push({ at: call, tasks: tasksOfModel(sourceCode, call, model), model })
    }
  }
  if (mentions(sourceCode, limiterRoots)) found.push(...queuedIn(sourceCode))
  return found.filter(({ tasks }) => tasks.length > 0)
})

/** `for (const each of list) queue.add(() => …)`, `queue.addAll(list.map((each) => () => …))`, `limit.map(list, work)`. */
function queuedIn(sourceCode: SourceCode): FanOut[] {
  return nodesOf(sourceCode).calls.flatMap((call): FanOut[] => {
    const method = call.type === 'CallExpression' && call.arguments.length > 0 ? lockMethodAt(apiOf(sourceCode, call.callee) ?? '') : undefined
    if (method?.method.does !== 'scope' || method.lock.permits !== 'argument' || method.lock.lease || call.type !== 'CallExpression') return []
    const listed = listedTasks(sourceCode, call, method.method.callback)
    if (listed.length > 0) return [{ at: call, tasks: listed, queued: true }]
    const round = roundAround(call, undefined)
    const tasks = call.arguments.flatMap((each): Task[] => (each.type === 'SpreadElement' ? [] : [{ node: each, ...round, ...functionOf(sourceCode, each) }]))
    return round.by ? [{ at: call, tasks: tasks.filter(({ fn }) => fn), queued: true }] : []
  })
}

/** What a limiter is given at once, as a list of functions or as a list and what to do with each. */
function listedTasks(sourceCode: SourceCode, call: TSESTree.CallExpression, callback: LockMethod['callback']): readonly Task[] {
  const [first, second] = call.arguments
  if (callback === 0 && first) return tasksIn(sourceCode, first, 0).map((each) => asFunction(sourceCode, each)).filter(({ fn }) => fn)
  return callback === 1 && first && second ? [{ node: second, by: call, over: first, ...functionOf(sourceCode, second) }].filter(({ fn }) => fn) : []
}

/** Whether something begins: a function that is put into the list is no promise, and nobody runs it. */
function isBegun({ node, by }: Task): boolean {
  return !isFunction(unwrap(node)) || (by !== undefined && 'arguments' in by && by.arguments.some((each) => isInside(node, each)))
}

function isJoin(sourceCode: SourceCode, { callee }: Call): boolean {
  const member = unwrap(callee)
  return member.type === 'MemberExpression' && JOINS.has(keyName(member) ?? '') && joins.has(apiOf(sourceCode, member) ?? '')
}

function tasksOfModel(sourceCode: SourceCode, call: Call, { items, task }: FanOutModel): readonly Task[] {
  const list = items === undefined ? undefined : call.arguments[items]
  if (task === undefined) return list ? tasksIn(sourceCode, list, 0).map((each) => asFunction(sourceCode, each)) : []
  const node = call.arguments[task]
  return node ? [{ node, by: call, ...functionOf(sourceCode, node), ...(list && { over: list }) }] : []
}

/** `[() => load(a), () => load(b)]`: what counts is what they do when they are run. */
function asFunction(sourceCode: SourceCode, task: Task): Task {
  if (!task.fn) return { ...task, ...functionOf(sourceCode, task.node) }
  const [returned, second] = returnsOf(sourceCode, task.fn)
  const made = returned && !second ? unwrap(returned) : undefined
  return isFunction(made) ? { ...task, node: made, fn: made, maker: task.fn } : task
}

/** The function that a value is, if the file says which. */
export function functionOf(sourceCode: SourceCode, value: Node): { readonly fn?: FunctionNode } {
  const node = boundAt(value)
  if (isFunction(node)) return { fn: node }
  const target = node.type === 'Identifier' || node.type === 'MemberExpression' ? denote(sourceCode, node) : undefined
  return target?.kind === 'function' ? { fn: target.node } : {}
}

/** `this.load` of `this.load.bind(this)`, where nothing else is bound. */
function boundAt(value: Node): Node {
  const node = unwrap(value)
  const callee = node.type === 'CallExpression' && node.arguments.length === 1 ? unwrap(node.callee) : undefined
  return callee?.type === 'MemberExpression' && keyName(callee) === 'bind' ? unwrap(callee.object) : node
}

// ---------------------------------------------------------------- what a list of promises consists of

const MOST_STEPS = 8
const MAPS: ReadonlySet<string> = new Set(['map', 'flatMap'])
const PASSES: ReadonlySet<string> = new Set(['filter', 'concat', 'slice', 'flat', 'reverse', 'values'])
/** Methods that put a promise into a collection: at which position it stands. */
const PUTS: Readonly<Record<string, number>> = { push: 0, add: 0, set: 1 }

/** What is started to make the promises of a list. */
function tasksIn(sourceCode: SourceCode, list: Node, depth: number): readonly Task[] {
  if (depth > MOST_STEPS) return []
  const node = unwrap(list)
  switch (node.type) {
    case 'ArrayExpression':
      return node.elements.flatMap((each) => (!each ? [] : each.type === 'SpreadElement' ? tasksIn(sourceCode, each.argument, depth + 1) : [{ node: each }]))
    case 'ConditionalExpression':
      return [node.consequent, node.alternate].flatMap((each) => tasksIn(sourceCode, each, depth + 1))
    case 'CallExpression':
      return tasksOfCall(sourceCode, node, depth)
    case 'Identifier': {
      const variable = variableOf(sourceCode, node)
      return variable ? tasksOfVariable(sourceCode, variable, depth) : []
    }
    case 'MemberExpression': {
      const owner = classOfObject(sourceCode, node.object)
      return owner ? pushed(sourceCode, membersOf(sourceCode, owner).get(keyName(node) ?? '')?.uses ?? []) : []
    }
    default:
      return []
  }
}

function tasksOfCall(sourceCode: SourceCode, call: Call, depth: number): readonly Task[] {
  const callee = unwrap(call.callee)
  const [first, second] = call.arguments
  if (callee.type === 'MemberExpression') {
    const method = keyName(callee) ?? ''
    if (MAPS.has(method) && first) return [{ node: first, by: call, over: callee.object, ...functionOf(sourceCode, first) }]
    if (method === 'from' && first && apiOf(sourceCode, callee) === '#Array.from') {
      return second ? [{ node: second, by: call, over: first, ...functionOf(sourceCode, second) }] : tasksIn(sourceCode, first, depth + 1)
    }
    if (PASSES.has(method)) {
      const more = method === 'concat' ? call.arguments.flatMap((each) => tasksIn(sourceCode, each, depth + 1)) : []
      return [...tasksIn(sourceCode, callee.object, depth + 1), ...more]
    }
  }
  const target = calledFunction(sourceCode, call)
  return target && !target.async && !target.generator ? returnsOf(sourceCode, target).slice(0, 4).flatMap((each) => tasksIn(sourceCode, each, depth + 1)) : []
}

function tasksOfVariable(sourceCode: SourceCode, variable: Variable, depth: number): readonly Task[] {
  const sources = sourcesOf(sourceCode, variable) ?? []
  const found = sources.flatMap((source): readonly Task[] => {
    if (source.kind === 'value' && source.steps.length === 0) return tasksIn(sourceCode, source.value, depth + 1)
    if (source.kind !== 'parameter' || source.rest || source.steps.length > 0) return []
    return callersOf(sourceCode, source.of).slice(0, 8).flatMap((call) => {
      const argument = call.arguments[source.index]
      return argument && argument.type !== 'SpreadElement' ? tasksIn(sourceCode, argument, depth + 1) : []
    })
  })
  return [...found, ...pushed(sourceCode, variable.references.map(({ identifier }) => identifier), variable)]
}

/** `promises.push(load(id))`, `pending.add(load(id))`, `running.set(id, load(id))`, by a loop or not. */
function pushed(sourceCode: SourceCode, uses: readonly Node[], variable?: Variable): readonly Task[] {
  return uses.flatMap((use): readonly Task[] => {
    const member = use.parent
    const position = member?.type === 'MemberExpression' && member.object === use ? PUTS[keyName(member) ?? ''] : undefined
    const call = position === undefined || !member ? undefined : wrapped(member).parent
    if (call?.type !== 'CallExpression' || !member || call.callee !== wrapped(member)) return []
    const rounds = roundsAround(call, variable)
    return call.arguments.slice(position).flatMap((each): readonly Task[] =>
      (each.type === 'SpreadElement' ? tasksIn(sourceCode, each.argument, MOST_STEPS - 1) : rounds.map((round) => ({ node: begunInRound(sourceCode, each, rounds[0]?.by) ?? each, ...round }))))
  })
}

/** The loops that a node is repeated by, the innermost first: the outer ones too, as long as the variable lives. */
function roundsAround(node: Node, variable: Variable | undefined): readonly Pick<Task, 'by' | 'over'>[] {
  const innermost = roundAround(node, variable)
  const rounds = [innermost]
  for (let at = innermost.by; at && variable && rounds.length < MOST_ROUNDS;) {
    const round = roundAround(at, variable)
    if (round.by) rounds.push(round)
    at = round.by
  }
  return rounds
}

const MOST_ROUNDS = 3

/** `const sending = send(row).finally(…); pending.add(sending)`: what begins it, where nothing of the round is waited for. */
function begunInRound(sourceCode: SourceCode, name: Node, round: Task['by']): Node | undefined {
  const value = round && !('callee' in round) ? onlyValue(sourceCode, unwrap(name)) : undefined
  if (!value || !round || !isInside(value, round) || waitsIn(sourceCode, round as Loop)) return undefined
  return startOfChain(value)
}

/** Whether something in the body of a loop is waited for, in each round or in some. */
export function waitsIn(sourceCode: SourceCode, { body }: Loop): boolean {
  let waits = false
  walkOwn(sourceCode, body, (node) => {
    if (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await)) waits = true
  })
  return waits
}

const ROUNDS: ReadonlySet<string> = new Set(['forEach', 'map', 'flatMap'])

/** The loop that a node is repeated by, as long as the variable lives. */
function roundAround(node: Node, variable: Variable | undefined): Pick<Task, 'by' | 'over'> {
  const declared = variable?.identifiers[0]
  for (let at = node.parent; at && !(declared && at.range[0] <= declared.range[0] && at.range[1] >= declared.range[1]); at = at.parent) {
    switch (at.type) {
      case 'ForOfStatement':
      case 'ForInStatement':
        return { by: at, over: at.right }
      case 'ForStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        return { by: at }
      case 'CallExpression': {
        const callee = unwrap(at.callee)
        if (callee.type === 'MemberExpression' && ROUNDS.has(keyName(callee) ?? '')) return { by: at, over: callee.object }
        break
      }
      default:
    }
  }
  return {}
}
