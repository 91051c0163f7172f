import rule from '../../src/rules/no-unbounded-workers.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- one at a time, made anew

run(rule, {
  valid: [
    {
      name: 'each request waits for a slot, which is told by what is counted',
      code: text`
        import { Worker } from 'node:worker_threads'
        import express from 'express'
        const others = []
        let busy = 0
        async function begun() {
          if (busy >= 2) await new Promise((go) => others.push(go))
          else busy++
        }
        function ended() {
          const first = others.shift()
          if (first) first()
          else busy--
        }
        const draw = (plan) => new Promise((resolve, reject) => {
          const thread = new Worker('./draw.js', { workerData: plan })
          thread.once('message', resolve).once('error', reject).once('exit', () => reject(new Error('gone')))
        })
        const app = express()
        app.post('/plans', async (req, res) => {
          await begun()
          try {
            res.send(await draw(req.body))
          } finally {
            ended()
          }
        })
      `,
    },
    {
      name: 'a request ends the last one before it starts the next',
      code: text`
        import express from 'express'
        import { Worker } from 'node:worker_threads'
        class Simulation {
          begin(seed) {
            this.thread?.terminate()
            this.thread = new Worker('./simulate.js', { workerData: seed })
            this.thread.on('error', console.error)
          }
          end() {
            return this.thread?.terminate()
          }
        }
        const simulation = new Simulation()
        const app = express()
        app.put('/seed/:seed', (req, res) => {
          simulation.begin(req.params.seed)
          res.sendStatus(204)
        })
      `,
    },
    {
      name: 'what it calls ends the last one',
      code: text`
        import express from 'express'
        import { Worker } from 'node:worker_threads'
        let preview
        async function clear() {
          await preview?.terminate()
          preview = undefined
        }
        const app = express()
        app.post('/preview', async (req, res) => {
          await clear()
          preview = new Worker('./preview.js', { workerData: req.body })
          preview.on('error', console.error)
          res.sendStatus(202)
        })
      `,
    },
  ],
  invalid: [
    {
      name: 'nobody waits for a slot',
      ...marked`
        import { Worker } from 'node:worker_threads'
        import express from 'express'
        const draw = (plan) => new Promise((resolve, reject) => {
          const thread = new Worker('./draw.js', { workerData: plan })
                             ~~~~~~ request
          thread.once('message', resolve).once('error', reject).once('exit', () => reject(new Error('gone')))
        })
        const app = express()
        app.post('/plans', async (req, res) => {
          res.send(await draw(req.body))
        })
      `,
    },
    {
      name: 'ended when it has answered, while other requests start theirs',
      ...marked`
        import express from 'express'
        import { Worker } from 'node:worker_threads'
        let preview
        const app = express()
        app.post('/preview', (req, res) => {
          preview = new Worker('./preview.js', { workerData: req.body })
                        ~~~~~~ request
          const mine = preview
          mine.on('error', () => res.sendStatus(500))
          mine.once('message', (page) => {
            mine.terminate()
            res.send(page)
          })
        })
      `,
    },
  ],
})
