import type { TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isCall, isInCatch, isInside, type Node, unwrap } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { testsOf } from '../../flow/tests.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { helperAt } from '../reads/answers.ts'
import { decides } from '../reads/control.ts'
import { restsOn } from '../reads/dependence.ts'
import type { StaleWrite } from '../reads/stale.ts'

/** Whether a test asks for more or less, and not for the same. */
export function asksForLimit({ test }: StaleWrite): boolean {
  return test !== undefined && isComparison(test.node)
}

/**
 * Whether a count is none of places that are given out: of failures, which nobody can count before; one that is only asked with,
 * where the test is of the answer: `const page = await read(this.rows); while (!page.isLast) this.rows += …`; or one that is counted
 * on whatever the test says: `if (this.tries > 0 && await this.isDone()) return; this.tries++`.
 */
export function isNoLimit(sourceCode: SourceCode, owner: CodeOwner, { flow, read, write, test }: StaleWrite): boolean {
  if (isInCatch(write.origin ?? write.node, owner)) return true
  if (test && isInside(read.node, test.node) && decides(flow, test, write.event) === undefined) return true
  return test !== undefined && !isInside(read.node, test.node) && restsOn(sourceCode, flow, test.node, new Set([read.node])).get(read.node) === 'call'
}

/** `a < b`, `a >= b`. */
export function isComparison(node: Node): node is TSESTree.BinaryExpression {
  return node.type === 'BinaryExpression' && /^[<>]=?$/u.test(node.operator)
}

/** `items.length >= most`, here or in a helper that answers with it. */
export function asksForSize(sourceCode: SourceCode, { read, test }: StaleWrite): boolean {
  const helper = isCall(read.node) ? helperAt(sourceCode, read.node) : undefined
  if (!helper) return test !== undefined && isAboveNothing(unwrap(test.node))
  return testsOf(flowOf(sourceCode, helper)).some(({ node }) => isAboveNothing(unwrap(node))) || returnsOf(sourceCode, helper).some((value) => isAboveNothing(unwrap(value)))
}

/** Whether a size is compared with something other than nothing. */
export function isAboveNothing(node: Node): boolean {
  if (!isComparison(node)) return false
  return ![node.left, node.right].some((each) => {
    const side = unwrap(each)
    return side.type === 'Literal' && (side.value === 0 || side.value === 1)
  })
}

/** `active++`, `active += 1`, `active = active + 1`, `counts.set(key, counts.get(key) + 1)`. */
export function isGrowing(write: Node): boolean {
  const { parent } = write
  if (parent?.type === 'UpdateExpression') return parent.operator === '++'
  if (write.type === 'CallExpression') return isSum(write.arguments.at(-1))
  return parent?.type === 'AssignmentExpression' && (parent.operator === '+=' || (parent.operator === '=' && isSum(parent.right)))
}

function isSum(value: Node | undefined): boolean {
  const sum = value && unwrap(value)
  return sum?.type === 'BinaryExpression' && sum.operator === '+'
}
