import { arrayMethods } from '../../../knowledge/callbacks/language.ts'
import { calledName } from '../../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type ClassNode, functionAround, isCall, isInside, type Node, wrapped } from '../../../utils/syntax.ts'
import { type Variable, variableOf } from '../../resolve/bindings.ts'
import { nameOf } from '../../resolve/functions.ts'

/** Whether every object of a class is made by a function for itself: it is kept by a name there, and nobody else gets it. */
export const isHeldLocally: (sourceCode: SourceCode, of: ClassNode) => boolean = perNode<ClassNode, boolean>((sourceCode, of) => {
  const name = nameOf(sourceCode, of)
  const uses = name?.references.filter(({ identifier, init }) => init !== true && !isInside(identifier, of) && !isType(identifier)) ?? []
  return uses.length > 0 && uses.every(({ identifier }) => {
    const holder = holderOf(sourceCode, identifier)
    const [declared] = holder?.identifiers ?? []
    return holder !== undefined && declared !== undefined && holder.references.every((use) => use.init === true || (isOnlyUsed(use.identifier) && isInOneRun(declared, use.identifier)))
  })
}, false)

/** Whether the use stands in the code of the function itself, or in what it runs for each of some elements: a listener runs again later. */
function isInOneRun(declared: Node, use: Node): boolean {
  const home = functionAround(declared)
  for (let fn = functionAround(use); fn && fn !== home; fn = functionAround(fn)) {
    const { parent } = wrapped(fn)
    if (!isCall(parent) || !arrayMethods.has(calledName(parent) ?? '')) return false
  }
  return true
}

function isType({ parent }: Node): boolean {
  return parent?.type === 'TSTypeReference' || parent?.type === 'TSTypeQuery'
}

/** The variable of a function that takes what `new Name()` or `Name.of()` makes. */
function holderOf(sourceCode: SourceCode, name: Node): Variable | undefined {
  let at = wrapped(name)
  if (at.parent?.type === 'MemberExpression' && at.parent.object === at) at = wrapped(at.parent)
  if (!isCall(at.parent) || at.parent.callee !== at) return undefined
  at = wrapped(at.parent)
  while (at.parent?.type === 'ConditionalExpression' || at.parent?.type === 'LogicalExpression' || at.parent?.type === 'AwaitExpression') at = wrapped(at.parent)
  const { parent } = at
  return parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' && functionAround(parent) ? variableOf(sourceCode, parent.id) : undefined
}

/** `collected.bytes()`, `if (collected)`, `collected = null`. */
function isOnlyUsed(name: Node): boolean {
  const outer = wrapped(name)
  const { parent } = outer
  switch (parent?.type) {
    case 'MemberExpression':
      return parent.object === outer
    case 'AssignmentExpression':
      return parent.left === outer
    case 'IfStatement':
    case 'ConditionalExpression':
      return parent.test === outer
    case 'VariableDeclarator':
      return parent.init === outer && parent.id.type === 'ObjectPattern'
    case 'UnaryExpression':
    case 'BinaryExpression':
      return true
    case 'LogicalExpression':
      return parent.left === outer
    default:
      return false
  }
}
