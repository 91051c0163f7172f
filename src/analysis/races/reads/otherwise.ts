import type { SourceCode } from '../../../utils/per-file.ts'
import { type Node, unwrap } from '../../../utils/syntax.ts'
import { eventsOf, type Test } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionsBetween } from '../../flow/suspension.ts'
import { type Variable, variableOf } from '../../resolve/bindings.ts'
import { decidesAlways } from './control.ts'
import type { StaleWrite } from './stale.ts'

/**
 * Whether all waits between the read and the write belong to the other outcome of what the write is tested by, so that no run comes
 * by both: `let job = jobs.get(id); if (job) await job; if (!job) jobs.set(id, begin(id))`.
 */
export function waitsOtherwise(sourceCode: SourceCode, { flow, read, write, test }: StaleWrite, tests: readonly Test[]): boolean {
  const asked = test && !write.wait ? questionOf(sourceCode, test.node) : undefined
  const leads = asked && test && decidesAlways(flow, test, write.event)
  if (!asked || !test || leads === undefined) return false
  const changes = asked.of.references.filter((each) => each.isWrite()).flatMap(({ identifier }) => eventsOf(flow, identifier))
  const before = tests.flatMap((each) => {
    const question = each === test ? undefined : questionOf(sourceCode, each.node)
    const isSame = question?.of === asked.of && reaches(flow, each.event, test.event) && !changes.some((event) => reaches(flow, each.event, event) && reaches(flow, event, test.event))
    return question && isSame ? [{ test: each, isNegated: question.isNegated }] : []
  })
  if (before.length === 0) return false
  return suspensionsBetween(flow, read.event, write.event).every((wait) => before.some((each) => {
    const outcome = decidesAlways(flow, each.test, wait)
    return outcome !== undefined && (outcome !== each.isNegated) !== (leads !== asked.isNegated)
  }))
}

/** The variable whose presence alone a test asks for: `job`, `!job`. */
function questionOf(sourceCode: SourceCode, test: Node, isNegated = false): { readonly of: Variable, readonly isNegated: boolean } | undefined {
  const node = unwrap(test)
  if (node.type === 'UnaryExpression' && node.operator === '!') return questionOf(sourceCode, node.argument, !isNegated)
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  return variable && { of: variable, isNegated }
}
