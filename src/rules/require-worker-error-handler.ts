import { faultsOfAnswers } from '../analysis/settlement/answers.ts'
import { faultsOfCodes } from '../analysis/settlement/codeless.ts'
import { faultsOfEnds } from '../analysis/settlement/ends.ts'
import type { Fault } from '../analysis/settlement/faults.ts'
import type { Handle } from '../analysis/settlement/handles.ts'
import { faultsOfInputs } from '../analysis/settlement/inputs.ts'
import { faultsOfMessages } from '../analysis/settlement/messages.ts'
import { faultsOfTasks } from '../analysis/settlement/tasks.ts'
import { faultsOfUnended } from '../analysis/settlement/unended.ts'
import type { End } from '../knowledge/lives.ts'
import { lineOf, quoted } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'
import type { Node } from '../utils/syntax.ts'

type MessageId = Fault['kind'] | 'missing' | 'missingCall' | 'uncalled'

export default createRule<MessageId, readonly [{ readonly allow: readonly string[]; readonly replies: boolean; readonly inputs?: boolean }]>({
  name: 'require-worker-error-handler',
  meta: {
    type: 'problem',
    docs: {
      description: 'require every end of a worker or process to be heard, and to settle what waits for it',
      category: 'Workers',
      recommended: true,
      strictOptions: [{ allow: [], replies: true, inputs: true }],
    },
    schema: [
      {
        type: 'object',
        properties: {
          allow: {
            description: 'What is called to start something, or to hand over a task, whose failure may go unheard: "spawn", "pool.run".',
            type: 'array',
            items: { type: 'string' },
            uniqueItems: true,
          },
          replies: { description: "Also report answers that send what somebody else's function has returned, or what may be anything, with nothing to catch that it cannot be sent.", type: 'boolean' },
          inputs: { description: "Also report what is written to 'stdin' of a child process with nobody to listen to the errors of that.", type: 'boolean' },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ allow: [], replies: false, inputs: false }],
    messages: {
      unheard: "Nobody listens to the errors of this {{noun}}: {{cause}} is thrown here as an unhandled 'error' and ends this process. Listen to 'error', and reject there what waits for the {{noun}}.",
      unseen: "Nobody hears of it when this {{noun}} dies: nothing takes its place, and when the last one is gone nobody serves any more. Listen to 'exit' of the cluster.",
      missing: "The promise on {{line}} waits for this {{noun}}, and nothing settles it when {{end}}: whoever awaits it waits for ever. Reject it in a listener of '{{event}}'.",
      hangs: 'This listener does not settle the promise on {{line}} when {{end}}: whoever awaits it waits for ever. Reject it here.',
      missingCall: "The callback on {{line}} waits for this {{noun}}, and nothing calls it when {{end}}: who has given it waits for ever. Call it with the error in a listener of '{{event}}'.",
      uncalled: 'This listener does not call the callback on {{line}} when {{end}}: who has given it waits for ever. Call it with the error here.',
      first: 'This listener settles the promise of the first task alone: when the {{noun}} ends later, whoever awaits a later one waits for ever. Listen anew for each task, or settle here all that wait.',
      ignored: 'This listener resolves the promise on {{line}} whatever code the {{noun}} ends with: a failure counts as success. Look at the code, and reject when it is not 0.',
      unasked: 'This waits for the end of the {{noun}}, whatever code it ends with: a failure counts as success. Look at the code that comes with that, and throw when it is not 0.',
      killed: 'A {{noun}} that a signal ends has no exit code: here it resolves the promise on {{line}}, and a job that was killed counts as done. Resolve when the code is 0, and reject otherwise.',
      codeless: 'A {{noun}} that a signal ends has no exit code: it is null here, and what is asked of it throws where nobody catches that. Ask first whether it is null, or put it into a text as it is.',
      unended: 'A process that a signal has ended has no exit code: it is null here as with one that still runs, and {{harm}}. Ask `signalCode` as well.',
      input: "Nobody listens to the errors of what is written here: when the {{noun}} has ended before it reads that, 'EPIPE' is thrown as an unhandled 'error' of the stream and ends this process. Listen to 'error' of the stream, or write with pipeline().",
      task: 'Nobody takes the promise of this task: when the task fails, the rejection is unhandled and ends the process. Await it, or catch it.',
      exits: "'{{by}}' is run by a pool: this ends its worker without an answer, and whoever awaits the task may wait for ever. Throw an error instead.",
      rejects: 'Nobody catches what is rejected in this listener: {{harm}}. Catch it there, and answer with the error.',
      answers: "This sends a value of which nothing is known here: where {{noun}} cannot take it, the answer is never sent and whoever waits for it waits for ever. Catch that, and send the error instead.",
    },
  },
  check(context, [{ allow, replies, inputs = false }]) {
    const { sourceCode } = context
    const faults = [...faultsOfEnds(sourceCode), ...faultsOfCodes(sourceCode), ...faultsOfUnended(sourceCode), ...faultsOfTasks(sourceCode), ...faultsOfMessages(sourceCode), ...(replies ? faultsOfAnswers(sourceCode) : []), ...(inputs ? faultsOfInputs(sourceCode) : [])]
    const told = new Set<Node>()
    for (const fault of faults) {
      const call = 'handle' in fault && fault.handle ? fault.handle.call?.callee : fault.at
      if (told.has(fault.at) || (call && allow.includes(sourceCode.getText(call)))) continue
      told.add(fault.at)
      context.report({ node: fault.at, messageId: messageOf(fault), data: wordsFor(fault) })
    }
  },
})

function messageOf(fault: Fault): MessageId {
  if (fault.kind !== 'hangs') return fault.kind
  const { wait, listening } = fault
  return wait.what === 'promise' ? (listening ? 'hangs' : 'missing') : listening ? 'uncalled' : 'missingCall'
}

const ENDS: Readonly<Record<End['how'], (noun: string) => string>> = {
  missing: () => 'the command cannot be started',
  fails: (noun) => `the ${noun} throws`,
  stops: (noun) => `the ${noun} ends with an exit code, as by process.exit()`,
  errs: (noun) => `the ${noun} fails or cannot be started`,
  killed: (noun) => `a signal ends the ${noun} and there is no exit code`,
}

const HARMS: Readonly<Record<'process' | 'worker' | 'page' | 'channel', string>> = {
  process: 'the rejection is unhandled and ends the process',
  worker: 'the rejection is unhandled and ends this worker with all that it was asked for',
  page: "no 'error' tells the page of it, and whoever waits for the answer waits for ever",
  channel: 'nothing tells the other side of it, and whoever waits there for the answer waits for ever',
}

function wordsFor(fault: Fault): Record<string, string> {
  switch (fault.kind) {
    case 'unheard':
      return { noun: fault.handle.model.noun, cause: fault.isAborted ? 'an abort by its signal' : causeOf(fault.handle) }
    case 'hangs':
      return {
        noun: fault.handle.model.noun,
        line: lineOf(fault.wait.at),
        end: ENDS[fault.end.how](fault.handle.model.noun),
        event: [...fault.end.events.keys()].find((event) => event !== fault.handle.life.callback) ?? '',
      }
    case 'first':
    case 'ignored':
    case 'killed':
      return { noun: fault.handle.model.noun, line: lineOf(fault.wait.at) }
    case 'unseen':
    case 'unasked':
    case 'codeless':
      return { noun: fault.handle.model.noun }
    case 'unended':
      return { harm: fault.isWaited ? 'the wait for its end never ends' : 'it is put to use again' }
    case 'input':
      return { noun: fault.handle?.model.noun ?? 'child process' }
    case 'exits':
      return { by: quoted(fault.by) }
    case 'rejects':
      return { harm: HARMS[fault.side] }
    case 'answers':
      return { noun: fault.noun }
    case 'task':
      return {}
  }
}

function causeOf({ model, life }: Handle): string {
  if (life.sendFails) return 'a message to one that has ended'
  return model.kind === 'process' ? 'a command that cannot be started' : 'an exception in it'
}
