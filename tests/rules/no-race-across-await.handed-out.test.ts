import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a second run answers with, although the first one has still to put it there.

run(rule, {
  valid: [
    {
      name: 'the second run waits for the first',
      code: text`
        export class Schemas {
          loading = null
          schema = null
          async load() {
            if (this.loading) return this.loading
            if (this.schema) return this.schema
            this.loading = this.read()
            try {
              return await this.loading
            } finally {
              this.loading = null
            }
          }
          async read() {
            this.schema = JSON.parse(await run('schema'))
            return this.schema
          }
        }
      `,
    },
    {
      name: 'something is there from the beginning, or the second run says that it has nothing',
      code: text`
        export class Rates {
          busy = false
          rates = { EUR: 1 }
          async refresh() {
            if (this.busy) return this.rates
            this.busy = true
            try {
              this.rates = await ask('rates')
              return this.rates
            } finally {
              this.busy = false
            }
          }
        }
        export class Schemas {
          busy = false
          schema = null
          async load() {
            if (this.busy) return undefined
            this.busy = true
            try {
              this.schema = await ask('schema')
              return this.schema
            } finally {
              this.busy = false
            }
          }
        }
      `,
    },
    {
      name: 'asked for anew each time: who comes meanwhile is given what was there before',
      code: text`
        export class Prices {
          busy = false
          prices = null
          async refresh() {
            if (this.busy) return this.prices
            this.busy = true
            try {
              this.prices = await ask('prices')
              return this.prices
            } finally {
              this.busy = false
            }
          }
        }
      `,
    },
    {
      name: 'who finds the flag up looks whether something is there',
      code: text`
        export class Schemas {
          busy = false
          schema = null
          async load() {
            if (this.busy) {
              if (!this.schema) throw new Error('loading')
              return this.schema
            }
            if (this.schema) return this.schema
            this.busy = true
            try {
              this.schema = await ask('schema')
              return this.schema
            } finally {
              this.busy = false
            }
          }
        }
      `,
    },
    {
      name: 'nobody is answered with it in the end',
      code: text`
        export class Schemas {
          busy = false
          schema = null
          async load() {
            if (this.busy) return this.schema
            this.busy = true
            try {
              this.schema = await ask('schema')
              return true
            } finally {
              this.busy = false
            }
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a second run answers with nothing while the first one loads',
      ...marked`
        export class Schemas {
          loading = false
          schema = null
          async load() {
            if (this.loading) return this.schema
            if (this.schema) return this.schema
            this.loading = true
            ~~~~~~~~~~~~ published {"who": "\u0060load\u0060", "place": "this.loading", "read": "line 5", "wait": "line 9", "other": "line 5"}
            try {
              this.schema = JSON.parse(await run('schema'))
              return this.schema
            } finally {
              this.loading = false
            }
          }
        }
      `,
    },
    {
      name: 'a variable of the module',
      ...marked`
        let isAsking = false
        let token
        export async function getToken() {
          if (isAsking) return token
          if (token !== undefined) return token
          isAsking = true
          ~~~~~~~~ published {"who": "\u0060getToken\u0060", "place": "isAsking", "read": "line 4", "wait": "line 7", "other": "line 4"}
          token = await ask('token')
          isAsking = false
          return token
        }
      `,
    },
  ],
})
