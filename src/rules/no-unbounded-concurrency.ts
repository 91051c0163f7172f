import { openQueuesIn, type Unbounded, unboundedIn } from '../analysis/fanout/unbounded.ts'
import { originText } from '../analysis/loops/words.ts'
import type { Outside } from '../knowledge/io.ts'
import type { SourceCode } from '../utils/per-file.ts'
import { lineOf, quoted } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'
import { isCall, type Node, unwrap } from '../utils/syntax.ts'

type MessageId = 'fanOut' | 'tree' | 'listened' | 'library' | 'queue'

const HARMS: Readonly<Record<Outside, string>> = {
  file: 'each holds a file open, so that a long list ends in EMFILE',
  network: 'a long list opens thousands of sockets, and the other side answers 429 or not at all',
  database: 'a long list takes every connection of the pool, and everything else waits for one',
  transaction: 'all of them wait in memory for the one connection of the transaction, and when one fails it is rolled back while others go on',
}

export default createRule<MessageId, readonly [{ readonly allow: readonly string[] }]>({
  name: 'no-unbounded-concurrency',
  meta: {
    type: 'suggestion',
    docs: {
      description: 'disallow starting requests, queries and file accesses for all elements of a list of unknown length at once',
      category: 'Workers',
      recommended: false,
    },
    schema: [
      {
        type: 'object',
        properties: {
          allow: {
            description: 'Lists that are known to be short, as they are written: "this.mirrors", "tenants".',
            type: 'array',
            items: { type: 'string' },
            uniqueItems: true,
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ allow: [] }],
    messages: {
      fanOut: "For each element of '{{what}}', {{origin}}, '{{call}}'{{where}} begins at once, and nothing bounds how many there are: {{harm}}. Let a few run at a time, with p-limit, p-map or in slices.",
      tree: "For each entry of '{{what}}', '{{name}}' begins again, before the others have ended: a whole tree of folders is under way at once, with its lists in memory, and every other use of a file waits behind it. Go through the entries one after the other, or let a few run at a time.",
      listened: "For each piece that is read, '{{call}}'{{where}} begins at once: reading does not wait for a listener, and nothing bounds how many are under way: {{harm}}. Go through it with `for await`, or pause it until there is room.",
      library: "'{{call}}' without `concurrency` begins everything in '{{what}}', {{origin}}, at once, as Promise.all does. Say how many may run at a time.",
      queue: "A queue without `{{option}}` holds nothing back: each task begins when it is added. Say how many may run at a time.",
    },
  },
  check(context, [{ allow }]) {
    const { sourceCode } = context
    for (const unbounded of unboundedIn(sourceCode)) {
      if (allow.includes(sourceCode.getText(unbounded.over))) continue
      const what = textOf(sourceCode, unbounded.over)
      context.report({ node: placeOf(unbounded), messageId: messageOf(unbounded), data: { what, ...dataOf(sourceCode, unbounded) } })
    }
    for (const { call, option } of openQueuesIn(sourceCode)) context.report({ node: call.callee, messageId: 'queue', data: { option } })
  },
})

function messageOf({ listened, use, walker }: Unbounded): MessageId {
  if (listened) return 'listened'
  return use ? 'fanOut' : walker === undefined ? 'library' : 'tree'
}

/** What goes through the list: `map` of `list.map(…)`, the function that is called; for a loop, what it begins. */
function placeOf({ by, task }: Unbounded): Node {
  if (!isCall(by)) {
    const begun = unwrap(task.node)
    return isCall(begun) ? begun.callee : begun
  }
  const callee = unwrap(by.callee)
  return callee.type === 'MemberExpression' ? callee.property : callee
}

function dataOf(sourceCode: SourceCode, { by, task, amount, use, walker, library }: Unbounded): Record<string, string> {
  if (walker !== undefined) return { name: walker }
  const origin = originText(amount)
  if (!use) return { origin, call: library ?? '' }
  const where = use.call.loc.start.line === by.loc.start.line ? '' : ` on ${lineOf(use.call)}`
  return { origin, call: textOf(sourceCode, use.call === by ? task.node : use.call.callee), where, harm: HARMS[use.outside] }
}

function textOf(sourceCode: SourceCode, node: Node): string {
  return quoted(sourceCode.getText(node).replaceAll(/\s+\./gu, '.'))
}
