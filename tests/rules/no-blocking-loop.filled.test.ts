import rule from '../../src/rules/no-blocking-loop.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Loops that go on until a list or set is full.

const served = (size: string, body: string): string => text`
  import express from 'express'
  const app = express()
  app.get('/codes/:n', (req, res) => {
    const n = ${size}
    const codes = new Set()
    const list = []
    ${body}
    res.json([...codes, ...list])
  })
`
const counted = [{ messageId: 'counted' as const, line: 7, column: 3 }]

run(rule, {
  valid: [
    { name: 'full with a number that is cut', code: served('Math.min(Number(req.params.n), 100)', 'while (codes.size < n) codes.add(Math.random())') },
    { name: 'full with a constant', code: served('10', 'while (list.length < n) list.push(list.length)') },
    { name: 'one goes when one comes', code: served('Number(req.params.n)', 'while (list.length > n) { list.push(1); list.shift() }') },
    { name: 'nothing is put in', code: served('Number(req.params.n)', 'while (list.length < n) read(list)') },
  ],
  invalid: [
    { name: 'as many as the address says, in a set', code: served('Number(req.params.n)', 'while (codes.size < n) codes.add(Math.random())'), errors: counted },
    { name: 'in a list, with the number in front', code: served('Number(req.params.n)', 'while (n > list.length) list.push(list.length)'), errors: counted },
    { name: 'with a counter beside', code: served('Number(req.params.n)', 'for (let i = 2; list.length < n; i++) if (list.every((each) => i % each)) list.push(i)'), errors: counted },
  ],
})
