import { openers, openQueues, type Outside } from '../../knowledge/io.ts'
import { linkOn } from '../../utils/chains.ts'
import { calledName, callsNamed, isLoop, type Loop, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, functionAround, isFunction, isInside, keyName, type Node, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import { type Amount } from '../loops/amounts.ts'
import { hasBound } from '../loops/caps.ts'
import { variableHolding } from '../resolve/bindings.ts'
import { recordAt } from '../resolve/constants.ts'
import { apiOf, denote } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { lastName } from '../resolve/path.ts'
import { isAside, isNamedAside } from '../roles/role.ts'
import { extentAt, extentOfLoop } from './extents.ts'
import { type FanOut, fanOutsOf, type Task, waitsIn } from './fanouts.ts'
import { type Listened, listenedIn } from './listened.ts'
import { outsideAt, outsideOf } from './outside.ts'
import { pipedIn } from './piped.ts'
import { isBounded, isLimited } from './repeated.ts'
import { runsAgain, walkerOf } from './trees.ts'

/** Something that is begun for each element of a list of any length, all at once. */
export interface Unbounded {
  readonly by: NonNullable<Task['by']>
  readonly task: Task
  readonly over: Node
  readonly amount: Amount
  /** The call that goes outside, and where to; absent for a library that is made to limit and is not told to. */
  readonly use?: { readonly call: Call; readonly outside: Outside }
  /** The function that reads a folder, and that each of them begins again for the folders below. */
  readonly walker?: string
  /** It is told by what kind of fan-out: `p-map`. */
  readonly library?: string
  /** A listener is given the elements, as fast as they can be read. */
  readonly listened?: true
}

/** Everything that the file begins at once for each element of a list whose length it does not bound. */
export const unboundedIn = perFile((sourceCode): readonly Unbounded[] => {
  if (isNamedAside(sourceCode)) return []
  const candidates = [...fanOutsOf(sourceCode), ...loose(sourceCode), ...opened(sourceCode), ...begun(sourceCode), ...pipedIn(sourceCode)]
  const listened = listenedIn(sourceCode)
  if (candidates.length + listened.length === 0 || isAside(sourceCode)) return []
  const found = new Map<Node, Unbounded>(listened.flatMap((each) => unboundedListener(sourceCode, each) ?? []).map((each) => [each.task.node, each]))
  for (const fanOut of candidates) {
    if (!isSimultaneous(sourceCode, fanOut)) continue
    for (const task of fanOut.tasks) {
      const one = found.has(task.node) ? undefined : unbounded(sourceCode, fanOut, task)
      if (one) found.set(task.node, one)
    }
  }
  const all = [...found.values()]
  // A list inside a list: the outer one says it all.
  return all.filter((each) => !all.some((other) => other !== each && other.task.fn && isInside(each.by, other.task.fn)))
})

/** All of them run; of those that are raced, a few are meant. A limiter holds the rest back. */
function isSimultaneous(sourceCode: SourceCode, { at, queued, model }: FanOut): boolean {
  if (queued) return false
  if (model) return !isLimited(sourceCode, at, model.limit)
  const callee = unwrap(at.callee)
  return callee.type !== 'MemberExpression' || !['race', 'any'].includes(keyName(callee) ?? '')
}

function unbounded(sourceCode: SourceCode, { at, model }: FanOut, task: Task): Unbounded | undefined {
  const { by } = task
  // What is waited for in each round does not add up over the rounds.
  if (!by || (isLoop(by) && at !== task.node && isInside(at, by))) return undefined
  const { over, amount } = 'callee' in by
    ? { over: task.over, amount: task.over && extentAt(sourceCode, isFrom(by) ? by : task.over, by) }
    : extentOfLoop(sourceCode, by)
  const home = functionAround(by)
  const grows = over !== undefined && home !== undefined && isUntold(amount) && runsAgain(sourceCode, task, home)
  const several: Amount | undefined = grows ? { kind: 'data', from: 'state', root: sourceCode.getText(over), text: '', node: over } : amount
  if (!over || several?.kind !== 'data' || several.number === true) return undefined
  // Who waits for a turn before all of them begin has it for all of them.
  if ((home && ('callee' in by ? hasBound(sourceCode, home) : isBounded(sourceCode, home))) || isAwaitedInRound(by, task.node)) return undefined
  const use = outsideOf(sourceCode, task)
  if (use) return { by, task, over, amount: several, use }
  const walker = home && walkerOf(sourceCode, task, home)
  if (walker !== undefined) return { by, task, over, amount: several, walker }
  return model?.limit?.property !== undefined ? { by, task, over, amount: several, library: sourceCode.getText(at.callee) } : undefined
}

function unboundedListener(sourceCode: SourceCode, { call, task, over }: Listened): Unbounded | undefined {
  const use = task.fn && !isBounded(sourceCode, task.fn) ? outsideOf(sourceCode, task) : undefined
  return use && { by: call, task, over, amount: { kind: 'data', from: 'file', root: sourceCode.getText(over), text: '', node: over }, use, listened: true }
}

/** Nothing says how many there are, or how many there are in the end. */
function isUntold(amount: Amount | undefined): boolean {
  return amount?.kind === 'unknown' || amount?.kind === 'part' || (amount?.kind === 'count' && amount.count === 0)
}

function isFrom({ callee }: Call): boolean {
  const member = unwrap(callee)
  return member.type === 'MemberExpression' && keyName(member) === 'from'
}

/** `list.push(await load(id))`: one after the other. */
function isAwaitedInRound(by: NonNullable<Task['by']>, node: Node): boolean {
  if ('callee' in by) return false
  return unwrap(node).type === 'AwaitExpression'
}

// ---------------------------------------------------------------- forEach

/** `list.forEach(async (each) => …)`: nobody waits for them, and they run at once all the same. */
function loose(sourceCode: SourceCode): FanOut[] {
  return callsNamed(sourceCode, ['forEach']).flatMap((call): FanOut[] => {
    const callee = unwrap(call.callee)
    const [first] = call.arguments
    if (callee.type !== 'MemberExpression' || !first || call.type !== 'CallExpression') return []
    const value = unwrap(first)
    const target = isFunction(value) ? value : value.type === 'Identifier' ? denote(sourceCode, value) : undefined
    const fn = target && 'kind' in target ? (target.kind === 'function' ? target.node : undefined) : isFunction(target) ? target : undefined
    return fn?.async ? [{ at: call, tasks: [{ node: first, fn, by: call, over: callee.object }] }] : []
  })
}

/** `for (const file of files) archive.append(createReadStream(file))`: what opens a file and is answered later, in a loop that waits for nothing. */
function opened(sourceCode: SourceCode): FanOut[] {
  return callsNamed(sourceCode, OPENING).flatMap((call): FanOut[] => {
    const path = call.type === 'CallExpression' ? apiOf(sourceCode, call.callee) : undefined
    if (path === undefined || call.type !== 'CallExpression' || !openers.has(path)) return []
    const round = roundOf(sourceCode, call)
    return round ? [{ at: call, tasks: [{ node: call, ...round }] }] : []
  })
}

const OPENING: ReadonlySet<string> = new Set([...openers].map(lastName))

/** `for (const guest of guests) void mailer.sendMail(…)`, `paths.forEach((path) => readFile(path, keep))`: nobody waits for what begins, or it is told to a callback. */
function begun(sourceCode: SourceCode): FanOut[] {
  const { calls, loops } = nodesOf(sourceCode)
  if (!loops.some(({ type }) => type === 'ForOfStatement') && callsNamed(sourceCode, ['forEach']).length === 0) return []
  return calls.flatMap((call): FanOut[] => {
    const round = call.type === 'CallExpression' && isLeftAlone(call) ? roundOf(sourceCode, call) : undefined
    const outside = round && outsideAt(sourceCode, call)
    // A database is known by names, and by waiting for it.
    return round && (outside === 'file' || outside === 'network') ? [{ at: call, tasks: [{ node: call, ...round }] }] : []
  })
}

/** Nothing looks at what it yields, or at what follows that. */
function isLeftAlone(call: Call): boolean {
  const link = linkOn(call)
  if (link) return isLeftAlone(link.call)
  const outer = wrapped(call)
  const user = outer.parent
  return user?.type === 'ExpressionStatement' || (user?.type === 'UnaryExpression' && user.operator === 'void') || (user?.type === 'ArrowFunctionExpression' && user.body === outer)
}

/** The loop that runs a call each time it goes round, without waiting and to its end. */
function roundOf(sourceCode: SourceCode, call: Node): Pick<Task, 'by' | 'over'> | undefined {
  for (let child = call, at = call.parent; at; child = at, at = at.parent) {
    // `for await (const piece of createReadStream(path))`
    if (isLoop(at) && (at as Loop).body !== child) continue
    if (at.type === 'ForOfStatement') return waitsIn(sourceCode, at) || endsEarly(sourceCode, at.body) ? undefined : { by: at, over: at.right }
    if (isLoop(at)) return undefined
    if (!isFunction(at)) continue
    const each = at.async || at.generator ? undefined : wrapped(at).parent
    const callee = each?.type === 'CallExpression' && calledName(each) === 'forEach' && each.arguments[0] === wrapped(at) ? unwrap(each.callee) : undefined
    return each?.type === 'CallExpression' && callee?.type === 'MemberExpression' ? { by: each, over: callee.object } : undefined
  }
  return undefined
}

/** The first that fits is taken, and the rest is left. */
function endsEarly(sourceCode: SourceCode, body: Node): boolean {
  let ends = false
  walkOwn(sourceCode, body, ({ type }) => { ends ||= type === 'BreakStatement' || type === 'ReturnStatement' || type === 'YieldExpression' })
  return ends
}

// ---------------------------------------------------------------- queues without a limit

export interface OpenQueue {
  readonly call: Call
  /** The option that would say how many. */
  readonly option: string
}

const queueRoots = evidenceFrom(openQueues.keys())

/** Queues of the file that run everything at once, since nobody tells them not to. */
export const openQueuesIn = perFile((sourceCode): readonly OpenQueue[] => {
  if (!mentions(sourceCode, queueRoots)) return []
  return nodesOf(sourceCode).calls.flatMap((call): readonly OpenQueue[] => {
    const options = call.type === 'NewExpression' ? openQueues.get(apiOf(sourceCode, call.callee) ?? '') : undefined
    return options && saysNothing(sourceCode, call, options) && !isSetLater(sourceCode, call, options) ? [{ call, option: options[0] ?? '' }] : []
  })
})

function saysNothing(sourceCode: SourceCode, { arguments: [given] }: Call, options: readonly string[]): boolean {
  if (!given) return true
  const said = recordAt(sourceCode, given)
  return said !== undefined && !said.properties.some((each) => each.type === 'SpreadElement' || options.includes(keyName(each) ?? ''))
}

/** `queue.concurrency = 4`. */
function isSetLater(sourceCode: SourceCode, call: Call, options: readonly string[]): boolean {
  const variable = variableHolding(sourceCode, call)
  if (!variable) return nodesOf(sourceCode).names.has('concurrency') && sourceCode.text.includes('.concurrency =')
  return variable.references.some(({ identifier }) => {
    const member: Node = identifier.parent
    if (member.type !== 'MemberExpression' || member.object !== identifier) return false
    return (member.parent.type === 'AssignmentExpression' && options.includes(keyName(member) ?? '')) || keyName(member) === 'updateSettings'
  })
}
