import { endlessWaits } from '../analysis/locks/endless/settings.ts'
import { wordWaits } from '../analysis/locks/endless/words.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'

export default createRule<'endless' | 'word', readonly [{ readonly allow?: readonly string[] }]>({
  name: 'require-lock-timeout',
  meta: {
    type: 'suggestion',
    docs: {
      description: 'require that a wait for other processes, machines or threads gives up after a time',
      category: 'Locks',
      recommended: false,
    },
    schema: [
      {
        type: 'object',
        description: 'Options of the rule.',
        properties: {
          allow: {
            type: 'array',
            description: 'Modules whose locks may be waited for without end; `Atomics.wait` for waits of threads.',
            items: { type: 'string' },
            uniqueItems: true,
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{}],
    messages: {
      endless:
        '`{{setting}}` waits for {{noun}} without end: where its holder has died or hangs, or the lock cannot be reached, whatever comes here hangs as well and reports nothing. Bound the wait, and handle that it fails.',
      word:
        'This thread waits without end for another one (asked on {{asked}}) to change a word of shared memory: where that one dies, or fails before it answers, this one stays blocked for ever. Give the wait a timeout, and look again whether the other one lives.',
    },
  },
  check(context, [{ allow = [] }]) {
    for (const { node, noun, setting, module } of endlessWaits(context.sourceCode)) {
      if (!allow.includes(module)) context.report({ node, messageId: 'endless', data: { noun, setting } })
    }
    if (allow.includes('Atomics.wait')) return
    for (const { call, asked } of wordWaits(context.sourceCode)) context.report({ node: call.callee, messageId: 'word', data: { asked: lineOf(asked) } })
  },
})
