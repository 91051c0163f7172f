import { copiedOf } from '../analysis/boundary/copied.ts'
import { apartOf } from '../analysis/boundary/members.ts'
import { type Split, splitsOf } from '../analysis/boundary/split.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'

type MessageIds = 'split' | 'apart' | 'copied'

export default createRule<MessageIds, readonly [{ readonly allow?: readonly string[] }?]>({
  name: 'no-cross-thread-module-state',
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow variables that threads or processes use as if they shared them',
      category: 'Shared state',
      recommended: true,
    },
    schema: [
      {
        type: 'object',
        properties: {
          allow: {
            description: 'Names of variables that are not reported (`hits`, `process.env.MODE`).',
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
      split: "'{{name}}' is set {{writer}} ({{place}}) but read here {{reader}}, and each of them has a variable of its own: what is read here is {{instead}}. Send the value in a message, or with the worker when it starts.",
      copied: "'{{name}}' is sent as a copy ({{place}}): what the other side puts into that never comes here, and nothing in this file puts anything into this one: what is read here is as empty as it was made. Let the other side send what it has got.",
      apart: '{{what}} is there once in each process that {{place}} forks: each request sees what its own process knows, and no process knows all. Keep it in the primary, or in a store that all of them use.',
    },
  },
  check(context, [{ allow = [] } = {}]) {
    const { sourceCode } = context
    for (const split of splitsOf(sourceCode)) {
      if (!allow.includes(split.name)) context.report({ node: split.read, messageId: 'split', data: wordsOf(split) })
    }
    for (const { name, read, send } of copiedOf(sourceCode)) {
      if (!allow.includes(name)) context.report({ node: read, messageId: 'copied', data: { name, place: lineOf(send) } })
    }
    for (const { node, what, fork } of apartOf(sourceCode)) {
      if (!allow.includes(what.replaceAll("'", ''))) context.report({ node, messageId: 'apart', data: { what, place: lineOf(fork) } })
    }
  },
})

function wordsOf({ name, write, reader, between, instead }: Split) {
  const [first, other] = between === 'threads' ? ['on the main thread', 'in the worker'] : ['in the primary process', 'in its workers']
  return { name, place: lineOf(write), instead, writer: reader === 'first' ? other : first, reader: reader === 'first' ? first : other }
}
