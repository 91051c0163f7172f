import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Limits by the size of what holds those that are under way.

run(rule, {
  valid: [
    {
      name: 'taken out whatever has happened',
      language: 'ts',
      code: text`
        export class Crossings {
          private readonly open = new Map<string, () => Promise<void>>()
          private readonly waiting = new Map<string, () => Promise<void>>()
          constructor(private readonly most = 5) {}
          private async cross(name: string, trip: () => Promise<void>): Promise<void> {
            this.open.set(name, trip)
            try {
              await trip()
            } finally {
              this.open.delete(name)
            }
          }
          begin(name: string, trip: () => Promise<void>): void {
            if (this.open.size < this.most) void this.cross(name, trip)
            else this.waiting.set(name, trip)
          }
        }
      `,
    },
    {
      name: 'a store that is kept small: what is put in is meant to stay',
      language: 'ts',
      code: text`
        export class Charts {
          private readonly kept = new Map<string, Promise<string>>()
          async chart(name: string, draw: () => Promise<string>): Promise<string> {
            if (this.kept.size > 50) {
              const [oldest] = this.kept.keys()
              this.kept.delete(oldest ?? '')
            }
            const drawn = draw()
            this.kept.set(name, drawn)
            return await drawn
          }
        }
      `,
    },
    {
      name: 'nobody asks how many there are',
      language: 'ts',
      code: text`
        export class Crossings {
          readonly open = new Set<string>()
          async cross(name: string, trip: () => Promise<void>): Promise<void> {
            this.open.add(name)
            await trip()
            this.open.delete(name)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a limit that those who begin ask for, and a run that begins the next one itself',
      language: 'ts',
      ...marked`
        export class Crossings {
          private readonly open = new Map<string, () => Promise<void>>()
          private readonly waiting = new Map<string, () => Promise<void>>()
          constructor(private readonly most = 5) {}
          private async cross(name: string, trip: () => Promise<void>): Promise<void> {
            this.open.set(name, trip)
            ~~~~~~~~~~~~~~~~~~~~~~~~~ counted {"what": "this.open.size", "line": "line 8", "exit": "an exception of \u0060trip()\u0060 on line 7", "guard": "line 16"}
            await trip()
            this.open.delete(name)
            const next = this.waiting.entries().next()
            if (!next.done) {
              this.waiting.delete(next.value[0])
              void this.cross(next.value[0], next.value[1])
            }
          }
          begin(name: string, trip: () => Promise<void>): void {
            if (this.open.size < this.most) void this.cross(name, trip)
            else this.waiting.set(name, trip)
          }
        }
      `,
      suggestions: [[{
        messageId: 'wrap',
        output: text`
          export class Crossings {
            private readonly open = new Map<string, () => Promise<void>>()
            private readonly waiting = new Map<string, () => Promise<void>>()
            constructor(private readonly most = 5) {}
            private async cross(name: string, trip: () => Promise<void>): Promise<void> {
              this.open.set(name, trip)
              try {
                await trip()
              } finally {
                this.open.delete(name)
              }
              const next = this.waiting.entries().next()
              if (!next.done) {
                this.waiting.delete(next.value[0])
                void this.cross(next.value[0], next.value[1])
              }
            }
            begin(name: string, trip: () => Promise<void>): void {
              if (this.open.size < this.most) void this.cross(name, trip)
              else this.waiting.set(name, trip)
            }
          }
        `,
      }]],
    },
    {
      name: 'a limit that turns others away',
      ...marked`
        const guests = new Set()
        export async function visit(guest, show) {
          if (guests.size >= 3) throw new Error('full')
          guests.add(guest)
          ~~~~~~~~~~~~~~~~~ counted {"what": "guests.size", "line": "line 6", "exit": "an exception of \u0060show()\u0060 on line 5", "guard": "line 3"}
          const shown = await show(guest)
          guests.delete(guest)
          return shown
        }
      `,
      suggestions: [[{
        messageId: 'wrap',
        output: text`
          const guests = new Set()
          export async function visit(guest, show) {
            if (guests.size >= 3) throw new Error('full')
            guests.add(guest)
            try {
              const shown = await show(guest)
              return shown
            } finally {
              guests.delete(guest)
            }
          }
        `,
      }]],
    },
  ],
})
