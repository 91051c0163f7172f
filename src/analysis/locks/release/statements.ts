import type { TSESLint, TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from '../../../utils/per-file.ts'
import { isFunction, type Node, walk } from '../../../utils/syntax.ts'

/** More statements than this behind a release are not moved. */
export const MOST_BEHIND = 2

/** Whether a template in a statement goes over several lines. */
export function holdsLines(sourceCode: SourceCode, statement: Node): boolean {
  let found = false
  walk(sourceCode, statement, (node) => {
    found ||= node.type === 'TemplateLiteral' && node.loc.start.line !== node.loc.end.line
  })
  return found
}

/** The variables that a statement declares for those beside it. */
export function namesOf(sourceCode: SourceCode, statement: Node): readonly TSESLint.Scope.Variable[] {
  return sourceCode.getDeclaredVariables?.(statement) ?? []
}

/** The statement of a block that a node stands in, itself included. */
export function statementOf(node: Node): TSESTree.Statement | undefined {
  for (let at: Node | undefined = node; at && !isFunction(at); at = at.parent) if (at.parent?.type === 'BlockStatement') return at as TSESTree.Statement
  return undefined
}

/** What stands before the node on its line; undefined where that is code. */
export function indentOf(sourceCode: SourceCode, node: Node): string | undefined {
  const before = (sourceCode.lines[node.loc.start.line - 1] ?? '').slice(0, node.loc.start.column)
  return /^\s*$/u.test(before) ? before : undefined
}
