import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, keyName, nameAtEnd, type Node, unwrap, walkOwn } from '../../utils/syntax.ts'
import { locationOf } from '../resolve/location.ts'
import { constantOf } from './constants.ts'
import type { Frame } from './frames.ts'

const RELATIONS = new Set(['<', '<=', '>', '>='])
const TESTS = new Set(['IfStatement', 'ConditionalExpression', 'LogicalExpression', 'UnaryExpression'])

/** Whether a function does something about too much of anything: it tests a size or a number against a bound. */
export const hasBound: (sourceCode: SourceCode, fn: FunctionNode) => boolean = perNode<FunctionNode, boolean>((sourceCode, fn) => {
  let found = false
  walkOwn(sourceCode, fn.body, (node) => {
    if (found || node.type !== 'BinaryExpression' || !RELATIONS.has(node.operator) || node.left.type === 'PrivateIdentifier') return
    if (!isTested(node) && node.parent.type !== 'WhileStatement') return
    found = [[node.left, node.right], [node.right, node.left]].some(([side, other]) => side && other && isNumberOf(side) && isBoundFor(sourceCode, other))
  })
  return found
}, true)

/** `running`, `queue.length`, `this.#open.size`: how many there are of something. */
function isNumberOf(expression: Node): boolean {
  return NUMBERS.test(nameAtEnd(unwrap(expression)) ?? '')
}

const NUMBERS = /length|size|count|active|running|pending|flight|busy|started|queued|used|total|workers|children|open$/iu
const BOUNDS = /max|limit|concurren|parallel|capacity|threshold|budget|quota|slots|cpus|cores/iu

function isBoundFor(sourceCode: SourceCode, expression: Node): boolean {
  const value = constantOf(sourceCode, unwrap(expression), undefined)
  if (value !== undefined) return value > 2
  const name = nameAtEnd(unwrap(expression))
  return name !== undefined && (BOUNDS.test(name) || /^[A-Z][A-Z0-9_]+$/u.test(name))
}

/** What a bound is taken for where its value is not known, and the most that one is taken for: nobody lets through more than that at once. */
const SOME = 16
const MOST = 100

/** Places whose size or value a function compares with a constant, and with what: it does something about too much. */
const capsIn: (sourceCode: SourceCode, fn: FunctionNode) => ReadonlyMap<string, number> = perNode<FunctionNode, ReadonlyMap<string, number>>((sourceCode, fn) => {
  const caps = new Map<string, number>()
  walkOwn(sourceCode, fn.body, (node) => {
    if (node.type !== 'BinaryExpression' || !RELATIONS.has(node.operator) || node.left.type === 'PrivateIdentifier' || !isTested(node)) return
    for (const [side, other] of [[node.left, node.right], [node.right, node.left]] as const) {
      if (!isBound(sourceCode, other)) continue
      const key = locationOf(sourceCode, sized(side))?.key
      if (key !== undefined) caps.set(key, Math.min(constantOf(sourceCode, unwrap(other), undefined) ?? SOME, MOST))
    }
  })
  return caps
}, new Map())

function isTested(node: Node): boolean {
  let at = node.parent
  while (at?.type === 'LogicalExpression') at = at.parent
  return at !== undefined && TESTS.has(at.type)
}

/** Not a test for nothing or one: something that too much is too much for. */
function isBound(sourceCode: SourceCode, expression: Node): boolean {
  const node = unwrap(expression)
  const value = constantOf(sourceCode, node, undefined)
  if (value !== undefined) return value > 2
  const name = node.type === 'Identifier' ? node.name : node.type === 'MemberExpression' ? keyName(node) : undefined
  return name !== undefined && (/^[A-Z][A-Z0-9_]+$/u.test(name) || /max|limit/iu.test(name))
}

function sized(expression: Node): Node {
  const node = unwrap(expression)
  return node.type === 'MemberExpression' && ['length', 'size', 'byteLength'].includes(keyName(node) ?? '') ? node.object : node
}

/** The constant that a function on the way checks the size or value of an expression against; undefined where none does. */
export function capOf(sourceCode: SourceCode, node: Node, frame: Frame | undefined): number | undefined {
  if (node.type !== 'Identifier' && node.type !== 'MemberExpression') return undefined
  let key: string | undefined
  for (let at = frame; at; at = at.outer) {
    const caps = capsIn(sourceCode, at.fn)
    if (caps.size === 0) continue
    key ??= locationOf(sourceCode, node)?.key ?? ''
    const cap = caps.get(key)
    if (cap !== undefined) return cap
  }
  return undefined
}
