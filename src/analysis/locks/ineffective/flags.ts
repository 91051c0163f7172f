import type { TSESTree } from '@typescript-eslint/utils'

import { isInLoop, nodesOf, within } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, functionAround, isInside, isLiteral, type Node, ownerOf, partsOfCondition, unwrap } from '../../../utils/syntax.ts'
import { type Variable, variableOf } from '../../resolve/bindings.ts'
import { functionName } from '../names.ts'
import type { Fault } from './faults.ts'

/**
 * `let busy = false; if (busy) return; busy = true; await work(); busy = false` in one function: each call has a flag of its own,
 * and always finds it down.
 */
export function ownFlags(sourceCode: SourceCode): readonly Fault[] {
  const { writes, awaits } = nodesOf(sourceCode)
  if (awaits.length === 0) return []
  return writes.flatMap((write): readonly Fault[] => {
    const variable = isSet(write, true) ? variableOf(sourceCode, write.left) : undefined
    const fn = variable && functionAround(write)
    const declared = fn && declaredIn(variable, fn)
    const guard = declared && guardOf(sourceCode, variable, fn, write)
    return guard ? [{ kind: 'flag', at: declared.id.loc, lock: undefined, by: functionName(sourceCode, fn), flag: variable.name, guard }] : []
  })
}

/** `busy = true`. */
function isSet(write: Node, value: boolean): write is TSESTree.AssignmentExpression & { readonly left: TSESTree.Identifier } {
  return write.type === 'AssignmentExpression' && write.operator === '=' && write.left.type === 'Identifier' && isLiteral(write.right, value)
}

/** Where the function itself declares it, as what is false. Code inside of it that runs at other times would see it up. */
function declaredIn({ defs: [def], references }: Variable, fn: FunctionNode): TSESTree.VariableDeclarator | undefined {
  const declared = def?.node
  if (declared?.type !== 'VariableDeclarator' || !declared.init || !isLiteral(declared.init, false) || functionAround(declared) !== fn) return undefined
  return references.every(({ identifier }) => ownerOf(identifier) === fn) ? declared : undefined
}

/** The test that is to keep others out while the work goes on, and comes before anything puts the flag up. */
function guardOf(sourceCode: SourceCode, { references }: Variable, fn: FunctionNode, raise: Node): Node | undefined {
  const others = references.map(({ identifier }) => identifier.parent).filter((each) => each !== raise)
  const clear = others.find((each) => isSet(each, false) && each.range[0] > raise.range[1])
  const isWork = clear && within(nodesOf(sourceCode).awaits, fn).some((each) => ownerOf(each) === fn && each.range[0] > raise.range[1] && each.range[1] < clear.range[0])
  if (!isWork || isInLoop(raise, fn) || others.some((each) => isSet(each, true) && each.range[0] < raise.range[0])) return undefined
  const names = references.map(({ identifier }) => identifier as Node)
  return names.find((name) => name.range[1] < raise.range[0] && keepsOut(name, fn))
}

/** `if (busy || closed) return`. */
function keepsOut(name: Node, fn: FunctionNode): boolean {
  let at = name.parent
  while (at?.type === 'LogicalExpression' && at.operator === '||') at = at.parent
  if (at?.type !== 'IfStatement' || !isInside(name, at.test) || !partsOfCondition(at.test).some((part) => unwrap(part) === name) || isInLoop(at, fn)) return false
  const last = at.consequent.type === 'BlockStatement' ? at.consequent.body.at(-1) : at.consequent
  return last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement'
}
