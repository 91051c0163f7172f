import type { TSESTree } from '@typescript-eslint/utils'

import { arrayMethods } from '../../knowledge/callbacks/index.ts'
import { throttles } from '../../knowledge/grains.ts'
import { isLoop, type Loop } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, functionAround, isFunction, isInside, keyName, type Node, unwrap, walkOwn } from '../../utils/syntax.ts'
import { type Amount, extentOf, UNKNOWN, valueOf } from '../loops/amounts.ts'
import { limitOf } from '../loops/limits.ts'
import { apiOf } from '../resolve/denote.ts'
import { standingAt } from '../resolve/functions.ts'

/** What runs a piece of code again and again. */
export interface Round {
  readonly node: Loop | TSESTree.CallExpression
  /** What it goes through, one element each time; absent for a loop that counts, or that does not say. */
  readonly over?: Node
  /** The callback of an array method. */
  readonly callback?: FunctionNode
}

/** Everything that repeats a node inside the function that holds it, innermost first; callbacks of array methods are seen through. */
export function roundsAround(sourceCode: SourceCode, node: Node): readonly Round[] {
  const rounds: Round[] = []
  let child = node
  for (let at = node.parent; at; child = at, at = at.parent) {
    if (isLoop(at)) {
      const loop = at as Loop
      if (isRepeated(loop, child)) rounds.push(roundOf(sourceCode, loop))
    } else if (isFunction(at)) {
      const round = roundOfCallback(sourceCode, at)
      if (!round) return rounds
      rounds.push(round)
      at = round.node
    }
  }
  return rounds
}

function isRepeated(loop: Loop, part: Node): boolean {
  return loop.type === 'ForOfStatement' || loop.type === 'ForInStatement' ? loop.body === part : loop.type !== 'ForStatement' || loop.init !== part
}

function roundOf(sourceCode: SourceCode, loop: Loop): Round {
  const limit = limitOf(sourceCode, { node: loop })
  return limit.kind === 'elements' ? { node: loop, over: limit.of } : { node: loop }
}

/** `rows.forEach((row) => …)`, `Array.from(rows, (row) => …)`. */
function roundOfCallback(sourceCode: SourceCode, fn: FunctionNode): Round | undefined {
  const given = standingAt(sourceCode, fn)
  const call = given.parent
  const callee = call?.type === 'CallExpression' ? unwrap(call.callee) : undefined
  if (call?.type !== 'CallExpression' || callee?.type !== 'MemberExpression' || fn.generator) return undefined
  const [first, second] = call.arguments
  if (first === given && arrayMethods.has(keyName(callee) ?? '')) return { node: call, over: callee.object, callback: fn }
  return first && second === given && apiOf(sourceCode, callee) === '#Array.from' ? { node: call, over: first, callback: fn } : undefined
}

/** How often it comes round; `count` 0 is what nobody can say, as of a list that is filled later. */
export function amountOf(sourceCode: SourceCode, { node, over }: Round): Amount {
  const fn = functionAround(node)
  const frame = fn && { fn }
  if (over) {
    const value = unwrap(over)
    const length = value.type === 'ObjectExpression' ? value.properties.find((each) => each.type === 'Property' && keyName(each) === 'length') : undefined
    return length?.type === 'Property' ? valueOf(sourceCode, length.value, frame) : extentOf(sourceCode, value, frame)
  }
  const limit = limitOf(sourceCode, { node: node })
  if (limit.kind === 'few') return { kind: 'count', count: 64 }
  const numbers = limit.kind === 'number' ? limit.of.map((each) => valueOf(sourceCode, each, frame)) : []
  return numbers.find(({ kind }) => kind === 'count') ?? numbers[0] ?? UNKNOWN
}

// ---------------------------------------------------------------- not in every round

/** Whether the code takes care that not each round comes here: it counts, looks at the clock, or is done after this. */
export function isThrottled(node: Node, within: { readonly node: Node }): boolean {
  let child = node
  for (let at = node.parent; at && at !== within.node; child = at, at = at.parent) {
    if ((at.type === 'IfStatement' || at.type === 'ConditionalExpression') && at.test !== child && isRare(at.test)) return true
    if (at.type === 'LogicalExpression' && at.right === child && isRare(at.left)) return true
    if (at.type === 'ReturnStatement' && isLoop(within.node)) return true
    if (at.type === 'CatchClause' || at.type === 'SwitchCase') return true
    if (at.type === 'BlockStatement' && isLeft(at.body, child)) return true
  }
  return false
}

/** `if (…) { send(…); break }`. */
function isLeft(statements: readonly Node[], from: Node): boolean {
  return statements.slice(statements.indexOf(from) + 1).some(({ type }) => type === 'BreakStatement' || type === 'ReturnStatement' || type === 'ThrowStatement')
}

/** `i % 1000 === 0`, `now - last > 100`, `batch.length >= SIZE`, `progress !== shown`. */
function isRare(test: Node): boolean {
  const node = unwrap(test)
  if (node.type === 'LogicalExpression') return isRare(node.left) || isRare(node.right)
  if (node.type === 'UnaryExpression') return isRare(node.argument)
  if (node.type === 'BinaryExpression') return /^(?:[<>]=?|%|&)$/u.test(node.operator) || isRare(node.left) || isRare(node.right)
  if (node.type === 'CallExpression') return isRare(node.callee)
  const name = node.type === 'MemberExpression' ? keyName(node) : node.type === 'Identifier' ? node.name : undefined
  return name !== undefined && throttles.test(name)
}

/** Whether a round waits for something else than what it sends: beside that, a message costs nothing. */
export function waitsElsewhere(sourceCode: SourceCode, { node, callback }: Round, send: Node): boolean {
  const body = callback ? callback.body : isLoop(node) ? (node as Loop).body : node
  let waits = false
  walkOwn(sourceCode, body, (at) => {
    if (at.type === 'AwaitExpression' && !isInside(send, at) && !isInside(at, send)) waits = true
    if (at.type === 'ForOfStatement' && at.await && !isInside(send, at)) waits = true
  })
  return waits
}
