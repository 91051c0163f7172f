import type { Fault } from '../analysis/locks/attempts/faults.ts'
import { ignoredAttempts } from '../analysis/locks/attempts/index.ts'
import { keyedAttempts, mayTakeKeys } from '../analysis/locks/attempts/keyed.ts'
import { statedAttempts } from '../analysis/locks/attempts/stated.ts'
import { shown } from '../analysis/locks/places/symbol.ts'
import { type LockUse, mayLock } from '../analysis/locks/uses.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'

export default createRule({
  name: 'no-ignored-try-lock',
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow attempts to take a lock whose failure nobody looks at',
      category: 'Locks',
      recommended: true,
    },
    schema: [],
    messages: {
      ignored: 'Nobody looks at whether {{lock}} was taken here: when it was not, the code that follows runs without it. Test the result, and leave when there is no lock.',
      passed: 'Without {{lock}}, the test on {{tested}} does not leave: the code goes on, and {{given}} gives back a lock that somebody else holds. Return or throw when there is no lock.',
      offered: 'This section also runs when {{lock}} is not free: it is given `null` then, and does not look. Take the parameter, and return when it is `null`.',
      unread: 'Nobody looks at what the database answers: where somebody else has the lock, the code that follows runs without it. Test the column of the row, and leave when it says no.',
      row: 'The answer has one row whether or not the lock was taken: what is tested here is always so, and the code that follows runs without the lock. Test the column of the row.',
      keyed: 'Nobody looks at whether the key was set here: where somebody else has set it, the code that follows runs all the same, and {{given}} takes the key of the other away. Test the answer, and leave when the key was there.',
      swallowed: 'When the wait for {{lock}} ends without it, {{caught}} swallows the error, and the code that follows runs without the lock. Return or throw there.',
    },
  },
  evidence: (sourceCode) => mayLock(sourceCode) || mayTakeKeys(sourceCode),
  check(context) {
    for (const fault of ignoredAttempts(context.sourceCode)) context.report({ loc: fault.at, messageId: fault.kind, data: { lock: named(fault.use), ...placesOf(fault) } })
    for (const { at, given } of keyedAttempts(context.sourceCode)) context.report({ loc: at, messageId: 'keyed', data: { given: lineOf(given) } })
    for (const { kind, at } of statedAttempts(context.sourceCode)) context.report({ loc: at, messageId: kind })
  },
})

function placesOf(fault: Fault): Record<string, string> {
  switch (fault.kind) {
    case 'passed':
      return { tested: lineOf(fault.tested), given: lineOf(fault.given) }
    case 'swallowed':
      return { caught: lineOf(fault.caught) }
    default:
      return {}
  }
}

function named({ places: [first, second] }: LockUse): string {
  return first && !second ? `\`${shown(first)}\`` : 'the lock'
}
