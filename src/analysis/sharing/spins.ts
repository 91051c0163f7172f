import { atomicsMethods } from '../../knowledge/shared-memory.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { isCall, isInside, type Node, walk } from '../../utils/syntax.ts'
import { apiOf } from '../resolve/denote.ts'
import type { Access } from './access.ts'
import { elementOf } from './elements.ts'
import { factOf, type Test, testsOf } from './tests.ts'
import { constantText } from './words.ts'

/**
 * Whether a plain read is all that a loop waits by: its condition compares the element with something that stays the same,
 * and its body neither calls anything nor writes the element.
 */
export function isSpinning(sourceCode: SourceCode, access: Access): boolean {
  if (access.word.kind !== 'constant') return false
  return testsOf(sourceCode, access.node).some((test) => isWait(sourceCode, access, test))
}

function isWait(sourceCode: SourceCode, access: Access, test: Test): boolean {
  const { statement, of } = test
  if (of !== access.node || (statement.type !== 'WhileStatement' && statement.type !== 'DoWhileStatement' && statement.type !== 'ForStatement')) return false
  if (statement.type === 'ForStatement' && statement.update) return false
  const fact = factOf(sourceCode, test, true)
  if (!fact || fact.relation === 'summed' || (fact.relation === 'compared' && (!fact.other || constantText(sourceCode, fact.other) === undefined))) return false
  const writes = elementOf(sourceCode, access)?.within.get(access.owner)?.writes ?? []
  return !writes.some(({ node }) => isInside(node, statement)) && doesNothing(sourceCode, statement.body)
}

/** No call, no wait: nothing that would make the engine read the memory again. */
function doesNothing(sourceCode: SourceCode, body: Node): boolean {
  let nothing = true
  walk(sourceCode, body, (node) => {
    if (['AwaitExpression', 'YieldExpression', 'ReturnStatement', 'BreakStatement', 'ThrowStatement'].includes(node.type)) nothing = false
    if (isCall(node) && !isHint(sourceCode, node.callee)) nothing = false
    return nothing
  })
  return nothing
}

/** `Atomics.pause()`. */
function isHint(sourceCode: SourceCode, callee: Node): boolean {
  const path = apiOf(sourceCode, callee)
  return path !== undefined && path.startsWith('#Atomics.') && !atomicsMethods.has(path)
}
