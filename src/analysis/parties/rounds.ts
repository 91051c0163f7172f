import type { TSESTree } from '@typescript-eslint/utils'

import { forEachElement } from '../../knowledge/collections.ts'
import { isLoop, type Loop } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { besideStatement, type Call, type FunctionNode, isCall, isClass, isFunction, keyName, leavesFunction, type Node, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import { onlyValue, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { callersOf, escapes, memberOf, standingAt } from '../resolve/functions.ts'
import { mainThreadTest } from '../roles/role.ts'
import { type Count, countOf, leastOf, number, plain, plus, quotient, times } from './counts.ts'
import { lengthOf } from './lengths.ts'

const MOST_FUNCTIONS = 6

/** The code that something belongs to which is made anew each time: the round of a loop, a function, or the module. */
export function homeOf(node: Node): Node {
  for (let at = node.parent; at; at = at.parent) if (isFunction(at) || at.type === 'Program' || isLoop(at)) return at
  return node
}

/**
 * How many times the code at `node` runs each time its home does; undefined where that is not sure: behind a condition,
 * in a loop that may end early, in a function that others may call. What leaves before `since` leaves both out.
 */
export function roundsOf(sourceCode: SourceCode, node: Node, home: Node, depth = 0, since = 0): Count | undefined {
  return counted(sourceCode, node, { home, depth, since, passed: undefined })
}

/** The same, where some rounds may be passed over by a `continue` that does nothing else: as many as that, or fewer. */
export function mostRoundsOf(sourceCode: SourceCode, node: Node, home: Node, since: number): { readonly count: Count; readonly passed: Node } | undefined {
  const passed: Node[] = []
  const count = counted(sourceCode, node, { home, depth: 0, since, passed })
  const [first] = passed
  return count && first && { count, passed: first }
}

interface Rounds {
  readonly home: Node
  readonly depth: number
  readonly since: number
  /** Where rounds that are passed over are put down; undefined where none may be. */
  readonly passed: Node[] | undefined
}

function counted(sourceCode: SourceCode, node: Node, { home, depth, since, passed }: Rounds): Count | undefined {
  let count: Count | undefined = number(1)
  let child = node
  let functions = 0
  for (let up = node.parent; up && count; child = up, up = up.parent) {
    if (up === home) return isSkipped(sourceCode, home, child, since) ? undefined : count
    if (isLoop(up)) {
      const rounds: Count | undefined = up.type === 'ForStatement' && up.init === child ? number(1) : roundsOfLoop(sourceCode, up as Loop, child, depth)
      count = rounds && times(count, rounds)
    } else if (isFunction(up)) {
      if (++functions > MOST_FUNCTIONS) return undefined
      const inside = count
      if (isMethodBeside(up, home, inside)) return inside
      const run: Run | undefined = runOf(sourceCode, up, depth)
      if (!run) return undefined
      count = times(inside, run.count)
      up = run.at
    } else if (isConditional(sourceCode, up, child) || isSkipped(sourceCode, up, child, since, passed)) return undefined
  }
  return undefined
}

/** A method that starts all workers of an object whose constructor, or whose fields, made the rest: called once, as its loop says. */
function isMethodBeside(fn: FunctionNode, home: Node, count: Count): boolean {
  const member = memberOf(fn)
  const made = isFunction(home) ? memberOf(home) : undefined
  const owner = isClass(home) ? home : made?.kind === 'constructor' ? made.owner : undefined
  if (member === undefined || member.owner !== owner) return false
  return (member.kind === 'constructor' && isClass(home)) || (member.kind === 'method' && (count.names.size > 0 || count.rest.some((each) => each !== 1)))
}

/** Whether code at `child` runs in some cases only, as far as its parent decides; the question which thread this is decides nothing here. */
export function isConditional(sourceCode: SourceCode, up: Node, child: Node): boolean {
  switch (up.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return up.test !== child && mainThreadTest(sourceCode, up.test) === undefined
    case 'LogicalExpression':
      return up.right === child
    case 'AssignmentExpression':
      return up.operator.length === 3 && up.operator !== '>>=' && up.operator !== '<<=' && up.right === child
    case 'SwitchCase':
    case 'CatchClause':
      return true
    default:
      return false
  }
}

/** Whether an earlier statement of the block may leave the function, or go to the next round. */
export function isSkipped(sourceCode: SourceCode, block: Node, child: Node, since = 0, passed?: Node[]): boolean {
  if (block.type !== 'BlockStatement' && block.type !== 'Program') return false
  const { before } = besideStatement(child)
  const goesOn = (each: Node): boolean => each.type === 'IfStatement' && !each.alternate && isOnlyContinue(each.consequent) && each.range[0] >= since
  passed?.push(...before.filter(goesOn))
  return before.some((each) => !(passed && goesOn(each)) && each.type === 'IfStatement' && each.range[0] >= since && (leaves(each.consequent) || leavesFunction(each.consequent)) && !throws(each.consequent) && mainThreadTest(sourceCode, each.test) === undefined)
}

function isOnlyContinue(branch: Node): boolean {
  const [only, second] = branch.type === 'BlockStatement' ? branch.body : [branch]
  return only?.type === 'ContinueStatement' && !only.label && !second
}

function last(node: Node): Node | undefined {
  return node.type === 'BlockStatement' ? node.body.at(-1) : node
}

const LEAVES: ReadonlySet<string> = new Set(['BreakStatement', 'ContinueStatement', 'ReturnStatement'])

function leaves(node: Node): boolean {
  return LEAVES.has(last(node)?.type ?? '')
}

function throws(node: Node): boolean {
  return last(node)?.type === 'ThrowStatement'
}

// ---------------------------------------------------------------- loops

function roundsOfLoop(sourceCode: SourceCode, loop: Loop, child: Node, depth: number): Count | undefined {
  if (loop.body !== child || endsEarly(sourceCode, loop)) return undefined
  if (loop.type === 'ForOfStatement') return loop.await ? undefined : lengthOf(sourceCode, loop.right, undefined, depth + 1)
  return loop.type === 'ForStatement' ? roundsOfFor(sourceCode, loop, depth) : undefined
}

function endsEarly(sourceCode: SourceCode, loop: Loop): boolean {
  let ends = false
  walkOwn(sourceCode, loop.body, (node) => {
    if (node.type === 'BreakStatement' || node.type === 'ReturnStatement') ends = true
  })
  return ends
}

/** A counter that goes one up or down: `n++`, `--n`, `n += 1`. */
export interface CountStep {
  readonly node: Node
  readonly counter: Node
  readonly down: boolean
  /** Its value is the one from before: `n++`. */
  readonly postfix: boolean
}

/** The step that a write makes; undefined where it is none of one. */
export function stepAt(write: Node): CountStep | undefined {
  if (write.type === 'UpdateExpression') return { node: write, counter: write.argument, down: write.operator === '--', postfix: !write.prefix }
  if (write.type !== 'AssignmentExpression' || (write.operator !== '+=' && write.operator !== '-=')) return undefined
  return write.right.type === 'Literal' && write.right.value === 1 ? { node: write, counter: write.left, down: write.operator === '-=', postfix: false } : undefined
}

/** `for (let i = 0; i < n; i++)`. */
function roundsOfFor(sourceCode: SourceCode, loop: TSESTree.ForStatement, depth: number): Count | undefined {
  const { init, test, update } = loop
  const declarator = init?.type === 'VariableDeclaration' && init.declarations.length === 1 ? init.declarations[0] : undefined
  if (!declarator?.init || declarator.id.type !== 'Identifier' || test?.type !== 'BinaryExpression' || test.left.type !== 'Identifier') return undefined
  const counter = variableOf(sourceCode, declarator.id)
  const one = update ? stepAt(update) : undefined
  const step = one ? (one.down ? -1 : 1) : 0
  const share = update?.type === 'AssignmentExpression' && update.operator === '+=' && test.operator === '<' ? update.right : undefined
  const changes = counter?.references.filter((each) => each.isWrite() && each.init !== true) ?? []
  if (!counter || variableOf(sourceCode, test.left) !== counter || changes.length !== 1 || changes[0]?.identifier.parent !== update) return undefined
  const [from, to] = [countOf(sourceCode, declarator.init, undefined, depth + 1), countOf(sourceCode, test.right, undefined, depth + 1)]
  if (!from || !to) return undefined
  if (share && !one) return plain(from) === 0 ? slicesOf(sourceCode, share, to, depth) ?? piecesOf(sourceCode, share, to, depth) : undefined
  switch (`${test.operator}${String(step)}`) {
    case '<1':
    case '!==1':
      return plus(to, from, -1)
    case '<=1':
      return plus(plus(to, from, -1), number(1))
    case '>-1':
      return plus(from, to, -1)
    case '>=-1':
      return plus(plus(from, to, -1), number(1))
    default:
      return undefined
  }
}

/**
 * `for (let i = 0; i < all; i += Math.ceil(all / parts))`: as many rounds as parts, or fewer, because each share is rounded
 * up: ten elements in four shares of three, and nine in three.
 */
export function slicesOf(sourceCode: SourceCode, step: Node, all: Count, depth: number): Count | undefined {
  const value = step.type === 'Identifier' ? onlyValue(sourceCode, step) : step
  const call = value && unwrap(value)
  if (call?.type !== 'CallExpression') return undefined
  const path = apiOf(sourceCode, call.callee)
  const [first, second] = call.arguments
  // Not to begin the same share again and again.
  if (path === '#Math.max' && first?.type === 'Literal' && first.value === 1) return second && slicesOf(sourceCode, second, all, depth)
  const quotient = path === '#Math.ceil' && first?.type === 'BinaryExpression' && first.operator === '/' ? first : undefined
  const [whole, parts] = quotient ? [quotient.left, quotient.right].map((each) => countOf(sourceCode, each, undefined, depth + 1)) : []
  const isSame = whole && plain(plus(whole, all, -1)) === 0
  return isSame && parts && all.names.size > 0 ? leastOf([parts, all], `the slices of ${all.text}`) : undefined
}

/** `for (let i = 0; i < all; i += share)`: one more than there are whole shares, where something is left. */
function piecesOf(sourceCode: SourceCode, step: Node, all: Count, depth: number): Count | undefined {
  const share = countOf(sourceCode, step, undefined, depth + 1)
  return share && quotient('ceil', all, share, `the pieces of ${all.text}`)
}

// ---------------------------------------------------------------- functions

interface Run {
  readonly at: Node
  readonly count: Count
}

/** Where a function is run, and how many times that runs it. */
export function runOf(sourceCode: SourceCode, fn: FunctionNode, depth: number): Run | undefined {
  const outer = wrapped(standingAt(sourceCode, fn))
  const call = outer.parent
  if (isCall(call) && call.callee !== outer) return handed(sourceCode, call, outer, depth)
  if (fn.generator) return undefined
  const [only, second] = callersOf(sourceCode, fn)
  const isUsedOnce = only && !second && (only.callee === outer || !escapes(sourceCode, fn))
  return isUsedOnce ? { at: only, count: number(1) } : handedByName(sourceCode, fn, depth)
}

/** `Array.from({ length: n }, start)` of a function that is used nowhere else. */
function handedByName(sourceCode: SourceCode, fn: FunctionNode, depth: number): Run | undefined {
  const name = fn.type === 'FunctionDeclaration' && fn.id ? variableOf(sourceCode, fn.id) : undefined
  const uses = name?.references.filter((each) => each.init !== true) ?? []
  const [use] = uses
  if (uses.length !== 1 || !use || fn.parent.type.startsWith('Export')) return undefined
  const call = use.identifier.parent
  return isCall(call) && call.callee !== use.identifier ? handed(sourceCode, call, use.identifier, depth) : undefined
}

function handed(sourceCode: SourceCode, call: Call, callback: Node, depth: number): Run | undefined {
  const callee = unwrap(call.callee)
  const path = apiOf(sourceCode, callee)
  if (path === '#Promise' && call.type === 'NewExpression') return { at: call, count: number(1) }
  if (path === '#Array.from' && call.arguments[1] === callback) return runAs(call, lengthOf(sourceCode, call, undefined, depth + 1))
  if (callee.type !== 'MemberExpression' || call.arguments[0] !== callback || !forEachElement.has(keyName(callee) ?? '')) return undefined
  return runAs(call, lengthOf(sourceCode, callee.object, undefined, depth + 1))
}

function runAs(at: Node, count: Count | undefined): Run | undefined {
  return count && { at, count }
}
