import { type Fake, fakesIn } from '../analysis/fanout/fake.ts'
import { letsOthersIn } from '../analysis/resolve/evidence.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'

const REPAIR = 'Run it in a pool of workers; or do it in sequence, and let others in between with await new Promise((resolve) => setTimeout(resolve))'

export default createRule<Fake['kind'], readonly [{ readonly allow: readonly string[] }]>({
  name: 'no-fake-parallelism',
  meta: {
    type: 'suggestion',
    docs: {
      description: 'disallow promises around work that only this thread does: nothing of it runs at the same time',
      category: 'The event loop',
      recommended: false,
    },
    schema: [
      {
        type: 'object',
        properties: {
          allow: {
            description: 'Names of functions whose work is known to be light.',
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
      all: `These tasks never wait: each does all its work ({{place}}) on this thread before the next one starts, so that '{{by}}' makes nothing faster, and no other request, timer or message gets a turn before the last is done. ${REPAIR}.`,
      later: `A timer only puts this work off: each task does all of it ({{place}}) on this thread, one after the other, so that '{{by}}' makes nothing faster. ${REPAIR}.`,
      wrapped: `This promise puts nothing off: its executor does all the work ({{place}}) at once and on this thread, so that the caller waits for it in any case, and so does everybody else. ${REPAIR}; a plain function says what it does.`,
      direct: "'{{name}}' is what the worker of {{place}} is there to run, and this call runs it on this thread: nothing goes on meanwhile. Ask the worker for it.",
      shipped: "'{{name}}' is what a worker runs ({{place}}), and '{{by}}' runs it on this thread, one call after the other. Hand the tasks to workers.",
    },
  },
  evidence: letsOthersIn,
  check(context, [{ allow }]) {
    const { sourceCode } = context
    for (const { kind, at, by = '', name = '', place } of fakesIn(sourceCode)) {
      if ((kind === 'all' || kind === 'later') && allow.includes(name)) continue
      context.report({ node: at, messageId: kind, data: { by, name, place: lineOf(place) } })
    }
  },
})
