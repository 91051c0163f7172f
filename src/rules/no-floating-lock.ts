import type { Fault } from '../analysis/locks/floating/faults.ts'
import { floatingIn } from '../analysis/locks/floating/index.ts'
import { repairOf } from '../analysis/locks/floating/repairs.ts'
import { type Place, shown } from '../analysis/locks/places/symbol.ts'
import { mayLock } from '../analysis/locks/uses.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'

type Kind = Exclude<Fault['kind'], 'carried'> | 'carried' | 'carriedBy' | 'unrun'
type MessageId = Kind | 'await' | 'return'

export default createRule<MessageId>({
  name: 'no-floating-lock',
  meta: {
    type: 'problem',
    docs: {
      description: 'require locks to be waited for, and to be held until the work they protect has ended',
      category: 'Locks',
      recommended: true,
    },
    hasSuggestions: true,
    schema: [],
    messages: {
      unheld: 'Nothing waits until {{lock}} is held: the code that follows runs without it. Await this call.',
      tested: 'This tests the promise of {{lock}}, which is always truthy, not its answer: the code that depends on it runs without the lock. Await this call.',
      mistaken: 'This is the promise of a section of {{lock}}, not what the section yields, but the code behind it calculates with it or takes a part of it. Await this call.',
      lost: 'When this race is lost, {{lock}} is taken all the same once it is free, and nobody is there to give it back: it stays locked for ever. Let the lock itself end the wait: by its timeout, or by a signal.',
      late: 'The promise of {{lock}} is waited for only where the lock is given back, on {{line}}: what stands before that runs without it. Await this call.',
      relied: 'Nothing waits for this section of {{lock}}, and {{line}} goes on with `{{place}}`, which the section changes: it reads what is old or half done. Await this call.',
      reliedBy: 'Nothing waits for the sections of {{lock}} in this callback, and {{line}} goes on with `{{place}}`, which they change: it reads what is old or half done. Use a `for` loop with `await`, or await `Promise.all(… .map(…))`.',
      forgotten: 'Nothing waits for this section of {{lock}}: `{{by}}()` is over before the section is, and an error in it reaches nobody. Await or return this call.',
      work: 'Nothing waits for this work, so {{lock}} (held since line {{since}}) is given back while it is still running: the next holder comes in the middle of it. Await it, or return its promise.',
      callback: 'Nothing waits for the promises of this callback, so {{lock}} (held since line {{since}}) is given back while they are still running: the next holder comes in the middle of them. Use a `for` loop with `await`, or await `Promise.all(… .map(…))`.',
      callsBack: 'This call comes back at once, so {{lock}} (held since line {{since}}) is given back before its callback runs: the next holder comes in the middle of it. Use the form that yields a promise, and await it.',
      returned: '{{lock}} is given back on {{line}} before the promise returned here has settled: the next holder comes in the middle of its work. Write `return await`.',
      after: 'This work is begun under {{lock}}, but waited for on {{line}}, where the lock has been given back: the next holder comes in the middle of it. Await it here.',
      timed: 'This timer gives {{lock}} back when its time is over, whether or not what {{line}} waits for has ended: the next holder comes in the middle of it. Give the lock back where the work ends, and limit the time of the work itself.',
      lazy: 'This section only makes what it returns: the reading begins when {{lock}} (held since line {{since}}) has been given back. Read all of it inside the section.',
      raced: 'When this race is lost, `{{work}}` is still running, but {{lock}} (held since line {{since}}) is given back: the next holder comes in the middle of it. Hold the lock until the work itself has ended, and abort the work when its time is over.',
      lent: '`{{what}}` is given back on {{line}} before the promise returned here has settled: the work goes on with something that others may already have. Write `return await`.',
      strewn: 'Nothing waits for the promises of this callback, so `{{what}}` is given back on {{line}} while they are still running: they go on with something that others may already have, and their errors reach nobody. Use a `for` loop with `await`, or await `Promise.all(… .map(…))`.',
      lowered: '`{{what}}` is taken down on {{line}} before the promise returned here has settled: it says that the work is over, and whoever asks it comes in the middle. Write `return await`.',
      ongoing: '`{{what}}` is taken down on {{line}} while this work, which nothing waits for, is still running: it says that the work is over, and whoever asks it comes in the middle. Await it.',
      carried: 'Nothing waits for this work, which goes on in the transaction of `{{carrier}}`: the transaction can be committed or rolled back before it, and its errors reach nobody. Await it.',
      uncommitted: 'Nothing waits for the end of the transaction that {{line}} begins: what comes next goes on before it, its connection may be given back meanwhile, and an error in it reaches nobody. Await this call.',
      unrun: 'This statement is built, and nothing runs it: a database that answers at once needs `run()`, `all()` or `get()` behind it, one that answers later somebody who awaits it. What it says is not part of the transaction of `{{carrier}}`.',
      carriedBy: 'Nothing waits for the promises of this callback, which go on in the transaction of `{{carrier}}`: the transaction can be committed or rolled back before them, and their errors reach nobody. Use a `for` loop with `await`, or await `Promise.all(… .map(…))`.',
      await: 'Await it',
      return: 'Return its promise',
    },
  },
  evidence: mayLock,
  check(context) {
    for (const fault of floatingIn(context.sourceCode)) {
      const repair = repairOf(context.sourceCode, fault)
      context.report({
        loc: fault.at,
        messageId: fault.kind === 'carried' ? messageOfCarried(fault) : fault.kind,
        data: wordsFor(fault),
        suggest: repair ? [{ messageId: repair.does, fix: (fixer) => fixer.replaceTextRange([...repair.range], repair.text) }] : [],
      })
    }
  },
})

function messageOfCarried({ isCallback, isUnrun }: Extract<Fault, { kind: 'carried' }>): 'carried' | 'carriedBy' | 'unrun' {
  if (isUnrun) return 'unrun'
  return isCallback ? 'carriedBy' : 'carried'
}

function wordsFor(fault: Fault): Record<string, string> {
  switch (fault.kind) {
    case 'unheld':
    case 'tested':
    case 'mistaken':
    case 'lost':
      return { lock: named(fault.lock) }
    case 'late':
      return { lock: named(fault.lock), line: lineOf(fault.given) }
    case 'relied':
    case 'reliedBy':
      return { lock: named(fault.lock), line: lineOf(fault.later), place: fault.place }
    case 'forgotten':
      return { lock: named(fault.lock), by: fault.by }
    case 'after':
    case 'timed':
      return { lock: named(fault.lock), line: lineOf(fault.later) }
    case 'work':
    case 'callback':
    case 'callsBack':
    case 'lazy':
      return { lock: named(fault.section.lock), since: String(fault.section.since.start.line) }
    case 'raced':
      return { lock: named(fault.section.lock), since: String(fault.section.since.start.line), work: fault.work === '' ? 'the work' : `${fault.work}()` }
    case 'returned':
      return { lock: fault.lock === undefined ? 'The lock' : `\`${fault.lock}\``, line: lineOf(fault.given) }
    case 'lent':
    case 'strewn':
    case 'lowered':
    case 'ongoing':
      return { what: fault.what, line: lineOf(fault.given) }
    case 'uncommitted':
      return { line: lineOf(fault.begun) }
    case 'carried':
      return { carrier: fault.carrier }
  }
}

function named(lock: Place | undefined): string {
  return lock ? `\`${shown(lock)}\`` : 'the lock'
}
