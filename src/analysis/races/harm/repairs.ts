import type { SourceCode } from '../../../utils/per-file.ts'
import type { Node } from '../../../utils/syntax.ts'
import type { Repair } from '../faults.ts'

/** Names for a value that is waited for first. */
const NAMES = ['added', 'outcome', 'awaited'] as const

/** `const added = await cost()`, then `total += added`: what is waited for comes first, and the old value is read after it. */
export function waitFirst(sourceCode: SourceCode, target: Node): Repair | undefined {
  const assignment = target.parent
  const statement = assignment?.parent
  if (assignment?.type !== 'AssignmentExpression' || assignment.left !== target || assignment.operator === '=' || assignment.operator.length > 2) return undefined
  if (statement?.type !== 'ExpressionStatement' || statement.parent.type !== 'BlockStatement' || assignment.right.type !== 'AwaitExpression') return undefined
  const name = NAMES.find((each) => !new RegExp(`\\b${each}\\b`, 'u').test(sourceCode.text))
  if (name === undefined) return undefined
  const { right } = assignment
  const indent = ' '.repeat(statement.loc.start.column)
  return {
    kind: 'first',
    fix: (fixer) => [fixer.insertTextBefore(statement, `const ${name} = ${sourceCode.getText(right)}\n${indent}`), fixer.replaceText(right, name)],
  }
}
