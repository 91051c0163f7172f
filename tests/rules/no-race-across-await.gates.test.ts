import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Flags and counts that keep others out: who waits for them, and who takes them down for him.

const gate = (enter: string, leave: string): string => text`
  export class Gate {
    closed = false
    line = []
    async enter() {
      ${enter}
    }
    leave() {
      ${leave}
    }
  }
`

const IN_LINE = 'await new Promise((resolve) => this.line.push(resolve))'
const HANDED_ON = 'const next = this.line.shift(); if (next) next(); else this.closed = false'

const lane = (leave: string): string => text`
  export class Lane {
    running = 0
    line = []
    constructor(most) { this.most = most }
    async run(task) {
      if (this.running < this.most) this.running++
      else await new Promise((resolve) => this.line.push(resolve))
      try {
        return await task()
      } finally {
        ${leave}
      }
    }
  }
`

run(rule, {
  valid: [
    { name: 'it stays closed for the one who is woken', code: gate(`if (!this.closed) { this.closed = true; return } ${IN_LINE}`, HANDED_ON) },
    { name: 'the same, closed once more', code: gate(`if (this.closed) ${IN_LINE}; this.closed = true`, HANDED_ON) },
    { name: 'asked again until it is open', code: gate(`while (this.closed) ${IN_LINE}; this.closed = true`, 'this.closed = false; this.line.shift()?.()') },
    { name: 'what is made ready before it is used', code: gate('if (!this.closed) await this.close(); this.closed = true', 'this.closed = false') },
    { name: 'nobody opens it', code: gate(`if (this.closed) ${IN_LINE}; this.closed = true`, 'this.line.shift()?.()') },
    { name: 'a count that the woken one takes over', code: lane('if (this.line.length > 0) this.line.shift()(); else this.running--') },
    { name: 'a count that who leaves takes again for the woken one', code: lane('this.running--; if (this.running < this.most && this.line.length > 0) { this.running++; this.line.shift()() }') },
    {
      name: 'a flag that says that the way is free, asked until it is, and taken down before the work',
      code: text`
        import { EventEmitter, once } from 'node:events'
        import { setTimeout as sleep } from 'node:timers/promises'
        export class Crane extends EventEmitter {
          free = true
          async lift(load) {
            while (!this.free) await once(this, 'free')
            this.free = false
            try {
              await sleep(load.seconds)
            } finally {
              this.free = true
              this.emit('free')
            }
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'opened before the one who is woken closes it',
      code: gate(`if (this.closed) ${IN_LINE}; this.closed = true`, 'this.closed = false; this.line.shift()?.()'),
      errors: [{ messageId: 'crowded', line: 5, column: 79 }],
    },
    {
      name: 'opened for the one who is woken, who does not close it',
      code: gate(`if (!this.closed) { this.closed = true; return } ${IN_LINE}`, 'this.closed = false; this.line.shift()?.()'),
      errors: [{ messageId: 'unclosed', data: { place: 'this.closed', read: 'line 5', wait: 'line 5' }, line: 8, column: 5 }],
    },
    {
      name: 'a count that the one who is woken is not in',
      code: lane('this.running--; this.line.shift()?.()'),
      errors: [{ messageId: 'uncounted', data: { place: 'this.running', read: 'line 6', wait: 'line 7' }, line: 11, column: 7 }],
    },
    {
      name: 'a word that all hear, and a pause',
      ...marked`
        import { EventEmitter, once } from 'node:events'
        export class Scale extends EventEmitter {
          busy = false
          async weigh(box) {
            if (this.busy) await once(this, 'idle')
            this.busy = true
            ~~~~~~~~~ crowded {"who": "\u0060weigh\u0060", "place": "this.busy", "wait": "line 5"}
            await this.put(box)
            this.busy = false
            this.emit('idle')
          }
        }
        let syncing = false
        export async function sync() {
          if (syncing) await new Promise((resolve) => setTimeout(resolve, 100))
          syncing = true
          ~~~~~~~ crowded {"who": "\u0060sync\u0060", "place": "syncing", "wait": "line 14"}
          try {
            await send()
          } finally {
            syncing = false
          }
        }
      `,
    },
    {
      name: 'a flag that keeps others out, waited for once, that all who wait put up again after a while',
      ...marked`
        import { EventEmitter, once } from 'node:events'
        export class Crane extends EventEmitter {
          busy = false
          async lift(load) {
            if (this.busy) await once(this, 'free')
            this.busy = true
            ~~~~~~~~~ crowded
            await this.hook.lift(load)
            this.busy = false
            this.emit('free')
          }
        }
      `,
    },
  ],
})
