import type { TSESTree } from '@typescript-eslint/utils'

import { answerParts, beginning, tryStatement } from '../../../knowledge/locks/lent.ts'
import { callsNamed } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { keyName, literalText, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { sourceAt, type Variable } from '../../resolve/bindings.ts'
import { spotOf } from '../effects.ts'
import type { Spot } from '../facts.ts'
import { isTested } from './result.ts'

/** A statement that asks a database for a lock, of whose answer nobody reads what it says (`row`: only whether there is a row). */
export interface StatedAttempt {
  readonly kind: 'unread' | 'row'
  readonly at: Spot
}

/** Those of the file, in source order. */
export const statedAttempts = perFile((sourceCode): readonly StatedAttempt[] => callsNamed(sourceCode, beginning).flatMap((call) => {
  const kind = call.type === 'CallExpression' && call.arguments[0] && tryStatement.test(statementOf(call.arguments[0]) ?? '') ? regardOf(sourceCode, call) : undefined
  return kind ? [{ kind, at: spotOf(call) }] : []
}))

/** The text of a statement, with `?` for what is put into it. */
function statementOf(argument: Node): string | undefined {
  const node = unwrap(argument)
  const template = node.type === 'TaggedTemplateExpression' ? node.quasi : node
  return template.type === 'TemplateLiteral' ? template.quasis.map(({ value }) => value.cooked).join('?') : literalText(node)
}

function regardOf(sourceCode: SourceCode, call: TSESTree.CallExpression): StatedAttempt['kind'] | undefined {
  const wait = wrapped(call).parent
  const parent = wait?.type === 'AwaitExpression' ? wrapped(wait).parent : undefined
  if (parent?.type === 'ExpressionStatement') return 'unread'
  if (parent?.type !== 'VariableDeclarator') return undefined
  const variables = sourceCode.scopeManager?.getDeclaredVariables(parent) ?? []
  if (variables.length === 0 || !variables.every((variable) => isLookedAtFromOutside(variable, call))) return undefined
  return variables.some(({ references }) => references.some((reference) => reference.isRead())) ? 'row' : 'unread'
}

/** Whether all that is asked of a part of the answer is whether it is there, or how many rows there are. */
function isLookedAtFromOutside(variable: Variable, call: Node): boolean {
  const [name] = variable.identifiers
  const source = name && sourceAt(name)
  if (source?.kind !== 'value' || !source.steps.every((step) => answerParts.has(step.name) && !step.fallback)) return false
  return variable.references.every((reference) => {
    if (reference.isWrite()) return reference.init === true
    const read = wrapped(reference.identifier)
    const member = read.parent
    const isCounted = member?.type === 'MemberExpression' && member.object === read && ['length', 'rowCount'].includes(keyName(member) ?? '')
    return ownerOf(read) === ownerOf(call) && (isCounted || isTested(read))
  })
}
