import type { WayOut } from '../analysis/flow/queries.ts'
import type { Fault } from '../analysis/handles/faults.ts'
import { unjoinedIn } from '../analysis/handles/unjoined.ts'
import type { SpawnModel } from '../knowledge/schema.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'

type MessageId = 'never' | 'skipped' | 'rejected' | 'unsettled' | 'forgotten' | 'dropped' | 'kept' | 'replaced' | 'unawaited'

export default createRule<MessageId, readonly [{ readonly allow: readonly string[] }]>({
  name: 'no-unjoined-worker',
  meta: {
    type: 'problem',
    docs: { description: 'disallow workers, child processes, pools and channels that nobody ends, waits for or owns', category: 'Workers', recommended: true },
    hasSuggestions: true,
    schema: [
      {
        type: 'object',
        properties: { allow: { type: 'array', items: { type: 'string' }, uniqueItems: true } },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ allow: [] }],
    messages: {
      never: '{{who}} makes a {{noun}} that nothing ends: {{harm}}. {{repair}}.',
      skipped: 'This {{noun}} is {{ended}} on {{end}}, but {{exit}} skips that: {{harm}}. Put it into `finally`.',
      rejected: 'This {{noun}} is {{ended}} on {{end}} only when the promise is fulfilled; a rejection skips that: {{harm}}. Use `.finally()`.',
      unsettled: 'This {{noun}} is {{ended}} on {{end}}, but {{exit}} settles the promise without that: {{harm}}. {{repair}} there too.',
      forgotten: '`{{by}}()` ends what this {{owner}} has begun, but not the {{noun}} in `{{place}}`: {{harm}}. {{repair}} there.',
      dropped: '`{{by}}()` drops the {{noun}} in `{{place}}` on {{end}} without ending it: {{harm}}, and nobody can end it any more. {{repair}} first.',
      kept: '{{who}} makes a {{noun}} for `{{place}}` that nothing ends: {{harm}}. {{repair}}.',
      unawaited: '`{{by}}()` promises to end everything but does not wait for the end of this {{noun}}: whoever awaits it goes on while the threads still run. Await the call.',
      replaced: 'Each call replaces the {{noun}} in `{{place}}` without ending the last one: {{harm}}. {{repair}} before, or keep one and use it again.',
    },
  },
  create(context, [{ allow }]) {
    return {
      'Program:exit'() {
        for (const fault of unjoinedIn(context.sourceCode)) {
          const { callee } = fault.spawn.call
          if (allow.includes(context.sourceCode.getText(callee))) continue
          context.report({ node: fault.kind === 'unawaited' ? fault.call.callee : callee, messageId: messageOf(fault), data: dataOf(fault) })
        }
      },
    }
  },
})

function messageOf(fault: Fault): MessageId {
  return fault.kind === 'forgotten' && fault.drops ? 'dropped' : fault.kind
}

function dataOf(fault: Fault): Record<string, string> {
  const { spawn } = fault
  const { model } = spawn
  const data = { noun: model.noun, harm: harmOf(model), repair: repairOf(model), ended: endedAs(model) }
  switch (fault.kind) {
    case 'never':
      return { ...data, who: whoRuns(fault) }
    case 'skipped':
      return { ...data, end: lineOf(fault.end.at), exit: exitOf(fault.way) }
    case 'rejected':
      return { ...data, end: lineOf(fault.end.at) }
    case 'unsettled':
      return { ...data, end: lineOf(fault.end.at), exit: lineOf(fault.at) }
    case 'forgotten':
      return { ...data, by: fault.name, owner: fault.place.location.root.kind === 'this' ? 'class' : 'module', place: fault.place.location.text, end: fault.drops ? lineOf(fault.drops) : '' }
    case 'unawaited':
      return { ...data, by: fault.name }
    case 'kept':
      return { ...data, who: whoRuns(fault), place: fault.place.location.text }
    default:
      return { ...data, place: fault.place.location.text }
  }
}

function whoRuns(fault: Extract<Fault, { times: unknown }>): string {
  return fault.times?.hook ? `Each time ${fault.times.hook.noun} it` : fault.kind === 'kept' ? 'Each instance' : 'Each call'
}

function exitOf(way: WayOut): string {
  const line = lineOf(way.node)
  if (way.how === 'return') return `the return on ${line}`
  if (way.how === 'throw') return way.node.type === 'AwaitExpression' ? `a rejection of the await on ${line}` : `an exception on ${line}`
  return 'the way to the end of the function'
}

function harmOf({ kind, idle }: SpawnModel): string {
  if (kind === 'url') return 'its blob stays in memory'
  if (idle === 'keeps alive' || kind === 'port') return kind === 'channel' ? 'it goes on receiving and keeps the process alive' : 'it lives on and keeps the process or page busy'
  return 'its threads stay'
}

function endedAs({ kind }: SpawnModel): string {
  return kind === 'url' ? 'revoked' : 'ended'
}

function repairOf({ ends, endedBy, noun }: SpawnModel): string {
  const [method] = ends
  const [path] = endedBy ?? []
  if (method !== undefined) return `Call \`${method}()\``
  return path === undefined ? `End the ${noun}` : `Call \`${path.slice(path.indexOf('#') + 1)}()\``
}

