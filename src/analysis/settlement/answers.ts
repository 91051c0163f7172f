import { messageListeners, noListener, tables } from '../../knowledge/lives.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, isFunction, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { handingsOf } from '../callbacks/handed.ts'
import { sendsOf } from '../messages/sends.ts'
import { onlyValue } from '../resolve/bindings.ts'
import { denote } from '../resolve/denote.ts'
import { roleOf } from '../roles/role.ts'
import type { Fault } from './faults.ts'
import { isCaught } from './rejections.ts'

/** How deep a value is looked into. */
const MOST_DEPTH = 3

/** Answers to messages that send what a function of somebody else has returned, where nothing catches that it cannot be sent. */
export const faultsOfAnswers = perFile((sourceCode): readonly Fault[] => {
  if (roleOf(sourceCode).program === 'test') return []
  return sendsOf(sourceCode).flatMap(({ call, sink, payloads }): Fault[] => {
    const listener = noListener.test(sink.path) ? undefined : listenerAround(sourceCode, call)
    const isOpen = listener && !isCaught(call, listener) && payloads.some(({ node }) => isForeign(sourceCode, node))
    return isOpen ? [{ kind: 'answers', at: call.callee, noun: sink.noun }] : []
  })
})

/** The listener of messages that runs the code at a node. */
function listenerAround(sourceCode: SourceCode, node: Node): FunctionNode | undefined {
  for (let at = node.parent; at; at = at.parent) {
    if (isFunction(at) && handingsOf(sourceCode, at).some(({ path, event, at: by }) => path !== undefined && messageListeners.has(path) && (event === 'message' || by.type === 'AssignmentExpression'))) return at
  }
  return undefined
}

/** A value that a function returned which arrives at run time: out of a table, a parameter, a module by name. */
function isForeign(sourceCode: SourceCode, expression: Node, depth = 0): boolean {
  const node = unwrap(expression)
  if (depth > MOST_DEPTH) return false
  switch (node.type) {
    case 'AwaitExpression':
      return isForeign(sourceCode, node.argument, depth + 1)
    case 'Identifier': {
      const value = onlyValue(sourceCode, node)
      return value !== undefined && isForeign(sourceCode, value, depth + 1)
    }
    case 'ObjectExpression':
      return node.properties.some((property) => property.type === 'Property' && isForeign(sourceCode, property.value, depth + 1))
    case 'CallExpression':
      return isForeignFunction(sourceCode, node.callee)
    default:
      return false
  }
}

function isForeignFunction(sourceCode: SourceCode, callee: Node): boolean {
  const inner = unwrap(callee)
  const target = denote(sourceCode, inner)
  if (target && !(target.kind === 'api' && tables.test(target.path))) return false
  if (inner.type === 'Identifier') return true
  return inner.type === 'MemberExpression' && (inner.computed || ['apply', 'call'].includes(keyName(inner) ?? ''))
}
