import type { SourceCode } from '../../utils/per-file.ts'
import { conjuncts, functionAround, type FunctionNode, isInside, type Node, unwrap, walkOwn } from '../../utils/syntax.ts'
import { type Location, locationOf } from '../resolve/location.ts'

/** A place, and the value that it is tested for. */
interface State {
  readonly place: Location
  readonly value: unknown
}

/**
 * Whether a listener comes to a node once at most: behind a test of a state that outlives its run, which it leaves there and never
 * comes back to. `if (state === 'greeting') { state = 'open'; socket.write(name) }`.
 */
export function isTakenOnce(sourceCode: SourceCode, node: Node): boolean {
  const listener = functionAround(node)
  if (!listener) return false
  for (let child = node, at = node.parent; at && at !== listener; child = at, at = at.parent) {
    const state = stateBefore(sourceCode, at, child)
    if (state && outlives(state.place, listener) && leaves(sourceCode, state, at.type === 'SwitchCase' ? at : child, node, listener)) return true
  }
  return false
}

/** What a branch around the node asks for. */
function stateBefore(sourceCode: SourceCode, at: Node, child: Node): State | undefined {
  if (at.type === 'IfStatement' && at.consequent === child) return conjuncts(at.test).map((each) => stateOf(sourceCode, each)).findLast((each) => each !== undefined)
  if (at.type !== 'SwitchCase' || at.test === child || at.test?.type !== 'Literal') return undefined
  const place = at.parent.type === 'SwitchStatement' ? locationOf(sourceCode, at.parent.discriminant) : undefined
  return place && { place, value: at.test.value }
}

function stateOf(sourceCode: SourceCode, test: Node): State | undefined {
  const of = (node: Node, value: unknown): State | undefined => {
    const place = locationOf(sourceCode, node)
    return place && { place, value }
  }
  if (test.type === 'UnaryExpression' && test.operator === '!') return of(test.argument, false)
  if (test.type === 'BinaryExpression' && /^===?$/u.test(test.operator) && test.right.type === 'Literal') return of(test.left, test.right.value)
  return test.type === 'Identifier' || test.type === 'MemberExpression' ? of(test, true) : undefined
}

/** It is no variable of the listener itself, which each run has anew. */
function outlives({ root }: Location, listener: FunctionNode): boolean {
  return root.kind !== 'variable' || !root.variable.identifiers.some((each) => isInside(each, listener))
}

/** Whether the state is left on the way to the node, in the same branch, and nothing in the listener sets it back. */
function leaves(sourceCode: SourceCode, { place, value }: State, branch: Node, node: Node, listener: FunctionNode): boolean {
  let isLeft = false
  let isBack = false
  walkOwn(sourceCode, listener, (at) => {
    const set = at.type === 'AssignmentExpression' || at.type === 'UpdateExpression' ? at : undefined
    const target = set?.type === 'AssignmentExpression' ? set.left : set?.argument
    if (!set || !target || locationOf(sourceCode, target)?.key !== place.key) return
    const next = set.type === 'AssignmentExpression' && set.operator === '=' ? unwrap(set.right) : undefined
    if (next?.type !== 'Literal' || isSame(next.value, value)) isBack = true
    else if (isStatementOn(set, node) && isInside(set, branch)) isLeft = true
  })
  return isLeft && !isBack
}

/** What is tested as a truth has only two values. */
function isSame(next: unknown, value: unknown): boolean {
  return typeof value === 'boolean' ? Boolean(next) === value : next === value
}

/** A statement of a block around the node. */
function isStatementOn(set: Node, node: Node): boolean {
  const block = set.parent?.type === 'ExpressionStatement' ? set.parent.parent : undefined
  return block !== undefined && isInside(node, block)
}
