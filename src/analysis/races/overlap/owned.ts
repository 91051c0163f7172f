import { arrayMethods } from '../../../knowledge/callbacks/language.ts'
import { calledName } from '../../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, type ClassNode, functionAround, isCall, isInside, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { type Variable, variableHolding } from '../../resolve/bindings.ts'
import { type memberOf, nameOf, returnsOf } from '../../resolve/functions.ts'
import { locationOf } from '../../resolve/location.ts'
import { calledFunction } from '../../resolve/receiver.ts'

/** Whether a member is of objects that are each held by one function: what is static is of the class, and there once for all. */
export function isOfHeldObject(sourceCode: SourceCode, member: ReturnType<typeof memberOf>): boolean {
  return member !== undefined && !member.isStatic && isHeldLocally(sourceCode, member.owner)
}

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
  if (answersWithKept(sourceCode, at.parent)) return undefined
  at = wrapped(at.parent)
  while (at.parent?.type === 'ConditionalExpression' || at.parent?.type === 'LogicalExpression' || at.parent?.type === 'AwaitExpression') at = wrapped(at.parent)
  return functionAround(at) ? variableHolding(sourceCode, at) : undefined
}

/** `Store.shared()`, which answers with what a field or a variable around it keeps: the next one who asks gets the same. */
function answersWithKept(sourceCode: SourceCode, call: Call): boolean {
  const maker = call.type === 'CallExpression' ? calledFunction(sourceCode, call) : undefined
  return maker !== undefined && returnsOf(sourceCode, maker).some((value) => {
    const node = unwrap(value)
    const place = node.type === 'AssignmentExpression' || node.type === 'MemberExpression' || node.type === 'Identifier' ? locationOf(sourceCode, node.type === 'AssignmentExpression' ? node.left : node) : undefined
    return place !== undefined && (place.path.length > 0 || (place.root.kind === 'variable' && place.root.scope === 'module'))
  })
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
