import rule from '../../src/rules/require-backpressure.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- tasks that wait for their turn

run(rule, {
  valid: [
    {
      name: 'a list that is in memory anyway',
      code: text`
        import pLimit from 'p-limit'
        const limit = pLimit(4)
        export const measure = (stars) => Promise.all(stars.map((star) => limit(() => spectrum(star))))
      `,
    },
    {
      name: 'each is waited for, or one of those that go on',
      code: text`
        import pLimit from 'p-limit'
        import { Piscina } from 'piscina'
        const limit = pLimit(4)
        const pool = new Piscina({ filename: './spectrum.js' })
        export async function measure(stars) {
          for await (const star of stars) await limit(() => spectrum(star))
        }
        export async function measureSome(stars) {
          const open = new Set()
          for await (const star of stars) {
            const task = pool.run(star).then(keep).finally(() => open.delete(task))
            open.add(task)
            if (open.size > 16) await Promise.race(open)
          }
        }
      `,
    },
    {
      name: 'the loop asks how full the queue is before it goes on',
      code: text`
        import Piscina from 'piscina'
        const pool = new Piscina({ filename: './spectrum.js' })
        export async function measure(stars, report) {
          for await (const star of stars) {
            if (pool.queueSize > 100) await new Promise((resolve) => pool.once('drain', resolve))
            pool.run(star).catch(report)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'kept in a list, with what follows',
      ...marked`
        import { Piscina } from 'piscina'
        const pool = new Piscina({ filename: './spectrum.js' })
        export async function measure(stars) {
          const tasks = []
          for await (const star of stars) {
            tasks.push(pool.run(star).then((lines) => keep(star, lines)))
                       ~~~~~~~~ submit
          }
          await Promise.all(tasks)
        }
      `,
    },
    {
      name: 'a limiter that is called itself',
      ...marked`
        import pLimit from 'p-limit'
        const limit = pLimit(4)
        export async function measure(stars) {
          const tasks = []
          for await (const star of stars) {
            tasks.push(limit(() => spectrum(star)))
                       ~~~~~ submit {"what": "limit", "round": "the loop on line 5"}
          }
          await Promise.all(tasks)
        }
      `,
    },
    {
      name: 'queues by other names, and a wait for their end',
      ...marked`
        import Bottleneck from 'bottleneck'
        import * as fastq from 'fastq'
        const slow = new Bottleneck({ maxConcurrent: 2 })
        const queue = fastq.promise(spectrum, 2)
        export async function measure(stars) {
          for await (const star of stars) {
            void queue.push(star)
                 ~~~~~~~~~~ submit
          }
          await queue.drained()
        }
        export async function publish(stars) {
          for await (const star of stars) {
            slow.schedule(() => send(star)).catch(console.error)
            ~~~~~~~~~~~~~ submit
          }
        }
      `,
    },
    {
      name: 'a wait for the end of all of them, behind the loop',
      ...marked`
        import Piscina from 'piscina'
        const pool = new Piscina({ filename: './spectrum.js' })
        export async function measure(stars, report) {
          for await (const star of stars) {
            pool.run(star).catch(report)
            ~~~~~~~~ submit
          }
          await new Promise((resolve) => pool.once('drain', resolve))
        }
      `,
    },
  ],
})
