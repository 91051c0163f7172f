import type { TSESLint } from '@typescript-eslint/utils'

import { type TransferFault, transferFaults } from '../analysis/transfer/faults.ts'
import type { Kept } from '../analysis/transfer/kept.ts'
import type { Move } from '../analysis/transfer/move.ts'
import type { Use } from '../analysis/transfer/uses.ts'
import type { SourceCode } from '../utils/per-file.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'

type MessageIds = 'used' | 'handed' | 'list' | 'kept' | 'cached'
type Options = readonly [{ readonly allow?: readonly string[] }?]

export default createRule<MessageIds, Options>({
  name: 'no-use-after-transfer',
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow the use of buffers, ports, streams and pictures after they have been transferred',
      category: 'Messages',
      recommended: true,
    },
    schema: [
      {
        type: 'object',
        properties: {
          allow: {
            description: 'Things that are not reported, as written in the code (`this.frame`).',
            type: 'array',
            items: { type: 'string' },
            uniqueItems: true,
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{}],
    messages: {
      used: "'{{thing}}' was transferred on {{place}} and is gone from this thread: {{harm}}. {{repair}}.",
      handed: "'{{thing}}' has handed its drawing on to an OffscreenCanvas on {{place}}: this throws. Use that canvas, where it is by now.",
      list: "What is in '{{thing}}' was transferred on {{place}} and is gone from this thread: {{harm}}. Make a new list for each send.",
      kept: "'{{thing}}' is transferred here but stays where it is: {{next}} finds it without its content. Put a new one in its place, or send a copy.",
      cached: "'{{thing}}' is transferred here but stays in '{{collection}}': what is read from there next ({{next}}) has no content any more. Send a copy, or take it out.",
    },
  },
  check(context, [{ allow = [] } = {}]) {
    const { sourceCode } = context
    for (const fault of transferFaults(sourceCode)) {
      if (!allow.includes(sourceCode.getText(fault.move.node))) context.report(reportOf(sourceCode, fault))
    }
  },
})

function reportOf(sourceCode: SourceCode, { move, use, kept }: TransferFault): TSESLint.ReportDescriptor<MessageIds> {
  const thing = sourceCode.getText(use ? use.node : move.node)
  if (use) {
    const data = { thing: named(thing, sourceCode.getText(move.node)), place: lineOf(move.send), harm: harmOf(move, use), repair: use.does === 'sent' ? 'Send each receiver a copy of its own' : 'Use it before, or send a copy' }
    return { node: use.node, messageId: move.method ? 'handed' : move.list ? 'list' : 'used', data }
  }
  return { node: move.node, ...keptMessage(sourceCode, move, kept as Kept, thing) }
}

/** A long expression goes by the name it was sent under. */
function named(used: string, sent: string): string {
  return used.length > 40 || used.includes('\n') ? sent : used
}

function keptMessage(sourceCode: SourceCode, move: Move, { next, collection }: Kept, thing: string) {
  const place = next === move.node ? 'the next call' : lineOf(next)
  if (collection) return { messageId: 'cached' as const, data: { thing, next: place, collection: sourceCode.getText(collection) } }
  return { messageId: 'kept' as const, data: { thing, next: place } }
}

/** What the code gets instead. */
function harmOf({ kind, list }: Move, { does }: Use): string {
  if (list) return does === 'used' ? 'its elements are empty here, and most of their methods throw' : does === 'kept' ? 'whoever takes it from here sends what is gone' : 'sending it again throws or delivers nothing'
  if (does === 'size') return 'this is 0 here'
  if (does === 'sent') return 'sending it again throws or delivers nothing'
  switch (kind) {
    case 'port':
      return 'what is sent or listened for here reaches nobody'
    case 'stream':
      return 'it is locked here, and reading or writing it throws'
    case 'picture':
      return 'it is empty here, and drawing it throws'
    case 'buffer':
      return 'it is empty here, and most of its methods throw'
    case 'thing':
      return 'it cannot be used here any more'
  }
}
