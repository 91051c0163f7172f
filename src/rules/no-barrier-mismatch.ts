import { barrierMismatches } from '../analysis/parties/barriers.ts'
import type { Difference } from '../analysis/parties/counts.ts'
import { toldCounts } from '../analysis/parties/elsewhere.ts'
import { miscounts } from '../analysis/parties/ready.ts'
import { pillShortages } from '../analysis/parties/pills.ts'
import { unstopped } from '../analysis/parties/stops.ts'
import { workersIn } from '../analysis/parties/started.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'

type MessageIds = (typeof AT_BARRIER)[Difference] | (typeof AT_LISTENER)[Difference] | 'passed' | 'pills' | 'told' | 'unstopped'

const AT_BARRIER = { more: 'never', fewer: 'early', either: 'varies' } as const
const AT_LISTENER = { more: 'uncounted', fewer: 'few', either: 'depends' } as const

export default createRule<MessageIds>({
  name: 'no-barrier-mismatch',
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow barriers and counts that wait for another number of workers than are started',
      category: 'Coordination',
      recommended: true,
    },
    schema: [],
    messages: {
      never: 'This waits until {{awaited}} have arrived, but {{parties}} come to it: the last one never does, and all others wait for ever. Take both numbers from one place.',
      early: 'This waits until {{awaited}} have arrived, but {{parties}} come to it: some go on before the others are there. Take both numbers from one place.',
      varies: 'This waits until {{awaited}} have arrived, but {{parties}} come to it: on some machines the last one never does, on others some go on before the rest is there. Take both numbers from one place.',
      uncounted: "This waits for {{awaited}} workers, but the '{{event}}' listener on {{line}} counts {{workers}}: that number is never reached. Take both numbers from one place.",
      few: "This waits for {{awaited}} workers, but the '{{event}}' listener on {{line}} counts {{workers}}: it goes on before the others are there. Take both numbers from one place.",
      depends: "This waits for {{awaited}} workers, but the '{{event}}' listener on {{line}} counts {{workers}}: on some machines that number is never reached. Take both numbers from one place.",
      told: 'This says that {{awaited}} threads come, but {{workers}} workers are started ({{line}}), and nobody else has this memory: the last one never comes, and all others wait for ever. Take both numbers from one place.',
      passed: "This waits for {{awaited}} workers, but {{passed}} goes on without starting one: the '{{event}}' listener on {{line}} counts fewer then, and that number is never reached. Count down there too, or wait for those that are started.",
      pills: 'Each worker ends when it takes this from the queue, but {{pills}} {{are}} put in for {{workers}} workers ({{line}}): the others wait for ever. Put in one for each worker.',
      unstopped: 'This tells {{told}} of {{workers}} workers ({{line}}) to stop, from the second one on: the first one is never told, and goes on for ever. Begin with 0.',
    },
  },
  check(context) {
    const { sourceCode } = context
    if (workersIn(sourceCode).length === 0) return
    for (const { at, awaited, differs, workers, withMain, start } of barrierMismatches(sourceCode)) {
      const parties = `${workers.text} workers (${lineOf(start.call)})${withMain ? ' and the thread that starts them' : ''}`
      context.report({ node: at, messageId: AT_BARRIER[differs], data: { awaited: awaited.text, parties } })
    }
    for (const { at, awaited, workers, start } of toldCounts(sourceCode)) {
      context.report({ node: at, messageId: 'told', data: { awaited: awaited.text, workers: workers.text, line: lineOf(start.call) } })
    }
    for (const { at, awaited, differs, workers, listener, event, passed } of miscounts(sourceCode)) {
      const data = { awaited: awaited.text, workers: workers.text, event, line: lineOf(listener) }
      if (passed) context.report({ node: at, messageId: 'passed', data: { ...data, passed: lineOf(passed) } })
      else context.report({ node: at, messageId: AT_LISTENER[differs], data })
    }
    for (const { at, pills, workers, start } of pillShortages(sourceCode)) {
      const data = { pills: pills.text, are: pills.text === '1' ? 'is' : 'are', workers: workers.text, line: lineOf(start.call) }
      context.report({ node: at, messageId: 'pills', data })
    }
    for (const { at, told, workers, start } of unstopped(sourceCode)) {
      context.report({ node: at, messageId: 'unstopped', data: { told: told.text, workers: workers.text, line: lineOf(start.call) } })
    }
  },
})
