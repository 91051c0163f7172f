import type { TSESLint } from '@typescript-eslint/utils'

import { evidenceFrom, mentions } from '../analysis/resolve/evidence.ts'
import type { Misled } from '../analysis/waiting/expected.ts'
import { placeOf, waitFaults, type WaitFault } from '../analysis/waiting/faults.ts'
import { atomicsMethods } from '../knowledge/shared-memory.ts'
import type { SourceCode } from '../utils/per-file.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'
import { isCall, isInside, type Node, unwrap } from '../utils/syntax.ts'

type MessageIds = 'once' | 'timeout' | 'late' | 'stale' | 'anew' | 'sent' | 'other' | 'target' | 'several' | 'early' | 'unheard' | 'elsewhere' | 'asleep' | 'one' | 'edge' | 'undone' | 'unchanged' | 'loop' | 'all' | 'expect' | 'move'

const roots = evidenceFrom(atomicsMethods.keys())

export default createRule<MessageIds>({
  name: 'require-wait-loop',
  meta: {
    type: 'problem',
    docs: {
      description: 'require waits on shared memory to test again what they wait for, and changes to be made known to those who wait',
      category: 'Coordination',
      recommended: true,
    },
    hasSuggestions: true,
    schema: [],
    messages: {
      once: "Nothing tests '{{word}}' again after this wait, and {{act}} as if the wait had settled it: it also ends when another thread was faster, or has changed the word back. Test and wait in a loop.",
      timeout: "This wait also ends when its time is over, and {{place}} goes on as if '{{word}}' had changed. Test the result, or the word, before that.",
      late: "The expected value is read after the test on {{place}}: a change of '{{word}}' in between is taken for the old value, and this thread sleeps through it. Expect {{right}}.",
      stale: "The expected value was read once, on {{place}}: as soon as '{{word}}' has changed, each wait returns at once, and the loop spins. Load it anew in each round, before the test.",
      anew: "The expected value is read right before the wait, on {{place}}, and compared with nothing that the round before has seen: a change of '{{word}}' since then is taken for the old value, and this thread sleeps through it. Keep what was seen last, and wait only while '{{word}}' is still that.",
      sent: "The expected value is read after the message on {{place}} that asks for the change: an answer that comes before that is taken for the old value, and this thread sleeps through it. Read it before the message.",
      other: "The test on {{place}} lets this wait be reached only while '{{word}}' is {{right}}, but it sleeps only while it is {{expected}}: it returns at once. Expect {{right}}.",
      target: "The test on {{place}} lets this wait be reached only while '{{word}}' is not {{expected}}, and it sleeps only while it is: it returns at once. Expect the value that the test has seen, not the one that is waited for.",
      several: "The loop goes on for several values of '{{word}}', but this wait sleeps only while it is {{expected}}: with any other it returns at once, and the loop spins. Expect the value that the test has seen.",
      early: "This wakes the threads that wait before {{place}} stores what they wait for: they find '{{word}}' as it was and sleep again, and nobody wakes them after that. Notify after the store.",
      unheard: "Threads that wait for this on {{place}} sleep on: nothing wakes them after this{{told}}. Call Atomics.notify behind it.",
      elsewhere: "The threads on {{place}} wait for '{{word}}', which is stored on {{store}}, but this wakes those of another word, where nobody waits. Notify the word that they wait for.",
      asleep: "The threads on {{place}} ask for '{{word}}' only when they wake, and they sleep on '{{slept}}', which this leaves alone: they sleep on. Notify the word that they sleep on, and change it before that.",
      one: "Several threads wait on {{place}} until '{{word}}' has changed for good, and this wakes one of them: the others sleep on, because who has passed wakes nobody. Wake all: leave the number out.",
      edge: "Each of several threads waits on {{place}} until it can take one, and this wakes one of them, only where {{test}} has found '{{word}}' at 0: a second one that comes before the first is taken wakes nobody. Notify after every change.",
      undone: "This takes back at once what the threads on {{place}} have been woken for: they find '{{word}}' as it was and sleep again. Leave it to them to take it back, or count rounds that they compare.",
      unchanged: "Nothing ever changes '{{word}}': a notify on {{place}} that comes before this wait wakes nobody, and this sleeps on. Change the word before the notify, and wait only while it is unchanged.",
      loop: 'Test again after each wait',
      expect: 'Expect {{right}}',
      move: 'Notify after the store',
      all: 'Wake all',
    },
  },
  evidence: (sourceCode) => mentions(sourceCode, roots),
  check(context) {
    const { sourceCode } = context
    for (const fault of waitFaults(sourceCode)) context.report({ node: placeOf(fault), ...wording(sourceCode, fault) })
  },
})

interface Wording {
  readonly messageId: MessageIds
  readonly data: Readonly<Record<string, string>>
  readonly suggest: TSESLint.SuggestionReportDescriptor<MessageIds>[]
}

