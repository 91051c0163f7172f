import type { TSESTree } from '@typescript-eslint/utils'

import { bufferMembers, sharedBuffers } from '../../knowledge/shared-memory.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { conjuncts, isInside, keyName, leavesFunction, type Node, unwrap, walk } from '../../utils/syntax.ts'
import { apiOf } from '../resolve/denote.ts'
import { locationOf } from '../resolve/location.ts'

/** A place that holds shared memory, or a view over it, wherever the code of a block runs. */
interface Tested {
  readonly key: string
  readonly form: 'buffer' | 'view'
  readonly block: Node
}

/** What a test of the file says of an expression: it is shared memory itself, or a view over such; undefined where none does. */
export function testedAt(sourceCode: SourceCode, node: Node): 'buffer' | 'view' | undefined {
  const place = testsOf(sourceCode).length > 0 ? locationOf(sourceCode, node) : undefined
  return place && testsOf(sourceCode).find(({ key, block }) => key === place.key && isInside(node, block))?.form
}

const testsOf = perFile((sourceCode): readonly Tested[] => {
  const found: Tested[] = []
  if (!nodesOf(sourceCode).names.has('SharedArrayBuffer')) return found
  walk(sourceCode, sourceCode.ast, (node) => {
    if (node.type === 'IfStatement' || node.type === 'ConditionalExpression') found.push(...testedBy(sourceCode, node))
  })
  return found
})

/** `if (x instanceof SharedArrayBuffer) …`, `if (!(x instanceof SharedArrayBuffer)) throw …`: what the rest of the block goes on with. */
function testedBy(sourceCode: SourceCode, statement: TSESTree.IfStatement | TSESTree.ConditionalExpression): readonly Tested[] {
  const test = unwrap(statement.test)
  const refused = test.type === 'UnaryExpression' && test.operator === '!' ? asked(sourceCode, unwrap(test.argument)) : undefined
  if (refused && statement.alternate) return [{ ...refused, block: statement.alternate }]
  if (refused) return statement.type === 'IfStatement' && leavesFunction(statement.consequent) ? [{ ...refused, block: statement.parent }] : []
  return conjuncts(test).flatMap((each) => asked(sourceCode, each) ?? []).map((each) => ({ ...each, block: statement.consequent }))
}

/** `x instanceof SharedArrayBuffer`, `view.buffer instanceof SharedArrayBuffer`. */
function asked(sourceCode: SourceCode, test: Node): Omit<Tested, 'block'> | undefined {
  if (test.type !== 'BinaryExpression' || test.operator !== 'instanceof' || !sharedBuffers.has(apiOf(sourceCode, test.right) ?? '')) return undefined
  const left = unwrap(test.left)
  const view = left.type === 'MemberExpression' && bufferMembers.has(keyName(left) ?? '') ? locationOf(sourceCode, left.object) : undefined
  if (view) return { key: view.key, form: 'view' }
  const place = locationOf(sourceCode, left)
  return place && { key: place.key, form: 'buffer' }
}
