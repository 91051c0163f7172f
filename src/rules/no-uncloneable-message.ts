import type { TSESLint } from '@typescript-eslint/utils'

import { type MessageFault, messageFaults } from '../analysis/messages/faults.ts'
import type { Leaf } from '../analysis/messages/leaves.ts'
import { repairOf } from '../analysis/messages/repairs.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'
import type { SourceCode } from '../utils/per-file.ts'
import type { Node } from '../utils/syntax.ts'

type MessageIds = 'throws' | 'untransferred' | 'lossy' | 'repair'
type Options = readonly [{ readonly lossy?: boolean; readonly allow?: readonly string[] }?]

export default createRule<MessageIds, Options>({
  name: 'no-uncloneable-message',
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow messages that hold something that cannot be cloned',
      category: 'Messages',
      recommended: true,
      strictOptions: [{ lossy: true }],
    },
    hasSuggestions: true,
    schema: [
      {
        type: 'object',
        properties: {
          lossy: {
            description: 'Report also what arrives without an error but broken: instances without their methods, maps in JSON.',
            type: 'boolean',
          },
          allow: {
            description: "Types (`URL`, `function`, a class's name) and ways of sending (`structuredClone`, `pool.run`) that are not reported.",
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
      throws: '{{subject}}: {{sink}} {{harm}}, so the message is never sent. Send the data it needs instead.',
      untransferred: '{{subject}}, and it is not in the transfer list: {{sink}} {{harm}}, so the message is never sent. Add it to the transfer list.',
      lossy: '{{subject}} that {{harm}} on its way through {{sink}}. Send plain data instead.',
      repair: '{{repair}}',
    },
  },
  create(context, [{ lossy = false, allow = [] } = {}]) {
    const { sourceCode } = context
    const isReported = (fault: MessageFault) => (leaf: Leaf) =>
      (lossy || leaf.fault !== 'lossy') && !allow.includes(leaf.type) && !allow.includes(fault.send.sink.noun) && !allow.includes(fault.send.sink.path)
    return {
      'Program:exit'() {
        for (const fault of messageFaults(sourceCode)) {
          const leaves = fault.leaves.filter(isReported(fault))
          const first = leaves.find((leaf) => leaf.fault !== 'lossy') ?? leaves[0]
          if (first) context.report(reportOf(sourceCode, fault, first, leaves.filter((leaf) => leaf.fault === first.fault)))
        }
      },
    }
  },
})

function reportOf(sourceCode: SourceCode, fault: MessageFault, leaf: Leaf, alike: readonly Leaf[]): TSESLint.ReportDescriptor<MessageIds> {
  const { call, send } = fault
  const repair = repairOf(sourceCode, fault, leaf)
  return {
    node: leaf.site,
    messageId: leaf.fault,
    data: {
      subject: subjectOf(sourceCode, leaf, alike),
      sink: call === send.call ? send.sink.noun : `${send.sink.noun} on ${lineOf(send.call)}`,
      harm: leaf.detail === '' ? 'fails' : leaf.detail,
    },
    suggest: repair ? [{ messageId: 'repair', data: { repair: repair.text }, fix: repair.fix }] : [],
  }
}

/** What is wrong, by the name a reader of the payload would use, and where it comes from. */
function subjectOf(sourceCode: SourceCode, leaf: Leaf, alike: readonly Leaf[]): string {
  const rest = alike.slice(1).map((each) => `'${nameOf(sourceCode, each)}'`)
  const others = rest.length === 0 ? '' : rest.length > 3 ? ` (and so are ${rest.length} others)` : ` (and so ${rest.length > 1 ? 'are' : 'is'} ${rest.join(', ')})`
  return `'${nameOf(sourceCode, leaf)}' is ${leaf.what}${originOf(leaf)}${others}`
}

function nameOf(sourceCode: SourceCode, { path, site }: Leaf): string {
  if (path.length > 0) return path.reduce((text, name) => (name === '[]' || /^\d+$/u.test(name) ? `${text}[${name === '[]' ? '' : name}]` : text === '' ? name : `${text}.${name}`), '')
  const text = sourceCode.getText(site)
  return text.length > 40 || text.includes('\n') ? 'the message' : text
}

/** A second place, where the value is made on another line than it is sent from. */
function originOf({ value, site }: Leaf): string {
  const { at }: { readonly at: Node } = value
  return at.loc.start.line === site.loc.start.line || at.type.startsWith('Import') ? '' : ` (${lineOf(at)})`
}
