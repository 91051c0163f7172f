import { races, timeLimits } from '../../knowledge/lives.ts'
import { calledName } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { isCall, isFunction, type Node, ownerOf, wrapped } from '../../utils/syntax.ts'
import { usesOf } from '../callbacks/uses.ts'
import { variableHolding, variableOf } from '../resolve/bindings.ts'
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

/** Methods that make one promise of each element by their callback, and at which position that stands. */
const MAKES_EACH: ReadonlyMap<string, number> = new Map([['map', 0], ['from', 1]])

/** Whether a promise is one of several of its kind, made for each element of a list, of which the first is all that anybody waits for. */
export function isOneOfSeveralRaced(sourceCode: SourceCode, promise: Node, depth = 0): boolean {
  const { parent } = wrapped(promise)
  if (depth > MOST_DEPTH || (parent?.type !== 'ReturnStatement' && parent?.type !== 'ArrowFunctionExpression')) return false
  const maker = ownerOf(promise)
  if (!isFunction(maker)) return false
  const { calls, values } = usesOf(sourceCode, maker)
  return values.some((value) => isMapperOfRaced(sourceCode, value)) || calls.some((call) => isOneOfSeveralRaced(sourceCode, call, depth + 1))
}

/** `Promise.any(files.map(solve))`. */
function isMapperOfRaced(sourceCode: SourceCode, callback: Node): boolean {
  const outer = wrapped(callback)
  const list = outer.parent
  if (!isCall(list) || list.arguments[MAKES_EACH.get(calledName(list) ?? '') ?? -1] !== outer) return false
  const variable = variableHolding(sourceCode, list)
  const stands = variable ? variable.references.filter(({ init }) => init !== true).map(({ identifier }) => identifier as Node) : [list]
  const [only, second] = stands
  const race = only && !second ? wrapped(only).parent : undefined
  return isCall(race) && races.has(calledPath(sourceCode, race) ?? '')
}
