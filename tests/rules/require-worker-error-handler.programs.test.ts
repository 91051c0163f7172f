import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** Files that are called like workers and are programs, and parts of a program whose members end elsewhere. */
run(rule, {
  valid: [
    {
      name: 'a program ends at a signal',
      filename: '/p/src/main.worker.ts',
      language: 'ts',
      code: `
        export const bootstrap = async () => {
          const app = await create()
          const shutdown = async () => {
            setTimeout(() => { process.exit(0) }, 1000).unref()
            try { await app.close() } finally { process.exit(0) }
          }
          for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void shutdown())
          await app.init()
        }
      `,
    },
    {
      name: 'a function that another file runs, which may listen to all members',
      code: `
        import cluster from 'node:cluster'
        import { onMessage } from './primary.js'
        export const startWeb = () => {
          const { id } = cluster.fork({ TYPE: 'web' })
          onMessage(id)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a task that ends the process',
      filename: '/p/src/main.worker.ts',
      language: 'ts',
      ...marked`
        export const sail = async (ship: string) => {
          if (ship === '') process.exit(1)
                           ~~~~~~~~~~~~ exits
          return ship
        }
      `,
    },
    {
      name: 'the program itself forks',
      ...marked`
        import cluster from 'node:cluster'
        if (cluster.isPrimary) {
          cluster.fork()
          ~~~~~~~~~~~~ unseen
        } else {
          serve()
        }
      `,
    },
  ],
})
