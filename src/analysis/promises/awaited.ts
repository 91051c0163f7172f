import type { SourceCode } from '../../utils/per-file.ts'
import { isCall, isFunction, type Node, ownerOf, unwrap } from '../../utils/syntax.ts'
import { onlyValue, variableOf } from '../resolve/bindings.ts'
import { drivenGenerators } from './driven.ts'

/**
 * What an `await` waits for: what stands there, or, where that is but a name of the function's own, the one call that began it:
 * `const loading = load(); … await loading`. What is no `await` comes back as it is.
 */
export function awaitedAt(sourceCode: SourceCode, wait: Node): Node {
  const given = wait.type === 'AwaitExpression' || (wait.type === 'YieldExpression' && isDriven(sourceCode, wait)) ? wait.argument : undefined
  if (!given) return unwrap(wait)
  const awaited = unwrap(given)
  const [declared] = (awaited.type === 'Identifier' && variableOf(sourceCode, awaited)?.identifiers) || []
  const begun = declared && ownerOf(declared) === ownerOf(awaited) ? onlyValue(sourceCode, awaited) : undefined
  const call = begun && unwrap(begun)
  return call && isCall(call) && ownerOf(call) === ownerOf(awaited) ? call : awaited
}

/** Whether a `yield` waits as an `await` does. */
function isDriven(sourceCode: SourceCode, wait: Node): boolean {
  const owner = ownerOf(wait)
  return isFunction(owner) && drivenGenerators(sourceCode).has(owner)
}
