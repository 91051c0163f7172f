import type { TSESLint } from '@typescript-eslint/utils'

import { evidenceFrom, mentions } from '../analysis/resolve/evidence.ts'
import { type Access, setsBits } from '../analysis/sharing/access.ts'
import { type SharingFault, sharingFaults } from '../analysis/sharing/faults.ts'
import { lateAccesses } from '../analysis/waiting/handed-over.ts'
import { atomicOperator, sharedMemoryPaths, sharedNamesInText, viewTypes } from '../knowledge/shared-memory.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'
import type { SourceCode } from '../utils/per-file.ts'
import { type Node, wrapped } from '../utils/syntax.ts'

type MessageIds = 'modify' | 'modifyFloat' | 'check' | 'loadStore' | 'mixed' | 'spin' | 'lateWrite' | 'lateRead' | 'useAtomics'
type Options = readonly [{ readonly allow?: readonly string[] }?]

const roots = evidenceFrom(sharedMemoryPaths)

export default createRule<MessageIds, Options>({
  name: 'no-unlocked-shared-state',
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow unprotected changes of memory that threads share',
      category: 'Shared state',
      recommended: true,
    },
    hasSuggestions: true,
    schema: [
      {
        type: 'object',
        properties: {
          allow: {
            description: 'Views that may be accessed plainly, as written in the code (`this.pixels`).',
            type: 'array',
            items: { type: 'string' },
            uniqueItems: true,
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{}],
    messages: {
      modify: "'{{view}}' is shared memory, and this reads, changes and writes it in separate steps: when two threads do it at once, one change is lost. Use Atomics.{{method}}, or hold a lock around it.",
      modifyFloat: "'{{view}}' is shared memory, and this reads, changes and writes it in separate steps: when two threads do it at once, one change is lost. Atomics does not work on a {{type}}: let each thread keep a value of its own and merge them at the end, or hold a lock around it.",
      check: "'{{view}}' is shared memory: another thread can pass the test on {{place}} before this write, and both go on as if they were alone. Use Atomics.compareExchange to test and write in one step.",
      loadStore: "'{{view}}' is loaded on {{place}} and stored here in two steps: a change that another thread makes in between is lost. Use Atomics.{{method}}.",
      mixed: "'{{view}}' is accessed through Atomics on {{place}}, but written plainly here: other threads may see this write late, or out of order with the data it announces. Use Atomics.store.",
      spin: "'{{view}}' is shared memory, and this loop waits for a change by plain reads: the engine may read once and spin for ever. Use Atomics.load, or Atomics.wait where the thread may block.",
      lateWrite: "The store on {{told}} tells the threads that wait on {{wait}} that '{{element}}' is there, and it is written only here: they may find the old value. Write it before that store.",
      lateRead: "The store on {{told}} lets the threads go on that wait on {{wait}}, and they may have written '{{element}}' anew before it is read here. Read it before that store.",
      useAtomics: 'Use Atomics.{{method}}',
    },
  },
  evidence: (sourceCode) => mentions(sourceCode, roots) || sharedNamesInText.test(sourceCode.text),
  check(context, [{ allow = [] } = {}]) {
    const { sourceCode } = context
    const isAllowed = ({ object }: Access): boolean => allow.includes(sourceCode.getText(object))
    const faults = sharingFaults(sourceCode).filter(({ access }) => !isAllowed(access))
    for (const fault of faults) context.report({ node: fault.access.node, ...wording(sourceCode, fault) })
    for (const { access, told, wait } of lateAccesses(sourceCode)) {
      if (isAllowed(access) || faults.some((fault) => fault.access === access)) continue
      const data = { element: sourceCode.getText(access.node), told: lineOf(told.node), wait: lineOf(wait.call) }
      context.report({ node: access.node, messageId: access.how === 'read' ? 'lateRead' : 'lateWrite', data })
    }
  },
})

interface Wording {
  readonly messageId: MessageIds
  readonly data: Readonly<Record<string, string>>
  readonly suggest: TSESLint.SuggestionReportDescriptor<MessageIds>[]
}

function wording(sourceCode: SourceCode, { kind, access, other }: SharingFault): Wording {
  const data = { view: sourceCode.getText(access.object), place: other ? lineOf(other.node) : '' }
  const repair = replacement(sourceCode, kind, access)
  const method = repair?.method ?? (kind === 'modify' && !setsBits(access) ? 'add' : 'compareExchange')
  const suggest: Wording['suggest'] = repair
    ? [{ messageId: 'useAtomics', data: { method: repair.method }, fix: (fixer) => fixer.replaceText(repair.node, repair.text) }]
    : []
  switch (kind) {
    case 'modify':
      return isIntegers(access) ? { messageId: 'modify', data: { ...data, method }, suggest } : { messageId: 'modifyFloat', data: { ...data, type: access.memory.type ?? 'view' }, suggest: [] }
    case 'check':
      return { messageId: 'check', data, suggest: [] }
    case 'load-store':
      return { messageId: 'loadStore', data: { ...data, method }, suggest }
    case 'drain':
    case 'bits':
      return { messageId: 'loadStore', data: { ...data, method: 'exchange' }, suggest: [] }
    case 'mixed':
    case 'spin':
      return { messageId: kind, data, suggest }
  }
}

/** Whether Atomics works on the view; a view of unknown type that Atomics is used on elsewhere is one. */
function isIntegers({ memory: { type } }: Access): boolean {
  return type === undefined || viewTypes.get(type)?.atomic === true
}

interface Replacement {
  readonly node: Node
  readonly text: string
  readonly method: string
}

/** The same step through Atomics, where its value is not used and one call does it; undefined elsewhere. */
function replacement(sourceCode: SourceCode, kind: SharingFault['kind'], access: Access): Replacement | undefined {
  if (access.helped) return undefined
  const statement = wrapped(access.node).parent
  const call = (method: string, value: string) => `Atomics.${method}(${sourceCode.getText(access.object)}, ${sourceCode.getText(access.index)}, ${value})`
  if (statement?.type === 'UpdateExpression' && statement.parent.type === 'ExpressionStatement' && isIntegers(access)) {
    const method = statement.operator === '++' ? 'add' : 'sub'
    return { node: statement, text: call(method, viewTypes.get(access.memory.type ?? '')?.big ? '1n' : '1'), method }
  }
  if (statement?.type !== 'AssignmentExpression' || statement.parent.type !== 'ExpressionStatement' || !isIntegers(access)) return undefined
  const method = kind === 'mixed' ? 'store' : atomicOperator(statement.operator.slice(0, -1))
  return method === undefined ? undefined : { node: statement, text: call(method, sourceCode.getText(statement.right)), method }
}
