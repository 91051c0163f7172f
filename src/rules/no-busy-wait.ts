import type { TSESLint } from '@typescript-eslint/utils'

import { headOf } from '../analysis/loops/blocks.ts'
import { evidenceFrom, mentions } from '../analysis/resolve/evidence.ts'
import { threadAt } from '../analysis/roles/role.ts'
import { type BusyWait, busyWaits } from '../analysis/spins/index.ts'
import { nodeOnly } from '../knowledge/roles.ts'
import type { SourceCode } from '../utils/per-file.ts'
import { quoted } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'
import { functionAround, isCall, type Node, unwrap } from '../utils/syntax.ts'

type MessageIds = 'clock' | 'flag' | 'word' | 'outside' | 'microtasks' | 'turns' | 'sleep'

export default createRule<MessageIds>({
  name: 'no-busy-wait',
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow loops that only ask again and again whether they may go on',
      category: 'The event loop',
      recommended: true,
    },
    hasSuggestions: true,
    schema: [],
    messages: {
      clock: 'This loop does nothing until time has passed: it takes a whole core, and no timer, request or message of this thread gets a turn. {{repair}}.',
      flag: "While this loop runs, nothing else on this thread does, so nothing can change '{{what}}': once entered, the loop never ends. Wait for an event or a promise that says so.",
      word: "This loop asks for '{{what}}' as fast as it can, and takes a whole core until another thread has changed it. Sleep with Atomics.wait in a worker, or await Atomics.waitAsync.",
      outside: "This loop looks at '{{what}}' as fast as it can: it takes a whole core until another program has changed that, and no timer, request or message of this thread gets a turn. Await a timer between two looks, or watch the file.",
      microtasks: "'{{pause}}' lets only microtasks run, so no timer, event or message can change '{{what}}': once entered, this waits for ever, and so does all else on this thread. Wait for an event or a promise that says so.",
      turns: "This asks for '{{what}}' in every turn of the event loop, and takes a whole core until it has changed. Wait for an event or a promise that says so.",
      sleep: 'Await a timer',
    },
  },
  check(context) {
    const { sourceCode } = context
    for (const wait of busyWaits(sourceCode)) context.report(describe(sourceCode, wait))
  },
})

function describe(sourceCode: SourceCode, { node, of, pause, asked, between }: BusyWait): TSESLint.ReportDescriptor<MessageIds> {
  const data = { what: quoted(sourceCode.getText(asked)), pause: between ? quoted(sourceCode.getText(between)) : '', repair: repairOf(sourceCode, node) }
  const loc = isCall(node) ? node.loc : headOf(sourceCode, { node })
  if (pause === 'microtasks') return { loc, messageId: 'microtasks', data }
  if (pause === 'turn') return { loc, messageId: 'turns', data }
  return { loc, messageId: of, data, suggest: of === 'clock' ? slept(sourceCode, node) : [] }
}

const nodeRoots = evidenceFrom(nodeOnly)

function repairOf(sourceCode: SourceCode, node: Node): string {
  if (threadAt(sourceCode, node) === 'worker') return 'Sleep with Atomics.wait on a word that nobody changes'
  return mentions(sourceCode, nodeRoots) ? 'Await setTimeout of node:timers/promises' : 'Await a promise that a timer resolves'
}

/** `while (Date.now() < end);` in an async function: a timer for the rest of the time. */
function slept(sourceCode: SourceCode, node: Node): TSESLint.SuggestionReportDescriptor<MessageIds>[] {
  const test = node.type === 'WhileStatement' ? unwrap(node.test) : undefined
  const body = node.type === 'WhileStatement' ? node.body : undefined
  const isEmpty = body?.type === 'EmptyStatement' || (body?.type === 'BlockStatement' && body.body.length === 0)
  if (test?.type !== 'BinaryExpression' || !['<', '<='].includes(test.operator) || !isEmpty || functionAround(node)?.async !== true) return []
  const since = unwrap(test.left)
  if (since.type !== 'CallExpression' && since.type !== 'BinaryExpression') return []
  const [left, right] = [sourceCode.getText(since), sourceCode.getText(test.right)]
  const time = since.type === 'CallExpression' ? `${right} - ${left}` : `${right} - (${left})`
  return [{ messageId: 'sleep', fix: (fixer) => fixer.replaceText(node, `await new Promise((resolve) => setTimeout(resolve, ${time}))`) }]
}
