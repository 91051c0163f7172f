import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- what a class above runs, and a class below does

const radio = (calls: string): string => text`
  import { createClient } from 'redis'
  class Radio {
    async send(text) {
      ${calls}
      await this.say(text)
    }
  }
  export class Beacon extends Radio {
    async _open() {
      if (this.client) return
      const client = createClient()
      await client.connect()
      this.client = client
    }
    async say(text) {
      await this.client.publish('beacon', text)
    }
    async close() {
      await this.client?.quit()
    }
  }
`

run(rule, {
  valid: [
    { name: 'the class above keeps the promise', code: radio('await (this.opening ??= this._open())') },
    { name: 'nobody runs it', code: radio('await this.tune()') },
    {
      name: 'a class beside runs another one',
      code: radio('await this.tune()').replace('class Radio {', 'class Lamp { async _open() { await warm() } async light() { await this._open() } }\nclass Radio {'),
    },
  ],
  invalid: [
    {
      name: 'the class above opens it before each message',
      ...marked`
        import { createClient } from 'redis'
        class Radio {
          async send(text) {
            await this._open()
            await this.say(text)
          }
        }
        export class Beacon extends Radio {
          async _open() {
            if (this.client) return
            const client = createClient()
            await client.connect()
            this.client = client
            ~~~~~~~~~~~ second
          }
          async say(text) {
            await this.client.publish('beacon', text)
          }
          async close() {
            await this.client?.quit()
          }
        }
      `,
    },
  ],
})
