import { burningNames, turns } from '../../knowledge/spins.ts'
import { microtaskQueues } from '../../knowledge/yields.ts'
import { callsNamed, type Loop, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, functionAround, isInside, leavesFunction, type Node, unwrap } from '../../utils/syntax.ts'
import { nameIn } from '../callbacks/uses.ts'
import { apiOf, denote } from '../resolve/denote.ts'
import { lastName } from '../resolve/path.ts'
import { roleOf } from '../roles/role.ts'
import { sharingFaults } from '../sharing/faults.ts'
import { Asking } from './asks.ts'
import { isDue, pauseFor } from './pauses.ts'
import { type Shape, shapeOf } from './shape.ts'

/** Code that asks the same question over and over and does nothing else meanwhile. */
export interface BusyWait {
  /** The loop, or the call that has the question asked again. */
  readonly node: Loop | Call
  /** What is asked: the time, a word of shared memory, what other code of this thread sets, what other programs change. */
  readonly of: 'clock' | 'word' | 'flag' | 'outside'
  /** What it lets run in between. */
  readonly pause: 'none' | 'microtasks' | 'turn'
  /** What in the question changes. */
  readonly asked: Node
  /** The await, or the function that is handed on. */
  readonly between?: Node
}

/** The busy waits of the file. Tests are left out: they wait for what they have started themselves. */
export const busyWaits = perFile((sourceCode): readonly BusyWait[] => {
  const found = [...nodesOf(sourceCode).loops.flatMap((loop) => spinningAt(sourceCode, loop) ?? []), ...reschedulings(sourceCode)]
  return found.length > 0 && roleOf(sourceCode).program === 'test' ? [] : found
})

/** Whether a loop is one: what other rules would say of it is said already. */
export function isBusyWait(sourceCode: SourceCode, loop: Node): boolean {
  return busyWaits(sourceCode).some(({ node }) => node === loop)
}

function spinningAt(sourceCode: SourceCode, loop: Loop): BusyWait | undefined {
  const shape = shapeOf(loop)
  const [condition] = shape?.conditions ?? []
  if (!shape || !condition) return undefined
  const asking = new Asking(sourceCode, loop)
  for (const each of shape.conditions) asking.ask(each)
  const { clock, word, flag, outside, counts, odd } = asking
  const values = new Asking(sourceCode, loop)
  for (const value of shape.values) values.ask(value)
  // What is put somewhere may be what the loop is for: only of a look outside is it known that the loop waits for that.
  if (asking.acts || values.acts || ((values.outside || shape.puts) && !outside)) return undefined
  const [first] = shape.pauses
  if (first) {
    const asked = word ?? flag
    if (outside || counts || (!asked && !clock)) return undefined
    const pauses = shape.pauses.map(({ argument }) => pauseFor(sourceCode, argument))
    if (pauses.includes(undefined)) return undefined
    // The time passes whatever the loop lets run; what it looks at besides may come in time, where more than microtasks run.
    if (clock && pauses.includes('turn')) return undefined
    if (clock) return isBurning(loop) ? undefined : { node: loop, of: 'clock', pause: 'none', asked: condition }
    if (!asked) return undefined
    return { node: loop, of: word ? 'word' : 'flag', pause: pauses.includes('turn') ? 'turn' : 'microtasks', asked, between: first }
  }
  if (outside && !word) return counts ? undefined : { node: loop, of: 'outside', pause: 'none', asked: outside }
  if (clock) return isBurning(loop) || isSearch(sourceCode, shape) || catchesUp(sourceCode, shape) ? undefined : { node: loop, of: 'clock', pause: 'none', asked: condition }
  if (counts || odd) return undefined
  if (word) return { node: loop, of: 'word', pause: 'none', asked: word }
  return flag && !isSharedRead(sourceCode, loop) ? { node: loop, of: 'flag', pause: 'none', asked: flag } : undefined
}

/** `for (let i = notes.length - 1; i >= 0; i--) if (notes[i].at > Date.now() - 1000) break`: it counts to its end, and each round asks the clock of another one. */
function isSearch(sourceCode: SourceCode, { loop, conditions }: Shape): boolean {
  const test = loop.type === 'ForOfStatement' || loop.type === 'ForInStatement' ? undefined : loop.test
  if (!test) return false
  return conditions.every((condition) => {
    const { counts, clock } = askedBy(sourceCode, loop, condition)
    return counts && !(condition === test && clock)
  })
}

