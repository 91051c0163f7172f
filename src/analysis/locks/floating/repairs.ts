import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, functionAround, type Node, wrapped } from '../../../utils/syntax.ts'
import { returnsOf } from '../../resolve/functions.ts'
import type { Fault } from './faults.ts'

/** Text that takes the place of a range, where a repair is mechanical. */
export interface Repair {
  readonly does: 'await' | 'return'
  readonly range: readonly [number, number]
  readonly text: string
}

/** The repair of a fault; undefined where it takes more than a word. */
export function repairOf(sourceCode: SourceCode, fault: Fault): Repair | undefined {
  switch (fault.kind) {
    case 'returned':
    case 'lent':
    case 'lowered':
      return wait(sourceCode, fault.value)
    case 'callback':
    case 'strewn':
    case 'callsBack':
    case 'raced':
    case 'lost':
    case 'reliedBy':
    case 'timed':
    case 'lazy':
      return undefined
    case 'carried':
      return fault.isCallback ? undefined : wait(sourceCode, fault.call)
    default:
      return wait(sourceCode, fault.call) ?? handBack(sourceCode, fault.call)
  }
}

/** `await` before the expression, in place of a `void`. */
function wait(sourceCode: SourceCode, promise: Node): Repair | undefined {
  if (!mayAwait(sourceCode, promise)) return undefined
  const outer = chainAround(promise)
  const isVoid = outer.parent?.type === 'UnaryExpression' && outer.parent.operator === 'void'
  const isPlain = isVoid || isWhole(outer)
  if (!isPlain) return undefined
  return { does: 'await', range: [isVoid ? (outer.parent as Node).range[0] : outer.range[0], outer.range[0]], text: 'await ' }
}

function mayAwait(sourceCode: SourceCode, node: Node): boolean {
  const fn = functionAround(node)
  return fn ? fn.async : sourceCode.ast.sourceType === 'module'
}

/** The last `.then`, `.catch` or `.finally` of the chain that a promise begins. */
function chainAround(promise: Node): Node {
  let outer = wrapped(promise)
  for (;;) {
    const member = outer.parent
    const call = member?.type === 'MemberExpression' && member.object === outer ? member.parent : undefined
    if (call?.type !== 'CallExpression' || call.callee !== member) return outer
    outer = wrapped(call)
  }
}

/** Whether an expression stands where `await` before it means the whole of it. */
function isWhole({ parent }: Node): boolean {
  return parent !== undefined && ['ExpressionStatement', 'ReturnStatement', 'VariableDeclarator', 'AssignmentExpression', 'IfStatement', 'WhileStatement', 'DoWhileStatement', 'UnaryExpression', 'LogicalExpression', 'ConditionalExpression', 'ArrowFunctionExpression'].includes(parent.type)
}

/** `return` before the last statement of a function that returns nothing else. */
function handBack(sourceCode: SourceCode, promise: Node): Repair | undefined {
  const fn = functionAround(promise)
  const outer = chainAround(promise)
  const statement = outer.parent
  if (!fn || statement?.type !== 'ExpressionStatement' || !isLast(fn, statement) || returnsOf(sourceCode, fn).length > 0) return undefined
  return { does: 'return', range: [statement.range[0], statement.range[0]], text: 'return ' }
}

function isLast({ body, generator, async }: FunctionNode, statement: Node): boolean {
  return body.type === 'BlockStatement' && !generator && !async && body.body.at(-1) === statement
}
