import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Turns that are waited for once: of two that wait for the same, both go on when it is over.

run(rule, {
  valid: [
    {
      name: 'it is asked in a loop until nothing is there',
      code: text`
        export class Ledger {
          async post(entry) {
            while (this.posting) await this.posting
            this.posting = this.books.save(entry)
            try {
              await this.posting
            } finally {
              this.posting = undefined
            }
          }
        }
      `,
    },
    {
      name: 'a deferred one that is asked for in a loop, or put there before the wait',
      code: text`
        export class Press {
          async print(sheet) {
            while (this.job) await this.job.promise
            this.job = Promise.withResolvers()
            try {
              await this.machine.run(sheet)
            } finally {
              this.job.resolve()
              this.job = undefined
            }
          }
          async bind(sheet) {
            const before = this.binding
            this.binding = Promise.withResolvers()
            await before?.promise
            await this.machine.bind(sheet)
            this.binding.resolve()
          }
        }
      `,
    },
    {
      name: 'what is waited for there is another promise than the one that is put there',
      code: text`
        export class Press {
          async warm(sheet) {
            if (this.job) await this.job.heated
            this.job = Promise.withResolvers()
            await this.machine.warm(sheet)
          }
        }
      `,
    },
    {
      name: 'the own promise is there before the old one is waited for',
      code: text`
        export class Ledger {
          turns = new Map()
          async enter(book) {
            const before = this.turns.get(book)
            let leave
            this.turns.set(book, new Promise((resolve) => { leave = resolve }))
            await before
            return leave
          }
          async post(entry) {
            const before = this.last
            this.last = (async () => {
              await before
              await this.books.save(entry)
            })()
            return this.last
          }
        }
      `,
    },
    {
      name: 'what is put there is behind what is there by then',
      code: text`
        export class Ledger {
          async post(entry) {
            await this.last
            this.last = this.last.catch(() => null).then(() => this.books.save(entry))
            return await this.last
          }
        }
      `,
    },
    {
      name: 'who waits does not do the work, or asks whether it is still to be done',
      code: text`
        export class Ledger {
          async load() {
            if (this.loading) return await this.loading
            this.loading = this.books.save('index')
            return this.loading
          }
          async open() {
            if (this.opening) {
              await this.opening
              if (this.isOpen) return
            }
            this.opening = this.books.save('open')
            await this.opening
          }
        }
      `,
    },
    {
      name: 'a flag keeps a second one out, or only tests of it run one after the other',
      code: text`
        export class Ledger {
          async close() {
            if (this.closing) return
            this.closing = true
            await this.posting
            this.posting = this.books.save('end')
            await this.posting
          }
        }
      `,
    },
    {
      name: 'the variable of the module is waited for in a loop, or only behind what is put there',
      options: [{ thorough: true }],
      code: text`
        let mooring = null
        export async function moor(ship) {
          while (mooring) await mooring
          mooring = pier.tie(ship)
          try {
            return await mooring
          } finally {
            mooring = null
          }
        }
        let landing = null
        export async function land(ship) {
          landing = pier.tie(ship)
          await landing
        }
      `,
    },
    {
      name: 'what is put there is none of what is waited for',
      code: text`
        export class Ledger {
          async settle() {
            await this.posting
            this.posting = null
            this.settled = this.books.save('end')
          }
        }
      `,
    },
    {
      name: 'not proven to be done alone: to load twice costs time',
      code: text`
        export class Ledger {
          async reload() {
            if (this.loading) await this.loading
            this.loading = this.books.load()
            await this.loading
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a lock that is waited for once',
      ...marked`
        export class Ledger {
          turns = new Map()
          async enter(book) {
            const turn = this.turns.get(book)
            if (turn) await turn
            let leave
            const mine = new Promise((resolve) => { leave = resolve })
            this.turns.set(book, mine)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~ crowded {"who": "\u0060enter\u0060", "place": "this.turns[book]", "wait": "line 5"}
            return () => {
              this.turns.delete(book)
              leave()
            }
          }
        }
      `,
    },
    {
      name: 'work that is to be done in turn, the failure of the one before left aside',
      ...marked`
        export class Ledger {
          async post(entry) {
            if (this.posting) await this.posting.catch(() => {})
            this.posting = this.books.save(entry)
            ~~~~~~~~~~~~ crowded {"who": "\u0060post\u0060", "place": "this.posting", "wait": "line 3"}
            await this.posting
          }
        }
      `,
    },
    {
      name: 'not proven to be done alone, with thorough',
      options: [{ thorough: true }],
      ...marked`
        export class Ledger {
          async reload() {
            if (this.loading) await this.loading
            this.loading = this.books.load()
            ~~~~~~~~~~~~ crowded {"who": "\u0060reload\u0060", "place": "this.loading", "wait": "line 3"}
            await this.loading
          }
        }
      `,
    },
    {
      name: 'a deferred one that the holder settles',
      ...marked`
        export class Press {
          async print(sheet) {
            if (this.job) await this.job.promise
            this.job = Promise.withResolvers()
            ~~~~~~~~ crowded {"who": "\u0060print\u0060", "place": "this.job", "wait": "line 3"}
            try {
              await this.machine.run(sheet)
            } finally {
              this.job.resolve()
              this.job = undefined
            }
          }
        }
      `,
    },
    {
      name: 'a deferred one of a class, by a name',
      ...marked`
        export class Press {
          async print(sheet) {
            const before = this.job
            await before?.promise
            const turn = new Deferred()
            this.job = turn
            ~~~~~~~~ crowded {"who": "\u0060print\u0060", "place": "this.job", "wait": "line 4"}
            try {
              await this.machine.run(sheet)
            } finally {
              turn.resolve()
            }
          }
        }
      `,
    },
    {
      name: 'a variable of the module, which something is put into in one place only',
      options: [{ thorough: true }],
      ...marked`
        let mooring = null
        export function harbour(buoy) {
          buoy.on('signal', async (ship) => {
            if (mooring) await mooring.then((rope) => rope.cast(), () => {})
            mooring = pier.tie(ship)
            ~~~~~~~ crowded {"who": "This callback", "place": "mooring", "wait": "line 4"}
            ship.rope = await mooring
          })
        }
      `,
    },
  ],
})
