import rule from '../../src/rules/no-blocking-loop.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What parsers make of what a client has sent is as large as that.

/** A handler that holds each row of a table against all others. */
const table = (imported: string, rows: string): string => text`
  import express from 'express'
  ${imported}
  const app = express()
  app.post('/guests', express.text(), (req, res) => {
    const rows = ${rows}
    const pairs = []
    for (const a of rows) {
      for (const b of rows) if (a !== b && a.mail === b.mail) pairs.push([a, b])
    }
    res.json(pairs)
  })
`

const pairs = { messageId: 'pairs' as const, line: 7, column: 3 }

run(rule, {
  valid: [
    { name: 'a function of the same name from another place', code: table("import { parse } from './settings.js'", 'parse(req.body)') },
    { name: 'a table that stands on the disk of the server', code: table("import { parse } from 'csv-parse/sync'\nimport { columns } from './columns.js'", 'parse(columns)') },
    { name: 'so many rows', code: table("import { parse } from 'csv-parse/sync'", 'parse(req.body).slice(0, 50)') },
  ],
  invalid: [
    { name: 'a table', code: table("import { parse } from 'csv-parse/sync'", 'parse(req.body, { columns: true })'), errors: [pairs] },
    { name: 'the rows of an answer with more in it', code: table("import Papa from 'papaparse'", 'Papa.parse(req.body, { header: true }).data'), errors: [pairs] },
    { name: 'a document', code: table("import yaml from 'js-yaml'", 'yaml.load(req.body).guests'), errors: [pairs] },
    { name: 'the same of another library', code: table("import { parse } from 'yaml'", 'parse(req.body).guests'), errors: [pairs] },
  ],
})
