import rule from '../../src/rules/no-floating-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Locks of another file of the project: that they are waited for is told by the file itself, which awaits the same method elsewhere.

run(rule, {
  valid: [
    {
      name: 'awaited wherever it is taken',
      code: text`
        const Turn = require('./turn')
        module.exports = class Ledger {
          constructor() { this.turn = new Turn() }
          async note(line) {
            await this.turn.lock()
            try { await this.write(line) } finally { this.turn.unlock() }
          }
        }
      `,
    },
    {
      name: 'nobody awaits it anywhere: it may be one that locks at once',
      code: text`
        const Turn = require('./turn')
        module.exports = class Ledger {
          constructor() { this.turn = new Turn() }
          async note(line) {
            this.turn.lock()
            try { await this.write(line) } finally { this.turn.unlock() }
          }
        }
      `,
    },
    {
      name: 'what is awaited elsewhere belongs to something else',
      code: text`
        module.exports = class Ledger {
          async note(line, screen) {
            await this.turn.lock()
            try { await this.write(line) } finally { this.turn.unlock() }
            screen.lock()
            try { await screen.show(line) } finally { screen.unlock() }
          }
        }
      `,
    },
    {
      name: 'taken for the callers, who are given the promise or give the lock back',
      code: text`
        module.exports = class Ledger {
          async note(line) {
            await this.turn.lock()
            try { await this.write(line) } finally { this.turn.unlock() }
          }
          open() { return this.turn.lock() }
          async close() { this.turn.lock().then(() => this.end()) }
          async warm() { this.turn.lock() }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'another object of the same class, awaited elsewhere',
      language: 'ts',
      ...marked`
        import { Turnstile } from './turnstile'
        export class Station {
          private readonly entry: Turnstile
          private readonly exit: Turnstile
          constructor() {
            this.entry = new Turnstile()
            this.exit = new Turnstile()
          }
          async enter(ticket: { check(): Promise<void> }) {
            await this.entry.lock()
            try { await ticket.check() } finally { this.entry.release() }
          }
          async leave(ticket: { check(): Promise<void> }) {
            this.exit.lock()
            ~~~~~~~~~~~~~~ unheld {"lock": "\u0060this.exit\u0060"}
            try { await ticket.check() } finally { this.exit.release() }
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          import { Turnstile } from './turnstile'
          export class Station {
            private readonly entry: Turnstile
            private readonly exit: Turnstile
            constructor() {
              this.entry = new Turnstile()
              this.exit = new Turnstile()
            }
            async enter(ticket: { check(): Promise<void> }) {
              await this.entry.lock()
              try { await ticket.check() } finally { this.entry.release() }
            }
            async leave(ticket: { check(): Promise<void> }) {
              await this.exit.lock()
              try { await ticket.check() } finally { this.exit.release() }
            }
          }
        `,
      }]],
    },
    {
      name: 'forgotten once',
      ...marked`
        const Turn = require('./turn')
        module.exports = class Ledger {
          constructor() { this.turn = new Turn() }
          async note(line) {
            await this.turn.lock()
            try { await this.write(line) } finally { this.turn.unlock() }
          }
          async copy(other) {
            this.turn.lock()
            ~~~~~~~~~~~~~~ unheld {"lock": "${'`this.turn`'}"}
            try { await this.write(other) } finally { this.turn.unlock() }
          }
        }
      `,
      suggestions: [[{ messageId: 'await', output: text`
        const Turn = require('./turn')
        module.exports = class Ledger {
          constructor() { this.turn = new Turn() }
          async note(line) {
            await this.turn.lock()
            try { await this.write(line) } finally { this.turn.unlock() }
          }
          async copy(other) {
            await this.turn.lock()
            try { await this.write(other) } finally { this.turn.unlock() }
          }
        }
      ` }]],
    },
  ],
})
