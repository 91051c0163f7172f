import rule from '../../src/rules/no-cross-thread-module-state.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What one request leaves in the memory of its process, and another one is refused for want of.
const file = (body: string, imports = ''): string => text`
  import cluster from 'node:cluster'
  import express from 'express'
  ${imports}
  const vouchers = new Map()
  if (cluster.isPrimary) {
    for (let i = 0; i < 4; i++) cluster.fork()
  } else {
    const app = express()
    ${body}
    app.listen(80)
  }
`
const PUT = "app.put('/voucher', (req, res) => { vouchers.set(req.body.code, req.body); res.end() })"

run(rule, {
  valid: [
    { name: 'who does not find it asks a database', code: file(`${PUT}
      app.get('/voucher/:code', async (req, res) => {
        let voucher = vouchers.get(req.params.code)
        if (!voucher) voucher = await db.voucher(req.params.code)
        res.json(voucher)
      })`) },
    { name: 'who does not find it makes it, and refuses what is nowhere', code: file(`${PUT}
      app.get('/voucher/:code', async (req, res) => {
        if (!vouchers.has(req.params.code)) vouchers.set(req.params.code, await db.voucher(req.params.code))
        const voucher = vouchers.get(req.params.code)
        if (!voucher) return res.sendStatus(404)
        res.json(voucher)
      })`) },
    { name: 'others tell this process of new ones, too', code: file(`${PUT}
      bus.subscribe('vouchers', (voucher) => vouchers.set(voucher.code, voucher))
      app.get('/voucher/:code', (req, res) => {
        const voucher = vouchers.get(req.params.code)
        if (!voucher) return res.sendStatus(404)
        res.json(voucher)
      })`) },
    { name: 'who comes once more while that is under way is turned down', code: file(`app.post('/voucher', async (req, res) => {
        if (vouchers.has(req.body.code)) return res.sendStatus(409)
        vouchers.set(req.body.code, true)
        try { await print(req.body) } finally { vouchers.delete(req.body.code) }
        res.end()
      })`) },
    { name: 'who comes once more is told the same', code: file(`app.post('/voucher', (req, res) => {
        if (vouchers.has(req.body.code)) return res.sendStatus(204)
        vouchers.set(req.body.code, true)
        res.sendStatus(204)
      })`) },
    { name: 'who does not find it is served all the same', code: file(`${PUT}
      app.get('/price', (req, res) => {
        const voucher = vouchers.get(req.query.code)
        if (!voucher) return res.json({ price: 10 })
        res.json({ price: 10 - voucher.worth })
      })`) },
    { name: 'each client comes to one process', code: file(`setupWorker(app)
      ${PUT}
      app.get('/voucher/:code', (req, res) => {
        const voucher = vouchers.get(req.params.code)
        if (!voucher) return res.sendStatus(404)
        res.json(voucher)
      })`, "import { setupWorker } from '@socket.io/sticky'") },
  ],
  invalid: [
    {
      name: 'a status that says that there is none',
      ...marked`
        import cluster from 'node:cluster'
        import express from 'express'
        const vouchers = new Map()
        if (cluster.isPrimary) {
          for (let i = 0; i < 4; i++) cluster.fork()
        } else {
          const app = express()
          app.put('/voucher', (req, res) => { vouchers.set(req.body.code, req.body); res.end() })
                                              ~~~~~~~~ apart
          app.get('/voucher/:code', (req, res) => {
            const voucher = vouchers.get(req.params.code)
            if (!voucher || voucher.until < Date.now()) return res.sendStatus(404)
            res.json(voucher)
          })
          app.listen(80)
        }
      `,
    },
    {
      name: 'an error behind what is done where there is one, in an object',
      ...marked`
        import cluster from 'node:cluster'
        import express from 'express'
        const vouchers = {}
        if (cluster.isPrimary) {
          for (let i = 0; i < 4; i++) cluster.fork()
        } else {
          const app = express()
          app.put('/voucher', (req, res) => { vouchers[req.body.code] = req.body; res.end() })
                                              ~~~~~~~~ apart
          app.get('/voucher/:code', (req, res) => {
            const voucher = vouchers[req.params.code]
            if (voucher && voucher.worth > 0) return res.json(voucher)
            throw new Error('no such voucher')
          })
          app.listen(80)
        }
      `,
    },
    {
      name: 'who comes once more is turned down, where it is the same process that asks',
      ...marked`
        import cluster from 'node:cluster'
        import express from 'express'
        const claimed = new Set()
        function serve() {
          const app = express()
          app.post('/claim', (req, res) => {
            const claim = req.body.claim
            if (claimed.has(claim)) {
              res.status(409).end()
              return
            }
            claimed.add(claim)
            ~~~~~~~ apart
            res.status(202).end()
          })
          app.listen(80)
        }
        if (cluster.isPrimary) for (let i = 0; i < 4; i++) cluster.fork()
        else serve()
      `,
    },
  ],
})
