import type { TSESLint } from '@typescript-eslint/utils'

import { type MessageFault, messageFaults } from '../analysis/messages/faults.ts'
import type { Leaf } from '../analysis/messages/leaves.ts'
import { repairOf } from '../analysis/messages/repairs.ts'
import { headOf, subjectOf } from '../analysis/messages/words.ts'
import type { SourceCode } from '../utils/per-file.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'
import { isInside, type Node } from '../utils/syntax.ts'

type MessageIds = 'throws' | 'breaks' | 'lossy' | 'repair'
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
      lossy: '{{subject}}, and {{sink}} does not keep it whole: it {{harm}}. Send plain data instead.',
      repair: '{{repair}}',
    },
  },
  check(context, [{ lossy = false, allow = [] } = {}]) {
    const { sourceCode } = context
    const isAllowed = ({ send }: MessageFault, { type }: Leaf) =>
      [type, send.sink.noun, send.sink.path].some((name) => allow.includes(name))
    const reported: Node[] = []
    for (const fault of messageFaults(sourceCode)) {
      const leaves = fault.leaves.filter((leaf): leaf is ClonedLeaf => isCloned(leaf) && (lossy || leaf.fault !== 'lossy') && !isAllowed(fault, leaf))
      const worst = leaves.find((leaf) => leaf.fault !== 'lossy') ?? leaves[0]
      if (!worst || reported.some((site) => isInside(site, worst.site) || isInside(worst.site, site))) continue
      reported.push(worst.site)
      const alike = [worst, ...leaves.filter((leaf) => leaf !== worst && leaf.fault === worst.fault)]
      context.report(reportOf(sourceCode, fault, worst, alike))
    }
  },
})

/** What has to be in the transfer list is for no-invalid-transfer to say. */
type ClonedLeaf = Leaf & { readonly fault: Exclude<Leaf['fault'], 'untransferred'> }

function isCloned(leaf: Leaf): leaf is ClonedLeaf {
  return leaf.fault !== 'untransferred'
}

function reportOf(sourceCode: SourceCode, fault: MessageFault, leaf: ClonedLeaf, alike: readonly Leaf[]): TSESLint.ReportDescriptor<MessageIds> {
  const { call, send } = fault
  const repair = alike.length === 1 ? repairOf(sourceCode, fault, leaf) : undefined
  return {
    loc: headOf(leaf.site),
    messageId: leaf.fault,
    data: {
      subject: subjectOf(sourceCode, fault, alike),
      sink: call === send.call ? send.sink.noun : `${send.sink.noun} on ${lineOf(send.call)}`,
      harm: leaf.detail.replaceAll(/loses (?:everything|its type): it /gu, ''),
      failure: send.sink.failure ?? 'the message is never sent',
    },
    suggest: repair ? [{ messageId: 'repair', data: { repair: repair.text }, fix: repair.fix }] : [],
  }
}
