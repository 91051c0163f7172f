import { type Unguarded, unguarded } from '../analysis/locks/guard/index.ts'
import { mayLock } from '../analysis/locks/uses.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'

export default createRule<Unguarded['kind'], readonly [{ readonly allow?: readonly string[] }]>({
  name: 'consistent-lock-guard',
  meta: {
    type: 'problem',
    docs: {
      description: 'require state that a lock guards to be changed under that lock everywhere',
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
            description: 'States, by the names that messages give them, that need no lock.',
            items: { type: 'string' },
            uniqueItems: true,
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{}],
    messages: {
      unguarded:
        '`{{state}}` is changed here from what was read before others could run (read on {{read}}, wait on {{wait}}), without `{{lock}}`, under which it is touched elsewhere (as on {{guarded}}): a change made meanwhile is lost. Take `{{lock}}` around the read and the write.',
      unchecked:
        '`{{state}}` is set here under `{{lock}}` because it was {{how}} before the lock was taken ({{test}}), but it is not looked at again: callers that waited for the lock set it once more. Check it again inside.',
      copied:
        '`{{state}}` is set here under `{{lock}}` to what is made of what it was before the lock was taken (read on {{read}}): what those who had the lock first made of it is lost. Read it inside.',
    },
  },
  evidence: mayLock,
  check(context, [{ allow = [] }]) {
    for (const found of unguarded(context.sourceCode)) if (!allow.includes(found.state)) context.report(describe(found))
  },
})

function describe(found: Unguarded) {
  const { kind, state, lock, write: node } = found
  if (found.kind === 'unchecked') return { node, messageId: kind, data: { state, lock, how: found.old ? 'no good any more' : 'missing', test: lineOf(found.test) } }
  if (found.kind === 'copied') return { node, messageId: kind, data: { state, lock, read: lineOf(found.read) } }
  return { node, messageId: kind, data: { state, lock, read: lineOf(found.read), wait: lineOf(found.wait), guarded: lineOf(found.guarded) } }
}
