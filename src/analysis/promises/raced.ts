import { races, timeLimits } from '../../knowledge/lives.ts'
import { calledName } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { isCall, isFunction, type Node, ownerOf, wrapped } from '../../utils/syntax.ts'
import { variableOf } from '../resolve/bindings.ts'
import { callersOf, nameOf } from '../resolve/functions.ts'
import { calledPath } from '../resolve/receiver.ts'

/** How far a promise is followed to who waits for it. */
const MOST_DEPTH = 5
const MOST_USES = 20

/** Whether who waits for the promise gives up by itself: it is raced with another one, or has a limit of time. */
export function isRaced(sourceCode: SourceCode, promise: Node, depth = 0): boolean {
  if (depth > MOST_DEPTH) return true
  const outer = wrapped(promise)
  const parent = outer.parent
  const next = (node: Node): boolean => isRaced(sourceCode, node, depth + 1)
  switch (parent?.type) {
    case 'ArrayExpression':
      return next(parent)
    case 'AwaitExpression':
      return parent.parent.type === 'ReturnStatement' && returned(sourceCode, parent, depth)
    case 'MemberExpression':
      return isCall(wrapped(parent).parent) && next(wrapped(parent).parent as Node)
    case 'CallExpression':
      if (parent.callee === outer) return false
      return races.has(calledPath(sourceCode, parent) ?? '') || timeLimits.test(calledName(parent) ?? '')
    case 'VariableDeclarator': {
      const variable = parent.id.type === 'Identifier' ? variableOf(sourceCode, parent.id) : undefined
      return variable !== undefined && variable.references.length < MOST_USES && variable.references.some(({ identifier, init }) => init !== true && next(identifier))
    }
    case 'ReturnStatement':
    case 'ArrowFunctionExpression':
      return returned(sourceCode, outer, depth)
    default:
      return false
  }
}

function returned(sourceCode: SourceCode, node: Node, depth: number): boolean {
  const around = ownerOf(node)
  if (!isFunction(around)) return false
  const callers = callersOf(sourceCode, around)
  if (callers.length === 0 && !nameOf(sourceCode, around)) return isCall(around.parent) && isRaced(sourceCode, around.parent, depth + 1)
  return callers.length < MOST_USES && callers.some((call) => isRaced(sourceCode, call, depth + 1))
}
