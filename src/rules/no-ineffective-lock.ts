import type { Fault } from '../analysis/locks/ineffective/faults.ts'
import { ineffectiveLocks, processLocalLocks } from '../analysis/locks/ineffective/index.ts'
import { shown } from '../analysis/locks/places/symbol.ts'
import { mayLock } from '../analysis/locks/uses.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'

export default createRule<Fault['kind'], readonly [{ readonly acrossProcesses: boolean }]>({
  name: 'no-ineffective-lock',
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow locks that keep nobody out: made per call, replaced, named anew each time, or only looked at',
      category: 'Locks',
      recommended: true,
    },
    schema: [
      {
        type: 'object',
        description: 'Options of the rule.',
        properties: {
          acrossProcesses: {
            type: 'boolean',
            description: 'Also report locks of one process around code that changes files, because the program runs as several processes.',
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ acrossProcesses: false }],
    messages: {
      made: 'Each call{{by}} makes this lock for itself, and nobody else can get it: it keeps nobody out. Make it once, outside of the function.',
      instance: 'Each request makes its own `{{of}}`, with a lock of its own: {{lock}} keeps nobody out. Make one for all requests.',
      rendered: '{{by}} makes another lock each time it renders, so handlers of two renderings do not exclude each other. Keep one: outside of it, or in `useRef` or `useState`.',
      handed: 'Each call{{by}} makes another lock and keeps it nowhere: two callers never get the same one, so it keeps nobody out. Store it where the next caller finds it.',
      replaced: 'Each call{{by}} puts a new lock into the place of {{lock}}: those who come after take the new one while others still hold the old one. Keep one lock.',
      unique: 'This name is another one each time, by `{{value}}`: nobody ever asks for the same lock, so it keeps nobody out. Name the lock after what it protects.',
      unfound: 'The lock is kept under `{{key}}`, an object that each call{{by}} makes anew: a map finds it again by that very object alone, so that no other call gets this lock. Use a text as the key.',
      optional: 'Where {{lock}} is not there yet, this call is skipped and the code that follows runs without it. Make the lock before its first user can come.',
      asked: '`{{call}}` only {{does}} {{lock}}: somebody else can take it before, or while, {{later}} does what is meant to be done under it. Take the lock around that.',
      untaken: '`{{call}}` waits for {{lock}}, which nobody ever takes: it goes on at once, and keeps nobody out. Take the lock around what follows.',
      removed: '`{{from}}` forgets the lock here while others may be waiting for it: the next caller makes another one, and both are in at once. Keep it, or remove it only when nobody waits.',
      unbound: 'The rows are locked for this query alone, since `{{by}}` is not passed to it: whoever comes next gets them while this transaction goes on. Pass the transaction along.',
      pooled: '`{{by}}` gives each statement to whichever of its clients is free: those behind this one need not be in the transaction that begins here, and what others ask meanwhile may be. Check a client out, and send all of them through that.',
      pooledLock: '`{{by}}` gives each statement to whichever of its clients is free: this lock belongs to a client that nobody keeps, and what gives it back may be asked of another one, which does not have it. Check a client out, and ask that for both.',
      idle: 'Nothing is asked in `{{by}}` before it is committed on {{until}}: what is waited for in between belongs to no transaction, and stays when this one is rolled back. Pass it along, or ask through it.',
      flag: 'Each call{{by}} has a `{{flag}}` of its own, which is false on {{guard}}: the test keeps nobody out. Declare it once, outside of the function.',
      processes: '{{lock}} is known to this process alone, but the section changes files: another process does the same at the same time. Use a lock that processes share, for example a lock file.',
    },
  },
  evidence: mayLock,
  check(context, [{ acrossProcesses }]) {
    const { sourceCode } = context
    for (const fault of [...ineffectiveLocks(sourceCode), ...(acrossProcesses ? processLocalLocks(sourceCode) : [])]) {
      context.report({ loc: fault.at, messageId: fault.kind, data: { lock: fault.lock ? `\`${shown(fault.lock)}\`` : 'the lock', ...wordsFor(fault, (node) => sourceCode.getText(node)) } })
    }
  },
})

function wordsFor(fault: Fault, textOf: (node: Extract<Fault, { kind: 'unique' }>['value']) => string): Record<string, string> {
  switch (fault.kind) {
    case 'made':
    case 'handed':
    case 'replaced':
      return { by: ofCall(fault.by) }
    case 'unbound':
    case 'pooled':
    case 'pooledLock':
      return { by: fault.by }
    case 'unfound':
      return { key: fault.key, by: ofCall(fault.by) }
    case 'idle':
      return { by: fault.by, until: lineOf(fault.until) }
    case 'instance':
      return { of: fault.of }
    case 'rendered':
      return { by: `\`${fault.by}\`` }
    case 'unique':
      return { value: textOf(fault.value) }
    case 'asked':
      return { call: fault.call, does: fault.waits ? 'waits for' : 'asks about', later: lineOf(fault.later) }
    case 'flag':
      return { by: ofCall(fault.by), flag: fault.flag, guard: lineOf(fault.guard) }
    case 'untaken':
      return { call: fault.call }
    case 'removed':
      return { from: fault.from }
    default:
      return {}
  }
}

/** Whose call it is, in words behind "Each call"; nothing for a function without a name. */
function ofCall(by: string): string {
  return by === '' ? '' : ` of \`${by}()\``
}
