import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isInside } from '../../utils/syntax.ts'
import { variableOf } from '../resolve/bindings.ts'
import type { Iteration } from './blocks.ts'

/**
 * `cells[at] = digit; if (solve(cells)) return true; cells[at] = 0`: one of several ways is tried in what the function is given,
 * with all that follow from it, and taken back for the next.
 */
export function takenBack(sourceCode: SourceCode, fn: FunctionNode, call: Call, { node: loop }: Iteration): number[] | undefined {
  const steps = call.arguments.flatMap((argument, i) => {
    const parameter = fn.params[i]
    const variable = parameter?.type === 'Identifier' ? variableOf(sourceCode, parameter) : undefined
    if (!variable || argument.type !== 'Identifier' || variableOf(sourceCode, argument) !== variable) return []
    const puts = variable.references.flatMap(({ identifier }) => {
      const member = identifier.parent
      const write = member.type === 'MemberExpression' && member.computed && member.object === identifier ? member.parent : undefined
      return write?.type === 'AssignmentExpression' && write.operator === '=' && write.left === member && isInside(write, loop) ? [{ write, place: sourceCode.getText(member) }] : []
    })
    const isTakenBack = puts.some(({ write, place }) => write.range[1] <= call.range[0] && puts.some((other) => other.place === place && other.write.range[0] >= call.range[1]))
    return isTakenBack ? [i] : []
  })
  return steps.length > 0 ? steps : undefined
}
