import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// State of a function that the module runs once: all requests share what that run has made.

/** Numbers of a function, which methods of the object that it returns give out. */
const numbers = (rest: string, create = 'const number = next; await save(number); next = number + 1; return number'): string => text`
  import express from 'express'
  const app = express()
  function numbers(save) {
    let next = 1
    return {
      async create() { ${create} },
    }
  }
  ${rest}
`

run(rule, {
  valid: [
    { name: 'made by each request for itself', code: numbers("app.post('/', async (req, res) => { const store = numbers(fetch); res.end(String(await store.create())) })") },
    { name: 'moved on before the wait', code: numbers("const store = numbers(fetch)\n  app.post('/', async (req, res) => { res.end(String(await store.create())) })", 'const number = next; next = number + 1; await save(number); return number') },
  ],
  invalid: [
    {
      name: 'made by the module, used by each request',
      ...marked`
        import express from 'express'
        const app = express()
        function numbers(save) {
          let next = 1
          return {
            async create() {
              const number = next
              await save(number)
              next = number + 1
              ~~~~ lost {"who": "\u0060create\u0060", "place": "next", "read": "line 7", "wait": "line 8"}
              return number
            },
          }
        }
        const store = numbers(fetch)
        app.post('/', async (req, res) => {
          res.end(String(await store.create()))
        })
      `,
    },
  ],
})
