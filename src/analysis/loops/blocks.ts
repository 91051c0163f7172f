import type { TSESTree } from '@typescript-eslint/utils'

import { arrayMethods } from '../../knowledge/callbacks/index.ts'
import type { Loop } from '../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isCall, isFunction, isInside, keyName, type Node, unwrap, walk } from '../../utils/syntax.ts'
import { apiOf, denote } from '../resolve/denote.ts'

/** Code that runs once each time its node runs: nested iterations and functions are blocks of their own. */
export interface Block {
  /** A function, a loop, or the call of an array method. */
  readonly node: Node
  readonly iterations: readonly Iteration[]
  /** Calls that are no iterations, in source order. */
  readonly calls: readonly Call[]
  readonly awaits: readonly Node[]
  /** It is (part of) a generator that gives values away, or waits for an asynchronous iterator. */
  readonly givesWay: boolean
  /** It copies something into a new array or object. */
  readonly spreads: boolean
  /** Syntax nodes, as a rough measure of work. */
  readonly size: number
}

/** Code that runs again and again: a loop, or the callback of an array method. */
export interface Iteration extends Block {
  readonly node: Loop | TSESTree.CallExpression
  /** An array method's callback. */
  readonly callback?: FunctionNode
  /** The callback is declared elsewhere: its code is that of a block of its own. */
  readonly remote?: true
  /** What the array method is called on. */
  readonly receiver?: Node
  readonly method?: string
}

const EMPTY: Omit<Block, 'node'> = { iterations: [], calls: [], awaits: [], givesWay: false, spreads: false, size: 0 }

/** What a function does in one go. */
export const blockOf: (sourceCode: SourceCode, fn: FunctionNode) => Block = perNode<FunctionNode, Block>(
  (sourceCode, fn) => blockOver(sourceCode, fn, [...fn.params, fn.body]),
  { node: undefined as never, ...EMPTY },
)

const MOST_DEPTH = 24

function blockOver(sourceCode: SourceCode, node: Node, parts: readonly Node[], depth = 0): Block {
  const iterations: Iteration[] = []
  const calls: Call[] = []
  const awaits: Node[] = []
  let givesWay = false
  let spreads = false
  let size = 0
  const visit = (root: Node): void => {
    walk(sourceCode, root, (at) => {
      size++
      switch (at.type) {
        case 'ForStatement':
        case 'WhileStatement':
        case 'DoWhileStatement':
        case 'ForInStatement':
        case 'ForOfStatement':
          if (depth < MOST_DEPTH) iterations.push(loopOf(sourceCode, at, depth))
          if (at.type === 'ForStatement' && at.init) visit(at.init)
          if (at.type === 'ForOfStatement' || at.type === 'ForInStatement') visit(at.right)
          return false
        case 'CallExpression':
        case 'NewExpression': {
          const iteration = at.type === 'CallExpression' && depth < MOST_DEPTH ? methodOf(sourceCode, at, depth) : undefined
          if (!iteration) {
            calls.push(at)
            return true
          }
          iterations.push(iteration)
          visit(at.callee)
          for (const argument of at.arguments) if (unwrap(argument) !== iteration.callback) visit(argument)
          return false
        }
        case 'AwaitExpression':
          awaits.push(at)
          return true
        case 'YieldExpression':
          givesWay = true
          return true
        case 'SpreadElement':
          spreads = true
          return true
        case 'ArrowFunctionExpression':
        case 'FunctionExpression':
        case 'FunctionDeclaration':
          if (runsOnTheSpot(sourceCode, at)) visit(at.body)
          return false
        case 'ClassDeclaration':
        case 'ClassExpression':
          return false
        default:
          return true
      }
    })
  }
  for (const part of parts) visit(part)
  return { node, iterations, calls, awaits, givesWay, spreads, size }
}

/** `(() => …)()` and the executor of a promise run where they stand. */
function runsOnTheSpot(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const parent = fn.parent
  if (!isCall(parent) || fn.async || fn.generator) return false
  return parent.callee === fn || (parent.type === 'NewExpression' && parent.arguments[0] === fn && apiOf(sourceCode, parent.callee) === '#Promise')
}

function loopOf(sourceCode: SourceCode, node: Loop, depth: number): Iteration {
  const parts: (Node | null)[] = node.type === 'ForStatement' ? [node.test, node.update, node.body] : node.type === 'WhileStatement' || node.type === 'DoWhileStatement' ? [node.test, node.body] : [node.body]
  const block = blockOver(sourceCode, node, parts.filter((part) => part !== null), depth + 1)
  const awaited = node.type === 'ForOfStatement' && node.await
  return { ...block, node, givesWay: block.givesWay || awaited }
}

/** `items.map((item) => …)`, `items.filter(isOld)`, `Array.from(items, …)`. */
function methodOf(sourceCode: SourceCode, node: TSESTree.CallExpression, depth: number): Iteration | undefined {
  const callee = unwrap(node.callee)
  if (callee.type !== 'MemberExpression') return undefined
  const method = keyName(callee)
  if (method === undefined) return undefined
  const isFrom = method === 'from' && node.arguments.length > 1 && apiOf(sourceCode, callee) === '#Array.from'
  if (!isFrom && !arrayMethods.has(method)) return undefined
  const callback = callbackAt(sourceCode, node.arguments[isFrom ? 1 : 0])
  const receiver: Node | undefined = isFrom ? node.arguments[0] : callee.object
  if (!callback || !receiver || callback.generator) return undefined
  if (!isInside(callback, node)) return { ...EMPTY, node, callback, receiver, method, remote: true }
  const block = blockOver(sourceCode, node, [...callback.params, callback.body], depth + 1)
  return { ...block, node, callback, receiver, method }
}

/** What an iteration does each time. */
export function bodyOf(sourceCode: SourceCode, iteration: Iteration): Block {
  return iteration.remote && iteration.callback ? blockOf(sourceCode, iteration.callback) : iteration
}

function callbackAt(sourceCode: SourceCode, argument: Node | undefined): FunctionNode | undefined {
  if (!argument) return undefined
  const value = unwrap(argument)
  if (isFunction(value)) return value
  if (value.type !== 'Identifier' && value.type !== 'MemberExpression') return undefined
  const target = denote(sourceCode, value)
  return target?.kind === 'function' ? target.node : undefined
}

/** The part of an iteration to show: a loop from its keyword to the end of its head, an array method's name. */
export function headOf(sourceCode: SourceCode, { node }: Pick<Iteration, 'node'>): TSESTree.SourceLocation {
  if (node.type === 'CallExpression') {
    const callee = unwrap(node.callee)
    return callee.type === 'MemberExpression' ? callee.property.loc : callee.loc
  }
  if (node.type === 'DoWhileStatement') {
    const keyword = sourceCode.getTokenAfter(node.body)
    const end = node.test && sourceCode.getTokenAfter(node.test, (token) => token.value === ')')
    return { start: (keyword ?? node).loc.start, end: (end ?? node).loc.end }
  }
  const end = sourceCode.getTokenBefore(node.body)
  return { start: node.loc.start, end: (end ?? node).loc.end }
}
