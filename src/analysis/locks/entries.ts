import { linkAt } from '../../utils/chains.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isCall, isFunction, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { sourceAt } from '../resolve/bindings.ts'
import { escapes, isExported, memberOf, nameOf } from '../resolve/functions.ts'
import { connectionUses } from './connections.ts'
import { callbackNow } from './effects.ts'
import { variableAt } from './places/identity.ts'
import { calledLocal } from './receiver.ts'
import { lockSummary } from './summary.ts'
import { lockUseAt } from './uses.ts'

/**
 * Whether somebody we do not know may run this code, with no lock of ours held: what is said of it holds as it stands.
 * Other functions run only where this file calls them, and are judged there, with what is held then.
 */
export const isEntry: (sourceCode: SourceCode, owner: CodeOwner) => boolean = perNode<CodeOwner, boolean>((sourceCode, owner) => {
  if (!isFunction(owner)) return true
  const outer = wrapped(owner)
  const call = outer.parent
  if (isCall(call) && (call.callee as Node) !== outer) return !runsGiven(sourceCode, call, outer)
  if (!escapes(sourceCode, owner)) return false
  return isExported(sourceCode, owner) || !isOnlyGiven(sourceCode, owner)
}, true)

/** Whether all that becomes of a function's name is that it is called, or given to a call that runs it. */
function isOnlyGiven(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const name = memberOf(fn) ? undefined : nameOf(sourceCode, fn)
  if (!name) return false
  return name.references.every((reference) => {
    if (reference.isWrite()) return reference.init === true
    const outer = wrapped(reference.identifier)
    const call = outer.parent
    return isCall(call) && ((call.callee as Node) === outer || runsGiven(sourceCode, call, outer))
  })
}

/** Whether the call runs the function that it is given at this argument, as part of what it does. */
function runsGiven(sourceCode: SourceCode, call: Call, argument: Node): boolean {
  const index = call.arguments.findIndex((each) => each === argument)
  const callee = unwrap(call.callee)
  if (call.type === 'CallExpression') {
    const section = lockUseAt(sourceCode, call)?.section ?? connectionUses(sourceCode).get(call)?.section
    if (section) return section === argument
    const fn = calledLocal(sourceCode, call)
    if (fn) return lockSummary(sourceCode, fn).runs.some(({ given }) => isParameter(sourceCode, fn, given, index))
    if (linkAt(call)) return true
  }
  return callbackNow(sourceCode, call, callee) === index
}

/** Whether a root is the parameter of a function at this position. */
export function isParameter(sourceCode: SourceCode, fn: FunctionNode, root: string, index: number): boolean {
  const [declared] = variableAt(sourceCode, root)?.identifiers ?? []
  const source = declared && sourceAt(declared)
  return source?.kind === 'parameter' && source.of === fn && source.index === index
}
