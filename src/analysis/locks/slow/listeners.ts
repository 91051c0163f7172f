import type { TSESTree } from '@typescript-eslint/utils'

import { emits } from '../../../knowledge/locks/slow.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { isFunction, keyName, type Node, unwrap } from '../../../utils/syntax.ts'
import { sourceAt, variableOf } from '../../resolve/bindings.ts'
import { addedElements } from '../../resolve/elements.ts'
import { calledPath } from '../../resolve/receiver.ts'
import { creationsOf } from '../receiver.ts'

/** Whether a call runs the listeners of an event. */
export function isEmit(sourceCode: SourceCode, call: TSESTree.CallExpression): boolean {
  const callee = unwrap(call.callee)
  return callee.type === 'MemberExpression' && emits.has(calledPath(sourceCode, call) ?? '')
}

const EACH: ReadonlySet<string> = new Set(['forEach', 'map'])

/** Whether a call runs a function that somebody has registered: `for (const listener of this.listeners) await listener(event)`. */
export function isListener(sourceCode: SourceCode, call: TSESTree.CallExpression): boolean {
  const callee = unwrap(call.callee)
  const [declared] = (callee.type === 'Identifier' ? variableOf(sourceCode, callee)?.identifiers : undefined) ?? []
  const source = declared && sourceAt(declared)
  if (source?.kind === 'element') return source.steps.length === 0 && isRegistry(sourceCode, source.value)
  if (source?.kind !== 'parameter' || source.index !== 0 || source.steps.length > 0) return false
  const each = source.of.parent
  const method = each.type === 'CallExpression' ? unwrap(each.callee) : undefined
  return method?.type === 'MemberExpression' && EACH.has(keyName(method) ?? '') && isRegistry(sourceCode, method.object)
}

/** Whether a collection holds functions that callers of this file's functions have given. */
function isRegistry(sourceCode: SourceCode, collection: Node): boolean {
  const node = unwrap(collection)
  const inner = node.type === 'ArrayExpression' && node.elements[0]?.type === 'SpreadElement' ? node.elements[0].argument
    : node.type === 'CallExpression' && node.callee.type === 'MemberExpression' ? node.callee.object : node
  const added = creationsOf(sourceCode, inner).flatMap((made) => addedElements(sourceCode, made))
  return added.length > 0 && added.every((each) => {
    const given = unwrap(each)
    return given.type === 'Identifier' && !isFunction(given) && variableOf(sourceCode, given)?.defs[0]?.type === 'Parameter'
  })
}
