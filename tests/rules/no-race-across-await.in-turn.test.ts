import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Runs that the platform lets come one after the other.

run(rule, {
  valid: [
    {
      name: 'a stream hands over the next chunk when the last one is acknowledged',
      code: text`
        import { Writable } from 'node:stream'
        export class Splitter extends Writable {
          header = false
          _write(chunk, encoding, callback) {
            this.consume(chunk).then(() => callback(), callback)
          }
          async consume(chunk) {
            if (!this.header) {
              await this.copy(chunk)
              this.header = true
            }
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a stream that asks for the next chunk before its work is done',
      ...marked`
        import { Writable } from 'node:stream'
        export class Splitter extends Writable {
          header = false
          _write(chunk, encoding, callback) {
            this.consume(chunk).catch((error) => this.destroy(error))
            callback()
          }
          async consume(chunk) {
            if (!this.header) {
              await this.copy(chunk)
              this.header = true
              ~~~~~~~~~~~ done
            }
          }
        }
      `,
      options: [{ thorough: true }],
    },
  ],
})
