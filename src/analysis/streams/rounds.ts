import type { TSESTree } from '@typescript-eslint/utils'

import { consumerOptions, consumers, flowing, readings } from '../../knowledge/streams.ts'
import { calledName, isLoop, type Loop } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isCall, isFunction, isInside, keyName, type Node, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import { usesOf } from '../callbacks/uses.ts'
import { extentAt, extentOfLoop } from '../fanout/extents.ts'
import { firstTextOf } from '../resolve/constants.ts'
import { apiOf } from '../resolve/denote.ts'

/** What runs a piece of code again and again, however often its input says. */
export interface Round {
  readonly by: Loop | Call | FunctionNode
  /** The function that the loop or the registration stands in: its text shows what is heeded. */
  readonly within: Node
  /** The event of a listener. */
  readonly event?: string
  /** The method that somebody calls for each piece. */
  readonly method?: string
  /** It waits for its input piece by piece. */
  readonly streams: boolean
}

const MOST_FUNCTIONS = 3
const MOST_USES = 8
const MANY = 1000

/** What repeats the code at `node`, in its function or around the calls of that; undefined where nothing does, or only a few times. */
export function roundOf(sourceCode: SourceCode, node: Node, depth = 0): Round | undefined {
  let child = node
  for (let up = node.parent; up; child = up, up = up.parent) {
    if (isLoop(up) && (up as Loop).body === child) {
      const round = roundOfLoop(sourceCode, up as Loop)
      if (round) return round
    }
    if (isFunction(up)) return beyond(sourceCode, up, depth)
  }
  return undefined
}

function roundOfLoop(sourceCode: SourceCode, loop: Loop): Round | undefined {
  const streams = loop.type === 'ForOfStatement' ? loop.await : waits(sourceCode, loop)
  const { amount } = extentOfLoop(sourceCode, loop)
  // `while ((piece = source.read()) !== null)`: as long as the source has something, whenever it has.
  if (loop.type === 'WhileStatement' && readsPieces(sourceCode, loop.test)) return { by: loop, within: homeOf(loop), streams: true }
  const many = amount.kind === 'data' ? true : amount.kind === 'count' ? amount.count >= MANY : amount.kind === 'unknown' && streams && loop.type !== 'ForOfStatement'
  return many ? { by: loop, within: homeOf(loop), streams } : undefined
}

/** `while (true) { const { done, value } = await reader.read() … }`. */
function waits(sourceCode: SourceCode, loop: Loop): boolean {
  let found = false
  walkOwn(sourceCode, loop, (node) => {
    if (node.type === 'AwaitExpression') found = true
  })
  return found
}

function readsPieces(sourceCode: SourceCode, test: Node): boolean {
  let found = false
  walkOwn(sourceCode, test, (node) => { found ||= node.type === 'AssignmentExpression' && isCall(unwrap(node.right)) && calledName(unwrap(node.right) as Call) === 'read' })
  return found
}

function homeOf(node: Node): Node {
  for (let at: Node | undefined = node.parent; at; at = at.parent) if (isFunction(at) || at.type === 'Program') return at
  return node
}

function beyond(sourceCode: SourceCode, fn: FunctionNode, depth: number): Round | undefined {
  if (depth > MOST_FUNCTIONS) return undefined
  const { calls, values } = usesOf(sourceCode, fn)
  if (calls.length + values.length > MOST_USES) return undefined
  for (const call of calls) {
    const round = isInside(call, fn) ? undefined : roundOf(sourceCode, call, depth + 1)
    if (round) return round
  }
  for (const value of values) {
    const round = roundOfHanded(sourceCode, value, depth)
    if (round) return round
  }
  const method = calls.length === 0 ? consumerOf(sourceCode, fn) : undefined
  return method === undefined ? undefined : { by: fn, within: fn, method, streams: true }
}

/**
 * The loop in which a stream is asked for the next piece, and is given more: `_read() { while (this.at < this.end) this.push(this.next()) }`.
 * Unless it is told how often that is, it goes on as long as there is something.
 */
export function roundOfReading(sourceCode: SourceCode, node: Node): Round | undefined {
  for (let child = node, up = node.parent; up; child = up, up = up.parent) {
    if (isFunction(up)) return undefined
    if (!isLoop(up) || (up as Loop).body !== child) continue
    const home = homeOf(up)
    const reads = isFunction(home) && isReading(sourceCode, home)
    return reads && extentOfLoop(sourceCode, up as Loop).amount.kind === 'unknown' ? { by: up as Loop, within: home, streams: false } : undefined
  }
  return undefined
}

/** Whether a stream calls the function when it has room: the option `read` of `new Readable({…})`, or `_read() {…}` of a class, whatever that extends. */
export function isReading(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const member: Node | undefined = fn.parent
  if (member?.type === 'MethodDefinition') return keyName(member) === readings.method
  const made: Node | undefined = member?.type === 'Property' && keyName(member) === readings.option ? member.parent.parent : undefined
  return made?.type === 'NewExpression' && readings.classes.has(apiOf(sourceCode, made.callee) ?? '')
}

/** The name of a method that takes one piece after the other, of a class or of the options of a stream: `onData(chunk) { … }`. */
function consumerOf(sourceCode: SourceCode, fn: FunctionNode): string | undefined {
  const member: Node | undefined = fn.parent
  if (fn.params.length === 0) return undefined
  if (member?.type === 'MethodDefinition') {
    const name = member.static || member.kind !== 'method' ? undefined : keyName(member)
    return name !== undefined && consumers.has(name) ? name : undefined
  }
  // `Splitter.prototype._transform = function (piece, encoding, done) { … }`
  if (member?.type === 'AssignmentExpression' && member.left.type === 'MemberExpression') {
    const name = keyName(member.left)
    const on = unwrap(member.left.object)
    return name !== undefined && consumers.has(name) && on.type === 'MemberExpression' && keyName(on) === 'prototype' ? name : undefined
  }
  const made: Node | undefined = member?.type === 'Property' && member.value === fn ? member.parent.parent : undefined
  // `consumer.run({ eachMessage: async ({ message }) => … })`
  if (made?.type === 'CallExpression' && consumers.has(keyName(member as TSESTree.Property) ?? '')) return keyName(member as TSESTree.Property)
  const name = made?.type === 'NewExpression' && made.arguments[0] === member?.parent ? keyName(member as TSESTree.Property) : undefined
  return name !== undefined && consumerOptions.get(apiOf(sourceCode, (made as TSESTree.NewExpression).callee) ?? '')?.includes(name) ? name : undefined
}

function roundOfHanded(sourceCode: SourceCode, value: Node, depth: number): Round | undefined {
  const outer = wrapped(value)
  const call = outer.parent
  if (!isCall(call) || call.callee === outer) return undefined
  const callee = unwrap(call.callee)
  if (call.type === 'NewExpression') return apiOf(sourceCode, callee) === '#Promise' ? roundOf(sourceCode, call, depth + 1) : undefined
  if (callee.type !== 'MemberExpression') return undefined
  const method = keyName(callee) ?? ''
  if (method === 'forEach' && call.arguments[0] === outer) {
    return extentAt(sourceCode, callee.object, call).kind === 'data' ? { by: call, within: homeOf(call), streams: false } : undefined
  }
  const event = firstTextOf(sourceCode, call)
  if (!['on', 'addListener'].includes(method) || call.arguments[1] !== outer || event === undefined || !flowing.has(event)) return undefined
  return { by: call, within: homeOf(call), event, streams: true }
}
