import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, isFunction, keyName, type Node, unwrap, walk, wrapped } from '../../utils/syntax.ts'
import { calledPath } from '../resolve/receiver.ts'
import type { Send } from './sends.ts'

/**
 * Whether the program expects the send to fail: it stands alone in a `try` and can fail for one reason only, or its
 * `catch` asks for that reason, or sends in another way.
 */
export function isForgiven(sourceCode: SourceCode, { call, sink }: Send): boolean {
  if (isExpectedToFail(call)) return true
  let child: Node = call
  for (let at: Node | undefined = call.parent; at && !isFunction(at); child = at, at = at.parent) {
    if (at.type !== 'TryStatement' || at.block !== child || !at.handler) continue
    const { handler, block } = at
    if (sink.failsOnlyToClone && holdsNothingElse(sourceCode, block, call)) return true
    if (asksForCloning(sourceCode, handler) || sendsAgain(sourceCode, handler, call)) return true
  }
  return false
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

/** The block makes no call outside of the send and what is sent. */
function holdsNothingElse(sourceCode: SourceCode, block: Node, send: Call): boolean {
  let other = false
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

/** The `catch` sends something that the failed send also sent: a fallback. */
function sendsAgain(sourceCode: SourceCode, handler: Node, send: Call): boolean {
  const path = calledPath(sourceCode, send)
  const sent = namesIn(sourceCode, send)
  let again = false
  walk(sourceCode, handler, (node) => {
    if (node.type === 'CallExpression' && path !== undefined && calledPath(sourceCode, node) === path) {
      for (const name of namesIn(sourceCode, node)) if (sent.has(name)) again = true
    }
    return !again
  })
  return again
}

/** The variables that the arguments of a call mention as a whole: what is taken out of them by name is something else. */
function namesIn(sourceCode: SourceCode, call: Call): ReadonlySet<string> {
  const names = new Set<string>()
  for (const argument of call.arguments) {
    walk(sourceCode, argument, (node) => {
      if (node.type === 'Identifier' && wrapped(node).parent?.type !== 'MemberExpression') names.add(node.name)
    })
  }
  return names
}
