import type { TSESLint } from '@typescript-eslint/utils'

import { type Misuse, misuses } from '../analysis/atomics/calls.ts'
import { type Misread, misreads } from '../analysis/atomics/results.ts'
import { evidenceFrom, mentions } from '../analysis/resolve/evidence.ts'
import { atomicsMethods } from '../knowledge/shared-memory.ts'
import type { SourceCode } from '../utils/per-file.ts'
import { innermost, lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'
import { isAwaited, type Node, unwrap } from '../utils/syntax.ts'

type MessageIds = Misuse['kind'] | Misread['kind'] | 'value' | 'remove' | 'result'

const roots = evidenceFrom(atomicsMethods.keys())

export default createRule<MessageIds>({
  name: 'no-invalid-atomics',
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow uses of Atomics that throw, do nothing, or throw away what they are for',
      category: 'Shared state',
      recommended: true,
    },
    hasSuggestions: true,
    schema: [],
    messages: {
      view: 'Atomics does not work on a {{type}}: this throws a TypeError. Use a view of integers.',
      unwaitable: 'Threads can wait on an Int32Array or a BigInt64Array only: on a {{type}} this throws a TypeError. Make such a view of the same buffer.',
      private: "'{{view}}' is memory of this thread alone, on which no thread may wait: this throws a TypeError. Make it of a SharedArrayBuffer.",
      unheard: "'{{view}}' is memory of this thread alone, so nobody waits on it and this wakes nobody. Make it of a SharedArrayBuffer, and hand it to the others.",
      number: "The elements of a {{type}} are BigInts, and '{{value}}' is a number: this throws a TypeError. Write it as a BigInt.",
      bigint: "The elements of a {{type}} are numbers, and '{{value}}' is a BigInt: this throws a TypeError. Write it as a number.",
      object: "'Atomics.waitAsync' gives an object with the promise in it, so this waits for nothing. Await its 'value'.",
      maybeString: "The 'value' is a promise only where 'async' is true: when the word has another value already, it is a string, and this throws a TypeError. Await it, which works for both.",
      back: "'Atomics.{{method}}' has changed the element, and gives the value from before: this puts the old value back, and with it undoes what other threads have done. Leave the assignment out.",
      unread: 'The value is loaded and thrown away: this does nothing. Use it, or leave it out.',
      unclaimed: 'Nobody asks whether this exchange took place: when another thread was faster, both go on as if they had it. Compare the result with the expected value.',
      outdated: 'Nobody asks whether this exchange took place: when another thread has changed the element since {{place}}, the new value is put nowhere and is lost. Compare the result with the expected value, and try again with it.',
      reread: "Another thread may have changed the element since {{place}}, so two threads can find the same value here, or none the one that it looks for. Use what 'Atomics.{{method}}' gives: the value from before its own change.",
      value: "Await its 'value'",
      remove: 'Leave the assignment out',
      result: 'Use the result of the change',
    },
  },
  evidence: (sourceCode) => mentions(sourceCode, roots),
  check(context) {
    const { sourceCode } = context
    const faults = [
      ...misuses(sourceCode).map((misuse) => describeMisuse(sourceCode, misuse)),
      ...misreads(sourceCode).map((misread) => describeMisread(sourceCode, misread)),
    ]
    for (const fault of innermost(faults)) context.report(fault)
  },
})

type Report = TSESLint.ReportDescriptor<MessageIds> & { readonly node: Node }

function describeMisuse(sourceCode: SourceCode, { call, kind, node, type = '' }: Misuse): Report {
  const data = { type, view: sourceCode.getText(node), value: sourceCode.getText(node) }
  const awaits = kind === 'object' && isAwaited(call)
  return { node, messageId: kind, data, suggest: awaits ? [{ messageId: 'value', fix: (fixer) => fixer.insertTextAfter(call, '.value') }] : [] }
}

function describeMisread(sourceCode: SourceCode, { kind, access, other, change }: Misread): Report {
  const node = kind === 'back' ? other : access.node
  const data = { method: methodOf(sourceCode, change?.node ?? access.node), place: lineOf(other) }
  if (kind === 'back' && other.parent?.type === 'ExpressionStatement') {
    return { node, messageId: kind, data, suggest: [{ messageId: 'remove', fix: (fixer) => fixer.replaceText(other, sourceCode.getText(access.node)) }] }
  }
  return { node, messageId: kind, data, suggest: change ? usingResult(sourceCode, access.node, change.node) : [] }
}

function methodOf(sourceCode: SourceCode, call: Node): string {
  return call.type === 'CallExpression' ? (/\w+$/u.exec(sourceCode.getText(unwrap(call.callee)))?.[0] ?? '') : ''
}

const INVERSE: Readonly<Record<string, string>> = { add: '+', sub: '-' }

/** `Atomics.sub(view, i, n); if (Atomics.load(view, i) === 0)`: `if (Atomics.sub(view, i, n) - n === 0)`. */
function usingResult(sourceCode: SourceCode, read: Node, change: Node): TSESLint.SuggestionReportDescriptor<MessageIds>[] {
  const operator = INVERSE[methodOf(sourceCode, change)]
  const statement = change.parent
  const amount = change.type === 'CallExpression' ? change.arguments[2] : undefined
  const next = statement && sourceCode.getTokenAfter(statement)
  const isNext = next !== undefined && next !== null && ['if', 'return', 'const'].includes(next.value)
  if (operator === undefined || statement?.type !== 'ExpressionStatement' || amount?.type !== 'Literal' || !isNext || next.range[0] > read.range[0]) return []
  const result = `${sourceCode.getText(change)} ${operator} ${sourceCode.getText(amount)}`
  const isOperand = read.parent?.type === 'BinaryExpression' && ['===', '!==', '==', '!=', '<', '<=', '>', '>='].includes(read.parent.operator)
  return [{
    messageId: 'result',
    fix: (fixer) => [fixer.removeRange([statement.range[0], next.range[0]]), fixer.replaceText(read, isOperand || read.parent?.type === 'ReturnStatement' ? result : `(${result})`)],
  }]
}
