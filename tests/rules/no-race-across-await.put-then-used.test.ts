import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a run puts into a field before a wait and uses behind it, while other code takes it away.

const wire = (open: string, more = 'close() { this.wire.end(); this.wire = null }'): string => text`
  export class Post {
    async open(address) {
      ${open}
    }
    ${more}
  }
`

run(rule, {
  valid: [
    { name: 'asked again behind the wait', options: [{ thorough: true }], code: wire("this.wire = new Wire(address); await this.greet(); if (!this.wire) return; this.wire.send('hello')") },
    { name: 'used only where it is there', options: [{ thorough: true }], code: wire("this.wire = new Wire(address); await this.greet(); this.wire?.send('hello')") },
    { name: 'used by a name of its own', options: [{ thorough: true }], code: wire("const wire = (this.wire = new Wire(address)); await this.greet(); wire.send('hello')") },
    { name: 'used before the wait', options: [{ thorough: true }], code: wire("this.wire = new Wire(address); this.wire.send('hello'); await this.greet()") },
    { name: 'only perhaps put there', options: [{ thorough: true }], code: wire("if (address) this.wire = new Wire(address); await this.greet(); this.wire.send('hello')") },
    { name: 'put there again', options: [{ thorough: true }], code: wire("this.wire = new Wire(address); await this.greet(); this.wire = this.wire.secured; this.wire.send('hello')") },
    { name: 'nobody takes it away', options: [{ thorough: true }], code: wire("this.wire = new Wire(address); await this.greet(); this.wire.send('hello')", 'close() { this.wire.end() }') },
    { name: 'what throws is caught', options: [{ thorough: true }], code: wire("this.wire = new Wire(address); try { await this.greet(); this.wire.send('hello') } catch { this.failed = true }") },
    { name: 'not without thorough', code: wire("this.wire = new Wire(address); await this.greet(); this.wire.send('hello')") },
  ],
  invalid: [
    {
      name: 'it is closed meanwhile',
      options: [{ thorough: true }],
      ...marked`
        export class Post {
          async open(address) {
            this.wire = new Wire(address)
            await this.greet()
            this.wire.send('hello')
            ~~~~~~~~~ withdrawn
          }
          close() {
            this.wire.end()
            this.wire = null
          }
        }
      `,
    },
  ],
})
