import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Locks that the file builds itself: a section that fails must not keep out those who wait behind it.

run(rule, {
  valid: [
    {
      name: 'nobody is there to be let in, and the way is free',
      code: text`
        export class Ferry {
          full = false
          waiting = []
          async cross(trip) {
            if (this.full) await new Promise((resolve) => this.waiting.push(resolve))
            else this.full = true
            try {
              await trip()
            } finally {
              if (this.waiting.length > 0) this.waiting.shift()()
              else this.full = false
            }
          }
        }
      `,
    },
    {
      name: 'the next one is let in whatever has happened',
      language: 'ts',
      code: text`
        export class Ferry {
          private last: Promise<unknown> = Promise.resolve()
          async cross<T>(trip: () => Promise<T>): Promise<T> {
            const before = this.last
            let land!: () => void
            this.last = new Promise<void>((resolve) => (land = resolve))
            await before
            try {
              return await trip()
            } finally {
              land()
            }
          }
        }
      `,
    },
    {
      name: 'the next one waits for the trip itself, failed or not',
      language: 'ts',
      code: text`
        export class Ferry {
          private last: Promise<unknown> = Promise.resolve()
          async cross<T>(trip: () => Promise<T>): Promise<T> {
            const before = this.last
            const mine = before.then(trip, trip)
            this.last = mine.catch(() => {})
            return mine
          }
        }
      `,
    },
    {
      name: 'failures are caught before the next one is let in',
      language: 'ts',
      code: text`
        export class Ferry {
          private last: Promise<unknown> = Promise.resolve()
          async cross(trip: () => Promise<void>): Promise<void> {
            const before = this.last
            let land!: () => void
            this.last = new Promise<void>((resolve) => (land = resolve))
            await before
            await trip().catch((error) => console.error(error))
            land()
          }
        }
      `,
    },
    {
      name: 'a client that a method keeps for its callers is given back by another, which finds it there',
      language: 'ts',
      code: text`
        import { Pool } from 'pg'
        const pool = new Pool()
        export class Moorings {
          private readonly taken = new Map<string, any>()
          async acquire(berth: string): Promise<void> {
            const client = await pool.connect()
            this.taken.set(berth, client)
          }
          async release(berth: string): Promise<void> {
            const client = this.taken.get(berth)
            this.taken.delete(berth)
            client?.release()
          }
          async moored<T>(berth: string, unload: () => Promise<T>): Promise<T> {
            await this.acquire(berth)
            try {
              return await unload()
            } finally {
              await this.release(berth)
            }
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a queue of waiters',
      ...marked`
        export class Ferry {
          full = false
          waiting = []
          async cross(trip) {
            if (this.full) await new Promise((resolve) => this.waiting.push(resolve))
            else this.full = true
            await trip()
                  ~~~~~~ shut {"line": "line 8", "exit": "an exception of \u0060trip()\u0060 on line 7"}
            if (this.waiting.length > 0) this.waiting.shift()()
            else this.full = false
          }
        }
      `,
    },
    {
      name: 'a chain of promises',
      language: 'ts',
      ...marked`
        export class Ferry {
          private last: Promise<unknown> = Promise.resolve()
          async cross<T>(trip: () => Promise<T>): Promise<T> {
            const before = this.last
            let land!: () => void
            this.last = new Promise<void>((resolve) => (land = resolve))
            await before
            const fare = await trip()
                               ~~~~~~ shut {"line": "line 9", "exit": "an exception of \u0060trip()\u0060 on line 8"}
            land()
            return fare
          }
        }
      `,
    },
    {
      name: 'chains by key, with the settlers of a promise',
      language: 'js',
      ...marked`
        const last = new Map()
        export async function cross(river, trip) {
          const before = last.get(river)
          const { promise, resolve } = Promise.withResolvers()
          last.set(river, promise)
          await before
          const fare = await trip()
                             ~~~~~~ shut {"line": "line 8", "exit": "an exception of \u0060trip()\u0060 on line 7"}
          resolve()
          return fare
        }
      `,
    },
    {
      name: 'a return between the section and the next one',
      language: 'ts',
      ...marked`
        export class Ferry {
          private last: Promise<unknown> = Promise.resolve()
          async cross(trip: () => Promise<number | undefined>): Promise<number> {
            const before = this.last
            let land!: () => void
            this.last = new Promise<void>((resolve) => (land = resolve))
            await before
            const fare = await trip()
                               ~~~~~~ shut {"line": "line 10", "exit": "the return on line 9"}
            if (fare === undefined) return 0
            land()
            return fare
          }
        }
      `,
    },
    {
      name: 'a lock of a class that takes and gives back by what it hands out',
      language: 'ts',
      ...marked`
        export class BerthLocks {
          constructor(private readonly keys: { claim(berth: string): Promise<string>, drop(claim: string): Promise<void> }) {}
          async acquire(berth: string): Promise<string> { return this.keys.claim(berth) }
          async release(claim: string): Promise<void> { await this.keys.drop(claim) }
          async moored(berth: string, unload: () => Promise<void>): Promise<void> {
            const claim = await this.acquire(berth)
                                ~~~~~~~~~~~~ skipped {"what": "\u0060this.acquire\u0060", "line": "line 8", "exit": "an exception of \u0060unload()\u0060 on line 7", "harm": "it stays locked, and nobody else gets it", "repair": "Release it in a \u0060finally\u0060 block"}
            await unload()
            await this.release(claim)
          }
        }
      `,
      suggestions: [[{
        messageId: 'wrap',
        output: text`
          export class BerthLocks {
            constructor(private readonly keys: { claim(berth: string): Promise<string>, drop(claim: string): Promise<void> }) {}
            async acquire(berth: string): Promise<string> { return this.keys.claim(berth) }
            async release(claim: string): Promise<void> { await this.keys.drop(claim) }
            async moored(berth: string, unload: () => Promise<void>): Promise<void> {
              const claim = await this.acquire(berth)
              try {
                await unload()
              } finally {
                await this.release(claim)
              }
            }
          }
        `,
      }]],
    },
  ],
})
