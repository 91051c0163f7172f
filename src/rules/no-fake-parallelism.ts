import { directCallsIn, workerFunctions } from '../analysis/fanout/entries.ts'
import { type FanOut, fanOutsOf, type Task } from '../analysis/fanout/fanouts.ts'
import { type FakeTask, fakeTask, wrapsWork } from '../analysis/fanout/synchronous.ts'
import { mentions } from '../analysis/resolve/evidence.ts'
import { calledFunction } from '../analysis/resolve/receiver.ts'
import { roleOf, threadAt } from '../analysis/roles/role.ts'
import { nodesOf } from '../utils/nodes.ts'
import type { SourceCode } from '../utils/per-file.ts'
import { lineOf } from '../utils/report.ts'
import { createRule } from '../utils/rule.ts'
import { isCall, isFunction, isInside, type Node, unwrap } from '../utils/syntax.ts'

type MessageId = 'all' | 'later' | 'wrapped' | 'direct' | 'shipped'

const REPAIR = 'Run it in a pool of workers; or do it in sequence, and let others in between with await new Promise((resolve) => setTimeout(resolve))'

export default createRule<MessageId, readonly [{ readonly allow: readonly string[] }]>({
  name: 'no-fake-parallelism',
  meta: {
    type: 'suggestion',
    docs: {
      description: 'disallow promises around work that only this thread does: nothing of it runs at the same time',
      category: 'The event loop',
      recommended: false,
    },
    schema: [
      {
        type: 'object',
        properties: {
          allow: {
            description: 'Names of functions whose work is known to be light.',
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
      all: `These tasks never wait: each does all its work ({{place}}) on this thread before the next one starts, so that '{{by}}' makes nothing faster, and no other request, timer or message gets a turn before the last is done. ${REPAIR}.`,
      later: `A timer only puts this work off: each task does all of it ({{place}}) on this thread, one after the other, so that '{{by}}' makes nothing faster. ${REPAIR}.`,
      wrapped: `This promise puts nothing off: its executor does all the work ({{place}}) at once and on this thread, so that the caller waits for it in any case, and so does everybody else. ${REPAIR}; a plain function says what it does.`,
      direct: "'{{name}}' is what the worker of {{place}} is there to run, and this call runs it on this thread: nothing goes on meanwhile. Ask the worker for it.",
      shipped: "'{{name}}' is what a worker runs ({{place}}), and '{{by}}' runs it on this thread, one call after the other. Hand the tasks to workers.",
    },
  },
  create(context, [{ allow }]) {
    const { sourceCode } = context
    if (!mentions(sourceCode, new Set(['#Promise'])) && !/\bfrom ['"]|require\(/u.test(sourceCode.text)) return {}
    return {
      'Program:exit'() {
        if (['test', 'config'].includes(roleOf(sourceCode).program)) return
        const covered: Node[] = []
        for (const fanOut of fanOutsOf(sourceCode)) {
          const by = sourceCode.getText(fanOut.at.callee)
          const fake = fakeIn(sourceCode, fanOut)
          if (fake) {
            if (covered.some((each) => isInside(fanOut.at, each))) continue
            covered.push(fake.work.node, ...fanOut.tasks.map(({ node }) => node))
            if (allow.includes(nameOf(sourceCode, fake.task.node))) continue
            context.report({ node: placeOf(fake.task.node), messageId: fake.runs === 'later' ? 'later' : 'all', data: { by, place: lineOf(fake.work.node) } })
            continue
          }
          const shipped = shippedIn(sourceCode, fanOut)
          if (shipped) context.report({ node: placeOf(shipped.task.node), messageId: 'shipped', data: { by, name: nameOf(sourceCode, shipped.task.node), place: lineOf(shipped.worker) } })
        }
        for (const call of nodesOf(sourceCode).calls) {
          const work = wrapsWork(sourceCode, call)
          if (work && !covered.some((each) => each === work.node || isInside(each, call))) context.report({ node: call.callee, messageId: 'wrapped', data: { place: lineOf(work.node) } })
        }
        for (const { call, name, worker } of directCallsIn(sourceCode)) {
          context.report({ node: call.callee, messageId: 'direct', data: { name, place: lineOf(worker) } })
        }
      },
    }
  },
})

/** One task beside others that wait may compute meanwhile; several that compute cannot do so at the same time. */
function fakeIn(sourceCode: SourceCode, { tasks }: FanOut): FakeTask | undefined {
  const fakes = tasks.flatMap((task) => fakeTask(sourceCode, task) ?? [])
  return fakes.find(({ task }) => task.by !== undefined) ?? (fakes.length > 1 ? fakes[0] : undefined)
}

function shippedIn(sourceCode: SourceCode, { at, tasks }: FanOut): { readonly task: Task; readonly worker: Node } | undefined {
  const known = workerFunctions(sourceCode)
  if (known.size === 0 || threadAt(sourceCode, at) === 'worker') return undefined
  for (const task of tasks) {
    const value = unwrap(task.node)
    const call = isFunction(task.fn?.body) || !task.fn ? value : unwrap(task.fn.body)
    const fn = task.fn && known.has(task.fn) ? task.fn : isCall(call) ? calledFunction(sourceCode, call) : undefined
    const worker = fn && known.get(fn)
    if (worker && task.by) return { task, worker }
  }
  return undefined
}

/** What to point at: the function that a call runs, a function's name, or its head. */
function placeOf(node: Node): Node {
  const inner = unwrap(node)
  return isCall(inner) ? inner.callee : isFunction(inner) && inner.body.type !== 'BlockStatement' ? inner.body : inner
}

function nameOf(sourceCode: SourceCode, node: Node): string {
  const inner = unwrap(node)
  if (isCall(inner)) return sourceCode.getText(inner.callee)
  if (isFunction(inner)) return isCall(inner.body) ? sourceCode.getText(inner.body.callee) : 'task'
  return sourceCode.getText(inner)
}
