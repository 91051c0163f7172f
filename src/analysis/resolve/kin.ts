import type { TSESTree } from '@typescript-eslint/utils'

import type { ApiPath } from '../../knowledge/schema.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import type { ClassNode } from '../../utils/syntax.ts'
import { apiOf } from './denote.ts'

/** Whether a class extends one of these, or carries one of these decorators itself. */
export function isKind(sourceCode: SourceCode, of: ClassNode, parents: ReadonlySet<ApiPath>, decorators: ReadonlySet<ApiPath>): boolean {
  return (of.superClass !== null && parents.has(apiOf(sourceCode, of.superClass) ?? '')) || isDecorated(sourceCode, of, decorators)
}

/** Whether a class or a member of one carries one of these decorators. */
export function isDecorated(sourceCode: SourceCode, of: ClassNode | TSESTree.ClassElement, decorators: ReadonlySet<ApiPath>): boolean {
  // espree has no decorators.
  const own = 'decorators' in of ? (of.decorators as typeof of.decorators | undefined) : undefined
  return own?.some(({ expression }) => decorators.has(apiOf(sourceCode, expression.type === 'CallExpression' ? expression.callee : expression) ?? '')) ?? false
}
