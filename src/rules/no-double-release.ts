import { spotOf } from '../analysis/locks/effects.ts'
import { turnText } from '../analysis/locks/release/exits.ts'
import { type Excess, excessReleases } from '../analysis/locks/release/double.ts'
import { mayLock } from '../analysis/locks/uses.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'
import { isCall } from '../utils/syntax.ts'

export default createRule<Excess['kind'], readonly [{ readonly allow: readonly string[] }]>({
  name: 'no-double-release',
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow releasing a lock twice, or one that somebody else holds',
      category: 'Locks',
      recommended: true,
    },
    schema: [
      {
        type: 'object',
        properties: {
          allow: {
            type: 'array',
            items: { type: 'string' },
            uniqueItems: true,
            description: 'Locks, by the names that messages give them, that may be released by anybody.',
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ allow: [] }],
    messages: {
      twice: '{{what}} was released on {{line}} before, on a way that comes here: {{harm}}. Release it once, in a `finally` block.',
      mixed: '{{what}} was released on {{line}} before, and is released here in another way, which does not know of that: {{harm}}. Use either the function that `acquire()` yields or `release()`, once.',
      unheld: '{{what}} is released here also on {{exit}}, which does not come past the `acquire()` on {{line}}: {{harm}}. Release it only where it was acquired.',
      refused: '{{what}} is released here also where the attempt to acquire it on {{line}} has failed: {{harm}}. Release it only where it was acquired.',
      locked: '`{{test}}` tells that somebody holds {{what}}, not that this call does: {{harm}}. Release it where it was acquired.',
      unowned: '{{what}} is released here, but this function does not acquire it, and whoever does (line {{line}}) releases it too: {{harm}}. Release it where it was acquired.',
    },
  },
  evidence: mayLock,
  check(context, [{ allow }]) {
    for (const excess of excessReleases(context.sourceCode)) {
      if (allow.includes(excess.text)) continue
      const { at } = excess
      context.report({ loc: isCall(at) ? spotOf(at) : at.loc, messageId: excess.kind, data: { ...wordsFor(excess), ...placesOf(excess, (node) => context.sourceCode.getText(node)) } })
    }
  },
})

const HARM = 'that fails, or lets one more in beside whoever holds it by now'

function wordsFor(excess: Excess): Record<string, string> {
  const lease = 'of' in excess ? excess.of.lease : undefined
  return lease ? { what: `This ${lease.noun}`, harm: 'that fails, or takes it away from whoever has it by now' } : { what: `\`${excess.text}\``, harm: HARM }
}

function placesOf(excess: Excess, textOf: (node: Excess['at']) => string): Record<string, string> {
  switch (excess.kind) {
    case 'twice':
    case 'mixed':
      return { line: lineOf(excess.before) }
    case 'unheld':
      return { line: lineOf(excess.acquire), exit: turnText(excess.flow, excess.path) ?? 'another way' }
    case 'refused':
      return { line: lineOf(excess.acquire) }
    case 'unowned':
      return { line: String(excess.acquire.loc.start.line) }
    case 'locked':
      return { test: textOf(excess.test) }
  }
}
