import rule from '../../src/rules/no-floating-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What small functions of the file lend, and give back in a `finally` block.

run(rule, {
  valid: [
    {
      name: 'waited for, or not about what is given back',
      code: text`
        import { Pool } from 'pg'
        const pool = new Pool()
        export class Store {
          open() {
            return pool.connect()
          }
          free(client) {
            client.release()
          }
          async rows(sql) {
            const client = await this.open()
            try {
              return await client.query(sql)
            } finally {
              this.free(client)
            }
          }
          async other(sql) {
            const client = await this.open()
            try {
              await client.query(sql)
              return other.query(sql)
            } finally {
              this.free(client)
            }
          }
        }
      `,
    },
    {
      name: 'a function that only tells something of it',
      code: text`
        import { Pool } from 'pg'
        const pool = new Pool()
        function log(client) {
          console.log(client.processID)
        }
        export async function rows(client, sql) {
          try {
            return client.query(sql)
          } finally {
            log(client)
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the promise of a query is returned before',
      ...marked`
        import { Pool } from 'pg'
        const pool = new Pool()
        export class Store {
          async open() {
            return pool.connect()
          }
          free(client) {
            if (client) client.release()
          }
          async rows(sql) {
            const client = await this.open()
            try {
              return client.query(sql)
                     ~~~~~~~~~~~~ lent {"what": "client", "line": "line 15"}
            } finally {
              this.free(client)
            }
          }
        }
      `,
      suggestions: [[{ messageId: 'await', output: text`
        import { Pool } from 'pg'
        const pool = new Pool()
        export class Store {
          async open() {
            return pool.connect()
          }
          free(client) {
            if (client) client.release()
          }
          async rows(sql) {
            const client = await this.open()
            try {
              return await client.query(sql)
            } finally {
              this.free(client)
            }
          }
        }
      ` }]],
    },
  ],
})
