import type { TSESLint, TSESTree } from '@typescript-eslint/utils'

import { type MessageFault, messageFaults } from '../analysis/messages/faults.ts'
import type { Leaf } from '../analysis/messages/leaves.ts'
import { repairOf } from '../analysis/messages/repairs.ts'
import { headOf, subjectOf } from '../analysis/messages/words.ts'
import { type ItemFault, itemFaults, lostConcats, type Misplaced, misplacedLists } from '../analysis/transfer/invalid.ts'
import type { SourceCode } from '../utils/per-file.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'
import { type Call, isInside, type Node, unwrap } from '../utils/syntax.ts'

type MessageIds = ItemFault['kind'] | 'unlisted' | 'misplaced' | 'concat' | 'repair'
type Report = TSESLint.ReportDescriptor<MessageIds>

export default createRule<MessageIds, readonly [{ readonly allow?: readonly string[] }?]>({
  name: 'no-invalid-transfer',
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow transfer lists that throw or do nothing, and things that are sent without being listed',
      category: 'Messages',
      recommended: true,
    },
    hasSuggestions: true,
    schema: [
      {
        type: 'object',
        properties: {
          allow: {
            description: 'Expressions that are not reported, as written in the code (`this.port`).',
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
      view: "'{{item}}' is {{what}}, and only the buffer below it can be transferred: the call throws and nothing is sent. List '{{item}}.buffer'.",
      shared: "'{{item}}' is shared memory, which stays where it is: with it in the transfer list the call throws and nothing is sent. Leave it out; by being sent it is shared.",
      twice: "'{{item}}' is in the transfer list twice (first on {{place}}): the call throws and nothing is sent. List it once.",
      sender: "'{{item}}' is the port that the message goes through, and no port can transfer itself: the call throws and nothing is sent. Send its other end, or send it through another port.",
      pooled: "'{{item}}' is the memory that Node shares among small Buffers: the call throws, or copies all of it, by version. Send the Buffer without a list, or copy it into a Uint8Array of its own.",
      plain: "'{{item}}' is {{what}}, which cannot be transferred: the call throws and nothing is sent. List only buffers, ports, streams and pictures.",
      unlisted: '{{subject}}, which can only be transferred: {{sink}} throws without that, so {{failure}}. {{transfer}}.',
      misplaced: '{{sink}} looks for {{wanted}}, so this is {{fate}}: nothing is transferred, buffers are copied and ports throw. {{advice}}.',
      concat: "'concat' yields a new list, which is lost here: nothing is added to '{{list}}', so nothing of it is transferred. Use 'push', or assign what it yields.",
      repair: '{{repair}}',
    },
  },
  check(context, [{ allow = [] } = {}]) {
    const { sourceCode } = context
    const isAllowed = (node: Node) => allow.includes(sourceCode.getText(node))
    const reports = [...unlisted(sourceCode), ...itemFaults(sourceCode).map((fault) => ({ at: fault.node, report: itemReport(sourceCode, fault) })),
      ...misplacedLists(sourceCode).map((fault) => ({ at: fault.node, report: misplacedReport(sourceCode, fault) })),
      ...lostConcats(sourceCode).map((call) => ({ at: call, report: concatReport(sourceCode, call) }))]
    const reported: Node[] = []
    for (const { at, report } of reports) {
      if (isAllowed(at) || reported.some((other) => isInside(other, at) || isInside(at, other))) continue
      reported.push(at)
      context.report(report)
    }
  },
})

interface Found {
  readonly at: Node
  readonly report: Report
}

/** What is sent without being in the transfer list. */
function unlisted(sourceCode: SourceCode): Found[] {
  return messageFaults(sourceCode).flatMap((fault) => {
    const leaves = fault.leaves.filter((leaf) => leaf.fault === 'untransferred')
    const [leaf] = leaves
    return leaf ? [{ at: leaf.site, report: unlistedReport(sourceCode, fault, leaf, leaves) }] : []
  })
}

function unlistedReport(sourceCode: SourceCode, fault: MessageFault, leaf: Leaf, alike: readonly Leaf[]): Report {
  const { call, send } = fault
  const repair = alike.length === 1 ? repairOf(sourceCode, fault, leaf) : undefined
  return {
    loc: headOf(leaf.site),
    messageId: 'unlisted',
    data: {
      subject: subjectOf(sourceCode, fault, alike),
      sink: call === send.call ? send.sink.noun : `${send.sink.noun} on ${lineOf(send.call)}`,
      failure: send.sink.failure ?? 'the message is never sent',
      transfer: send.sink.transfer ? 'Add it to the transfer list' : 'Send it through a worker or a port, which can transfer',
    },
    suggest: repair ? [{ messageId: 'repair', data: { repair: repair.text }, fix: repair.fix }] : [],
  }
}

function itemReport(sourceCode: SourceCode, { kind, node, other, what = '' }: ItemFault): Report {
  const item = sourceCode.getText(unwrap(node))
  const data = { item, what, place: other ? lineOf(other) : '' }
  const suggest: TSESLint.SuggestionReportDescriptor<MessageIds>[] = []
  if (kind === 'view' && (node.type === 'Identifier' || node.type === 'MemberExpression')) suggest.push({ messageId: 'repair', data: { repair: 'List its buffer' }, fix: (fixer) => fixer.insertTextAfter(node, '.buffer') })
  if ((kind === 'shared' || kind === 'twice') && node.parent?.type === 'ArrayExpression') {
    const list = node.parent
    suggest.push({ messageId: 'repair', data: { repair: 'Leave it out of the list' }, fix: (fixer) => fixer.replaceText(list, without(sourceCode, list, node)) })
  }
  return { node, messageId: kind, data, suggest }
}

function without(sourceCode: SourceCode, list: TSESTree.ArrayExpression, node: Node): string {
  return `[${list.elements.flatMap((each) => (each && each !== node ? [sourceCode.getText(each)] : [])).join(', ')}]`
}

function misplacedReport(sourceCode: SourceCode, { kind, node, sink }: Misplaced): Report {
  const property = sink.transfer?.property ?? 'transfer'
  const text = sourceCode.getText(node)
  const report = (wanted: string, fate: string, advice: string, repair?: string, replacement?: string): Report => ({
    node,
    messageId: 'misplaced',
    data: { sink: sink.noun, wanted, fate, advice },
    suggest: repair === undefined || replacement === undefined ? [] : [{ messageId: 'repair', data: { repair }, fix: (fixer) => fixer.replaceText(node, replacement) }],
  })
  switch (kind) {
    case 'bare':
      return report(`an option '${property}' here`, 'ignored', `Pass '{ ${property}: ${text.length > 30 ? '[…]' : text} }'`, 'Pass it as an option', `{ ${property}: ${text} }`)
    case 'item':
      return sink.transfer?.list || sink.transfer?.property === undefined ? report('a list here', 'no list', 'Put it into a list', 'Put it into a list', `[${text}]`) : report(`an option '${property}' here`, 'ignored', `Pass '{ ${property}: [${text}] }'`, 'Pass it as an option', `{ ${property}: [${text}] }`)
    case 'name':
      return report(`an option '${property}'`, 'ignored', `Call it '${property}'`, `Call it ${property}`, property)
    case 'origin':
      return report('the list in the place of this origin, which only windows have', 'no list', 'Leave the origin out')
    case 'none':
      return report('no transfer list at all', 'ignored', 'Send it through a worker or a port, which can transfer')
  }
}

function concatReport(sourceCode: SourceCode, call: Call): Report {
  const list = call.callee.type === 'MemberExpression' ? sourceCode.getText(call.callee.object) : ''
  return { node: call, messageId: 'concat', data: { list }, suggest: [] }
}
