import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Methods that their own class runs by one run at a time: under a lock, behind a flag, or for what it has just made.

run(rule, {
  valid: [
    {
      name: 'an event comes to it under a lock alone',
      code: text`
        import { Mutex } from 'async-mutex'
        export class Depot {
          turn = new Mutex()
          constructor(link) {
            link.on('open', async () => { await this.align() })
          }
          async align() {
            const done = await this.turn.acquire()
            try {
              await this.advance(await this.link.ask())
            } finally {
              done()
            }
          }
          async advance(by) {
            const stock = this.stock.copy()
            stock.level += by
            await this.disk.write(stock)
            this.stock = stock
          }
        }
      `,
    },
    {
      name: 'what tries it again is waited for behind a flag',
      code: text`
        export class Line {
          async renew() {
            if (this.renewing) return
            this.renewing = true
            try {
              await again(() => this.open(), { times: 9 })
            } finally {
              this.renewing = false
            }
          }
          async open() {
            if (this.radio) this.radio.close()
            const settings = await load()
            this.radio = new Radio(settings)
          }
        }
      `,
    },
    {
      name: 'who makes the object makes it ready',
      code: text`
        export class Shelf {
          static async on(disk) {
            const shelf = new Shelf(disk)
            await shelf.prepare()
            return shelf
          }
          async prepare() {
            if (this.ready === false) {
              await this.index()
              this.disk.on('change', () => this.mark())
              this.ready = true
            }
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'an event comes to it without the lock',
      ...marked`
        import { Mutex } from 'async-mutex'
        export class Depot {
          turn = new Mutex()
          constructor(link) {
            link.on('open', async () => { await this.advance(1) })
          }
          async align() {
            const done = await this.turn.acquire()
            try {
              await this.advance(2)
            } finally {
              done()
            }
          }
          async advance(by) {
            const stock = this.stock.copy()
            stock.level += by
            await this.disk.write(stock)
            this.stock = stock
            ~~~~~~~~~~ reused
          }
        }
      `,
    },
    {
      name: 'nobody waits for what tries it again, or another method opens it as well',
      ...marked`
        export class Line {
          async renew() {
            if (this.renewing) return
            this.renewing = true
            again(() => this.open(), { times: 9 })
            this.renewing = false
          }
          async open() {
            if (this.radio) this.radio.close()
            const settings = await load()
            this.radio = new Radio(settings)
            ~~~~~~~~~~ reopened
          }
        }
        export class Cable {
          async renew() {
            if (this.renewing) return
            this.renewing = true
            await again(() => this.open(), { times: 9 })
            this.renewing = false
          }
          async change(port) {
            this.port = port
            await this.open()
          }
          async open() {
            if (this.plug) this.plug.close()
            const settings = await load(this.port)
            this.plug = new Plug(settings)
            ~~~~~~~~~ reopened
          }
        }
      `,
    },
  ],
})
