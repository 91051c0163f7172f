import rule from '../../src/rules/no-blocking-loop.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Recursion that waits for itself alone, and lists with as many orders as nobody can try.
run(rule, {
  valid: [
    { name: 'each call waits for the disk', code: text`
      import { stat } from 'node:fs/promises'
      import express from 'express'
      const app = express()
      async function visit(path, left) {
        await stat(path)
        for (const each of left) await visit(each, left.filter((other) => other !== each))
      }
      app.post('/visit', async (req, res) => { await visit('.', req.body.paths); res.end() })
    ` },
    { name: 'a tree', code: text`
      import express from 'express'
      const app = express()
      async function count(node) {
        let n = 1
        for (const child of node.children) n += await count(child)
        return n
      }
      app.post('/count', async (req, res) => { res.json(await count(req.body)) })
    ` },
    { name: 'the orders of three things', code: text`
      import express from 'express'
      const app = express()
      async function orders(left, done, out) {
        if (left.length === 0) out.push(done)
        for (const each of left) await orders(left.filter((other) => other !== each), [...done, each], out)
      }
      app.post('/orders', async (req, res) => { const out = []; await orders(['a', 'b', 'c'], [], out); res.json(out) })
    ` },
    { name: 'the first few of what another file has', code: text`
      import { firstJobs } from './jobs.js'
      document.querySelector('#go').onclick = () => {
        const place = (left, time) => {
          if (left.length === 0) show(time)
          for (let i = 0; i < left.length; i++) place([...left.slice(0, i), ...left.slice(i + 1)], time + left[i].minutes)
        }
        place(firstJobs(), 0)
      }
    ` },
    { name: 'a timer in each call', code: text`
      import express from 'express'
      import { setTimeout as sleep } from 'node:timers/promises'
      const app = express()
      async function orders(left, done, out) {
        await sleep(0)
        if (left.length === 0) out.push(done)
        for (const each of left) await orders(left.filter((other) => other !== each), [...done, each], out)
      }
      app.post('/orders', async (req, res) => { const out = []; await orders(req.body.names, [], out); res.json(out) })
    ` },
  ],
  invalid: [
    {
      name: 'async, and waits for nothing else',
      ...marked`
        import express from 'express'
        const app = express()
        async function orders(left, done, out) {
          if (left.length === 0) out.push(done)
          for (const each of left) await orders(left.filter((other) => other !== each), [...done, each], out)
                                         ~~~~~~ recursion
        }
        app.post('/orders', async (req, res) => { const out = []; await orders(req.body.names, [], out); res.json(out) })
      `,
    },
    {
      name: 'twice, with a microtask between',
      ...marked`
        import express from 'express'
        const app = express()
        async function subsets(items, at) {
          if (at === items.length) return [[]]
          await Promise.resolve()
          const without = await subsets(items, at + 1)
                                ~~~~~~~ recursion
          return [...without, ...(await subsets(items, at + 1))]
        }
        app.post('/sets', async (req, res) => { res.json(await subsets(req.body.names, 0)) })
      `,
    },
    {
      name: 'by index, of a list from another file',
      ...marked`
        import { jobsOnBoard } from './board.js'
        async function bestOrder(jobs) {
          let best = Infinity
          async function place(left, time) {
            if (left.length === 0) best = Math.min(best, time)
            for (let i = 0; i < left.length; i++) await place(left.toSpliced(i, 1), time + left[i].minutes)
                                                        ~~~~~ recursion
          }
          await place(jobs, 0)
          return best
        }
        document.querySelector('#plan').addEventListener('click', async () => { show(await bestOrder(jobsOnBoard())) })
      `,
    },
    {
      name: 'both sides of the index',
      ...marked`
        import { jobsOnBoard } from './board.js'
        document.querySelector('#go').onclick = () => {
          const place = (left, time) => {
            if (left.length === 0) show(time)
            for (let i = 0; i < left.length; i++) place([...left.slice(0, i), ...left.slice(i + 1)], time + left[i].minutes)
                                                  ~~~~~ recursion
          }
          const jobs = jobsOnBoard()
          place(jobs, 0)
        }
      `,
    },
    {
      name: 'the consumer of a queue of AMQP',
      ...marked`
        import amqp from 'amqplib'
        import { readEntries } from './entries.js'
        const connection = await amqp.connect(process.env.BROKER)
        const channel = await connection.createChannel()
        function clashes(entries) {
          let found = 0
          for (const a of entries) for (const b of entries) if (a !== b && a.key === b.key) found++
          ~~~~~~~~~~~~~~~~~~~~~~~~ pairs
          return found
        }
        await channel.consume('checks', async (message) => {
          const entries = await readEntries(message.content.toString())
          channel.sendToQueue('checked', Buffer.from(String(clashes(entries))))
          channel.ack(message)
        })
      `,
    },
    {
      name: 'the subscriber of a channel of Redis',
      ...marked`
        import { createClient } from 'redis'
        import { readEntries } from './entries.js'
        const client = createClient()
        await client.connect()
        await client.subscribe('checks', async (key) => {
          const entries = await readEntries(key)
          for (const a of entries) for (const b of entries) if (a !== b && a.key === b.key) report(a, b)
          ~~~~~~~~~~~~~~~~~~~~~~~~ pairs
        })
      `,
    },
  ],
})
