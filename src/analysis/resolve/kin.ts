import type { ApiPath } from '../../knowledge/schema.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import type { ClassNode } from '../../utils/syntax.ts'
import { apiOf } from './denote.ts'

/** Whether a class extends one of these, or carries one of these decorators itself. */
export function isKind(sourceCode: SourceCode, of: ClassNode, parents: ReadonlySet<ApiPath>, decorators: ReadonlySet<ApiPath>): boolean {
  if (of.superClass && parents.has(apiOf(sourceCode, of.superClass) ?? '')) return true
  // espree has no decorators.
  const own = of.decorators as typeof of.decorators | undefined
  return own !== undefined && own.some(({ expression }) => decorators.has(apiOf(sourceCode, expression.type === 'CallExpression' ? expression.callee : expression) ?? ''))
}
