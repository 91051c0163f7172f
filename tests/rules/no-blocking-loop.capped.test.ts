import rule from '../../src/rules/no-blocking-loop.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a function makes of a number that it is given, before it counts up to it.

const MOST = 'const MOST_COPIES = 50\nfunction within(count) { return count > 0 ? Math.min(count, MOST_COPIES) : 1 }'

run(rule, {
  valid: [
    {
      name: 'a number that a helper cuts down first',
      code: text`
        import express from 'express'
        ${MOST}
        function send(label, count) {
          count = within(count)
          for (let i = 0; i < count; i++) printer.put(label)
        }
        express().post('/labels', (req, res) => { send(req.body.label, req.body.copies); res.end() })
      `,
    },
  ],
  invalid: [
    {
      name: 'a number that is only made one',
      ...marked`
        import express from 'express'
        function send(label, count) {
          count = Number(count)
          for (let i = 0; i < count; i++) printer.put(label)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ counted
        }
        express().post('/labels', (req, res) => { send(req.body.label, req.body.copies); res.end() })
      `,
    },
    {
      name: 'a number that is cut down where it may be left out',
      ...marked`
        import express from 'express'
        const MOST_COPIES = 50
        function within(count) { return count > 0 ? Math.min(count, MOST_COPIES) : 1 }
        function send(label, count) {
          if (label.isDraft) count = within(count)
          for (let i = 0; i < count; i++) printer.put(label)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ counted
        }
        express().post('/labels', (req, res) => { send(req.body.label, req.body.copies); res.end() })
      `,
    },
  ],
})
