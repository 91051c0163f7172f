import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'a method of the class itself that bears the name of one of a driver',
      code: text`
        export class Mailbox {
          async startSession() {
            await this.capability()
            await this.login()
          }
          greet() {
            this.startSession().catch((error) => this.emit('error', error))
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the same name on what a caller gives',
      ...marked`
        export class Reports {
          constructor(client) { this.client = client }
          async run() {
            const session = await this.client.startSession()
                                  ~~~... never
            await session.startTransaction()
          }
        }
      `,
    },
  ],
})
