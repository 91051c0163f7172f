import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A part of what only this run has, left in a place before the wait, is a ticket as a count is.
run(rule, {
  valid: [
    {
      name: 'compared behind the wait with what was left there',
      code: text`
        let state = 'idle'
        let newest
        const gap = 500
        bus.on('claim', async (claim) => {
          if (state === 'granting') return
          newest = claim.id
          await delay(gap)
          if (newest !== claim.id) return
          state = 'granting'
          await grant(claim)
          state = 'idle'
        })
      `,
    },
    {
      name: 'a ticket of a request',
      code: text`
        let newest
        app.get('/rows', async (request, response) => {
          newest = request.query.id
          await delay(500)
          if (newest !== request.query.id) return response.end()
          response.json(await load(request.query.id))
        })
      `,
    },
  ],
  invalid: [
    {
      name: 'a variable for all requests that is used behind the wait',
      ...marked`
        let newest
        app.get('/rows', async (request, response) => {
          newest = request.query.id
          ~~~~~~ leaked
          await delay(500)
          response.json(await load(newest))
        })
      `,
    },
    {
      name: 'compared with what this run has not left there',
      ...marked`
        let state = 'idle'
        let newest
        const gap = 500
        bus.on('rename', (id) => { newest = id })
        bus.on('claim', async (claim) => {
          if (state === 'granting') return
          await delay(gap)
          if (newest !== claim.id) return
          state = 'granting'
          ~~~~~ done
          await grant(claim)
          state = 'idle'
        })
      `,
    },
    {
      name: 'left there behind the wait',
      ...marked`
        let state = 'idle'
        let newest
        const gap = 500
        bus.on('claim', async (claim) => {
          if (state === 'granting') return
          await delay(gap)
          state = 'granting'
          ~~~~~ done
          newest = claim.id
          await grant(claim)
          state = 'idle'
        })
      `,
    },
  ],
})
