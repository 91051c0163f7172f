import { endingForGood } from '../../../knowledge/lifecycles.ts'
import { groupBy } from '../../../utils/group.ts'
import { callsNamed, nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isInside, type Node, unwrap } from '../../../utils/syntax.ts'
import type { Flow } from '../../flow/graph.ts'
import type { Follow } from '../../flow/reach.ts'
import { locationOf } from '../../resolve/location.ts'
import { isThis } from '../../resolve/members.ts'
import { type Mark, placeKey } from './marks.ts'

/** The places to which the file writes `true`, and nothing else ever, by key. */
const raisedForGood = perFile((sourceCode): ReadonlyMap<string, readonly Node[]> => {
  const targets = nodesOf(sourceCode).writes.map((write) => (write.type === 'AssignmentExpression' ? write.left : write.argument))
  const byKey = groupBy(targets, (target) => placeKey(sourceCode, target))
  return new Map([...byKey].filter(([, all]) => all.every(isRaised)))
})

function isRaised({ parent }: Node): boolean {
  const value = parent?.type === 'AssignmentExpression' && parent.operator === '=' ? unwrap(parent.right) : undefined
  return value?.type === 'Literal' && value.value === true
}

/**
 * No way on which a flag is found up that others put up and nobody takes down: `if (this.stopped) return`. It is all over then,
 * and whoever comes later ends there too.
 */
export function beforeTheEnd(sourceCode: SourceCode, flow: Flow): Follow {
  return (event, edge) => {
    if (flow.kinds[event] !== 'test' || edge !== 'true') return true
    const key = placeKey(sourceCode, unwrap(flow.nodes[event] as Node))
    const raised = key === undefined ? undefined : raisedForGood(sourceCode).get(key)
    return !raised?.some((each) => !isInside(each, flow.owner))
  }
}

/** Calls in the code of a function, callbacks included, that end for good the object that has the mark: `this.destroy(error)`. */
export function endsForGood(sourceCode: SourceCode, { node }: Mark, owner: FunctionNode): readonly Node[] {
  const root = locationOf(sourceCode, node.type === 'CallExpression' && node.callee.type === 'MemberExpression' ? node.callee.object : node)?.root
  if (root?.kind !== 'this') return []
  return callsNamed(sourceCode, endingForGood).filter(({ callee }) => callee.type === 'MemberExpression' && isThis(sourceCode, callee.object) && isInside(callee, owner))
}