/** `while (next < Date.now()) next += interval`: it counts on until it has come to the present, and each round brings it nearer. */
function catchesUp(sourceCode: SourceCode, { loop, conditions: [condition] }: Shape): boolean {
  const [left, right] = condition?.type === 'BinaryExpression' && order.has(condition.operator) ? [condition.left, condition.right].map((side) => askedBy(sourceCode, loop, side)) : []
  const isStep = (side: Asking | undefined): boolean => side !== undefined && side.counts && !side.clock
  return (isStep(left) && right?.clock === true) || (isStep(right) && left?.clock === true)
}

const order: ReadonlySet<string> = new Set(['<', '<=', '>', '>='])

function askedBy(sourceCode: SourceCode, loop: Loop, expression: Node): Asking {
  const asking = new Asking(sourceCode, loop)
  asking.ask(expression)
  return asking
}

/** The function is there to keep the thread busy, by its name. */
function isBurning(loop: Node): boolean {
  const fn = functionAround(loop)
  return fn !== undefined && burningNames.test(nameIn(fn) ?? '')
}

/** A plain read of shared memory: that it is plain is the first thing to say. */
function isSharedRead(sourceCode: SourceCode, loop: Node): boolean {
  return sourceCode.getText(loop).includes('[') && sharingFaults(sourceCode).some(({ kind, access }) => kind === 'spin' && isInside(access.node, loop))
}

// ---------------------------------------------------------------- a function that has itself called again

const again: ReadonlyMap<string, 'turn' | 'microtasks'> = new Map([
  ...[...turns.keys()].filter((path) => path.startsWith('#set')).map((path) => [path, 'turn'] as const),
  ...[...microtaskQueues].map((path) => [path, 'microtasks'] as const),
])
const againNames: ReadonlySet<string> = new Set([...again.keys()].map(lastName))

/** `function check() { if (!this.ready) { setImmediate(check); return } … }` */
function reschedulings(sourceCode: SourceCode): BusyWait[] {
  return callsNamed(sourceCode, againNames).flatMap((call): BusyWait[] => {
    const fn = call.arguments[0] && functionAround(call)
    const condition = fn && conditionOf(fn, call)
    if (!fn || !condition || !isSelf(sourceCode, call.arguments[0] as Node, fn)) return []
    const path = apiOf(sourceCode, call.callee) ?? ''
    const pause = again.get(path)
    if (!pause || (turns.has(path) && !isDue(sourceCode, call, path, () => undefined))) return []
    const asking = new Asking(sourceCode, fn)
    asking.ask(condition)
    const asked = asking.word ?? asking.flag
    if (asking.acts || asking.clock || asking.outside || asking.counts || !asked) return []
    return [{ node: call, of: asking.word ? 'word' : 'flag', pause, asked, between: call.callee }]
  })
}

/** The condition under which the function does nothing but have itself called again. */
function conditionOf(fn: FunctionNode, call: Call): Node | undefined {
  const statement = call.parent.type === 'ReturnStatement' || call.parent.type === 'ExpressionStatement' ? call.parent : undefined
  if (!statement || fn.body.type !== 'BlockStatement') return undefined
  const [first, second, more] = fn.body.body
  if (first?.type !== 'IfStatement') return undefined
  if (isInside(call, first.consequent)) {
    const inside = first.consequent.type === 'BlockStatement' ? first.consequent.body : [first.consequent]
    const isAlone = inside[0] === statement && (inside.length === 1 || (inside.length === 2 && inside[1]?.type === 'ReturnStatement'))
    return isAlone && (fn.body.body.length === 1 || first.alternate || leavesFunction(first.consequent)) ? first.test : undefined
  }
  if (first.alternate && isInside(call, first.alternate)) return !second && isOnly(first.alternate, statement) ? first.test : undefined
  return second === statement && !more && leavesFunction(first.consequent) ? first.test : undefined
}

function isOnly(branch: Node, statement: Node): boolean {
  return branch === statement || (branch.type === 'BlockStatement' && branch.body.length === 1 && branch.body[0] === statement)
}

function isSelf(sourceCode: SourceCode, value: Node, fn: FunctionNode): boolean {
  const callback = unwrap(value)
  if (callback.type === 'ArrowFunctionExpression' && callback.body.type === 'CallExpression') return isSelf(sourceCode, callback.body.callee, fn)
  const target = denote(sourceCode, callback)
  return target?.kind === 'function' && target.node === fn
}
