import { perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type Node, wrapped } from '../../../utils/syntax.ts'
import type { Variable } from '../../resolve/bindings.ts'
import { isExportedVariable } from '../../resolve/bindings.ts'
import { type Member, membersOf } from '../../resolve/members.ts'
import { classAt } from '../places/fields.ts'
import { variableAt } from '../places/identity.ts'
import type { Place } from '../places/symbol.ts'

/** Whether only this file can get at the lock: it is declared here, and its name is used for nothing but its methods. */
export function isPrivate(sourceCode: SourceCode, { root, path: [field, deeper] }: Place): boolean {
  const owner = classAt(sourceCode, root)
  if (owner && typeof field === 'string' && deeper === undefined) {
    const member = membersOf(sourceCode, owner).get(field)
    return member !== undefined && isFieldPrivate(sourceCode, member)
  }
  const variable = field === undefined ? variableAt(sourceCode, root) : undefined
  return variable !== undefined && isVariablePrivate(sourceCode, variable)
}

const isFieldPrivate: (sourceCode: SourceCode, member: Member) => boolean = perNode<Member, boolean>((_, member) => member.uses.every(isReceiver), false)

const isVariablePrivate: (sourceCode: SourceCode, variable: Variable) => boolean = perNode<Variable, boolean>((_, variable) => {
  if (variable.defs[0]?.type === 'Parameter' || isExportedVariable(variable)) return false
  return variable.references.every(({ identifier, init }) => init === true || isReceiver(identifier))
}, false)

function isReceiver(node: Node): boolean {
  const outer = wrapped(node)
  const parent = outer.parent
  if (parent?.type === 'AssignmentExpression') return parent.left === outer
  return (parent?.type === 'MemberExpression' && parent.object === outer) || (parent?.type === 'CallExpression' && parent.callee === outer)
}
