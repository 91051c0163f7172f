import { parting } from '../../knowledge/fanouts.ts'
import { calledName, callsByName } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, isCall, isFunction, isInside, type Node, unwrap } from '../../utils/syntax.ts'
import { returnsPromise } from '../locks/floating/promises.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { roleOf, threadAt } from '../roles/role.ts'
import { directCallsIn, workerFunctions } from './entries.ts'
import { type FanOut, fanOutsOf, type Task } from './fanouts.ts'
import { type FakeTask, fakeTask, loopOfTask, wrapsWork } from './synchronous.ts'

/** Work that looks as if it went on elsewhere, and is done on this thread. */
export interface Fake {
  /**
   * all, later: tasks that are waited for together, done at once or in a timer. wrapped: a promise around work that is done at
   * once. direct: a call of what a worker of another file is there to run. shipped: tasks of what a worker of this file runs.
   */
  readonly kind: 'all' | 'later' | 'wrapped' | 'direct' | 'shipped'
  /** What to point at. */
  readonly at: Node
  /** What waits for the tasks, as it is written. */
  readonly by?: string
  /** The function of the tasks or of the worker, as it is written. */
  readonly name?: string
  /** Where the work is, or what makes it a worker's. */
  readonly place: Node
}

/** The fakes of the file; none in tests and configuration. */
export const fakesIn = perFile((sourceCode): readonly Fake[] => {
  const found = looksFake(sourceCode)
  return found.length > 0 && ['test', 'config'].includes(roleOf(sourceCode).program) ? [] : found
})

function looksFake(sourceCode: SourceCode): readonly Fake[] {
  const covered: Node[] = []
  const together = fanOutsOf(sourceCode).flatMap((fanOut): readonly Fake[] => {
    const by = sourceCode.getText(fanOut.at.callee)
    const heavy = fakeIn(sourceCode, fanOut)
    const shipped = heavy ? undefined : shippedIn(sourceCode, fanOut)
    if (shipped) return [{ kind: 'shipped', at: placeOf(shipped.task.node), by, name: nameOf(sourceCode, shipped.task.node), place: shipped.worker }]
    const fake = heavy ?? neverWaiting(sourceCode, fanOut) ?? splitTogether(sourceCode, fanOut)
    if (!fake) return []
    if (covered.some((each) => isInside(fanOut.at, each))) return []
    covered.push(fake.work.node, ...fanOut.tasks.map(({ node }) => node))
    return [{ kind: fake.runs === 'later' ? 'later' : 'all', at: placeOf(fake.task.node), by, name: nameOf(sourceCode, fake.task.node), place: fake.work.node }]
  })
  const wrapped = (callsByName(sourceCode).get('Promise') ?? []).flatMap((call): readonly Fake[] => {
    const work = wrapsWork(sourceCode, call)
    return work && !covered.some((each) => each === work.node || isInside(each, call)) ? [{ kind: 'wrapped', at: call.callee, place: work.node }] : []
  })
  const direct = directCallsIn(sourceCode).map(({ call, name, worker }): Fake => ({ kind: 'direct', at: call.callee, name, place: worker }))
  return [...together, ...wrapped, ...direct]
}

/** One task beside others that wait may compute meanwhile; several that compute cannot do so at the same time. */
function fakeIn(sourceCode: SourceCode, { tasks }: FanOut): FakeTask | undefined {
  const fakes = tasks.flatMap((task) => fakeTask(sourceCode, task) ?? [])
  return fakes.find(({ task }) => task.by !== undefined) ?? (fakes.length > 1 ? fakes[0] : undefined)
}

/** `Promise.all(pages.map((page) => count(page)))` of an async function that never waits: however little there is to do, the promise says that it goes on beside others. */
function neverWaiting(sourceCode: SourceCode, { tasks }: FanOut): FakeTask | undefined {
  for (const task of tasks) {
    const node = task.by && task.fn && returnsPromise(sourceCode, task.fn) ? loopOfTask(sourceCode, task) : undefined
    if (node) return { task, work: { node }, runs: 'at once' }
  }
  return undefined
}

/** `[sum(list.slice(0, half)), sum(list.slice(half))]`, `[sum(list, 0, half), sum(list, half, end)]`: nobody cuts a list in parts but to have them done together. */
function splitTogether(sourceCode: SourceCode, { tasks }: FanOut): FakeTask | undefined {
  const calls = tasks.map(({ node }) => unwrap(node))
  const [first, second] = calls
  if (!isCall(first) || !isCall(second)) return undefined
  const fn = calledFunction(sourceCode, first)
  const [task] = tasks
  if (!fn?.async || !task || !calls.every((each) => isCall(each) && calledFunction(sourceCode, each) === fn)) return undefined
  const [one, other] = [partOfList(sourceCode, first), partOfList(sourceCode, second)]
  const node = one !== undefined && one === other ? loopOfTask(sourceCode, { ...task, fn }) : undefined
  return node && { task, work: { node }, runs: 'at once' }
}

/** The list of which a call is given a part, as it is written: `list.slice(from, to)`, or the list with two bounds behind it. */
function partOfList(sourceCode: SourceCode, { arguments: [given, from, to] }: Call): string | undefined {
  const list = given && unwrap(given)
  if (list?.type === 'CallExpression' && list.callee.type === 'MemberExpression' && parting.has(calledName(list) ?? '')) return sourceCode.getText(list.callee.object)
  return list?.type === 'Identifier' && from && to ? list.name : undefined
}

function shippedIn(sourceCode: SourceCode, { at, tasks }: FanOut): { readonly task: Task; readonly worker: Node } | undefined {
  const known = workerFunctions(sourceCode)
  if (known.size === 0 || threadAt(sourceCode, at) === 'worker') return undefined
  for (const task of tasks) {
    const value = unwrap(task.node)
    const call = isFunction(task.fn?.body) || !task.fn ? value : unwrap(task.fn.body)
    const fn = task.fn && known.has(task.fn) ? task.fn : isCall(call) ? calledFunction(sourceCode, call) : undefined
    const worker = fn && known.get(fn)
    if (worker && task.by) return { task, worker }
  }
  return undefined
}

/** What to point at: the function that a call runs, a function's name, or its head. */
function placeOf(node: Node): Node {
  const inner = unwrap(node)
  return isCall(inner) ? inner.callee : isFunction(inner) && inner.body.type !== 'BlockStatement' ? inner.body : inner
}

function nameOf(sourceCode: SourceCode, node: Node): string {
  const inner = unwrap(node)
  if (isCall(inner)) return sourceCode.getText(inner.callee)
  if (isFunction(inner)) return isCall(inner.body) ? sourceCode.getText(inner.body.callee) : 'task'
  return sourceCode.getText(inner)
}
