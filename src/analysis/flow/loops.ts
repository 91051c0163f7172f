import type { TSESTree } from '@typescript-eslint/utils'

import type { Branches, Builder } from './builder.ts'
import { layCondition } from './conditions.ts'
import { layValue } from './expressions.ts'
import { layPattern } from './patterns.ts'
import type { Target } from './scope.ts'
import { layDeclaration, layDisposals, layStatement } from './statements.ts'

type Counting = TSESTree.ForStatement | TSESTree.WhileStatement | TSESTree.DoWhileStatement

export function layLoop(b: Builder, node: Counting, labels: readonly string[]): void {
  const { scope } = b
  if (node.type === 'ForStatement' && node.init) {
    if (node.init.type === 'VariableDeclaration') layDeclaration(b, node.init)
    else layValue(b, node.init)
  }
  const head = b.emit('loop', node)
  const entered = node.type === 'DoWhileStatement' ? { yes: b.take(), no: [] } : layLoopTest(b, node.test)
  const breaks = b.target()
  b.join(entered.yes)
  layBody(b, node.body, labels, breaks)
  if (node.type === 'ForStatement' && node.update) layValue(b, node.update)
  const again = node.type === 'DoWhileStatement' ? layLoopTest(b, node.test) : { yes: b.take(), no: [] }
  b.join(again.yes)
  b.backTo(head)
  b.join(entered.no)
  b.join(again.no)
  b.join(breaks.edges)
  layDisposals(b, scope)
}

function layLoopTest(b: Builder, test: TSESTree.Expression | null): Branches {
  return test ? layCondition(b, test) : { yes: b.take(), no: [] }
}

/** Lays out the body of a loop up to where it is continued. */
function layBody(
  b: Builder,
  body: TSESTree.Statement,
  labels: readonly string[],
  breaks: Target,
  begin?: () => void,
): void {
  const continues = b.target()
  const loop = b.enter()
  loop.labels = labels
  loop.breaks = breaks
  loop.continues = continues
  loop.plain = true
  begin?.()
  layStatement(b, body)
  layDisposals(b, loop)
  b.leave()
  b.join(continues.edges)
}

export function layForEach(b: Builder, node: TSESTree.ForInStatement | TSESTree.ForOfStatement, labels: readonly string[]): void {
  const waits = node.type === 'ForOfStatement' && node.await
  layValue(b, node.right)
  const head = b.emit('loop', node)
  if (waits) b.raise(b.emit('await', node))
  const { yes, no } = b.branch('next', node)
  const breaks = b.target()
  b.join(yes)
  // Leaving early closes the iterator, and an asynchronous one is waited for.
  if (waits) b.enterFinaliser()
  layBody(b, node.body, labels, breaks, () => layElement(b, node.left))
  b.backTo(head)
  if (waits) b.leaveFinaliser(() => b.raise(b.emit('await', node)))
  b.join(no)
  b.join(breaks.edges)
}

function layElement(b: Builder, left: TSESTree.ForInStatement['left'] | TSESTree.ForOfStatement['left']): void {
  if (left.type !== 'VariableDeclaration') {
    layPattern(b, left)
    return
  }
  for (const declarator of left.declarations) {
    layPattern(b, declarator.id)
    if (left.kind === 'using' || left.kind === 'await using') b.enterFinaliser(declarator)
  }
}
