import { isInside, type Node, ownerOf, wrapped } from '../../utils/syntax.ts'
import type { Variable } from '../resolve/bindings.ts'

/**
 * `count = clamped(count)`, as a statement of a function's own body: what its parameter is from there on, whoever calls it. Undefined
 * where the name stands before that, or is written again behind it.
 */
export function reassignedParameter({ defs, references }: Variable, name: Node): Node | undefined {
  const [def, other] = defs
  const writes = references.filter((each) => each.isWrite() && each.init !== true)
  const last = writes.at(-1)?.identifier
  if (def?.type !== 'Parameter' || other || last === undefined) return undefined
  const assignment: Node = last.parent
  if (assignment.type !== 'AssignmentExpression' || assignment.operator !== '=' || assignment.left !== last) return undefined
  const statement = wrapped(assignment).parent
  const fn = ownerOf(last)
  if (statement?.type !== 'ExpressionStatement' || fn !== def.node || !('body' in fn) || statement.parent !== fn.body) return undefined
  return name.range[0] > statement.range[1] && isInside(name, fn) ? assignment.right : undefined
}
