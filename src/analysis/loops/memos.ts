import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, keyName, type Node, unwrap, walkOwn } from '../../utils/syntax.ts'
import { locationOf } from '../resolve/location.ts'

/** A place that is looked up and written, and never taken back: every input is worked on once. */
export function remembers(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const asked = new Set<string>()
  const written = new Map<string, number>()
  walkOwn(sourceCode, fn.body, (node) => {
    const use = useOf(sourceCode, node)
    if (!use) return
    if (use.asks) asked.add(use.key)
    if (use.writes > 0) written.set(use.key, (written.get(use.key) ?? 0) + use.writes)
  })
  return [...asked].some((key) => written.get(key) === 1)
}

/** How often a node writes to a place; taking back counts as two. */
function useOf(sourceCode: SourceCode, node: Node): { readonly key: string; readonly asks: boolean; readonly writes: number } | undefined {
  if (node.type === 'CallExpression') {
    const callee = unwrap(node.callee)
    const key = callee.type === 'MemberExpression' ? locationOf(sourceCode, callee.object)?.key : undefined
    if (callee.type !== 'MemberExpression' || key === undefined) return undefined
    const method = keyName(callee) ?? ''
    return { key, asks: ASKS.has(method), writes: WRITES.has(method) ? 1 : UNDOES.has(method) ? 2 : 0 }
  }
  if (node.type === 'BinaryExpression' && node.operator === 'in') {
    const key = locationOf(sourceCode, node.right)?.key
    return key === undefined ? undefined : { key, asks: true, writes: 0 }
  }
  if (node.type !== 'MemberExpression' || !node.computed) return undefined
  const key = locationOf(sourceCode, node.object)?.key
  const parent: Node = node.parent
  const isTarget = parent.type === 'AssignmentExpression' && parent.left === node
  return key === undefined ? undefined : { key, asks: !isTarget || parent.operator !== '=', writes: isTarget ? 1 : 0 }
}

const ASKS = new Set(['has', 'get', 'includes'])
const WRITES = new Set(['set', 'add', 'push'])
const UNDOES = new Set(['delete', 'pop'])
