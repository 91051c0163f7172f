import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- the promise of a run is the flag, and the run itself takes it away

run(rule, {
  valid: [
    {
      name: 'taken away whatever becomes of it',
      code: text`
        import { upload } from './api.js'
        export class Outbox {
          flush() {
            if (!this.flushing) this.flushing = this.send()
            return this.flushing
          }
          async send() {
            try {
              await upload(this.letters)
            } finally {
              this.flushing = null
            }
          }
        }
      `,
    },
    {
      name: 'whoever waits for it takes it away where it fails',
      code: text`
        import { upload } from './api.js'
        export class Outbox {
          async flush() {
            this.flushing ??= this.send()
            try {
              await this.flushing
            } catch (error) {
              this.flushing = null
              throw error
            }
          }
          async send() {
            await upload(this.letters)
            this.flushing = null
          }
        }
      `,
    },
    {
      name: 'the run does not fail',
      code: text`
        import { upload } from './api.js'
        let flushing
        export const flush = () => (flushing ??= send())
        async function send() {
          await upload().catch(() => {})
          flushing = undefined
        }
      `,
    },
    {
      name: 'what is kept takes it away itself, however it ends',
      code: text`
        import { upload } from './api.js'
        export class Outbox {
          async flush() {
            this.flushing ??= this.send().finally(() => {
              this.flushing = null
            })
            await this.flushing
            return this.count()
          }
          async send() {
            await upload(this.letters)
          }
        }
      `,
    },
    {
      name: 'kept for good',
      code: text`
        import { upload } from './api.js'
        let first
        export const once = () => (first ??= send())
        async function send() {
          await upload()
        }
      `,
    },
    {
      name: 'another method begins anew',
      code: text`
        import { upload } from './api.js'
        export class Outbox {
          flush() {
            return (this.flushing ??= this.send())
          }
          async send() {
            await upload(this.letters)
            this.flushing = null
          }
          retry() {
            this.flushing = null
            return this.flush()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a method that begins it where none is under way',
      ...marked`
        import { upload } from './api.js'
        export class Outbox {
          flush() {
            if (!this.flushing) this.flushing = this.send()
                                ~~~~~~~~~~~~~~~~~~~~~~~~~~~ stuck {"what": "this.flushing", "line": "line 9", "exit": "an exception of \u0060upload()\u0060 on line 8", "guard": "line 4"}
            return this.flushing
          }
          async send() {
            await upload(this.letters)
            this.flushing = null
          }
        }
      `,
    },
    {
      name: 'begun in one expression',
      ...marked`
        import { upload } from './api.js'
        let flushing
        export const flush = () => (flushing ??= send())
                                    ~~~~~~~~~~~~~~~~~~~ stuck {"what": "flushing", "line": "line 6", "exit": "an exception of \u0060upload()\u0060 on line 5", "guard": "line 3"}
        async function send() {
          await upload()
          flushing = undefined
        }
      `,
    },
    {
      name: 'a function that is run where it stands',
      code: text`
        import { upload } from './api.js'
        let flushing = null
        export async function flush(letters) {
          if (flushing) return flushing
          flushing = (async () => {
            for (const letter of letters) await upload(letter)
            flushing = null
          })()
          return flushing
        }
      `,
      errors: [{ messageId: 'stuck', data: { what: 'flushing', line: 'line 7', exit: 'an exception of `upload()` on line 6', guard: 'line 4' }, line: 5, column: 3 }],
    },
  ],
})
