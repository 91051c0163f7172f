import { type SlowWork, slowWork } from '../analysis/locks/slow/index.ts'
import { mayLock } from '../analysis/locks/uses.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'

export default createRule<SlowWork['kind'], readonly [{ readonly allow?: readonly string[] }]>({
  name: 'no-slow-work-under-lock',
  meta: {
    type: 'suggestion',
    docs: {
      description: 'disallow sleeping, running listeners and waiting for messages while a lock is held',
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
            description: 'Locks, by the names that messages give them, under which such work is meant.',
            items: { type: 'string' },
            uniqueItems: true,
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{}],
    messages: {
      sleep: 'This sleeps while `{{lock}}` is held (since {{since}}): everybody who needs the lock sleeps as well. Sleep before you take it, or give it back meanwhile.',
      emit:
        'This runs listeners while `{{lock}}` is held (since {{since}}): what they do prolongs the section, they see what is only half done, and one that waits for the lock can hang. Emit when the lock has been given back.',
      listener:
        'This runs a registered listener while `{{lock}}` is held (since {{since}}): what it does prolongs the section, and one that waits for the lock hangs. Collect what there is to tell, and tell it when the lock has been given back.',
      message:
        'This waits for {{what}} while `{{lock}}` is held (since {{since}}), but who ends the wait ({{settler}}) has to take `{{lock}}` first: neither of the two ever goes on. Give the lock back before you wait, or answer without it.',
      yield:
        'This yields while `{{lock}}` is held (since {{since}}): the lock stays taken for as long as the consumer likes, and a consumer that needs it waits for itself. Collect under the lock and yield afterwards, or take it for each step.',
    },
  },
  evidence: mayLock,
  check(context, [{ allow = [] }]) {
    for (const { kind, node, lock, since, what = '', settler } of slowWork(context.sourceCode)) {
      if (allow.includes(lock)) continue
      context.report({ node, messageId: kind, data: { lock, since: `line ${String(since.start.line)}`, what, settler: settler ? lineOf(settler) : '' } })
    }
  },
})
