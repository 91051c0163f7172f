import { lockNames } from '../../../knowledge/locks/pools.ts'
import { isInLoop } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { onlyValue, variableOf } from '../../resolve/bindings.ts'
import { freshLock } from '../ineffective/fresh.ts'
import type { Acquisition } from './acquisitions.ts'

/**
 * Whether a lock is made by the very call that takes it, once, and nobody else can get it: who waits for it when it stays locked?
 * That it keeps nobody out is what is wrong with it, and another rule says so.
 */
export function isOfOneCall(sourceCode: SourceCode, { call, use, lease, owner }: Acquisition): boolean {
  const callee = unwrap(call.callee)
  if (lease || owner.type === 'Program' || callee.type !== 'MemberExpression' || isInLoop(call, owner)) return false
  const on = unwrap(callee.object)
  if (on.type !== 'Identifier' || isTakenTwice(sourceCode, on, call)) return false
  return use ? freshLock(sourceCode, use)?.kind === 'made' : isUnknownOwn(sourceCode, on, owner as FunctionNode)
}

/** Another call of the same method may wait for the first. */
function isTakenTwice(sourceCode: SourceCode, lock: Node, call: Acquisition['call']): boolean {
  const text = sourceCode.getText(call.callee)
  return variableOf(sourceCode, lock)?.references.some(({ identifier }) => {
    const { parent } = wrapped(identifier)
    return identifier !== lock && parent?.type === 'MemberExpression' && sourceCode.getText(parent) === text
  }) ?? false
}

/** `const lock = new AwaitLock()`, of a class that we do not know: it is given nothing by which others could mean the same one. */
function isUnknownOwn(sourceCode: SourceCode, lock: Node, owner: FunctionNode): boolean {
  const made = onlyValue(sourceCode, lock)
  if (made?.type !== 'NewExpression' || made.arguments.length > 0 || ownerOf(made) !== owner || made.callee.type !== 'Identifier' || !lockNames.test(made.callee.name)) return false
  return variableOf(sourceCode, lock)?.references.every(({ identifier, init }) => {
    const { parent } = wrapped(identifier)
    return init === true || (ownerOf(identifier) === owner && parent?.type === 'MemberExpression' && parent.object === wrapped(identifier))
  }) ?? false
}
