import { groupBy } from '../../utils/group.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import type { Access } from './access.ts'
import { accessesOf } from './accesses.ts'
import { outcomeAt, type Test, testsOf } from './tests.ts'
import { constantText } from './words.ts'

/**
 * Whether one thread alone comes to an access: of those that have counted themselves with one atomic change of another
 * element, the one whose count is a certain number, as the last to arrive at a barrier. The others wait for it meanwhile.
 */
export function isElected(sourceCode: SourceCode, access: Access): boolean {
  const counts = countsOf(sourceCode).get(access.owner) ?? []
  return counts.some((count) => count.element !== access.element && count.node.range[1] <= access.node.range[0]
    && testsOf(sourceCode, count.node).some((test) => chooses(sourceCode, test, access.node)))
}

/** Where threads count themselves, by the code it stands in. */
const countsOf = perFile((sourceCode) => groupBy(accessesOf(sourceCode).filter(({ how }) => how === 'atomic modify'), ({ owner }) => owner))

/** Whether only one count leads to a node: it equals something, or it is not below a number that is known at run time only. */
function chooses(sourceCode: SourceCode, test: Test, node: Node): boolean {
  const outcome = outcomeAt(test, node)
  const comparison = outcome === undefined ? undefined : comparedAt(test)
  if (!comparison) return false
  const { operator, other } = comparison
  if (operator === '===' || operator === '==') return outcome === true
  if (operator === '!==' || operator === '!=') return outcome === false
  const isAbove = operator === '>' || operator === '>=' ? outcome === true : outcome === false
  return isAbove && constantText(sourceCode, other) === undefined
}

/** The comparison that a test is, with the tested side on the left: `Atomics.add(count, 0, 1) + 1 === parties`. */
function comparedAt({ of, condition }: Test): { readonly operator: string; readonly other: Node } | undefined {
  const whole = unwrap(condition)
  if (whole.type !== 'BinaryExpression' || !/^(?:[!=]==?|[<>]=?)$/u.test(whole.operator)) return undefined
  let side: Node = wrapped(of)
  while (side.parent && side.parent !== whole) side = wrapped(side.parent)
  if (side.parent !== whole) return undefined
  return side === whole.left ? { operator: whole.operator, other: whole.right } : { operator: MIRRORED[whole.operator] ?? whole.operator, other: whole.left }
}

const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' }
