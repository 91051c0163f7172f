import { startedByImport } from '../analysis/loading/imports.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'

export default createRule<'starts' | 'runs', readonly [{ readonly allow: readonly string[] }]>({
  name: 'no-spawn-on-import',
  meta: {
    type: 'suggestion',
    docs: {
      description: 'disallow workers, processes and channels that a module starts by being imported',
      category: 'Workers',
      recommended: false,
    },
    schema: [
      {
        type: 'object',
        properties: {
          allow: {
            description: 'What is called to start something that every program with the module needs: "Worker", "BroadcastChannel".',
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
      starts: 'Importing this module starts a {{noun}}{{path}}: every program and test that imports it has one, whether it needs it or not. Start it when it is first needed.',
      runs: 'Importing this module runs a command{{path}} and waits for its end: every program and test that imports it does, whether it needs the result or not. Run it when the result is first needed.',
    },
  },
  check(context, [{ allow }]) {
    for (const { call, noun, isCommand, loading } of startedByImport(context.sourceCode)) {
      if (allow.includes(context.sourceCode.getText(call.callee))) continue
      const [first] = loading.calls
      const path = first ? `, on ${lineOf(first)}` : ''
      context.report({ node: call.callee, messageId: isCommand ? 'runs' : 'starts', data: { noun, path } })
    }
  },
})
