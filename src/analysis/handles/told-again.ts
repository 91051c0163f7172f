import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, isInside, leavesFunction, type Node, unwrap, walkOwn } from '../../utils/syntax.ts'
import { isParameterOf } from '../resolve/bindings.ts'
import { locationOf } from '../resolve/location.ts'

/**
 * Whether a function is told something again and again, by its own account: it first asks whether that is what it has been
 * told last, and only then comes to the node. `if (this.theme === theme) return`, `if (theme !== this.theme) …`.
 */
export function isToldAgain(sourceCode: SourceCode, fn: FunctionNode, node: Node): boolean {
  let told = false
  walkOwn(sourceCode, fn.body, (at) => {
    if (told || at.type !== 'IfStatement' || at.range[0] > node.range[0]) return
    const goesOn = leavesFunction(at.consequent) ? 'other' : isInside(node, at.consequent) ? 'same' : undefined
    if (goesOn !== undefined) told = comparesWithKept(sourceCode, fn, at.test, goesOn === 'other' ? EQUAL : DIFFERENT)
  })
  return told
}

const EQUAL: ReadonlySet<string> = new Set(['===', '=='])
const DIFFERENT: ReadonlySet<string> = new Set(['!==', '!='])

/** Whether a condition compares what the function is given, or a part of it, with what is kept outside of it. */
function comparesWithKept(sourceCode: SourceCode, fn: FunctionNode, test: Node, operators: ReadonlySet<string>): boolean {
  let found = false
  walkOwn(sourceCode, test, (node) => {
    if (node.type !== 'BinaryExpression' || !operators.has(node.operator) || node.left.type === 'PrivateIdentifier') return
    const sides = [node.left, node.right]
    found ||= sides.some((side) => isParameterOf(sourceCode, fn, rootOf(side))) && sides.some((side) => isKept(sourceCode, fn, side))
  })
  return found
}

function rootOf(expression: Node): Node {
  let at = unwrap(expression)
  while (at.type === 'MemberExpression') at = unwrap(at.object)
  return at
}

function isKept(sourceCode: SourceCode, fn: FunctionNode, side: Node): boolean {
  const root = locationOf(sourceCode, unwrap(side))?.root
  if (root?.kind === 'this' || root?.kind === 'object') return true
  const name = root?.kind === 'variable' ? root.variable.identifiers[0] : undefined
  return name !== undefined && !isInside(name, fn)
}
