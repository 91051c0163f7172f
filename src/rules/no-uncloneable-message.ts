import type { TSESLint } from '@typescript-eslint/utils'

import { type MessageFault, messageFaults } from '../analysis/messages/faults.ts'
import type { Leaf } from '../analysis/messages/leaves.ts'
import { repairOf } from '../analysis/messages/repairs.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'
import type { SourceCode } from '../utils/per-file.ts'

type MessageIds = 'throws' | 'breaks' | 'untransferred' | 'lossy' | 'repair'
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
            description:
              "Types (`URL`, `function`, a class's name) and ways of sending (`structuredClone`, `pool.run`) that are not reported.",
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
      throws: '{{subject}}: {{sink}} {{harm}}, so {{failure}}. Send the data it needs instead.',
      breaks: '{{subject}}, which does not survive {{sink}}: it {{harm}}. Send the data it needs instead.',
      untransferred: '{{subject}}, which can only be transferred: {{sink}} throws without that, so {{failure}}. {{transfer}}.',
      lossy: '{{subject}}, and {{sink}} does not keep it whole: it {{harm}}. Send plain data instead.',
      repair: '{{repair}}',
    },
  },
  create(context, [{ lossy = false, allow = [] } = {}]) {
    const { sourceCode } = context
    const isReported = (fault: MessageFault) => (leaf: Leaf) =>
      (lossy || leaf.fault !== 'lossy') &&
      !allow.includes(leaf.type) &&
      !allow.includes(fault.send.sink.noun) &&
      !allow.includes(fault.send.sink.path)
    return {
      'Program:exit'() {
        for (const fault of messageFaults(sourceCode)) {
          const leaves = fault.leaves.filter(isReported(fault))
          const first = leaves.find((leaf) => leaf.fault !== 'lossy') ?? leaves[0]
          if (first)
            context.report(
              reportOf(
                sourceCode,
                fault,
                first,
                leaves.filter((leaf) => leaf.fault === first.fault),
              ),
            )
        }
      },
    }
  },
})

function reportOf(sourceCode: SourceCode, fault: MessageFault, leaf: Leaf, alike: readonly Leaf[]): TSESLint.ReportDescriptor<MessageIds> {
  const { call, send } = fault
  const repair = alike.length === 1 ? repairOf(sourceCode, fault, leaf) : undefined
  return {
    node: leaf.site,
    messageId: leaf.fault,
    data: {
      subject: subjectOf(sourceCode, fault, leaf, alike),
      sink: call === send.call ? send.sink.noun : `${send.sink.noun} on ${lineOf(send.call)}`,
      failure: send.sink.failure ?? 'the message is never sent',
      transfer: send.sink.transfer ? 'Add it to the transfer list' : 'Send it through a worker or a port, which can transfer',
      harm: leaf.detail.replaceAll(/loses (?:everything|its type): it /gu, ''),
    },
    suggest: repair ? [{ messageId: 'repair', data: { repair: repair.text }, fix: repair.fix }] : [],
  }
}

/** What is wrong, by the name a reader of the payload would use, and where it comes from. */
function subjectOf(sourceCode: SourceCode, fault: MessageFault, leaf: Leaf, alike: readonly Leaf[]): string {
  const names = alike.map((each) => `'${nameOf(sourceCode, fault, each)}'`)
  const others =
    names.length === 1
      ? ''
      : ` (and so ${names.length === 2 ? 'is' : 'are'} ${names.length > 4 ? `${names.length - 1} others` : names.slice(1).join(', ')})`
  return `${names[0] ?? ''} is ${leaf.what}${originOf(leaf)}${others}`
}

function nameOf(sourceCode: SourceCode, { call, send }: MessageFault, { path, site }: Leaf): string {
  const payload = send.payloads.find(({ node }) => node.range[0] <= site.range[0] && site.range[1] <= node.range[1])?.node
  const isNamed = call === send.call && (payload?.type === 'Identifier' || payload?.type === 'MemberExpression')
  const whole = path.length === 0 ? sourceCode.getText(site) : isNamed ? sourceCode.getText(payload) : ''
  const start = whole.length > 40 || whole.includes('\n') ? '' : whole
  const text = path.reduce(
    (at, name) => (isIndex(name) ? `${at}[${name === '[]' ? '' : name}]` : at === '' ? name : `${at}.${name}`),
    start,
  )
  return text === '' ? 'the message' : text.startsWith('[') ? `message${text}` : text
}

function isIndex(name: string): boolean {
  return name === '[]' || /^\d+$/u.test(name)
}

/** A second place, where the value is made on another line than it is sent from. */
function originOf({ value, site }: Leaf): string {
  const { at } = value
  return at.loc.start.line === site.loc.start.line || at.type.startsWith('Import') ? '' : ` (${lineOf(at)})`
}
