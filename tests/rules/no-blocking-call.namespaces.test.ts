import rule from '../../src/rules/no-blocking-call.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a namespace of the file offers is called through its name.

run(rule, {
  valid: [
    {
      name: 'another member of it, and one that it keeps to itself',
      language: 'ts',
      code: text`
        import express from 'express'
        import { scryptSync } from 'node:crypto'
        namespace Passwords {
          function slow(word: string) { return scryptSync(word, 'salt', 64) }
          export function mask(word: string) { return '*'.repeat(word.length) }
          export const first = slow('first')
        }
        const app = express()
        app.post('/login', (req, res) => { res.json({ masked: Passwords.mask(req.body.word) }) })
      `,
    },
  ],
  invalid: [
    {
      name: 'through a function, and through a constant of a second block',
      language: 'ts',
      ...marked`
        import express from 'express'
        import { scryptSync } from 'node:crypto'
        namespace Passwords {
          export function hash(word: string) { return scryptSync(word, 'salt', 64) }
                                                      ~~~~~~~~~~ blocks {"call": "scryptSync", "waits": "computes on this thread", "who": "the request handler on line 10", "path": ", through hash() on line 10", "alternative": "the function without Sync, which runs on the thread pool"}
        }
        namespace Passwords {
          export const check = (word: string, salt: string) => scryptSync(word, salt, 64)
                                                               ~~~~~~~~~~ blocks {"call": "scryptSync", "waits": "computes on this thread", "who": "the request handler on line 11", "path": ", through check() on line 11", "alternative": "the function without Sync, which runs on the thread pool"}
        }
        const app = express()
        app.post('/join', (req, res) => { res.send(Passwords.hash(req.body.word)) })
        app.post('/login', (req, res) => { res.send(Passwords.check(req.body.word, 'salt')) })
      `,
    },
  ],
})
