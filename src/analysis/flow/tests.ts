import { groupBy } from '../../utils/group.ts'
import type { Node } from '../../utils/syntax.ts'
import { type Flow, nodeOf, type Test } from './graph.ts'

/** The tests of a flow, in the order of their events. */
export function testsOf(flow: Flow): readonly Test[] {
  return (flow.memo.tests ??= testsIn(flow))
}

function testsIn(flow: Flow): readonly Test[] {
  const tests: Test[] = []
  flow.kinds.forEach((kind, event) => {
    const node = nodeOf(flow, event)
    if (kind === 'test' || kind === 'nullish') tests.push({ event, node })
    else if (kind === 'case' && node.type === 'SwitchCase' && node.parent.type === 'SwitchStatement') tests.push({ event, node: node.parent.discriminant })
  })
  return tests
}

/** The whole condition that a test is part of. */
export function conditionOf({ node }: Test): Node {
  let at = node
  while (at.parent && (at.parent.type === 'LogicalExpression' || at.parent.type === 'UnaryExpression' || at.parent.type === 'ChainExpression')) at = at.parent
  return at
}

/** The tests that are parts of the same condition as one, itself among them. */
export function partsWith(flow: Flow, test: Test): readonly Test[] {
  const byCondition = (flow.memo.byCondition ??= groupBy(testsOf(flow), conditionOf))
  return byCondition.get(conditionOf(test)) ?? []
}
