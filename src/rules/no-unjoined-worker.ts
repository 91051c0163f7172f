import type { WayOut } from '../analysis/flow/queries.ts'
import type { Use } from '../analysis/handles/deeds.ts'
import type { Fault } from '../analysis/handles/faults.ts'
import { repairOf } from '../analysis/handles/repairs.ts'
import { unjoinedIn } from '../analysis/handles/unjoined.ts'
import type { SpawnModel } from '../knowledge/schema.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'

type MessageId =
  | 'never' | 'hangs' | 'effect' | 'skipped' | 'lost' | 'handed' | 'repeated' | 'rejected' | 'unsettled' | 'givenUp' | 'forgotten' | 'dropped' | 'letGo' | 'lent' | 'kept' | 'replaced' | 'unawaited'
  | 'cleanup' | 'end' | 'await'

export default createRule<MessageId, readonly [{ readonly allow: readonly string[] }]>({
  name: 'no-unjoined-worker',
  meta: {
    type: 'problem',
    docs: { description: 'disallow workers, child processes, pools and channels that nobody ends, waits for or owns', category: 'Workers', recommended: true },
    hasSuggestions: true,
    schema: [
      {
        type: 'object',
        properties: {
          allow: {
            type: 'array',
            items: { type: 'string' },
            uniqueItems: true,
            description: 'What is called to start something that may live on: "Worker", "pool", "URL.createObjectURL".',
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ allow: [] }],
    messages: {
      never: 'Each call {{starts}} {{noun}} that nothing {{ends}}: {{harm}}. {{repair}} {{when}}.',
      hangs: 'Nothing ends this {{noun}}: {{harm}}. {{repair}} when its work is done.',
      effect: 'Each time {{when}}, it {{starts}} {{noun}} that nothing {{ends}}: {{harm}}. {{repair}} when that is over.',
      skipped: 'This {{noun}} is {{end}}, but {{exit}} skips that: {{harm}}. {{repair}} in a `finally` block.',
      lost: 'This {{noun}} is kept only on {{line}}, and {{exit}} comes before that: {{harm}}, and nobody has it. {{repair}} where that fails.',
      handed: 'This {{noun}} is handed over only on {{line}}, and {{exit}} comes before that: {{harm}}, and nobody has it. {{repair}} where that fails.',
      repeated: 'This {{noun}} is {{end}}, but the loop may make another one before that: {{harm}}. {{repair}} on every way through the loop.',
      rejected: 'This {{noun}} is {{end}}, but only when the promise is fulfilled; a rejection skips that: {{harm}}. {{repair}} in `.finally()`.',
      unsettled: 'This {{noun}} is {{end}}, but {{exit}} settles the promise without that: {{harm}}. {{repair}} there too.',
      givenUp: 'Nothing ends this {{noun}} when the timer on {{line}} gives it up: {{harm}}. {{repair}} there.',
      forgotten: '`{{by}}()` does not end the {{noun}} in `{{place}}`: {{harm}}. {{repair}} there.',
      dropped: '`{{by}}()` lets go of the {{noun}} in `{{place}}` on {{line}} without ending it: {{harm}}, and nobody can end it any more. {{repair}} first.',
      letGo: 'The listener lets go of the {{noun}} in `{{place}}` on {{line}}, when it has answered, without ending it: {{harm}}, and nobody can end it any more. {{repair}} first.',
      lent: '`{{by}}()` ends those that are in `{{place}}`; a {{noun}} that is taken out on {{line}} and at work then is in no list: {{harm}}. {{repair}} of all: keep each in a list of its own, too.',
      kept: 'Each instance {{starts}} {{noun}} in `{{place}}` that nothing ends: {{harm}}. {{repair}} when the instance goes.',
      replaced: 'Each call puts another {{noun}} into `{{place}}` without ending the one that is there: {{harm}}. {{repair}} first, or use the one that is there.',
      unawaited: '`{{by}}()` does not wait until this {{noun}} has ended: whoever awaits it goes on while it is still running. Await the call.',
      cleanup: 'Return a function that calls {{call}}',
      end: 'Call {{call}} here',
      await: 'Await {{call}}',
    },
  },
  check(context, [{ allow }]) {
    for (const fault of unjoinedIn(context.sourceCode)) {
      if (allow.includes(context.sourceCode.getText(fault.spawn.call.callee))) continue
      const repair = repairOf(context.sourceCode, fault)
      context.report({
        node: fault.kind === 'unawaited' ? fault.call.callee : fault.spawn.call.callee,
        messageId: messageOf(fault),
        data: { ...wordsFor(fault.spawn.model), ...placesOf(fault) },
        suggest: repair
          ? [{ messageId: repair.does, data: { call: repair.call }, fix: (fixer) => fixer.insertTextAfterRange([repair.offset, repair.offset], repair.text) }]
          : [],
      })
    }
  },
})

function messageOf(fault: Fault): MessageId {
  switch (fault.kind) {
    case 'never':
      return fault.times.hook ? 'effect' : fault.times.runs === 'once' ? 'hangs' : 'never'
    case 'kept':
      return fault.times ? 'effect' : 'kept'
    case 'forgotten':
      return fault.drops ? 'dropped' : 'forgotten'
    case 'skipped':
      return isHandedOver(fault.end) ? 'handed' : 'skipped'
    default:
      return fault.kind
  }
}

function placesOf(fault: Fault): Record<string, string> {
  switch (fault.kind) {
    case 'never':
      return fault.times.hook ? { when: fault.times.hook.noun } : {}
    case 'kept':
      return { when: fault.times?.hook?.noun ?? '', place: fault.place.location.text }
    case 'skipped':
      return { exit: exitOf(fault.way), ...(isHandedOver(fault.end) ? { line: lineOf(fault.end.at) } : { end: endOf(fault.end) }) }
    case 'lost':
      return { exit: exitOf(fault.way), line: lineOf(fault.keep.at) }
    case 'repeated':
    case 'rejected':
      return { end: endOf(fault.end) }
    case 'unsettled':
      return { end: endOf(fault.end), exit: lineOf(fault.at) }
    case 'givenUp':
      return { line: lineOf(fault.at) }
    case 'forgotten':
      return { by: fault.name, place: fault.place.location.text, ...(fault.drops && { line: lineOf(fault.drops) }) }
    case 'letGo':
      return { place: fault.place.location.text, line: lineOf(fault.at) }
    case 'lent':
      return { by: fault.name, place: fault.place.location.text, line: lineOf(fault.at) }
    case 'replaced':
      return { place: fault.place.location.text }
    case 'unawaited':
      return { by: fault.name }
  }
}

/** Whoever has it then sees to its end: it must not be ended on the way to them. */
function isHandedOver({ does }: Use): boolean {
  return does === 'give' || does === 'return'
}

function endOf(end: Use): string {
  return `${isHandedOver(end) ? 'handed over' : 'ended'} on ${lineOf(end.at)}`
}

function exitOf({ how, node }: WayOut): string {
  const line = lineOf(node)
  if (how === 'return') return `the return on ${line}`
  if (how !== 'throw') return 'a way to the end of the function'
  return node.type === 'AwaitExpression' ? `a rejection of the await on ${line}` : `an exception on ${line}`
}

// ---------------------------------------------------------------- words

const STARTS: Partial<Record<SpawnModel['kind'], string>> = { port: 'opens', channel: 'opens', url: 'makes' }

const HARMS: Partial<Record<SpawnModel['kind'], string>> = {
  port: 'an open port with a listener keeps the process alive',
  channel: 'it goes on receiving, and keeps a Node process alive',
  url: 'its blob stays in memory until the page is closed',
  process: 'it runs on and keeps its parent alive',
}

function wordsFor(model: SpawnModel): Record<string, string> {
  const { kind, noun, ends, endedBy } = model
  const [path] = endedBy ?? []
  const end = ends[0] ?? path?.slice(path.indexOf('#') + 1)
  return {
    starts: `${STARTS[kind] ?? 'starts'} ${/^[aeiou]/u.test(noun) ? 'an' : 'a'}`,
    noun,
    ends: kind === 'url' ? 'revokes' : 'ends',
    harm: HARMS[kind] ?? harmOfThreads(model),
    repair: end === undefined ? `End the ${noun}` : `Call \`${end}()\``,
    when: kind === 'url' ? 'once what it is for has been loaded' : 'when its work is done, or keep one and use it again',
  }
}

function harmOfThreads({ kind, idle, spawn }: SpawnModel): string {
  if (idle !== 'keeps alive') return 'its threads stay until the process ends'
  if (spawn.some((path) => path.startsWith('#'))) return 'its thread runs on until the page is closed'
  return kind === 'pool' ? 'its threads run on and keep the process alive' : 'its thread runs on and keeps the process alive'
}
