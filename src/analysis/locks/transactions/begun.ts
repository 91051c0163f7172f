import type { TSESTree } from '@typescript-eslint/utils'

import { beginning, beginStatement, transactionWords } from '../../../knowledge/locks/lent.ts'
import { callsNamed, nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { wrapped } from '../../../utils/syntax.ts'
import { textAt } from '../../resolve/constants.ts'

/** A call of a method, which is waited for. */
export interface Begun extends TSESTree.CallExpression {
  readonly callee: TSESTree.MemberExpression
}

/** The calls that begin a transaction by a statement, in source order: `await client.query('BEGIN')`. */
export const begunByStatement = perFile((sourceCode): readonly Begun[] => callsNamed(sourceCode, beginning).filter((call) => isBegin(sourceCode, call)))

function isBegin(sourceCode: SourceCode, call: TSESTree.CallExpression | TSESTree.NewExpression): call is Begun {
  if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression' || wrapped(call).parent?.type !== 'AwaitExpression') return false
  const [text] = call.arguments
  return text !== undefined && beginStatement.test(textAt(sourceCode, text) ?? '')
}

/** Whether anything in the file speaks of transactions, by its name. */
export const speaksOfTransactions = perFile((sourceCode: SourceCode): boolean => {
  if (begunByStatement(sourceCode).length > 0) return true
  for (const name of nodesOf(sourceCode).names) if (transactionWords.test(name)) return true
  return false
})
