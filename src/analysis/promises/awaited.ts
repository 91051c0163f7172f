import type { SourceCode } from '../../utils/per-file.ts'
import { isCall, type Node, ownerOf, unwrap } from '../../utils/syntax.ts'
import { onlyValue, variableOf } from '../resolve/bindings.ts'

/**
 * What an `await` waits for: what stands there, or, where that is but a name of the function's own, the one call that began it:
 * `const loading = load(); … await loading`. What is no `await` comes back as it is.
 */
export function awaitedAt(sourceCode: SourceCode, wait: Node): Node {
  if (wait.type !== 'AwaitExpression') return unwrap(wait)
  const awaited = unwrap(wait.argument)
  const [declared] = (awaited.type === 'Identifier' && variableOf(sourceCode, awaited)?.identifiers) || []
  const begun = declared && ownerOf(declared) === ownerOf(awaited) ? onlyValue(sourceCode, awaited) : undefined
  const call = begun && unwrap(begun)
  return call && isCall(call) && ownerOf(call) === ownerOf(awaited) ? call : awaited
}
