import type { TSESLint } from '@typescript-eslint/utils'

import { type Chatter, chatterIn } from '../analysis/messages/chatter.ts'
import type { SinkModel } from '../knowledge/schema.ts'
import type { SourceCode } from '../utils/per-file.ts'
import { lineOf, quoted } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'
import type { Node } from '../utils/syntax.ts'

type MessageId = 'elements' | 'counted'
type Options = readonly [{ readonly allow: readonly string[] }]

/** What one call costs, whatever it carries. */
const COSTS: Readonly<Record<NonNullable<SinkModel['costs']>, string>> = {
  message: 'is a message of its own, which is cloned, queued and delivered by itself',
  task: 'is a task of its own, with a message there and one back, for next to no work',
  call: 'is a message there and one back',
}

const REPAIRS: Readonly<Record<NonNullable<SinkModel['costs']>, string>> = {
  message: 'Collect them, and send some thousands at once',
  task: 'Give each task some thousands of them',
  call: 'Pass them all in one call',
}

export default createRule<MessageId, Options>({
  name: 'prefer-batched-messages',
  meta: {
    type: 'suggestion',
    docs: {
      description: 'disallow a message, pool task or remote call of its own for each small element of data',
      category: 'Messages',
      recommended: false,
    },
    schema: [
      {
        type: 'object',
        properties: {
          allow: {
            description: 'What goes through without being reported, as it is written: "this.rows", "samples".',
            type: 'array',
            items: { type: 'string' },
            uniqueItems: true,
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ allow: [] }],
    messages: {
      elements: "'{{call}}' for each element of '{{over}}'{{where}} {{cost}}: that takes longer than the elements are worth. {{repair}}.",
      counted: "'{{call}}' in each round of the loop on {{place}} {{cost}}: that takes longer than what it carries is worth. {{repair}}.",
    },
  },
  check(context, [{ allow }]) {
    const { sourceCode } = context
    for (const chatter of chatterIn(sourceCode)) {
      if (!chatter.over || !allow.includes(sourceCode.getText(chatter.over))) context.report(reportOf(sourceCode, chatter))
    }
  },
})

function reportOf(sourceCode: SourceCode, { call, send, over, round }: Chatter): TSESLint.ReportDescriptor<MessageId> {
  const costs = send.sink.costs ?? 'message'
  const data = { call: textOf(sourceCode, call.callee), cost: COSTS[costs], repair: REPAIRS[costs] }
  if (!over) return { node: call.callee, messageId: 'counted', data: { ...data, place: lineOf(round.node) } }
  const where = over.loc.start.line === call.loc.start.line ? '' : ` on ${lineOf(over)}`
  return { node: call.callee, messageId: 'elements', data: { ...data, over: textOf(sourceCode, over), where } }
}

function textOf(sourceCode: SourceCode, node: Node): string {
  return quoted(sourceCode.getText(node))
}
