import rule from '../../src/rules/no-blocking-loop.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A text that a client has sent beside one that is kept: a table with a place for each pair of characters.
run(rule, {
  valid: [
    { name: 'pairs of two lists that are looked for, not filled in', code: text`
      import express from 'express'
      import { shelf } from './shelf.js'
      const app = express()
      const common = (a, b) => {
        let n = 0
        for (let i = 0; i < a.length; i++) for (let j = 0; j < b.length; j++) if (a[i].id === b[j].id) n++
        return n
      }
      app.post('/common', async (req, res) => { res.json(common(await shelf.tags(req.params.id), req.body.tags)) })
    ` },
    { name: 'a row alone', code: text`
      import express from 'express'
      const app = express()
      const sums = (values) => {
        const row = [0]
        for (let j = 1; j < values.length; j++) row[j] = row[j - 1] + values[j]
        return row
      }
      app.post('/sums', (req, res) => { res.json(sums(req.body.values)) })
    ` },
    { name: 'two words of the program', code: text`
      import express from 'express'
      const app = express()
      const distance = (a, b) => {
        let row = Array.from({ length: b.length + 1 }, (_, j) => j)
        for (let i = 1; i <= a.length; i++) {
          const next = [i]
          for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1)
          row = next
        }
        return row
      }
      app.get('/distance', (req, res) => { res.json(distance('kitten', 'sitting')) })
    ` },
  ],
  invalid: [
    { name: 'the distance from what is kept to what is sent', ...marked`
      import express from 'express'
      import { letters } from './letters.js'
      const app = express()
      const distance = (a, b) => {
        let row = Array.from({ length: b.length + 1 }, (_, j) => j)
        for (let i = 1; i <= a.length; i++) {
        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ nested
          const next = [i]
          for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + Number(a[i - 1] !== b[j - 1]))
          row = next
        }
        return row[b.length]
      }
      app.post('/distance/:id', async (req, res) => {
        const kept = await letters.text(req.params.id)
        res.json(distance(kept, req.body.text))
      })
    ` },
  ],
})
