import rule from '../../src/rules/require-lock-release.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'a method of the class itself that bears the name of one of a driver, whose result nobody takes',
      code: text`
        export class Mailbox {
          async startSession() {
            await this.capability()
            return await this.login()
          }
          greet() {
            this.startSession().then(() => this.emit('ready'), (error) => this.emit('error', error))
          }
        }
      `,
    },
  ],
  invalid: [],
})
