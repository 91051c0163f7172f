import rule from '../../src/rules/no-blocking-loop.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'a loop that only asks again and again: no-busy-wait says so',
      code: text`
        import { createServer } from 'node:http'
        createServer((req, res) => {
          const start = Date.now()
          for (let i = 0; i < 4e9; i++) if (Date.now() - start > 500) break
          res.end()
        }).listen(0)
      `,
    },
    {
      name: 'one pass over the input',
      code: text`
        import { createServer } from 'node:http'
        createServer((req, res) => {
          let total = 0
          for (const part of req.url.split('/')) total += part.length
          res.end(String(total))
        })
      `,
    },
    {
      name: 'the same loops where nobody waits',
      code: text`
        export function duplicates(rows) {
          const pairs = []
          for (let i = 0; i < rows.length; i++) for (let j = i + 1; j < rows.length; j++) if (rows[i].name === rows[j].name) pairs.push([i, j])
          return pairs
        }
      `,
    },
    {
      name: 'in a worker',
      code: text`
        import { parentPort } from 'node:worker_threads'
        parentPort.on('message', (rows) => {
          for (let i = 0; i < rows.length; i++) for (let j = i + 1; j < rows.length; j++) if (rows[i] === rows[j]) parentPort.postMessage([i, j])
        })
      `,
    },
    {
      name: 'each round lets other tasks in',
      code: text`
        import express from 'express'
        const app = express()
        app.post('/pairs', async (req, res) => {
          const rows = req.body.rows
          for (let i = 0; i < rows.length; i++) {
            for (let j = i + 1; j < rows.length; j++) if (rows[i] === rows[j]) res.write(String(i))
            await new Promise((resolve) => setImmediate(resolve))
          }
          res.end()
        })
      `,
    },
    {
      name: 'input cut to a limit',
      code: text`
        import express from 'express'
        const app = express()
        app.post('/pairs', (req, res) => {
          const rows = req.body.rows.slice(0, 50)
          for (let i = 0; i < rows.length; i++) for (let j = i + 1; j < rows.length; j++) if (rows[i] === rows[j]) res.write(String(i))
          res.end()
        })
      `,
    },
    {
      name: 'lists of fixed length',
      code: text`
        import express from 'express'
        const app = express()
        const sizes = ['s', 'm', 'l']
        const colours = ['red', 'green']
        app.get('/all', (req, res) => {
          for (const size of sizes) for (const colour of colours) res.write(size + colour)
          res.end()
        })
      `,
    },
    {
      name: 'children of each element: one pass over a tree',
      code: text`
        import express from 'express'
        const app = express()
        app.post('/names', (req, res) => {
          for (const folder of req.body.folders) for (const file of folder.files) res.write(file.name)
          res.end()
        })
      `,
    },
    {
      name: 'an index that only goes forward',
      code: text`
        import express from 'express'
        const app = express()
        app.post('/words', (req, res) => {
          const input = req.body.text
          let i = 0
          while (i < input.length) {
            while (i < input.length && input[i] !== ' ') i++
            i++
          }
          res.end()
        })
      `,
    },
    {
      name: 'a recursion over a tree',
      code: text`
        import express from 'express'
        const app = express()
        function count(node) {
          let n = 1
          for (const child of node.children) n += count(child)
          return n
        }
        app.post('/count', (req, res) => { res.json(count(req.body.tree)) })
      `,
    },
    {
      name: 'an allowed function',
      options: [{ allow: ['pairsOf'] }],
      code: text`
        import express from 'express'
        const app = express()
        function pairsOf(rows) {
          for (let i = 0; i < rows.length; i++) for (let j = i + 1; j < rows.length; j++) if (rows[i] === rows[j]) return [i, j]
        }
        app.post('/pairs', (req, res) => { res.json(pairsOf(req.body.rows)) })
      `,
    },
  ],
  invalid: [
    {
      name: 'each element with all others, through a helper',
      ...marked`
        import express from 'express'
        const app = express()
        function pairsOf(rows) {
          const pairs = []
          for (let i = 0; i < rows.length; i++) {
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ pairs
            for (let j = i + 1; j < rows.length; j++) {
              if (rows[i].name === rows[j].name) pairs.push([i, j])
            }
          }
          return pairs
        }
        app.post('/pairs', (req, res) => { res.json(pairsOf(req.body.rows)) })
      `,
    },
    {
      name: 'recursion that calls itself for each of what is left',
      ...marked`
        import { WebSocketServer } from 'ws'
        function orders(done, open) {
          if (open.length === 0) return [done]
          const all = []
          for (const next of open) all.push(...orders([...done, next], open.filter((each) => each !== next)))
                                               ~~~~~~ recursion
          return all
        }
        new WebSocketServer({ port: 8080 }).on('connection', (socket) => {
          socket.on('message', (text) => { socket.send(JSON.stringify(orders([], JSON.parse(text)))) })
        })
      `,
    },
    {
      name: 'an await that lets only microtasks run',
      ...marked`
        import { createHash } from 'node:crypto'
        export const handler = (rounds) => async (req, res) => {
          let digest = req.url
          for (let i = 0; i < rounds; i++) {
            digest = createHash('sha256').update(digest).digest()
            if (i % 100 === 0) await Promise.resolve()
                               ~~~~~~~~~~~~~~~~~~~~~~~ vainAwait
          }
          res.end(digest)
        }
      `,
      suggestions: [[{ messageId: 'yield', data: { timer: 'setImmediate' }, output: text`
        import { createHash } from 'node:crypto'
        export const handler = (rounds) => async (req, res) => {
          let digest = req.url
          for (let i = 0; i < rounds; i++) {
            digest = createHash('sha256').update(digest).digest()
            if (i % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
          }
          res.end(digest)
        }
      ` }]],
    },
    {
      name: 'pieces that follow one another in process.nextTick',
      language: 'js',
      sourceType: 'commonjs',
      ...marked`
        const { EventEmitter } = require('node:events')
        module.exports = class Index extends EventEmitter {
          constructor(texts) {
            super()
            this.texts = texts
            this.words = new Map()
          }
          build(from = 0) {
            const end = Math.min(from + 50, this.texts.length)
            for (let i = from; i < end; i++) {
              for (const word of this.texts[i].split(' ')) this.words.set(word, i)
            }
            if (end < this.texts.length) process.nextTick(() => this.build(end))
                                         ~~~~~~~~~~~~~~~~ vainQueue
            else this.emit('ready')
          }
        }
      `,
      suggestions: [[{ messageId: 'yield', data: { timer: 'setImmediate' }, output: text`
        const { EventEmitter } = require('node:events')
        module.exports = class Index extends EventEmitter {
          constructor(texts) {
            super()
            this.texts = texts
            this.words = new Map()
          }
          build(from = 0) {
            const end = Math.min(from + 50, this.texts.length)
            for (let i = from; i < end; i++) {
              for (const word of this.texts[i].split(' ')) this.words.set(word, i)
            }
            if (end < this.texts.length) setImmediate(() => this.build(end))
            else this.emit('ready')
          }
        }
      ` }]],
    },
    {
      name: 'a number from the request says how often',
      ...marked`
        import express from 'express'
        const app = express()
        app.get('/roll', (req, res) => {
          let sum = 0
          for (let i = 0; i < Number(req.query.times); i++) sum += Math.random()
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ counted
          res.json(sum)
        })
      `,
    },
  ],
})
