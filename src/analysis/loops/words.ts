import type { TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from '../../utils/per-file.ts'
import { lineOf, quoted } from '../../utils/report.ts'
import { type Node, sizedIn, unwrap } from '../../utils/syntax.ts'
import type { Amount } from './amounts.ts'
import { headOf } from './blocks.ts'
import type { Link } from './work.ts'

/** What a loop goes through or counts up to, as it stands in the code: `req.body.rows`. */
export function subjectOf(sourceCode: SourceCode, { node, limit }: Link): string {
  const value = limit?.kind === 'elements' ? limit.of : limit?.kind === 'number' ? (limit.of[0] ?? node) : receiverOf(node)
  return quoted(sourceCode.getText(sized(value)))
}

function receiverOf(node: Node): Node {
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : node
  if (node.type === 'SpreadElement') return node.argument
  return callee.type === 'MemberExpression' ? callee.object : callee
}

function sized(value: Node): Node {
  return sizedIn(value) ?? unwrap(value)
}

/** Who decides how much there is: 'from the request'. */
export function originText(amount: Amount): string {
  if (amount.kind !== 'data') return 'from the input'
  switch (amount.from) {
    case 'request':
      return 'from the request'
    case 'message':
      return 'from the message'
    case 'file':
      return 'from a file'
    case 'reply':
      return `from ${amount.text}() on ${lineOf(amount.node)}`
    case 'heap':
      return `to which each ${amount.text} adds`
    default:
      return 'from the input'
  }
}

/** The lines that loops stand on: 'lines 20, 21 and 10'. */
export function linesOf(loops: readonly Link[]): string {
  const lines = [...new Set(loops.map(({ node }) => String(node.loc.start.line)))]
  return lines.length === 1 ? `line ${lines[0] ?? ''}` : `lines ${lines.slice(0, -1).join(', ')} and ${lines.at(-1) ?? ''}`
}

/** The part of a loop to report. */
export function placeOf(sourceCode: SourceCode, { node, iteration }: Link): TSESTree.SourceLocation {
  return iteration ? headOf(sourceCode, iteration) : node.loc
}
