import type { TSESTree } from '@typescript-eslint/utils'

import type { Node } from '../../utils/syntax.ts'
import { unwrap } from '../../utils/syntax.ts'
import type { Branches, Builder } from './builder.ts'
import { layChain } from './chains.ts'
import { layValue } from './expressions.ts'
import type { Open } from './scope.ts'
import { merged } from './scope.ts'

/** `&&`, `||` and `??` as values: what the left side decides does not ask again further up. */
export function layLogical(b: Builder, node: TSESTree.LogicalExpression): void {
  if (node.operator === '??') {
    layCoalescing(b, node)
    return
  }
  const { yes, no } = layCondition(b, node.left)
  b.join(node.operator === '&&' ? yes : no)
  layValue(b, node.right)
  b.join(node.operator === '&&' ? no : yes)
}

/** `a ?? b ?? c`: the first that is something is the value of the whole. */
function layCoalescing(b: Builder, node: TSESTree.LogicalExpression): void {
  const operands: Node[] = []
  let left: Node = node
  for (; left.type === 'LogicalExpression' && left.operator === '??'; left = left.left) operands.push(left.right)
  let done: Open = []
  for (let operand: Node | undefined = left; operand; operand = operands.pop()) {
    layValue(b, operand)
    if (operands.length === 0) break
    const { yes, no } = b.branch('nullish', unwrap(operand))
    done = merged(done, no)
    b.join(yes)
  }
  b.join(done)
}

export function layConditional(b: Builder, node: TSESTree.ConditionalExpression): void {
  let done: Open = []
  let at: Node = node
  for (; at.type === 'ConditionalExpression'; at = at.alternate) {
    const { yes, no } = layCondition(b, at.test)
    b.join(yes)
    layValue(b, at.consequent)
    done = merged(done, b.take())
    b.join(no)
  }
  layValue(b, at)
  b.join(done)
}

/** Lays out a condition and gives where it leads; control stands nowhere until one of the two is joined. */
export function layCondition(b: Builder, node: Node): Branches {
  const spine: TSESTree.LogicalExpression[] = []
  let at = node
  for (; at.type === 'LogicalExpression' && at.operator !== '??'; at = at.left) spine.push(at)
  let { yes, no } = layTest(b, at)
  for (let link = spine.pop(); link; link = spine.pop()) {
    const both = link.operator === '&&'
    b.join(both ? yes : no)
    const right = layNested(b, link.right)
    yes = both ? right.yes : merged(yes, right.yes)
    no = both ? merged(no, right.no) : right.no
  }
  return { yes, no }
}

function layTest(b: Builder, node: Node): Branches {
  switch (node.type) {
    case 'UnaryExpression':
      if (node.operator === '!') {
        const { yes, no } = layNested(b, node.argument)
        return { yes: no, no: yes }
      }
      break
    case 'Literal':
      if ('regex' in node || 'bigint' in node) break
      return node.value ? { yes: b.take(), no: [] } : { yes: [], no: b.take() }
    case 'AssignmentExpression': {
      // `(busy = true) && start()`: what is put there is known to hold.
      const value = unwrap(node.right)
      if (node.operator !== '=' || value.type !== 'Literal' || 'regex' in value || 'bigint' in value) break
      layValue(b, node)
      return value.value ? { yes: b.take(), no: [] } : { yes: [], no: b.take() }
    }
    case 'SequenceExpression':
      for (const part of node.expressions.slice(0, -1)) layValue(b, part)
      return layNested(b, node.expressions.at(-1) as Node)
    case 'ConditionalExpression': {
      const first = layNested(b, node.test)
      b.join(first.yes)
      const { yes, no } = layNested(b, node.consequent)
      b.join(first.no)
      const other = layNested(b, node.alternate)
      return { yes: merged(yes, other.yes), no: merged(no, other.no) }
    }
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
      return layNested(b, node.expression)
    case 'ChainExpression': {
      const cut = layChain(b, node, 'read')
      const { yes, no } = b.branch('test', unwrap(node))
      return { yes, no: merged(no, cut) }
    }
    default:
  }
  layValue(b, node)
  return b.branch('test', node)
}

function layNested(b: Builder, node: Node): Branches {
  const branches = b.down() ? layCondition(b, node) : { yes: b.take(), no: [] }
  b.up()
  return branches
}
