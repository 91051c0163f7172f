import { endlessDrains } from '../analysis/streams/drains.ts'
import { unreadIn } from '../analysis/streams/unread.ts'
import { type Unheeded, unheededIn } from '../analysis/streams/unheeded.ts'
import { isAside } from '../analysis/roles/role.ts'
import type { SourceCode } from '../utils/per-file.ts'
import { lineOf, quoted } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'
import { type Node, unwrap } from '../utils/syntax.ts'

type MessageId = Unheeded['kind'] | 'unread' | 'pipe' | 'drain' | 'handed'

export default createRule<MessageId, readonly [{ readonly allow: readonly string[] }]>({
  name: 'require-backpressure',
  meta: {
    type: 'suggestion',
    docs: {
      description: 'require writes in loops, pushes, tasks and the output of children to wait until there is room',
      category: 'Workers',
      recommended: false,
    },
    schema: [
      {
        type: 'object',
        properties: {
          allow: {
            description: 'Streams, pools and queues that are known to get little, as they are written: "this.log".',
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
      write: "'{{what}}.write()' answers false when the buffer is full, and nothing looks at that: {{round}} keeps writing, and what the other side does not take piles up in memory. Use pipeline(), or wait for 'drain' (and for 'close') when it is false.",
      handed: "'{{what}}()' hands on what the write answers, false when the buffer is full, and nothing looks at that: {{round}} keeps writing, and what the other side does not take piles up in memory. Use pipeline(), or wait for 'drain' (and for 'close') when it is false.",
      web: "'{{what}}.write()' yields a promise, and nothing waits for it: {{round}} keeps writing, and what the sink does not take piles up in memory. Await '{{what}}.ready' before each write, or use pipeTo().",
      push: "'{{what}}.push()' answers false when enough is buffered, and nothing looks at that: {{round}} keeps pushing, and what nobody reads piles up in memory. Stop when it is false and go on in read(), or use Readable.from().",
      submit: "'{{what}}' gets tasks as fast as {{round}} has them, and nothing waits for one: those that have no thread yet pile up in memory with their data. Await a task, or room in the queue, before the next one.",
      unread: "Nobody reads what this child writes: its pipe holds about 64 kB, then the child stops and never ends, and what waits for it waits for ever. Read 'stdout' and 'stderr', or say stdio: 'ignore' or 'inherit'.",
      pipe: "Nobody reads what this child writes to its '{{pipe}}': that pipe holds about 64 kB, then the child stops and never ends, and what waits for it waits for ever. Read it as well (`child.{{pipe}}.resume()` throws it away), or say stdio: 'ignore' or 'inherit' for it.",
      drain: "This waits for 'drain' alone, and a stream that is closed or fails never drains: the wait lasts for ever. Wait for 'close' and 'error' as well, or use pipeline().",
    },
  },
  check(context, [{ allow }]) {
    const { sourceCode } = context
    const unheeded = unheededIn(sourceCode)
    const unread = unreadIn(sourceCode)
    const drains = endlessDrains(sourceCode)
    if (unheeded.length + unread.length + drains.length === 0 || isAside(sourceCode)) return
    for (const { kind, call, round, helped } of unheeded) {
      const what = receiverText(sourceCode, call.callee)
      const data = { what: helped ? quoted(sourceCode.getText(call.callee)) : what, round: roundText(round) }
      if (!allow.includes(what)) context.report({ node: call.callee, messageId: helped && kind === 'write' ? 'handed' : kind, data })
    }
    for (const { call: { callee }, pipes: [pipe, second] } of unread) {
      context.report(second || !pipe ? { node: callee, messageId: 'unread' } : { node: callee, messageId: 'pipe', data: { pipe } })
    }
    for (const { callee } of drains) context.report({ node: callee, messageId: 'drain' })
  },
})

function receiverText(sourceCode: SourceCode, callee: Node): string {
  const member = unwrap(callee)
  return quoted(sourceCode.getText(member.type === 'MemberExpression' ? member.object : member))
}

function roundText({ by, event, method }: Unheeded['round']): string {
  if (method !== undefined) return `'${method}()' on ${lineOf(by)}, called for each piece,`
  return event === undefined ? `the loop on ${lineOf(by)}` : `the '${event}' listener on ${lineOf(by)}`
}
