import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Keys of a store that are put only where they are free, and that nothing takes away but who has put them.

run(rule, {
  valid: [
    {
      name: 'it goes away after a time',
      code: text`
        import Redis from 'ioredis'
        const redis = new Redis()
        export async function alone(name, work) {
          const got = await redis.set(name, 'me', 'PX', 30_000, 'NX')
          if (!got) return
          await work()
          await redis.del(name)
        }
      `,
    },
    {
      name: 'it is deleted in any case, by somebody else, or kept for good',
      code: text`
        import Redis from 'ioredis'
        const redis = new Redis()
        export async function alone(name, work) {
          if (!(await redis.setnx(name, 'me'))) return
          try {
            await work()
          } finally {
            await redis.del(name)
          }
        }
        export async function begin(job) {
          return (await redis.setnx(job, 'begun')) === 1
        }
        export async function end(job) {
          await redis.del(job)
        }
        export async function once(letter, send) {
          const isFirst = await redis.setnx(letter.id, 'sent')
          if (isFirst === 0) return
          await send(letter)
        }
        export async function retried(letter, send) {
          const isFirst = await redis.setnx(letter.code, 'sent')
          if (!isFirst) return
          try {
            await send(letter)
          } catch (error) {
            await redis.del(letter.code)
            throw error
          }
        }
      `,
    },
    {
      name: 'it is put whatever is there',
      code: text`
        import Redis from 'ioredis'
        const redis = new Redis()
        export async function show(name, work) {
          const done = await redis.set(name, 'NX')
          if (!done) return
          await work()
          await redis.del(name)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a failure skips that',
      ...marked`
        import { createClient } from 'redis'
        const redis = createClient()
        export async function alone(name, work) {
          const got = await redis.set(name, 'me', { NX: true })
                            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ stuck
          if (!got) return false
          await work()
          await redis.del(name)
          return true
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { createClient } from 'redis'
        const redis = createClient()
        export async function alone(name, work) {
          const got = await redis.set(name, 'me', { NX: true })
          if (!got) return false
          try {
            await work()
          } finally {
            await redis.del(name)
          }
          return true
        }
      ` }]],
    },
    {
      name: 'a way out of the work does',
      ...marked`
        import Redis from 'ioredis'
        const redis = new Redis()
        export async function alone(name, work) {
          if ((await redis.set(name, 'me', 'NX')) !== 'OK') throw new Error('busy')
                     ~~~~~~~~~~~~~~~~~~~~~~~~~~~ stuck
          const left = await work().catch(() => 0)
          if (left === 0) return
          await work(left).catch(() => 0)
          await redis.del(name)
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import Redis from 'ioredis'
        const redis = new Redis()
        export async function alone(name, work) {
          if ((await redis.set(name, 'me', 'NX')) !== 'OK') throw new Error('busy')
          try {
            const left = await work().catch(() => 0)
            if (left === 0) return
            await work(left).catch(() => 0)
          } finally {
            await redis.del(name)
          }
        }
      ` }]],
    },
  ],
})
