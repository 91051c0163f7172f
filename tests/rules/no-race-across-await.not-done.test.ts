import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Flags that are set late and say something else than that the work is done.

run(rule, {
  valid: [
    {
      name: 'each run sets what it asks for: whether somebody has ended it',
      code: text`
        export class Pump {
          async start() {
            this.phase = Phase.STARTING
            await this.report('starting', async () => {
              try {
                await this.check()
                if (this.phase !== Phase.STARTING) return
                await this.prime()
                this.valve.on('turn', () => this.look())
              } finally {
                this.phase = Phase.IDLE
              }
            })
          }
        }
      `,
    },
    {
      name: 'a helper raises it where it fails, and who stops is asked after each wait',
      code: text`
        export class Feed {
          async recover() {
            if (this.stopped) return
            await this.find()
            if (this.stopped) return
            await this.source.subscribe(this.name)
            this.source.on('end', () => this.recover())
          }
          async find() {
            const found = await registry.get(this.name)
            if (!found) {
              this.stopped = true
              this.owner.remove(this.name)
              throw new Error('no such feed')
            }
            this.entry = found
          }
        }
      `,
    },
    {
      name: 'a loop that stops itself when nothing is left',
      code: text`
        export class Sweeper {
          constructor(fetchPage) {
            this.fetchPage = fetchPage
            this.stopped = true
            this.page = 0
          }
          start() {
            this.stopped = false
            return this.run()
          }
          async run() {
            while (!this.stopped) {
              const rows = await this.fetchPage(this.page)
              if (rows.length === 0) this.stop()
              else await this.sweep(rows)
            }
          }
          stop() {
            this.stopped = true
          }
        }
      `,
    },
    {
      name: 'who does not get the lock leaves before it is set',
      code: text`
        export class Subscription {
          async renew({ force = false } = {}) {
            if (this.renewing && !force) return false
            const held = await this.account.locks.acquireLock(this.id, 1000)
            if (!held.success) return false
            this.renewing = true
            try {
              await this.api.renew(this.id)
              return true
            } finally {
              await this.account.locks.releaseLock(held)
              this.renewing = false
            }
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'nothing is asked of the lock, so that who has waited for it does the same again',
      ...marked`
        export class Subscription {
          async renew({ force = false } = {}) {
            if (this.renewing && !force) return false
            const held = await this.account.locks.acquireLock(this.id, 1000)
            this.renewing = true
            ~~~~~~~~~~~~~ done
            try {
              await this.api.renew(this.id)
              return true
            } finally {
              await this.account.locks.releaseLock(held)
              this.renewing = false
            }
          }
        }
      `,
    },
    {
      name: 'the flag is raised by who has done the work, though something else fails then',
      ...marked`
        export class Feed {
          async begin() {
            if (this.begun) return
            await this.source.open(this.name)
            this.source.on('end', () => this.note())
            this.begun = true
            ~~~~~~~~~~ done
            if (!this.source.name) return
            throw new Error('no name')
          }
        }
      `,
    },
  ],
})
