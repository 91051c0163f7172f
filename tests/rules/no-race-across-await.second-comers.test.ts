import rule from '../../src/rules/no-race-across-await.ts'
import { marked } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** What a second run finds, and does not do again because of that. */
run(rule, {
  valid: [
    {
      name: 'each round takes the next number, and counts on before it waits',
      code: `
        export async function visit(ports, call) {
          let next = 0
          const sail = async () => {
            while (next < ports.length) {
              const port = ports[next]
              next += 1
              try {
                if (!port.open) continue
                await call(port)
              } catch (error) { console.error(error) }
            }
          }
          await Promise.all([sail(), sail()])
        }
      `,
    },
    {
      name: 'who finds that others wait joins them, before the promise that begins the work',
      code: `
        export class Harbour {
          async open() {
            if (this.waiting !== undefined) return new Promise((resolve) => this.waiting.push(resolve))
            return new Promise(async (resolve) => {
              this.waiting = []
              await this.raise()
              this.waiting.push(resolve)
              this.waiting.map((each) => each())
              this.waiting = undefined
            })
          }
        }
      `,
    },
    {
      name: 'who comes second is given what is there',
      code: `
        export class Crew {
          cache = new Map()
          async find(ship, id) {
            const key = ship + id
            if (this.cache.has(key)) return { sailor: this.cache.get(key), hired: false }
            const row = await this.db.table.where({ ship, id }).first()
            if (row) {
              const sailor = { ship, id, since: row.since }
              this.cache.set(key, sailor)
              return { sailor, hired: false }
            }
            return { sailor: await this.db.insert({ ship, id }), hired: true }
          }
        }
      `,
    },
    {
      name: 'a state that the component has asked first keeps a second click out',
      language: 'tsx',
      code: `
        import { useCallback, useState } from 'react'
        export function Log({ read }) {
          const [page, setPage] = useState(null)
          const [loading, setLoading] = useState(null)
          const turn = useCallback(async (key) => {
            if (loading) return
            setLoading(key)
            try { setPage(await read(key)) } finally { setLoading(null) }
          }, [read, loading])
          return <button onClick={() => turn('a')}>{page}</button>
        }
      `,
    },
    {
      name: 'what is changed on the way to a refusal gives nothing away',
      code: `
        import express from 'express'
        const app = express.Router()
        app.post('/token', async (req, res) => {
          const { token } = req.body
          const row = await db.tokens.get(token)
          if (!row || row.expires < Date.now()) return res.status(401).json({ error: 'invalid' })
          if (Date.now() - row.seen < 1000) {
            await db.tokens.update(token, { revoked: true })
            return res.status(401).json({ error: 'too soon' })
          }
          return res.json({})
        })
      `,
    },
    {
      name: 'one run moves all, one after the other',
      language: 'ts',
      code: `
        export class Mover {
          private boxes: object[] = []
          constructor(private db: any) {}
          protected async migrate() {
            for (let page = 0; page < 10; page++) await this.move(await this.db('old').page(page))
          }
          private async move(rows: any[]) {
            for (const row of rows) {
              await this.pack(row)
              if (this.boxes.length > 50) await this.ship()
            }
            await this.ship()
          }
          private async pack(row: any) {
            if (await this.db('new').where({ id: row.id })) return
            this.boxes.push({ id: row.id })
          }
          private async ship() {
            if (this.boxes.length > 0) {
              await this.db('new').insert(this.boxes)
              this.boxes = []
            }
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the number is counted on first, and read again behind the wait',
      ...marked`
        export class Signals {
          id = 0
          pending = {}
          async send(flag) {
            this.id += 1
            await this.ready(flag)
            this.pending[this.id] = flag
                         ~~~~~~~ renumbered
          }
        }
      `,
    },
    {
      name: 'nobody asks before the promise',
      ...marked`
        export class Harbour {
          open() {
            return new Promise(async (resolve) => {
              this.waiting = []
              await this.raise()
              this.waiting.push(resolve)
              ~~~~~~~~~~~~~~~~~~~~~~~~~~ mixed
              this.waiting.map((each) => each())
            })
          }
        }
      `,
    },
    {
      name: 'who comes second is refused',
      ...marked`
        export class Berths {
          taken = new Map()
          async take(berth, ship) {
            if (this.taken.has(berth)) return { ok: false, error: 'taken' }
            await this.pay(ship)
            this.taken.set(berth, ship)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~ granted
            return { ok: true }
          }
        }
      `,
    },
    {
      name: 'memoised without the state that it asks: it finds what was there when it was made',
      language: 'tsx',
      ...marked`
        import { useCallback, useState } from 'react'
        export function Log({ read }) {
          const [page, setPage] = useState(null)
          const [loading, setLoading] = useState(null)
          const turn = useCallback(async (key) => {
            if (loading) return
            setLoading(key)
            try {
              const found = await read(key)
              setPage(found)
              ~~~~~~~~~~~~~~ overtaken
            } finally { setLoading(null) }
          }, [read])
          return <button onClick={() => turn('a')}>{page}</button>
        }
      `,
    },
    {
      name: 'the change is what the answer rests on',
      ...marked`
        import express from 'express'
        const app = express.Router()
        app.post('/token', async (req, res) => {
          const { token } = req.body
          const row = await db.tokens.get(token)
          if (!row || row.expires < Date.now()) return res.status(401).json({ error: 'invalid' })
          if (Date.now() - row.seen < 1000) {
            await db.tokens.update(token, { revoked: true })
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ oversold
            return res.json({ token: next(row) })
          }
          return res.json({})
        })
      `,
    },
    {
      name: 'what ships may come while others pack',
      language: 'ts',
      ...marked`
        export class Mover {
          private boxes: object[] = []
          constructor(private db: any) {}
          pack(row: any) {
            this.boxes.push({ id: row.id })
          }
          async ship() {
            if (this.boxes.length > 0) {
              await this.db('new').insert(this.boxes)
              this.boxes = []
              ~~~~~~~~~~ dropped
            }
          }
        }
      `,
    },
  ],
})
