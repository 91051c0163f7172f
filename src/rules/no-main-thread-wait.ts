import type { TSESLint } from '@typescript-eslint/utils'

import { mentions } from '../analysis/resolve/evidence.ts'
import { waitingText } from '../analysis/roles/words.ts'
import { type MainThreadWait, mainThreadWaits, waitRoots } from '../analysis/waiting/threads.ts'
import type { SourceCode } from '../utils/per-file.ts'
import { lineOf, quoted } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'
import { functionAround } from '../utils/syntax.ts'

type MessageIds = 'page' | 'worklet' | 'serviceWorker' | 'blocks' | 'sleeps' | 'async'

export default createRule<MessageIds>({
  name: 'no-main-thread-wait',
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow Atomics.wait, and locks that wait with it, on threads that may not block',
      category: 'The event loop',
      recommended: true,
    },
    hasSuggestions: true,
    schema: [],
    messages: {
      page: "'{{call}}' blocks{{where}}, and this runs on the main thread of a page{{path}}, which may not block: it throws a TypeError. Await Atomics.waitAsync, or wait in a worker.",
      worklet: "'{{call}}' blocks, and a worklet may not: it throws a TypeError, and sound would stop if it did not. Take what Atomics.load finds, and go on without the rest.",
      serviceWorker: "'{{call}}' blocks, and a service worker may not: it throws a TypeError. Await Atomics.waitAsync.",
      blocks: "'{{call}}' blocks this thread until another one notifies it{{where}}, and {{who}} runs it{{path}}: no other request, timer or message gets a turn before that, not even the message of the thread that it waits for. Await Atomics.waitAsync.",
      sleeps: "'{{call}}' puts this whole thread to sleep{{where}}, and {{who}} runs it{{path}}: no other request, timer or message gets a turn meanwhile. Await a timer.",
      async: 'Await Atomics.waitAsync',
    },
  },
  evidence: (sourceCode) => mentions(sourceCode, waitRoots),
  check(context) {
    const { sourceCode } = context
    for (const wait of mainThreadWaits(sourceCode)) context.report(describe(sourceCode, wait))
  },
})

function describe(sourceCode: SourceCode, found: MainThreadWait): TSESLint.ReportDescriptor<MessageIds> {
  const { at, wait, thread, context, sleeps } = found
  const data = {
    call: `${quoted(sourceCode.getText(at.callee))}()`,
    where: at === wait ? '' : `, on ${lineOf(wait)}`,
    ...(context ? waitingText(context) : { who: '', path: '' }),
  }
  const suggest = awaited(sourceCode, found)
  switch (thread) {
    case 'worklet':
      return { node: at.callee, messageId: 'worklet', data }
    case 'service worker':
      return { node: at.callee, messageId: 'serviceWorker', data, suggest }
    case 'page':
      return { node: at.callee, messageId: 'page', data, suggest }
    case 'loop':
      return { node: at.callee, messageId: sleeps ? 'sleeps' : 'blocks', data, suggest: sleeps ? [] : suggest }
  }
}

/** As a statement of an async function. */
function awaited(sourceCode: SourceCode, { at, wait }: MainThreadWait): TSESLint.SuggestionReportDescriptor<MessageIds>[] {
  if (at !== wait || at.parent.type !== 'ExpressionStatement' || functionAround(at)?.async !== true) return []
  const given = at.arguments.map((each) => sourceCode.getText(each)).join(', ')
  return [{ messageId: 'async', fix: (fixer) => fixer.replaceText(at, `await Atomics.waitAsync(${given}).value`) }]
}
