import { endings } from '../../knowledge/endings.ts'
import { holdingBack, workOutside } from '../../knowledge/fanouts.ts'
import { calledName } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, isCall, isFunction, type Node, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import { apiOf } from '../resolve/denote.ts'
import { calledFunction } from '../resolve/receiver.ts'
import type { Task } from './fanouts.ts'

/**
 * What a task begins and waits for, or answers with, where only its name says what that may be: `gitTag(tag)` of another file,
 * `this.deps.readdir(folder)`. What the file has the code of is known, and so is what lets some wait: `limit(() => …)`, a pool.
 */
export function unknownIn(sourceCode: SourceCode, { node, fn }: Task): Call | undefined {
  let found: Call | undefined
  let isHeld = false
  walkOwn(sourceCode, fn ? fn.body : node, (each) => {
    if (!isCall(each)) return
    const name = calledName(each) ?? ''
    if (holdingBack.test(name) || endings.has(name)) isHeld = true
    if (!found && each.type === 'CallExpression' && isUsed(fn?.body ?? node, each) && workOutside.test(name) && isUnknown(sourceCode, each)) found = each
  })
  return isHeld ? undefined : found
}

/** It is waited for, or it is the answer of the task. */
function isUsed(root: Node, call: Call): boolean {
  const outer = wrapped(call)
  const { parent } = outer
  return outer === root || call === root || parent?.type === 'AwaitExpression' || parent?.type === 'ReturnStatement'
    || (parent?.type === 'ArrowFunctionExpression' && parent.body === outer)
}

function isUnknown(sourceCode: SourceCode, call: Call): boolean {
  const callee = unwrap(call.callee)
  return !isFunction(callee) && calledFunction(sourceCode, call) === undefined && !(apiOf(sourceCode, callee) ?? '').startsWith('#')
}
