import { momentMethods } from '../../../knowledge/races.ts'
import { uniqueValues } from '../../../knowledge/unique.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, type FunctionNode, functionAround, isCall, isFunction, isInside, type Node, unwrap, walkOwn } from '../../../utils/syntax.ts'
import { sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { functionAt } from '../receiver.ts'
import { type LockUse, lockUses } from '../uses.ts'
import type { Fault } from './faults.ts'

/** How deep a name is taken apart. */
const MOST_DEPTH = 4

/** A lock by a name or key that no other call has. */
export function uniqueName(sourceCode: SourceCode, use: LockUse): Fault | undefined {
  const { call, method } = use
  const key = method.key === undefined || use.does === 'release' ? undefined : call.arguments[method.key]
  if (!key || key.type === 'SpreadElement' || isBeacon(sourceCode, use)) return undefined
  const value = uniqueIn(sourceCode, key, key, 0)
  return value && { kind: 'unique', at: key.loc, lock: undefined, value }
}

/** The part of a name that is another one each time, and that nobody else is told. */
function uniqueIn(sourceCode: SourceCode, expression: Node, key: Node, depth: number): Node | undefined {
  const node = unwrap(expression)
  if (depth > MOST_DEPTH) return undefined
  const first = (nodes: readonly (Node | undefined)[]): Node | undefined => nodes.map((each) => each && uniqueIn(sourceCode, each, key, depth + 1)).find((each) => each !== undefined)
  switch (node.type) {
    case 'TemplateLiteral':
      return first(node.expressions)
    case 'BinaryExpression':
      return node.operator === '+' ? first([node.left, node.right]) : undefined
    case 'NewExpression':
    case 'CallExpression': {
      const path = apiOf(sourceCode, unwrap(node.callee))
      if (path !== undefined && uniqueValues.has(path)) return node.arguments.length > 0 && path === '#Date' ? undefined : node
      const callee = unwrap(node.callee)
      return first([callee.type === 'MemberExpression' ? callee.object : path === '#String' ? node.arguments[0] : undefined])
    }
    case 'UpdateExpression':
      return node
    case 'ArrayExpression':
      return node.elements.length === 1 ? first([node.elements[0] ?? undefined]) : undefined
    case 'Identifier': {
      const variable = variableOf(sourceCode, node)
      const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
      if (!variable || source?.kind !== 'value' || second || source.steps.length > 0 || functionAround(source.at) !== functionAround(key)) return undefined
      const isTold = variable.references.some(({ identifier, init }) => init !== true && !isInKey(sourceCode, identifier))
      return isTold ? undefined : first([source.value])
    }
    default:
      return undefined
  }
}

/** Whether a name is only used to name locks. */
function isInKey(sourceCode: SourceCode, name: Node): boolean {
  return [...lockUses(sourceCode).values()].some(({ call, method }) => {
    const key = method.key === undefined ? undefined : call.arguments[method.key]
    return key !== undefined && isInside(name, key)
  })
}

/** A lock that is held as a sign of life: the section never ends, or the file asks which locks are held. */
function isBeacon(sourceCode: SourceCode, { section, model }: LockUse): boolean {
  const fn = section && functionAt(sourceCode, section)
  const isEndless = fn !== undefined && returnsOf(sourceCode, fn).some((each) => {
    const made = unwrap(each)
    const [executor] = made.type === 'NewExpression' ? made.arguments : []
    return executor !== undefined
  }) || (isFunction(fn) && waitsForWord(sourceCode, fn))
  const asks = [...lockUses(sourceCode).values()].some((use) => use.does === 'query' && use.model === model)
  return isEndless || asks || (fn !== undefined && !isFunction(fn))
}

/** `await new Promise((leave) => signal.addEventListener('abort', leave))`: the section lasts until something else says so. */
function waitsForWord(sourceCode: SourceCode, fn: FunctionNode): boolean {
  let found = false
  walkOwn(sourceCode, fn.body, (node) => {
    const made = node.type === 'AwaitExpression' ? unwrap(node.argument) : undefined
    const [executor] = made?.type === 'NewExpression' ? made.arguments : []
    if (!isFunction(executor)) return
    const calls: Call[] = []
    walkOwn(sourceCode, executor.body, (each) => {
      if (isCall(each)) calls.push(each)
    })
    const [call, second] = calls
    found ||= call !== undefined && !second && momentMethods.has(calledName(call) ?? '')
  })
  return found
}
