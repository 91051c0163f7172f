import type { TSESTree } from '@typescript-eslint/utils'

import { heavy } from '../../knowledge/heavy.ts'
import { heavyAt } from '../../knowledge/index.ts'
import type { HeavyModel } from '../../knowledge/schema.ts'
import { scanningMethods } from '../../knowledge/inputs.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isInside, keyName, type Node, unwrap, walkOwn } from '../../utils/syntax.ts'
import { onlyValue, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { argumentAt, returnsOf } from '../resolve/functions.ts'
import { lastName } from '../resolve/path.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { type Amount, extentOf, few, UNKNOWN, valueOf } from './amounts.ts'
import { type Block, blockOf, bodyOf, type Iteration } from './blocks.ts'
import { depthOf, type Frame, frameOf } from './frames.ts'
import { type Limit, limitOf, startsAnew } from './limits.ts'
import { isList } from './lists.ts'
import { pauseOf, waitFor } from './yields.ts'

/** One loop of a nest: an iteration, or a call that looks at every element of a list. */
export interface Link {
  readonly node: Node
  readonly iteration?: Iteration
  readonly limit?: Limit
  readonly amount: Amount
  readonly frame: Frame
  /** It goes through a part of what the loop around it goes through: together they see everything once. */
  readonly merged: boolean
}

/** A nest of loops, outermost first, none of which lets other tasks run. */
export type Nest = readonly Link[]

const MOST_FRAMES = 6
const MOST_NESTS = 400

/** Every nest that begins with the iteration, calls of local functions followed. Nests that give way to other tasks are left out. */
export function nestsOf(sourceCode: SourceCode, iteration: Iteration, frame: Frame): Nest[] {
  const nests: Nest[] = []
  enter(iteration, frame, [])
  return nests

  function enter(inner: Iteration, at: Frame, outer: Nest): void {
    if (nests.length >= MOST_NESTS) return
    const pause = pauseOf(sourceCode, inner)
    if (pause === 'tasks' || pause === 'unknown') return
    const limit = limitOf(sourceCode, inner)
    const link: Link = { node: inner.node, iteration: inner, limit, frame: at, ...amountOf(sourceCode, inner, limit, at, outer) }
    const nest = [...outer, link]
    nests.push(nest)
    const copied = copies(sourceCode, inner)
    if (copied) nests.push([...nest, { node: copied, amount: link.amount, frame: at, merged: false }])
    if (!inner.remote || !inner.callback) follow(inner, at, nest)
    else if (!frameOf(at, inner.callback) && !isInside(inner.node, inner.callback)) follow(bodyOf(sourceCode, inner), { fn: inner.callback, outer: at, each: inner.node }, nest)
  }

  function follow(block: Block, at: Frame, nest: Nest): void {
    for (const each of block.iterations) enter(each, at, nest)
    for (const call of block.calls) {
      const scanned = scan(sourceCode, call, at)
      if (scanned) nests.push([...nest, { node: call, amount: scanned, frame: at, merged: isMerged(scanned, nest) }])
      const target = depthOf(at) < MOST_FRAMES ? calledFunction(sourceCode, call) : undefined
      if (!target || target.generator || frameOf(at, target) || isInside(call, target)) continue
      follow(target.async ? inOneGo(sourceCode, target) : blockOf(sourceCode, target), { fn: target, call, outer: at }, nest)
    }
  }
}

/** What an async function does before it waits for the first time: the rest comes back later, in a turn of its own. */
const inOneGo: (sourceCode: SourceCode, fn: FunctionNode) => Block = perNode<FunctionNode, Block>((sourceCode, fn) => {
  const block = blockOf(sourceCode, fn)
  const wait = block.awaits.find((each) => each.type === 'AwaitExpression' && isOnEveryWay(each, fn) && waitFor(sourceCode, each.argument) !== 'microtasks')
  if (!wait) return block
  const isBefore = ({ range: [start] }: Node): boolean => start < wait.range[1]
  return { ...block, iterations: block.iterations.filter(({ node }) => isBefore(node)), calls: block.calls.filter(isBefore) }
}, { node: undefined as never, iterations: [], calls: [], awaits: [], givesWay: false, spreads: false, size: 0 })

/** Whether a function that goes on comes by a place: no condition stands before it. */
function isOnEveryWay(node: Node, fn: FunctionNode): boolean {
  let child = node
  for (let at = node.parent; at && at !== fn; child = at, at = at.parent) {
    if (at.type === 'IfStatement' || at.type === 'ConditionalExpression' ? at.test !== child : MAYBE.has(at.type)) return false
    if (at.type === 'LogicalExpression' && at.right === child) return false
  }
  return true
}

const MAYBE: ReadonlySet<string> = new Set(['SwitchCase', 'CatchClause', 'AssignmentPattern'])

function amountOf(sourceCode: SourceCode, inner: Iteration, limit: Limit, frame: Frame, outer: Nest): Pick<Link, 'amount' | 'merged'> {
  const around = outer.at(-1)
  if (around && around.frame === frame && !startsAnew(limit, inner.node, around.node)) return { amount: UNKNOWN, merged: true }
  const amount = measured(sourceCode, limit, frame, outer)
  return { amount, merged: isMerged(amount, outer) }
}

function measured(sourceCode: SourceCode, limit: Limit, frame: Frame, outer: Nest): Amount {
  if (limit.kind === 'few') return few(64)
  if (limit.kind === 'elements') return extentOf(sourceCode, limit.of, frame)
  if (limit.kind === 'open') return UNKNOWN
  const amounts = limit.of.map((each) => triangular(sourceCode, each, outer) ?? valueOf(sourceCode, each, frame))
  return amounts.find((each) => each.kind === 'count') ?? amounts.find((each) => each.kind !== 'data') ?? amounts[0] ?? UNKNOWN
}

/** `j < i`: as many rounds as the loop that counts `i`. */
function triangular(sourceCode: SourceCode, number: Node, outer: Nest): Amount | undefined {
  const node = unwrap(number)
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  return variable && outer.findLast(({ limit }) => limit?.kind === 'number' && limit.counter === variable)?.amount
}

function isMerged(amount: Amount, outer: Nest): boolean {
  if (amount.kind !== 'part' || outer.length === 0) return false
  if (amount.of) return outer.at(-1)?.node === amount.of
  return amount.root !== undefined && outer.some((each) => each.amount.kind === 'data' && each.amount.root === amount.root)
}

// ---------------------------------------------------------------- what one round costs

/** `list.includes(x)`, `JSON.stringify(list)`: looks at all of something. */
function scan(sourceCode: SourceCode, call: Call, frame: Frame): Amount | undefined {
  const callee = unwrap(call.callee)
  if (callee.type === 'MemberExpression' && scanningMethods.has(keyName(callee) ?? '')) {
    return isList(sourceCode, callee.object, frame) ? extentOf(sourceCode, callee.object, frame) : undefined
  }
  const input = heavyCall(sourceCode, call)?.input
  const argument = input === undefined ? undefined : argumentAt(call, input)
  return argument && extentOf(sourceCode, argument, frame)
}

/** `reduce((all, x) => ({ ...all, [x.id]: x }), {})`, `all = [...all, x]`: copies all of it for each element. */
function copies(sourceCode: SourceCode, iteration: Iteration): Node | undefined {
  const accumulator = iteration.method === 'reduce' ? iteration.callback?.params[0] : undefined
  const variable = accumulator?.type === 'Identifier' ? variableOf(sourceCode, accumulator) : undefined
  let found: Node | undefined
  const body = iteration.node.type === 'CallExpression' ? iteration.callback?.body : iteration.node.body
  if (!body || iteration.remote) return undefined
  walkOwn(sourceCode, body, (node) => {
    if (found || node.type !== 'SpreadElement' || node.argument.type !== 'Identifier') return
    if (node.parent.type !== 'ArrayExpression' && node.parent.type !== 'ObjectExpression') return
    const spread = variableOf(sourceCode, node.argument)
    if (spread && (spread === variable || isReassigned(node.parent, spread, iteration))) found = node
  })
  return found
}

function isReassigned(literal: Node, spread: NonNullable<ReturnType<typeof variableOf>>, iteration: Iteration): boolean {
  const assignment = literal.parent
  if (assignment?.type !== 'AssignmentExpression' || assignment.right !== literal || assignment.left.type !== 'Identifier') return false
  const target = assignment.left
  return spread.references.some((each) => each.identifier === target) && spread.defs.every((def) => !isInside(def.name, iteration.node))
}

/** Nanoseconds, roughly: what JavaScript engines need for plain arithmetic, a call, a new object, a call of a heavy API. */
const COST = { node: 0.3, call: 5, allocation: 20, heavy: 1500 } as const


/** What one run of a block takes, its iterations aside. */
export function nanoseconds(sourceCode: SourceCode, block: Block, depth = 0): number {
  let cost = block.size * COST.node
  for (const call of block.calls) {
    cost += call.type === 'NewExpression' ? COST.allocation : COST.call
    if (isHeavy(sourceCode, call)) cost += COST.heavy
    const target = depth < 3 ? calledFunction(sourceCode, call) : undefined
    if (target && !isInside(call, target)) cost += nanoseconds(sourceCode, blockOf(sourceCode, target), depth + 1)
  }
  return cost
}

const heavyNames: ReadonlySet<string> = new Set(heavy.map(({ path }) => lastName(path)))

function isHeavy(sourceCode: SourceCode, call: Call): boolean {
  return heavyCall(sourceCode, call) !== undefined
}

function heavyCall(sourceCode: SourceCode, call: Call): HeavyModel | undefined {
  const callee = unwrap(call.callee)
  const name = callee.type === 'MemberExpression' ? keyName(callee) : callee.type === 'Identifier' ? callee.name : undefined
  // A default import goes by any name, a method by its own.
  if (name === undefined || (callee.type === 'MemberExpression' && !heavyNames.has(name))) return undefined
  const path = apiOf(sourceCode, call.callee)
  return path === undefined ? undefined : heavyAt(path)
}

/** Whether a block, or a local function it calls, calls a heavy API. */
export function callsHeavy(sourceCode: SourceCode, block: Block, depth = 0): boolean {
  return block.calls.some((call) => {
    if (isHeavy(sourceCode, call)) return true
    const target = depth < 3 ? calledFunction(sourceCode, call) : undefined
    return target !== undefined && !isInside(call, target) && callsHeavy(sourceCode, blockOf(sourceCode, target), depth + 1)
  })
}

/** `digest = hash(digest)`: each round needs the one before, so that the rounds are there to take time. */
export function isChained(sourceCode: SourceCode, iteration: Iteration): boolean {
  let chained = false
  const body: Node | undefined = iteration.node.type === 'CallExpression' ? iteration.callback?.body : iteration.node.body
  if (body) {
    walkOwn(sourceCode, body, (node) => {
      if (node.type !== 'AssignmentExpression' || node.left.type !== 'Identifier' || unwrap(node.right).type !== 'CallExpression') return
      const variable = variableOf(sourceCode, node.left)
      const value: TSESTree.Expression = node.right
      chained ||= variable?.references.some((each) => each.isRead() && isInside(each.identifier, value)) ?? false
    })
  }
  return chained
}

/**
 * `while (!hash.startsWith('000')) hash = …`, `while (!hash(text + nonce).startsWith('000')) nonce++`, or
 * `for (;;) { const hash = …; if (hash.startsWith('000')) return }`: heavy rounds until what they compute fits.
 */
export function isTrial(sourceCode: SourceCode, { node }: Iteration): boolean {
  if (node.type === 'CallExpression' || !('test' in node)) return false
  const test = node.test && !(node.test.type === 'Literal' && node.test.value === true) ? node.test : undefined
  const tests = test ? [test] : leavingTests(node.body)
  if (tests.length === 0) return false
  const values = assignedFor(sourceCode, node.body, tests)
  if (test && computesHeavily(sourceCode, test)) return [test, ...values].some((each) => countsUp(sourceCode, node, each))
  return values.some((value) => (test !== undefined || countsUp(sourceCode, node, value)) && computesHeavily(sourceCode, value))
}

/** The values that the body of a loop gives to names which its tests ask. */
function assignedFor(sourceCode: SourceCode, body: Node, tests: readonly Node[]): readonly Node[] {
  const values: Node[] = []
  walkOwn(sourceCode, body, (at) => {
    const [name, value] = at.type === 'AssignmentExpression' ? [at.left, at.right] : at.type === 'VariableDeclarator' ? [at.id, at.init] : []
    const variable = name?.type === 'Identifier' && value ? variableOf(sourceCode, name) : undefined
    if (value && variable?.references.some(({ identifier }) => tests.some((each) => isInside(identifier, each)))) values.push(value)
  })
  return values
}

/** Whether a value is computed from what the loop counts: `hash(challenge + nonce)`, with `nonce++`. */
function countsUp(sourceCode: SourceCode, loop: Node, value: Node): boolean {
  let found = false
  walkOwn(sourceCode, loop, (node) => {
    const counter = node.type === 'UpdateExpression' ? variableOf(sourceCode, node.argument) : undefined
    found ||= counter?.references.some(({ identifier }) => isInside(identifier, value)) ?? false
  })
  return found
}

/** What decides whether an endless loop is left: the tests of its own `if` statements that return or break. */
function leavingTests(body: Node): readonly Node[] {
  const statements = body.type === 'BlockStatement' ? body.body : []
  return statements.flatMap((each) => {
    const branch = each.type === 'IfStatement' ? each.consequent : undefined
    const last = branch?.type === 'BlockStatement' ? branch.body.at(-1) : branch
    return each.type === 'IfStatement' && (last?.type === 'ReturnStatement' || last?.type === 'BreakStatement') ? [each.test] : []
  })
}

function computesHeavily(sourceCode: SourceCode, value: Node): boolean {
  let found = false
  walkOwn(sourceCode, value, (node) => {
    if (found || node.type !== 'CallExpression') return
    const target = isHeavy(sourceCode, node) ? undefined : calledFunction(sourceCode, node)
    found = isHeavy(sourceCode, node) || (target !== undefined && callsHeavy(sourceCode, blockOf(sourceCode, target)) && answersByWork(sourceCode, target))
  })
  return found
}

/** Whether what a function answers may hang on what it computes: not where it says yes or no by what there is still to do. */
function answersByWork(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const values = returnsOf(sourceCode, fn)
  if (values.some((each) => unwrap(each).type !== 'Literal')) return true
  let asks = false
  walkOwn(sourceCode, fn.body, (node) => {
    asks ||= node.type === 'IfStatement' && restsOnHeavy(sourceCode, node.test)
  })
  return asks
}

function restsOnHeavy(sourceCode: SourceCode, test: Node): boolean {
  let found = false
  walkOwn(sourceCode, test, (node) => {
    const value = node.type === 'Identifier' ? onlyValue(sourceCode, node) : node
    if (found || !value) return
    walkOwn(sourceCode, value, (inner) => {
      found ||= inner.type === 'CallExpression' && isHeavy(sourceCode, inner)
    })
  })
  return found
}
