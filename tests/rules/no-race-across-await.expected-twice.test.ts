import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Where the code expects that somebody has done it before, a second time costs nothing.
run(rule, {
  valid: [
    {
      name: 'a failure that says so is let pass',
      code: text`
        import { tables } from './tables.js'
        const made = {}
        app.get('/tables', async (request, response) => {
          const { name } = request.query
          if (!made[name] || Date.now() - made[name].getTime() > 3600_000) {
            try {
              await tables.create(name)
            } catch (error) {
              if (error.code !== 'TableAlreadyExists') throw error
            }
            made[name] = new Date()
          }
          response.end()
        })
      `,
    },
  ],
  invalid: [
    {
      name: 'any failure is let pass',
      ...marked`
        import { tables } from './tables.js'
        const made = {}
        app.get('/tables', async (request, response) => {
          const { name } = request.query
          if (!made[name] || Date.now() - made[name].getTime() > 3600_000) {
            try {
              await tables.create(name)
            } catch {
              // it exists already, or not
            }
            made[name] = new Date()
            ~~~~~~~~~~ due
          }
          response.end()
        })
      `,
    },
    {
      name: 'another failure is',
      ...marked`
        import { tables } from './tables.js'
        const made = {}
        app.get('/tables', async (request, response) => {
          const { name } = request.query
          if (!made[name] || Date.now() - made[name].getTime() > 3600_000) {
            try {
              await tables.create(name)
            } catch (error) {
              if (error.code !== 'TimedOut') throw error
            }
            made[name] = new Date()
            ~~~~~~~~~~ due
          }
          response.end()
        })
      `,
    },
  ],
})
