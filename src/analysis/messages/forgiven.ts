import type { TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, isFunction, isInside, keyName, type Node, unwrap, waitsWithin, walk, wrapped } from '../../utils/syntax.ts'
import { calledPath } from '../resolve/receiver.ts'
import type { Leaf } from './leaves.ts'
import type { Send } from './sends.ts'

/**
 * Whether the program expects the send to fail: it stands alone in a `try` and can fail for one reason only, or its
 * `catch` asks for that reason.
 */
export function isForgiven(sourceCode: SourceCode, { call, sink }: Send): boolean {
  return isExpectedToFail(call) || triesAround(call).some(({ handler, block }) =>
    (sink.failsOnlyToClone && holdsNothingElse(sourceCode, block, call)) || (handler !== null && asksForCloning(sourceCode, handler)))
}

/**
 * Whether a `catch` sends in another way what could not be sent. What always fails is not sent in another way where the
 * `catch` only has the rest of the message, as the number of what was asked.
 */
export function isSentAgain(sourceCode: SourceCode, { call }: Send, { fault, site }: Leaf): boolean {
  const always = (fault === 'throws' || fault === 'breaks') && site !== call && isInside(site, call)
  const sent = always ? namesIn(sourceCode, [site]) : namesIn(sourceCode, call.arguments)
  return triesAround(call).some(({ handler }) => handler !== null && sendsAgain(sourceCode, handler, call, sent))
}

/** Whether a `catch` sends the same again with fewer arguments, without a transfer list: the program does not know whether it can move what it sends. */
export function isSentWithoutMoving(sourceCode: SourceCode, send: Call): boolean {
  const callee = sourceCode.getText(send.callee)
  const sent = namesIn(sourceCode, send.arguments.slice(0, 1))
  return triesAround(send).some(({ handler }) => {
    let again = false
    if (handler) walk(sourceCode, handler, (node) => {
      if (node.type === 'CallExpression' && node.arguments.length < send.arguments.length && sourceCode.getText(node.callee) === callee) {
        const names = namesIn(sourceCode, node.arguments)
        again ||= sent.size === names.size && [...sent].every((name) => names.has(name))
      }
      return !again
    })
    return again
  })
}

/** The statements that catch what a call throws, in its function. */
function triesAround(call: Call): readonly TSESTree.TryStatement[] {
  const found: TSESTree.TryStatement[] = []
  let child: Node = call
  for (let at: Node | undefined = call.parent; at && !isFunction(at); child = at, at = at.parent) {
    if (at.type === 'TryStatement' && at.block === child && at.handler) found.push(at)
  }
  return found
}

/** Functions of test libraries that are handed what is to fail. */
const EXPECTATIONS = new Set(['expect', 'throws', 'rejects', 'throwsAsync', 'assertThrows', 'assertRejects'])

/** `assert.throws(() => port.postMessage(x))`, `await expect(pool.run(x)).rejects.toThrow()`. */
function isExpectedToFail(call: Call): boolean {
  for (let at: Node | undefined = call.parent; at && !isBoundary(at); at = at.parent) {
    if (at.type !== 'CallExpression') continue
    const callee = unwrap(at.callee)
    const name = callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? keyName(callee) : undefined
    if (name !== undefined && EXPECTATIONS.has(name)) return true
  }
  return false
}

function isBoundary(node: Node): boolean {
  return (
    node.type === 'FunctionDeclaration' ||
    node.type === 'Program' ||
    node.type === 'MethodDefinition' ||
    node.type === 'VariableDeclaration'
  )
}

/** The block makes no call outside of the send and what is sent, and what is sent is not waited for there: that may fail for reasons of its own. */
function holdsNothingElse(sourceCode: SourceCode, block: Node, send: Call): boolean {
  let other = send.arguments.some((each) => waitsWithin(sourceCode, each))
  walk(sourceCode, block, (node) => {
    if (node === send) return false
    if (node.type === 'CallExpression' || node.type === 'NewExpression' || node.type === 'AwaitExpression') other = true
    return !other
  })
  return !other
}

/** Names of the error that a failed clone throws. */
const NAMES = new Set(['DataCloneError', 'DATA_CLONE_ERR'])

function asksForCloning(sourceCode: SourceCode, handler: Node): boolean {
  let asks = false
  walk(sourceCode, handler, (node) => {
    if (
      (node.type === 'Literal' && typeof node.value === 'string' && NAMES.has(node.value)) ||
      (node.type === 'Identifier' && NAMES.has(node.name))
    )
      asks = true
    return !asks
  })
  return asks
}

/** The `catch` sends something of what the failed send sent: a fallback. */
function sendsAgain(sourceCode: SourceCode, handler: Node, send: Call, sent: ReadonlySet<string>): boolean {
  const path = calledPath(sourceCode, send)
  let again = false
  walk(sourceCode, handler, (node) => {
    if (node.type === 'CallExpression' && path !== undefined && calledPath(sourceCode, node) === path) {
      for (const name of namesIn(sourceCode, node.arguments)) if (sent.has(name)) again = true
    }
    return !again
  })
  return again
}

/** The variables that expressions mention as a whole: what is taken out of them by name is something else. */
function namesIn(sourceCode: SourceCode, expressions: readonly Node[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const expression of expressions) {
    walk(sourceCode, expression, (node) => {
      if (node.type === 'Identifier' && wrapped(node).parent?.type !== 'MemberExpression' && !isKey(node)) names.add(node.name)
    })
  }
  return names
}

/** `failure` of `{ failure: text }`. */
function isKey(name: TSESTree.Identifier): boolean {
  const { parent } = name
  return parent.type === 'Property' && parent.key === name && !parent.computed && !parent.shorthand
}
