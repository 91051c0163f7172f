import { groupBy } from './group.ts'
import { perFile } from './per-file.ts'
import { type Call, type ClassNode, type CodeOwner, type FunctionNode, ownerOf, walk } from './syntax.ts'
import type { TSESTree } from '@typescript-eslint/utils'

/** The nodes that analyses start from, in source order; one walk per file serves all. */
export interface NodeIndex {
  readonly calls: readonly Call[]
  readonly functions: readonly FunctionNode[]
  readonly classes: readonly ClassNode[]
  readonly members: readonly TSESTree.MemberExpression[]
  readonly loops: readonly Loop[]
  readonly awaits: readonly TSESTree.AwaitExpression[]
  /** How many nodes the file has: for caps. */
  readonly size: number
}

export type Loop = TSESTree.ForStatement | TSESTree.ForInStatement | TSESTree.ForOfStatement | TSESTree.WhileStatement | TSESTree.DoWhileStatement

const LOOPS: ReadonlySet<string> = new Set(['ForStatement', 'ForInStatement', 'ForOfStatement', 'WhileStatement', 'DoWhileStatement'])

/** Whether a node is a loop of the language. */
export function isLoop({ type }: TSESTree.Node): boolean {
  return LOOPS.has(type)
}

export const nodesOf = perFile((sourceCode): NodeIndex => {
  const calls: Call[] = []
  const functions: FunctionNode[] = []
  const classes: ClassNode[] = []
  const members: TSESTree.MemberExpression[] = []
  const loops: Loop[] = []
  const awaits: TSESTree.AwaitExpression[] = []
  let size = 0
  walk(sourceCode, sourceCode.ast, (node) => {
    size++
    switch (node.type) {
      case 'CallExpression':
      case 'NewExpression':
        calls.push(node)
        break
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        functions.push(node)
        break
      case 'ClassDeclaration':
      case 'ClassExpression':
        classes.push(node)
        break
      case 'MemberExpression':
        members.push(node)
        break
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        loops.push(node)
        break
      case 'AwaitExpression':
        awaits.push(node)
        break
      default:
    }
  })
  return { calls, functions, classes, members, loops, awaits, size }
})

/** The calls of each function, static block or the module itself, in source order. */
export const callsByOwner = perFile((sourceCode): ReadonlyMap<CodeOwner, readonly Call[]> => groupBy(nodesOf(sourceCode).calls, ownerOf))

/** Of items in source order, those that lie inside `outer`: found by halving, for files with thousands of both. */
export function within<T>(items: readonly T[], outer: TSESTree.Node, nodeOf: (item: T) => TSESTree.Node): T[] {
  const [from, to] = outer.range
  let low = 0
  for (let high = items.length; low < high; ) {
    const middle = (low + high) >> 1
    if (nodeOf(items[middle] as T).range[0] < from) low = middle + 1
    else high = middle
  }
  const found: T[] = []
  for (let item = items[low]; item !== undefined && nodeOf(item).range[0] < to; item = items[++low]) found.push(item)
  return found
}
