import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Methods that their own class runs by one run at a time: under a lock, behind a flag, or for what it has just made.

run(rule, {
  valid: [
    {
      name: 'who calls it asks for the flag that it puts up',
      language: 'jsx',
      code: text`
        import { Component } from 'react'
        export class Editor extends Component {
          type(text) {
            this.setState({ text })
            if (!this.asking) this.propose(text)
          }
          async propose(text) {
            if (this.props.offline) return
            this.asking = true
            try {
              const answer = await this.props.api.names(text)
              this.setState({ names: answer.names })
            } finally {
              this.asking = false
            }
          }
          render() { return <input onChange={(event) => this.type(event.target.value)} /> }
        }
      `,
    },
    {
      name: 'a later round waits for what an earlier one has begun',
      code: text`
        import { link, unlink } from 'node:fs/promises'
        export class Journal {
          lines = []
          running = null
          #last = 0
          async drain() {
            while (this.lines.length > 0) {
              if (this.running) await this.running
              else this.running = this.#flush()
            }
          }
          async #flush() {
            this.lines = []
            await this.#rotate()
            this.running = null
          }
          async #rotate() {
            const at = this.#last + 1
            await link('journal', 'journal.' + at)
            await unlink('journal')
            this.#last = at
          }
        }
      `,
    },
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
      name: 'the flag comes down before the answer is there, or is asked for too early',
      language: 'jsx',
      code: text`
        import { Component } from 'react'
        export class Editor extends Component {
          type(text) {
            if (!this.asking) this.propose(text)
          }
          async turn(page) {
            if (!this.turning) {
              await this.props.saved
              this.show(page)
            }
          }
          async propose(text) {
            this.asking = true
            await this.props.ready()
            this.asking = false
            const answer = await this.props.api.names(text)
            this.setState({ names: answer.names })
          }
          async show(page) {
            this.turning = true
            const answer = await this.props.api.page(page)
            this.setState({ rows: answer.rows })
            this.turning = false
          }
          render() { return <Form onType={(event) => this.type(event.target.value)} onPage={(page) => this.turn(page)} /> }
        }
      `,
      errors: [{ messageId: 'overtaken', line: 17, column: 21 }, { messageId: 'overtaken', line: 22, column: 21 }],
    },
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
