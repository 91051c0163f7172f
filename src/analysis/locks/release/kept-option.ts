import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, functionAround, type FunctionNode, isCall, keyName, type Node, wrapped } from '../../../utils/syntax.ts'
import { variableOf } from '../../resolve/bindings.ts'
import { calledLocal } from '../receiver.ts'

/**
 * `const core = await startCore({ worker, lease })`, of a function of this file that puts its option into what it makes or answers
 * with: that has it from then on, and ends it with itself. Where something fails before, whoever has lent it still gives it back.
 */
export function keepsOption(sourceCode: SourceCode, taker: Call, given: Node): boolean {
  const property = wrapped(given).parent
  if (property?.type !== 'Property' || property.parent.type !== 'ObjectExpression') return false
  const index = taker.arguments.findIndex((each) => each === property.parent)
  const name = keyName(property)
  const fn = index >= 0 && name !== undefined ? calledLocal(sourceCode, taker) : undefined
  return fn !== undefined && name !== undefined && namesOf(sourceCode, fn, index, name).some((each) => isPutIn(each, fn))
}

/** Where a function names an option of its own parameter: taken out in the parameter, or by a declaration. */
function namesOf(sourceCode: SourceCode, fn: FunctionNode, index: number, name: string): readonly Node[] {
  const parameter = fn.params[index]
  const options = parameter?.type === 'Identifier' ? variableOf(sourceCode, parameter) : undefined
  const declared = (options?.references ?? []).map(({ identifier }) => wrapped(identifier).parent)
  const patterns = [parameter, ...declared.map((each) => (each?.type === 'VariableDeclarator' ? each.id : undefined))]
  return patterns.flatMap((pattern) => {
    const property = pattern?.type === 'ObjectPattern' ? pattern.properties.find((each) => each.type === 'Property' && keyName(each) === name) : undefined
    const variable = property?.type === 'Property' && property.value.type === 'Identifier' ? variableOf(sourceCode, property.value) : undefined
    return variable?.references.map(({ identifier }) => identifier) ?? []
  })
}

/** `new Core({ lease })`, `return { lease, close }`, in the code of the function itself. */
function isPutIn(name: Node, fn: FunctionNode): boolean {
  let at = wrapped(name)
  while (at.parent && (at.parent.type === 'Property' || at.parent.type === 'ObjectExpression')) at = wrapped(at.parent)
  const { parent } = at
  if (parent?.type === 'ReturnStatement') return at !== wrapped(name) && functionAround(parent) === fn
  return isCall(parent) && parent.type === 'NewExpression' && parent.callee !== at
}