function wording(sourceCode: SourceCode, fault: WaitFault): Wording {
  const text = (node: Node): string => sourceCode.getText(node)
  switch (fault.kind) {
    case 'misled': {
      const { wait: { access, expected }, misled } = fault
      return misledWording(misled, { word: word(sourceCode, access), expected: expected ? text(expected) : '' }, expected)
    }
    case 'trusted': {
      const { wait: { access, call }, trust: { kind, act, decider } } = fault
      if (kind === 'timeout') return { messageId: 'timeout', data: { word: word(sourceCode, access), place: lineOf(act) }, suggest: [] }
      const acts = isInside(call, act) ? 'the function goes on' : `${lineOf(act)} takes it`
      return { messageId: 'once', data: { word: word(sourceCode, access), act: acts }, suggest: looped(sourceCode, decider, call) }
    }
    case 'early':
      return { messageId: 'early', data: { word: word(sourceCode, fault.store), place: lineOf(fault.store.node) }, suggest: moved(sourceCode, fault.notify.node, fault.store.node) }
    case 'unheard': {
      const { wait, told } = fault.unheard
      return { messageId: 'unheard', data: { place: lineOf(wait.call), told: told ? `, as ${lineOf(told.node)} does` : '' }, suggest: [] }
    }
    case 'one':
      return { messageId: 'one', data: { word: word(sourceCode, fault.wait.access), place: lineOf(fault.wait.call) }, suggest: unlimited(fault.notify.node) }
    case 'edge':
      return { messageId: 'edge', data: { word: word(sourceCode, fault.notify), place: lineOf(fault.wait.call), test: lineOf(fault.test) }, suggest: [] }
    case 'undone':
      return { messageId: 'undone', data: { word: word(sourceCode, fault.store), place: lineOf(fault.wait.call) }, suggest: [] }
    case 'unchanged':
      return { messageId: 'unchanged', data: { word: word(sourceCode, fault.wait.access), place: lineOf(fault.notify.node) }, suggest: [] }
    case 'asleep':
      return { messageId: 'asleep', data: { word: word(sourceCode, fault.notify), slept: word(sourceCode, fault.wait.access), place: lineOf(fault.wait.call) }, suggest: [] }
    case 'elsewhere':
      return { messageId: 'elsewhere', data: { word: word(sourceCode, fault.store), place: lineOf(fault.wait.call), store: lineOf(fault.store.node) }, suggest: [] }
  }
}

/** The element as the code writes it: `view[HEAD]`. */
function word(sourceCode: SourceCode, { object, index }: { readonly object: Node; readonly index: Node }): string {
  return `${sourceCode.getText(object)}[${sourceCode.getText(index)}]`
}

function misledWording({ kind, place, right }: Misled, about: Readonly<Record<string, string>>, expected: Node | undefined): Wording {
  const constant = right ?? (kind === 'late' ? 'a value that was read before the test' : '')
  const suggest: Wording['suggest'] = right === undefined || !expected
    ? []
    : [{ messageId: 'expect', data: { right }, fix: (fixer) => fixer.replaceText(expected, right) }]
  const messageId = kind === 'other' && right === undefined ? 'target' : kind
  return { messageId, data: { ...about, place: lineOf(place), right: constant }, suggest }
}

/** `if (test) wait` with nothing else in it: `while`. */
function looped(sourceCode: SourceCode, decider: Node | undefined, call: Node): Wording['suggest'] {
  if (decider?.type !== 'IfStatement' || decider.alternate) return []
  const [only, more] = decider.consequent.type === 'BlockStatement' ? decider.consequent.body : [decider.consequent]
  const keyword = sourceCode.getFirstToken(decider)
  if (more || only?.type !== 'ExpressionStatement' || awaited(only.expression) !== call || !keyword || !testsDirectly(decider.test)) return []
  return [{ messageId: 'loop', fix: (fixer) => fixer.replaceText(keyword, 'while') }]
}

/** `await Atomics.waitAsync(…).value` */
function awaited(expression: Node): Node {
  const promise = expression.type === 'AwaitExpression' ? unwrap(expression.argument) : expression
  return unwrap(promise.type === 'MemberExpression' ? promise.object : promise)
}

/** The test asks anew each time it is evaluated. */
function testsDirectly(test: Node): boolean {
  const node = unwrap(test)
  if (node.type === 'UnaryExpression') return testsDirectly(node.argument)
  if (node.type === 'BinaryExpression') return testsDirectly(node.left) || testsDirectly(node.right)
  return node.type === 'CallExpression' || node.type === 'MemberExpression'
}

/** `Atomics.notify(view, 0, 1)`: without the number. */
function unlimited(notify: Node): Wording['suggest'] {
  const [, index, count] = isCall(notify) ? notify.arguments : []
  return index && count ? [{ messageId: 'all', fix: (fixer) => fixer.removeRange([index.range[1], count.range[1]]) }] : []
}

/** Both are statements of one block. */
function moved(sourceCode: SourceCode, notify: Node, store: Node): Wording['suggest'] {
  const [first, last] = [notify.parent, store.parent]
  if (first?.type !== 'ExpressionStatement' || last?.type !== 'ExpressionStatement' || first.parent !== last.parent) return []
  const before = sourceCode.getTokenBefore(first, { includeComments: true })
  return [{
    messageId: 'move',
    fix: (fixer) => [
      fixer.removeRange([before ? before.range[1] : first.range[0], first.range[1]]),
      fixer.insertTextAfter(last, `\n${' '.repeat(last.loc.start.column)}${sourceCode.getText(first)}`),
    ],
  }]
}
