import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, functionAround, isInside, type Node, walk } from '../../utils/syntax.ts'
import { variableOf } from '../resolve/bindings.ts'
import type { CriticalContext } from '../roles/critical.ts'
import { branchAt } from '../roles/role.ts'

/**
 * Whether a caller on the way comes to the call only where a condition fails under which alone it is made: `run` has left
 * before it falls back on its twin, `if (native) return runNative(); return this.runSync()`.
 */
export function isCutOff(sourceCode: SourceCode, call: Node, { steps }: CriticalContext): boolean {
  const fn = functionAround(call)
  const step = steps.at(-1)
  if (!fn || step?.to !== fn) return false
  return conditionsAround(call, fn).some(({ test, holds }) => {
    if (!isOfAll(sourceCode, test, fn)) return false
    const text = sourceCode.getText(test)
    const before = branchAt(step.at, (other) => (sourceCode.getText(other) === text && isOfAll(sourceCode, other, step.from) ? true : undefined))
    return before !== undefined && before !== holds
  })
}

/** The tests of the function on whose outcome it depends that control comes to the node. */
function conditionsAround(node: Node, fn: FunctionNode): { readonly test: Node, readonly holds: boolean }[] {
  const found: { test: Node, holds: boolean }[] = []
  for (let child = node, at = node.parent; at && at !== fn; child = at, at = at.parent) {
    if ((at.type === 'IfStatement' || at.type === 'ConditionalExpression') && at.test !== child) found.push({ test: at.test, holds: at.consequent === child })
  }
  return found
}

/** Whether a condition means the same in every function of the object: it names nothing of this function's own. */
function isOfAll(sourceCode: SourceCode, test: Node, fn: FunctionNode): boolean {
  let isSame = true
  walk(sourceCode, test, (node) => {
    if (node.type === 'CallExpression' || node.type === 'AwaitExpression') isSame = false
    const name = node.type === 'Identifier' ? variableOf(sourceCode, node)?.identifiers[0] : undefined
    if (name && isInside(name, fn)) isSame = false
    return isSame
  })
  return isSame
}
