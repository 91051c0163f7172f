import { droppers } from '../../knowledge/callbacks/index.ts'
import { isEnding, programEnds } from '../../knowledge/lifecycles.ts'
import { isTask, serving, timers } from '../../knowledge/lives.ts'
import { processListeners, selfGlobal, workerHandlers } from '../../knowledge/roles.ts'
import { spawns } from '../../knowledge/spawns/index.ts'
import { linkAt } from '../../utils/chains.ts'
import { calledName, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, functionAround, isCall, isFunction, isInside, type Node, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import { handingsOf } from '../callbacks/handed.ts'
import { reachedFrom } from '../callbacks/reached.ts'
import { nameIn } from '../callbacks/uses.ts'
import { saidTaskOf } from '../roles/said-task.ts'
import { isPoolOfItself } from '../loading/self.ts'
import { offersOf } from '../messages/replies.ts'
import { variableOf } from '../resolve/bindings.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { isExported, memberOf, returnsOf } from '../resolve/functions.ts'
import { lastName } from '../resolve/path.ts'
import { calledFunction, calledPath, functionBehind } from '../resolve/receiver.ts'
import { roleOf } from '../roles/role.ts'
import type { Fault } from './faults.ts'
import { isLeftRejecting, mayReject } from './rejections.ts'
import { catchesAll } from './unheard.ts'

const pools = evidenceFrom(spawns.filter(({ kind }) => kind === 'pool').flatMap(({ spawn, handlePaths }) => [...spawn, ...(handlePaths ?? [])]))

/** A worker that talks for itself is run by no pool. */
const ownThread = evidenceFrom(['node:worker_threads#', ...workerHandlers, selfGlobal])

const endNames = [...programEnds].map(lastName)

/** Tasks of pools whose promise nobody takes, and tasks that end the process they share with others. */
export const faultsOfTasks = perFile((sourceCode): readonly Fault[] => {
  const mayEnd = endNames.some((name) => nodesOf(sourceCode).names.has(name))
  if ((!mayEnd && !mentions(sourceCode, pools)) || roleOf(sourceCode).program === 'test') return []
  return [...droppedIn(sourceCode), ...(mayEnd ? exitsIn(sourceCode) : [])]
})

// ---------------------------------------------------------------- promises that nobody takes

function droppedIn(sourceCode: SourceCode): readonly Fault[] {
  if (!mentions(sourceCode, pools) || catchesAll(sourceCode)) return []
  return nodesOf(sourceCode).calls.flatMap((call): Fault[] => (isUntaken(sourceCode, call) && yieldsTask(sourceCode, call) ? [{ kind: 'task', at: call.callee }] : []))
}

/** The promise is dropped at once, kept in a variable that nobody reads, or yielded to a `forEach`. */
function isUntaken(sourceCode: SourceCode, call: Call): boolean {
  if (isLeftRejecting(call)) return true
  const outer = wrapped(call)
  const parent = outer.parent
  if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') {
    const variable = variableOf(sourceCode, parent.id)
    return variable !== undefined && variable.references.every((reference) => !reference.isRead())
  }
  const callback = parent?.type === 'AwaitExpression' ? functionAround(parent) : parent?.type === 'ArrowFunctionExpression' && parent.body === outer ? parent : undefined
  return callback !== undefined && (isForEach(callback) || isTimed(sourceCode, callback)) && (!callback.async || mayReject(sourceCode, callback))
}

/** `jobs.forEach(async (job) => { await pool.run(job) })`. */
function isForEach(callback: FunctionNode): boolean {
  const call = wrapped(callback).parent
  return isCall(call) && call.arguments[0] === wrapped(callback) && droppers.has(calledName(call) ?? '') && wrapped(call).parent?.type === 'ExpressionStatement'
}

/** `setInterval(async () => { await pool.run(job) }, 1000)`: a timer takes no promise. */
function isTimed(sourceCode: SourceCode, callback: FunctionNode): boolean {
  return handingsOf(sourceCode, callback).some(({ path }) => path !== undefined && timers.includes(path))
}

