import type { TSESLint } from '@typescript-eslint/utils'

import { inTransferList } from '../analysis/messages/repairs.ts'
import { type Copy, needlessCopies } from '../analysis/transfer/copies.ts'
import { lineOf, quoted } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'

type MessageId = 'copied' | 'repair'
type Options = readonly [{ readonly allow: readonly string[] }]

export default createRule<MessageId, Options>({
  name: 'prefer-transfer',
  meta: {
    type: 'suggestion',
    docs: {
      description: 'disallow copies of large buffers that are made to be sent and not used again',
      category: 'Messages',
      recommended: false,
    },
    hasSuggestions: true,
    schema: [
      {
        type: 'object',
        properties: {
          allow: {
            description: 'What is sent as a copy without being reported, as it is written: "frame", "image.data".',
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
      copied: "'{{thing}}' is copied by {{sink}} although nothing uses it afterwards: this thread stands still for as long as that takes, and the memory is needed twice. {{repair}}.",
      repair: '{{repair}}',
    },
  },
  check(context, [{ allow }]) {
    const { sourceCode } = context
    for (const copy of needlessCopies(sourceCode)) {
      if (!allow.includes(copy.thing)) context.report(reportOf(copy))
    }
  },
})

function reportOf(copy: Copy): TSESLint.ReportDescriptor<MessageId> {
  const { call, send, sink, node, thing, listed } = copy
  const repair = call === send && listed !== undefined ? inTransferList(call, sink, listed) : undefined
  return {
    node,
    messageId: 'copied',
    data: { thing: quoted(thing), sink: call === send ? sink.noun : `${sink.noun} on ${lineOf(send)}`, repair: adviceOf(copy) },
    suggest: repair ? [{ messageId: 'repair', data: { repair: repair.text }, fix: repair.fix }] : [],
  }
}

function adviceOf({ call, send, sink, listed }: Copy): string {
  const { property, list } = sink.transfer ?? {}
  if (listed === undefined) return 'Keep it in a variable, and transfer that'
  if (call !== send) return `Let the function that sends transfer '${listed}'`
  return list || property === undefined ? `Transfer it with the list '[${listed}]'` : `Transfer it with the option '${property}: [${listed}]'`
}
