import rule from '../../src/rules/no-unbounded-workers.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- what a CommonJS module is itself

run(rule, {
  valid: [
    {
      name: 'made once',
      code: text`
        const Piscina = require('piscina')
        const express = require('express')
        const pool = new Piscina({ filename: './press.js' })
        const app = express()
        app.post('/pages', async (req, res) => res.json(await pool.run(req.body)))
      `,
    },
  ],
  invalid: [
    {
      name: 'a pool for each request',
      ...marked`
        const Piscina = require('piscina')
        const express = require('express')
        const app = express()
        app.post('/pages', async (req, res) => {
          const pool = new Piscina({ filename: './press.js' })
                           ~~~~~~~ request
          try {
            res.json(await pool.run(req.body))
          } finally {
            await pool.destroy()
          }
        })
      `,
    },
    {
      name: 'a process for each file',
      ...marked`
        const execa = require('execa')
        exports.press = (files) => Promise.all(files.map((file) => execa('press', [file])))
                                                                   ~~~~~ item
      `,
    },
  ],
})