/** How many functions a task is returned through. */
const MOST_DEPTH = 3

/** Whether a call yields the promise of a task: the pool's own, or that of a function of this file that hands it on. */
function yieldsTask(sourceCode: SourceCode, call: Call, depth = 0): boolean {
  if (isTask(calledPath(sourceCode, call) ?? '')) return true
  const local = depth < MOST_DEPTH ? calledFunction(sourceCode, call) : undefined
  if (!local || call.type === 'NewExpression' || local.generator) return false
  if (!local.async) return returnsOf(sourceCode, local).some((each) => yieldsChain(sourceCode, each, depth + 1))
  return mayReject(sourceCode, local) && awaitsTask(sourceCode, local, depth + 1)
}

/** `pool.run(job).then(store)`, without a `catch`. */
function yieldsChain(sourceCode: SourceCode, node: Node, depth: number): boolean {
  let at = unwrap(node)
  for (let step = 0; step < MOST_DEPTH && at.type === 'CallExpression'; step++) {
    const link = linkAt(at)
    if (!link || link.by === 'catch' || at.arguments.length > 1) break
    at = unwrap(link.promise)
  }
  return at.type === 'CallExpression' && yieldsTask(sourceCode, at, depth)
}

function awaitsTask(sourceCode: SourceCode, fn: FunctionNode, depth: number): boolean {
  let found = false
  walkOwn(sourceCode, fn.body, (node) => {
    if (node.type === 'AwaitExpression' || node.type === 'ReturnStatement') found ||= node.argument !== null && yieldsChain(sourceCode, node.argument, depth)
    return !found
  })
  return found
}

// ---------------------------------------------------------------- tasks that end the process

/** `process.exit()` in a function that a pool runs: the task is never answered, and the others of that worker go with it. */
function exitsIn(sourceCode: SourceCode): readonly Fault[] {
  const tasks = tasksIn(sourceCode)
  if (tasks.length === 0) return []
  const ends = nodesOf(sourceCode).calls.filter((call) => programEnds.has(calledPath(sourceCode, call) ?? ''))
  if (ends.length === 0) return []
  return ends.flatMap((call): Fault[] => {
    const task = isAtSignal(sourceCode, call) ? undefined : tasks.find((each) => reachedFrom(sourceCode, each).some((fn) => isInside(call, fn)))
    return task ? [{ kind: 'exits', at: call.callee, by: nameIn(task) ?? 'the task' }] : []
  })
}

/** `process.on('SIGTERM', () => void shutdown())`: who listens for signals is a program, and may end it. */
function isAtSignal(sourceCode: SourceCode, end: Node): boolean {
  return nodesOf(sourceCode).calls.some((call) => {
    const listener = call.arguments.at(-1)
    const fn = listener && processListeners.includes(calledPath(sourceCode, call) ?? '') ? functionBehind(sourceCode, listener) : undefined
    return fn !== undefined && reachedFrom(sourceCode, fn).some((each) => isInside(end, each))
  })
}

function tasksIn(sourceCode: SourceCode): readonly FunctionNode[] {
  const offered = offersOf(sourceCode).flatMap(({ call, functions }) => (serving.has(calledPath(sourceCode, call) ?? '') ? functions : []))
  const shipped = mentions(sourceCode, pools) ? nodesOf(sourceCode).calls.flatMap((call) => (isTask(calledPath(sourceCode, call) ?? '') ? call.arguments.filter((each) => isFunction(each)) : [])) : []
  const exported = isPoolOfItself(sourceCode) || (roleOf(sourceCode).thread === 'worker' && !mentions(sourceCode, ownThread)) ? nodesOf(sourceCode).functions.filter((fn) => !memberOf(fn) && isExported(sourceCode, fn)) : []
  const said = saidTaskOf(sourceCode)
  return [...offered, ...shipped, ...exported, ...(said ? [said.fn] : [])].filter((fn) => !isEnding(nameIn(fn) ?? ''))
}
