import rule from '../../src/rules/no-ignored-try-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** A firmware that one alone may write, as a key of a store says. */
function flashing(taken: string, given = 'await redis.del(`firmware:${id}`)'): string {
  return text`
    import { redis } from './redis.js'
    export async function flash(id) {
      ${taken}
      try {
        await write(id)
      } finally {
        ${given}
      }
    }
  `
}

run(rule, {
  valid: [
    { name: 'the answer is looked at', code: flashing('const taken = await redis.set(`firmware:${id}`, 1, { NX: true, EX: 60 }); if (taken === null) return') },
    { name: 'the answer is tested', code: flashing("if (!(await redis.set(`firmware:${id}`, 1, 'EX', 60, 'NX'))) return") },
    { name: 'a default, which stays', code: flashing('await redis.set(`firmware:${id}`, 1, { NX: true })', 'await redis.publish(`firmware:${id}`, 1)') },
    { name: 'another key is taken away', code: flashing('await redis.set(`firmware:${id}`, 1, { NX: true })', 'await redis.del(`error:${id}`)') },
    { name: 'set in any case', code: flashing('await redis.set(`firmware:${id}`, 1, { EX: 60 })') },
    {
      name: 'a helper says whether the key was set, and is listened to',
      code: text`
        import { redis } from './redis.js'
        async function claim(key, token, ms) {
          return (await redis.set(key, token, 'PX', ms, 'NX')) === 'OK'
        }
        export async function flash(key, token) {
          if (!(await claim(key, token, 60_000))) return
          try {
            await write(key)
          } finally {
            await redis.eval(REMOVE_OWN, 1, key, token)
          }
        }
      `,
    },
    {
      name: 'a helper says whether the key was set, which stays',
      code: text`
        import { redis } from './redis.js'
        async function remember(key, value) {
          return (await redis.set(key, value, 'EX', 60, 'NX')) === 'OK'
        }
        export async function flash(key, value) {
          await remember(key, value)
          await redis.eval(COUNT, 1, key)
        }
      `,
    },
    { name: 'a map', code: flashing('rows.set(`firmware:${id}`, 1)', 'rows.delete(`firmware:${id}`)') },
  ],
  invalid: [
    {
      name: 'a helper says whether the key was set, and nobody listens',
      ...marked`
        import { redis } from './redis.js'
        async function claim(key, token, ms) {
          return (await redis.set(key, token, 'PX', ms, 'NX')) === 'OK'
        }
        export async function flash(key, token) {
          await claim(key, token, 60_000)
                ~~~~~ keyed {"given": "line 10"}
          try {
            await write(key)
          } finally {
            await redis.eval(REMOVE_OWN, 1, key, token)
          }
        }
      `,
    },
    {
      name: 'a key that somebody else may have set',
      ...marked`
        import { redis } from './redis.js'
        export async function flash(id) {
          const key = 'firmware:' + id
          await redis.set(key, process.pid, { NX: true, EX: 60 })
                ~~~~~~~~~ keyed {"given": "line 8"}
          try {
            await write(id)
          } finally {
            await redis.del(key)
          }
        }
      `,
    },
    {
      name: 'in the words of the protocol, on a field',
      ...marked`
        export class Firmware {
          constructor(redis) {
            this.redis = redis
          }
          async flash(key) {
            await this.redis.set(key, 1, 'EX', 60, 'NX')
                  ~~~~~~~~~~~~~~ keyed {"given": "line 8"}
            await this.write(key)
            await this.redis.del(key)
          }
        }
      `,
    },
    { name: 'by its own command', code: flashing('await redis.setnx(`firmware:${id}`, 1)'), errors: [{ messageId: 'keyed', line: 3, column: 9 }] },
  ],
})
