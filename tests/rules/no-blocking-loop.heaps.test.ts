import rule from '../../src/rules/no-blocking-loop.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Lists of the module to which each request adds.

run(rule, {
  valid: [
    {
      name: 'one pass, a list that is cut, one that nobody but the start adds to, and one that asks how many there are',
      code: text`
        import express from 'express'
        const app = express()
        const people = []
        const latest = []
        const rooms = []
        const waiting = []
        for (const name of ['red', 'green', 'blue']) rooms.push({ name })
        app.post('/people', (req, res) => {
          people.push({ name: req.body.name })
          latest.push(req.body.name)
          if (latest.length > 50) latest.shift()
          if (waiting.length < 20) waiting.push(req.body.name)
          res.end()
        })
        app.get('/names', (req, res) => {
          const names = new Set()
          for (const { name } of people) names.add(name)
          res.json([...names])
        })
        app.get('/pairs', (req, res) => {
          const pairs = []
          for (const a of latest) for (const b of latest) if (a < b) pairs.push([a, b])
          for (const a of rooms) for (const b of rooms) if (a.name < b.name) pairs.push([a, b])
          for (const a of waiting) for (const b of waiting) if (a < b) pairs.push([a, b])
          res.json(pairs)
        })
      `,
    },
    {
      name: 'a list that is given away, and one that is exported',
      code: text`
        import express from 'express'
        import { tidy } from './tidy.js'
        const app = express()
        const people = []
        tidy(people)
        app.post('/people', (req, res) => {
          people.push({ name: req.body.name })
          res.end()
        })
        app.get('/pairs', (req, res) => {
          const pairs = []
          for (const a of people) for (const b of people) if (a.name === b.name) pairs.push([a, b])
          res.json(pairs)
        })
      `,
    },
  ],
  invalid: [
    {
      name: 'all of them against all of them',
      ...marked`
        import express from 'express'
        const app = express()
        const people = []
        app.post('/people', (req, res) => {
          people.push({ id: people.length, name: req.body.name })
          res.end()
        })
        app.get('/pairs', (req, res) => {
          const pairs = []
          for (const a of people) {
          ~~~~~~~~~~~~~~~~~~~~~~~ pairs
            for (const b of people) if (a.id < b.id && a.name === b.name) pairs.push([a.id, b.id])
          }
          res.json(pairs)
        })
      `,
    },
    {
      name: 'in a function, by their places',
      ...marked`
        import express from 'express'
        const app = express()
        const visits = new Map()
        app.post('/visits/:id', (req, res) => {
          visits.set(req.params.id, req.body)
          res.end()
        })
        function overlaps() {
          const found = []
          for (const a of visits.values()) {
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ pairs
            for (const b of visits.values()) if (a !== b && a.from < b.to && b.from < a.to) found.push([a, b])
          }
          return found
        }
        app.get('/overlaps', (req, res) => res.json(overlaps()))
      `,
    },
  ],
})
