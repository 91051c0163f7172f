import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'a name of an event that is set to another one',
      language: 'ts',
      code: text`
        import { parentPort } from 'node:worker_threads'
        const Events = { task: 'message', gone: 'close' }
        Events.task = process.env.EVENT
        parentPort!.on(Events.task, async (job) => {
          const page = await render(job)
          parentPort!.postMessage(page)
        })
      `,
    },
  ],
  invalid: [
    {
      name: 'the event is a member of an object of constants',
      language: 'ts',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        const Events = { task: 'message', gone: 'close' } as const
        parentPort!.on(Events.task, async (job) => {
                       ~~~~~~~~~~~ rejects
          const page = await render(job)
          parentPort!.postMessage(page)
        })
      `,
    },
    {
      name: 'or of an enum',
      language: 'ts',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        enum Events { Task = 'message', Gone = 'close' }
        parentPort!.on(Events.Task, async (job) => {
                       ~~~~~~~~~~~ rejects
          const page = await render(job)
          parentPort!.postMessage(page)
        })
      `,
    },
  ],
})
