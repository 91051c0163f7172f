import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A promise that is made on the spot and kept: whoever comes later gets that one.

const pass = (body: readonly string[]): string => text`
  export class Pass {
    failed = new Set()
    constructor(given) { this.token = { ...given } }
    async renew(user) {
      ${body.join('\n      ')}
    }
    async #ask(refreshToken) {
      try {
        return await askForToken(refreshToken)
      } catch (error) {
        this.failed.add(this.id)
        throw error
      }
    }
  }
`
const executor = [
  'async (resolve, reject) => {',
  '  if (this.failed.has(this.id)) return reject(new Error("failed before"))',
  '  try {',
  '    const old = this.token',
  '    const fresh = await this.#ask(old.refreshToken)',
  '    this.token = { ...fresh }',
  '    resolve(fresh)',
  '  } catch (error) {',
  '    reject(error)',
]

run(rule, {
  valid: [
    {
      name: 'a chain that is kept, in which it is made',
      language: 'ts',
      code: text`
        import { Cable, lay } from './cable'
        let cable: Cable | undefined
        let laying: Promise<Cable> | undefined
        export async function cut() {
          const old = cable
          cable = undefined
          await old?.close()
        }
        async function layAnew(): Promise<Cable> {
          if (!cable) cable = await lay()
          return cable
        }
        export function connect(ready: Promise<void>): Promise<Cable> {
          if (!laying) {
            laying = ready.then(() => layAnew()).finally(() => { laying = undefined })
          }
          return laying
        }
      `,
    },
    { name: 'kept as it is returned', code: pass(['if (this.renewal) return this.renewal', `return this.renewal = new Promise(${executor.join('\n      ')}`, '  } finally {', '    this.renewal = undefined', '  }', '})']) },
    { name: 'kept in a statement of its own', code: pass(['if (!this.renewal) {', `this.renewal = new Promise(${executor.join('\n      ')}`, '  } finally {', '    this.renewal = undefined', '  }', '})', '}', 'return this.renewal']) },
    {
      name: 'what is shown by then is what is known by then',
      code: text`
        export class Station {
          isOffline = false
          isNoticeShown = false
          heard(event) {
            if (event === 'online') {
              this.isOffline = false
              this.isNoticeShown = false
            } else if (event === 'offline') {
              this.isOffline = true
              this.notice()
            }
          }
          notice() {
            if (this.isNoticeShown) return
            pause(3000).then(() => { this.isNoticeShown = this.isOffline })
          }
        }
      `,
    },
    {
      name: 'a connection that the run itself closes',
      code: text`
        import { connect } from 'node:http2'
        let address
        export async function ownAddress(service) {
          if (address) return address
          const session = connect(service)
          try {
            address = await ask(session, '/ip')
            return address
          } finally {
            session.close()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a chain that nobody keeps, in which it is made',
      language: 'ts',
      ...marked`
        import { Cable, lay } from './cable'
        let cable: Cable | undefined
        export async function cut() {
          const old = cable
          cable = undefined
          await old?.close()
        }
        async function layAnew(): Promise<Cable> {
          if (!cable) cable = await lay()
                      ~~~~~ second {"who": "\u0060layAnew\u0060", "place": "cable", "read": "line 9", "wait": "line 9", "other": "line 6"}
          return cable
        }
        export function connect(ready: Promise<void>): Promise<Cable> {
          return ready.then(() => layAnew())
        }
      `,
    },
    {
      name: 'made each time',
      code: pass([`return new Promise(${executor.join('\n      ')}`, '  }', '})']),
      errors: [{ messageId: 'reused', line: 10, column: 9 }],
    },
    {
      name: 'a connection that stays open',
      ...marked`
        import { connect } from 'node:http2'
        let session
        export async function sessionOf(service) {
          if (session) return session
          const made = connect(service)
          await made.settled
          session = made
          ~~~~~~~ twice
          return session
        }
      `,
    },
  ],
})
