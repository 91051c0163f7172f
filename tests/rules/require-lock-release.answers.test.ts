import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a promise is answered with, and holds from its start.

run(rule, {
  valid: [
    {
      name: 'a lock that the answer gives back on every way',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export function sign(document) {
          return mutex.acquire().then(async () => {
            try {
              if (document.isEmpty) return
              await stamp(document)
            } finally {
              mutex.release()
            }
          })
        }
      `,
    },
    {
      name: 'a lock that is given back behind the answer',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export function sign(document) {
          return mutex.acquire().then(async () => {
            if (document.isEmpty) return
            await stamp(document)
          }).finally(() => mutex.release())
        }
      `,
    },
    {
      name: 'a query runner that the answer gives back on every way',
      code: text`
        import { DataSource } from 'typeorm'
        const source = new DataSource({})
        export function close(account) {
          const runner = source.createQueryRunner()
          return runner.connect().then(async () => {
            try {
              await runner.query('delete from accounts where id = $1', [account])
            } finally {
              await runner.release()
            }
          })
        }
      `,
    },
    {
      name: 'a flag that the answer takes down on every way',
      code: text`
        export class Outbox {
          async flush() {
            if (this.busy) return
            this.busy = true
            return this.ready.then(async (store) => {
              try {
                await store.send(this.mails)
              } finally {
                this.busy = false
              }
            })
          }
        }
      `,
    },
    {
      name: 'a flag that is taken down by what follows the answer',
      code: text`
        export class Outbox {
          async flush() {
            if (this.busy) return
            this.busy = true
            return this.ready.then(async (store) => {
              await store.send(this.mails)
              this.busy = false
            }).catch((error) => {
              this.busy = false
              this.report(error)
            })
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a lock that the answer keeps where it leaves early',
      ...marked`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        export function sign(document) {
          return mutex.acquire().then(async () => {
                 ~~~~~~~~~~~~~ skipped
            if (document.isEmpty) return
            try {
              await stamp(document)
            } finally {
              mutex.release()
            }
          })
        }
      `,
    },
    {
      name: 'a query runner that the answer keeps where its work fails',
      ...marked`
        import { DataSource } from 'typeorm'
        const source = new DataSource({})
        export function close(account) {
          const runner = source.createQueryRunner()
                         ~~~~~~~~~~~~~~~~~~~~~~~~ skipped
          return runner.connect().then(async () => {
            await runner.query('delete from accounts where id = $1', [account])
            await runner.release()
          })
        }
      `,
    },
    {
      name: 'a flag that stays up where the answer fails',
      ...marked`
        export class Outbox {
          async flush() {
            if (this.busy) return
            this.busy = true
            ~~~~~~~~~~~~~~~~ stuck
            return this.ready.then(async (store) => {
              await store.send(this.mails)
              this.busy = false
            })
          }
        }
      `,
    },
  ],
})
