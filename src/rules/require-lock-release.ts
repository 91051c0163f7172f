import type { TSESLint } from '@typescript-eslint/utils'

import type { Acquisition } from '../analysis/locks/release/acquisitions.ts'
import { spotOf } from '../analysis/locks/effects.ts'
import { type StuckFlag, stuckFlags } from '../analysis/locks/release/busy.ts'
import { exitText, failsInFinally, failureText } from '../analysis/locks/release/exits.ts'
import { type Leak, leaksIn } from '../analysis/locks/release/leaks.ts'
import { poisonedQueues } from '../analysis/locks/release/poisoned.ts'
import { type Repair, repairOfFlag, repairsOfLeak } from '../analysis/locks/release/repairs.ts'
import { shutLocks } from '../analysis/locks/release/shut.ts'
import { mayLock } from '../analysis/locks/uses.ts'
import type { SourceCode } from '../utils/per-file.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'

type MessageId = 'never' | 'uncalled' | 'skipped' | 'leaving' | 'repeated' | 'rejected' | 'settled' | 'ended' | 'aborted' | 'unacquired' | 'missing' | 'caught' | 'stuck' | 'told' | 'erred' | 'counted' | 'outwaited' | 'answered' | 'poisoned' | 'shut' | Repair['does']

export default createRule<MessageId, readonly [{ readonly allow: readonly string[] }]>({
  name: 'require-lock-release',
  meta: {
    type: 'problem',
    docs: {
      description: 'require locks, permits, pooled connections and transactions to be released on every way out',
      category: 'Locks',
      recommended: true,
    },
    hasSuggestions: true,
    schema: [
      {
        type: 'object',
        properties: {
          allow: {
            type: 'array',
            items: { type: 'string' },
            uniqueItems: true,
            description: 'Locks, by the names that messages give them, and things ("connection") that may be kept.',
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ allow: [] }],
    messages: {
      never: '{{what}} is acquired here and never released: {{harm}}. {{repair}}.',
      uncalled: '{{what}} is acquired here, and `{{text}}` on {{line}} names the release without calling it: {{harm}}. Call it.',
      skipped: '{{what}} is acquired here and released on {{line}}, but {{exit}} skips that: {{harm}}. {{repair}}.',
      leaving: '{{what}} is acquired here and handed on on {{line}}, but {{exit}} comes before that: {{harm}}. Release it where that fails.',
      repeated: '{{what}} is acquired here and released on {{line}}, but {{exit}} leads to the next turn of the loop, which acquires it again: {{harm}}. {{repair}}.',
      unacquired: '{{what}} is acquired inside the `try` whose `finally` releases it on {{line}}: after {{exit}} that releases what this call does not hold, and lets somebody in beside the holder. Acquire it before the `try`.',
      missing: '{{what}} is acquired inside the `try` whose `finally` releases it on {{line}}: after {{exit}} there is nothing to release, and the error of that hides the real one. Acquire it before the `try`.',
      caught: '{{what}} is acquired inside the `try` whose `catch` gives it back on {{line}}: after {{exit}} there is nothing to give back, and the error of that hides the real one. Acquire it before the `try`, or ask in the `catch` whether it is there.',
      stuck: '`{{what}}` is set here and cleared on {{line}}, but {{exit}} skips that: it stays set, and every later call ends at the test on {{guard}}. Clear it in a `finally` block.',
      told: '`{{what}}` is set here and cleared on {{line}}, but {{exit}} says that all is done and skips that: it stays set, and every later call ends at the test on {{guard}}. Clear it there as well.',
      erred: '`{{what}}` is set here and cleared on {{line}}, but not where the callback is told of an error: {{exit}} skips that, it stays set, and every later call ends at the test on {{guard}}. Clear it there as well.',
      counted: '`{{what}}` is counted up here and down on {{line}}, but {{exit}} skips that: each failure takes for ever one of the places that the test on {{guard}} gives out. Count down in a `finally` block.',
      outwaited: '`{{what}}` is counted up here and down on {{line}}, but {{exit}} skips that: it never comes down again, and the loop on {{guard}} waits for that for ever. Count down in a `finally` block.',
      answered: '`{{what}}` is counted up here and down on {{line}}, but {{exit}} skips that: it never comes down again, and what is answered on {{guard}} says for ever that something is under way. Count down in a `finally` block.',
      poisoned: '`{{tail}}` is a rejected promise once a task has failed, and this `then()` runs nothing behind that: no later task runs any more, and whoever waits for one gets the old error. Keep a promise there that does not reject, as with `.catch(() => {})` at its end, and answer with the other one.',
      shut: 'The next one is let in on {{line}}, but {{exit}} skips that: whoever waits behind this section waits for ever. Let it in in a `finally` block.',
      rejected: '{{what}} is acquired here and released on {{line}}, but only when the promise is fulfilled; {{exit}} skips that: {{harm}}. Release it in `.finally()`.',
      ended: "{{what}} is acquired here and released on {{line}}, but only when `{{stream}}` says '{{event}}', which it does not where an error or the other side ends it before: {{harm}}. Release it for 'close', which always comes.",
      aborted: "{{what}} is acquired here and released on {{line}}, but only when `{{stream}}` says '{{event}}', and mostly nobody aborts: {{harm}}. {{repair}}.",
      settled: '{{what}} is acquired here and released on {{line}}, but `{{by}}` on {{exit}} settles the promise without that: {{harm}}. Release it in `.finally()` of the promise.',
      wrap: 'Release in a `finally` block',
      call: 'Call it',
      finally: 'Release in `.finally()`',
      scope: 'Use `{{method}}()`, which releases by itself',
    },
  },
  evidence: mayLock,
  check(context, [{ allow }]) {
    for (const leak of leaksIn(context.sourceCode)) {
      if (allow.includes(leak.of.text)) continue
      context.report({ loc: spotOf(leak.of.call), messageId: messageOf(leak), data: { ...wordsFor(leak.of), ...placesOf(context.sourceCode, leak) }, suggest: repairsOfLeak(context.sourceCode, leak).map(suggestion) })
    }
    for (const { call, tail } of poisonedQueues(context.sourceCode)) {
      if (!allow.includes(tail)) context.report({ node: call.callee, messageId: 'poisoned', data: { tail } })
    }
    for (const shut of shutLocks(context.sourceCode)) {
      context.report({ node: shut.call, messageId: 'shut', data: { line: lineOf(shut.end), exit: exitText(context.sourceCode, shut) } })
    }
    for (const flag of stuckFlags(context.sourceCode)) {
      if (!allow.includes(flag.text)) context.report({ node: flag.set, messageId: idOf(flag), data: describe(context.sourceCode, flag), suggest: [repairOfFlag(context.sourceCode, flag)].flatMap((repair) => (repair ? suggestion(repair) : [])) })
    }
  },
})

function suggestion({ does, range, text, method = '' }: Repair) {
  return { messageId: does, data: { method }, fix: (fixer: TSESLint.RuleFixer) => fixer.replaceTextRange(range, text) }
}

function messageOf(leak: Leak): MessageId {
  return leak.kind === 'skipped' && leak.isHandedOver ? 'leaving' : leak.kind
}

function wordsFor({ text, lease, model }: Acquisition): Record<string, string> {
  if (lease) return { what: `A ${lease.noun}`, harm: lease.harm, repair: lease.repair }
  return { what: `\`${text}\``, harm: !model || model.bounded ? 'it stays locked, and nobody else gets it' : 'it stays locked, and whoever wants it next waits for ever', repair: 'Release it in a `finally` block' }
}

function placesOf(sourceCode: SourceCode, leak: Leak): Record<string, string> {
  switch (leak.kind) {
    case 'never':
      return {}
    case 'uncalled':
      return { text: sourceCode.getText(leak.at), line: lineOf(leak.at) }
    case 'skipped':
    case 'repeated':
      return { line: lineOf(leak.end), exit: exitText(sourceCode, leak), ...(failsInFinally(leak) && { repair: 'Release it before that, or in a `finally` block around that' }) }
    case 'unacquired':
    case 'missing':
    case 'caught':
      return { line: lineOf(leak.end), exit: failureText(sourceCode, leak.failing) }
    case 'ended':
    case 'aborted':
      return { line: lineOf(leak.end), stream: sourceCode.getText(leak.stream), event: leak.event }
    case 'settled':
      return { line: lineOf(leak.end), by: sourceCode.getText(leak.by), exit: lineOf(leak.by) }
    case 'rejected':
      return { line: lineOf(leak.end), exit: failureText(sourceCode, leak.promise) }
  }
}

const ASKED_BY = { loop: 'outwaited', answer: 'answered' } as const

function idOf({ says, counts, asked }: StuckFlag): MessageId {
  if (says === 'done') return 'told'
  if (says === 'error' && !counts) return 'erred'
  return asked === 'test' ? (counts ? 'counted' : 'stuck') : ASKED_BY[asked]
}

function describe(sourceCode: SourceCode, { text, clear, guard, skips }: StuckFlag): Record<string, string> {
  const exit = 'promise' in skips ? failureText(sourceCode, skips.promise) : exitText(sourceCode, skips)
  return { what: text, line: lineOf(clear), exit, guard: lineOf(guard) }
}
