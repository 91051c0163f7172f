import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Rows of a database that one run takes from another: what is put into the tested column is another value for each.

/** A berth that a ship asks for. */
const berths = (body: readonly string[], before = ''): string => text`
  import { Schema, model } from 'mongoose'
  const schema = new Schema({ ship: String, depth: Number })
  ${before}
  const Berth = model('Berth', schema)
  export function register(app) {
    app.post('/berths/:id', async (req, res) => {
      const { ship, depth } = req.body
      ${body.join('\n      ')}
      res.json({ ok: true })
    })
  }
`
const READ = 'const berth = await Berth.findById(req.params.id)'
const TAKE = 'await Berth.updateOne({ _id: req.params.id }, { $set: { ship } })'
const DIG = 'await Berth.updateOne({ _id: req.params.id }, { $set: { depth } })'

run(rule, {
  valid: [
    { name: 'the change asks for the old state', code: berths([READ, 'if (berth.ship) return res.status(409).end()', 'await Berth.updateOne({ _id: req.params.id, ship: null }, { $set: { ship } })']) },
    { name: 'each run puts the same there', code: berths([READ, 'if (berth.closed) return res.status(409).end()', 'await Berth.updateOne({ _id: req.params.id }, { $set: { closed: true } })']) },
    { name: 'another column', code: berths([READ, 'if (berth.ship) return res.status(409).end()', DIG]) },
    { name: 'whoever finds the same has nothing to change', code: berths([READ, 'if (berth.ship === ship) return res.status(400).end()', TAKE]) },
    { name: 'measured against another value', code: berths([READ, 'if (berth.depth > req.body.least) return res.status(409).end()', DIG]) },
    { name: 'measured by the database', code: berths(['await Berth.updateOne({ _id: req.params.id, depth: { $lt: depth } }, { $set: { depth } })']) },
    { name: 'a function that asks for something else', code: berths([READ, 'if (!isOpen(berth)) return res.status(409).end()', TAKE], 'const isOpen = (berth) => !berth.closed') },
  ],
  invalid: [
    {
      name: 'free, and taken',
      ...marked`
        import express from 'express'
        const app = express()
        app.post('/berths/:id', async (req, res) => {
          const berth = await db.berth.findUnique({ where: { id: req.params.id } })
          if (berth.ship) return res.status(409).end()
          await db.berth.update({ where: { id: req.params.id }, data: { ship: req.body.ship } })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ oversold {"who": "This callback", "place": "db.berth", "read": "line 4"}
          res.json({ ok: true })
        })
      `,
    },
    { name: 'asked by a function of the file', code: berths([READ, 'if (!isFree(berth)) return res.status(409).end()', TAKE], 'const isFree = (berth) => berth.ship === null'), errors: [{ messageId: 'oversold', line: 10, column: 11 }] },
    { name: 'the greatest one', code: berths([READ, 'if (depth <= berth.depth) return res.end()', DIG]), errors: [{ messageId: 'oversold', line: 10, column: 11 }] },
    { name: 'the greatest one, by a method of the row', code: berths([READ, 'if (!berth.takes(depth, Date.now())) return res.end()', DIG], 'schema.methods.takes = function takes(least, now) { return this.opens < now && least > this.depth }'), errors: [{ messageId: 'oversold', line: 10, column: 11 }] },
  ],
})
