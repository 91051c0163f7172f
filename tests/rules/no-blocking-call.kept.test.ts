import rule from '../../src/rules/no-blocking-call.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is asked for once, and kept, is hardly noticed.

run(rule, {
  valid: [
    {
      name: 'kept in the function itself, and in what a function is given that runs once',
      code: text`
        const fs = require('node:fs')
        function answer(req, res) {
          res.end(answer.page = answer.page || fs.readFileSync(__dirname + '/chart.js'))
        }
        module.exports = function install(chart) {
          require('node:http').createServer(answer).listen(80)
          require('node:http').createServer((req, res) => {
            res.end(chart.page = chart.page || fs.readFileSync(__dirname + '/chart.js'))
          }).listen(81)
        }
      `,
    },
    {
      name: 'a page that the first request reads',
      code: text`
        import express from 'express'
        import { readFileSync } from 'node:fs'
        let page
        const app = express()
        app.get('/', (req, res) => {
          page ??= readFileSync('index.html', 'utf8')
          res.send(page)
        })
      `,
    },
    {
      name: 'a helper that has left where it knows the answer',
      code: text`
        import express from 'express'
        import { readdirSync, readFileSync } from 'node:fs'
        const hints = {}
        function hintsOf(topic) {
          if (hints[topic]) {
            return hints[topic]
          }
          const texts = []
          for (const file of readdirSync('hints')) {
            if (file.startsWith(topic)) texts.push(readFileSync('hints/' + file, 'utf8'))
          }
          hints[topic] = texts
          return texts
        }
        const app = express()
        app.get('/hints/:topic', (req, res) => res.json(hintsOf(req.params.topic)))
      `,
    },
    {
      name: 'a field that a method fills, by a caller that asks for it',
      code: text`
        import { createServer } from 'node:http'
        import { execFileSync } from 'node:child_process'
        export class Status {
          #version
          listen(port) {
            createServer((req, res) => {
              if (this.#version === undefined) this.#version = this.#ask()
              res.end(this.#version)
            }).listen(port)
          }
          #ask() {
            return execFileSync('git', ['describe']).toString()
          }
        }
      `,
    },
    {
      name: 'entries of a map',
      code: text`
        import express from 'express'
        import { readFileSync } from 'node:fs'
        const queries = new Map()
        function query(name) {
          let sql = queries.get(name)
          if (sql === undefined) {
            sql = readFileSync(name + '.sql', 'utf8')
            queries.set(name, sql)
          }
          return sql
        }
        const app = express()
        app.get('/top', async (req, res) => res.json(await db.query(query('top'))))
      `,
    },
    {
      name: 'one entry of a cache, for good or for long',
      code: text`
        import express from 'express'
        import { execSync } from 'node:child_process'
        import NodeCache from 'node-cache'
        const known = new Map()
        const cache = new NodeCache()
        function libraryVersion() {
          const found = cache.get('library')
          if (found) return found
          const version = execSync('getconf LIBRARY_VERSION').toString()
          cache.set('library', version, 86_400)
          return version
        }
        const app = express()
        app.get('/about', (req, res) => {
          if (!known.has('commit')) known.set('commit', execSync('git describe').toString())
          res.json({ commit: known.get('commit'), library: libraryVersion() })
        })
      `,
    },
    {
      name: 'a flag that says that it has been done',
      code: text`
        import { mkdirSync } from 'node:fs'
        let isMade = false
        setInterval(() => {
          if (!isMade) {
            mkdirSync('reports', { recursive: true })
            isMade = true
          }
          report('reports')
        }, 1_000)
      `,
    },
  ],
  invalid: [
    {
      name: 'kept in what each request brings',
      ...marked`
        const fs = require('node:fs')
        require('node:http').createServer((req, res) => {
          const page = () => req.page = req.page || fs.readFileSync(__dirname + '/chart.js')
                                                    ~~~~~~~~~~~~~~~ blocks
          res.end(page())
        }).listen(80)
      `,
    },
    {
      name: 'every first request, when asked to be thorough',
      options: [{ thorough: true }],
      ...marked`
        import express from 'express'
        import { readFileSync } from 'node:fs'
        let page
        const app = express()
        app.get('/', (req, res) => {
          page ??= readFileSync('index.html', 'utf8')
                   ~~~~~~~~~~~~ blocks
          res.send(page)
        })
      `,
    },
    {
      name: 'what is kept for a while only',
      ...marked`
        import express from 'express'
        import { readFileSync } from 'node:fs'
        let page, until = 0
        const app = express()
        app.get('/', (req, res) => {
          if (page && Date.now() < until) return res.send(page)
          page = readFileSync('index.html', 'utf8')
                 ~~~~~~~~~~~~ blocks
          until = Date.now() + 1000
          res.send(page)
        })
      `,
    },
    {
      name: 'what is kept for this request only',
      ...marked`
        import express from 'express'
        import { readFileSync } from 'node:fs'
        const app = express()
        app.get('/', (req, res) => {
          let page
          page ??= readFileSync('index.html', 'utf8')
                   ~~~~~~~~~~~~ blocks
          res.send(page)
        })
      `,
    },
    {
      name: 'a mark that somebody is busy',
      ...marked`
        import { writeFileSync } from 'node:fs'
        let isSaving = false
        setInterval(async () => {
          if (isSaving) return
          isSaving = true
          writeFileSync('state.json', await stateText())
          ~~~~~~~~~~~~~ blocks
          isSaving = false
        }, 1_000)
      `,
    },
    {
      name: 'another place than the one that is filled',
      ...marked`
        import express from 'express'
        import { readFileSync } from 'node:fs'
        let page, etag
        const app = express()
        app.get('/', (req, res) => {
          if (etag === undefined) page = readFileSync('index.html', 'utf8')
                                         ~~~~~~~~~~~~ blocks
          res.send(page)
        })
      `,
    },
    {
      name: 'one entry of a cache, for a moment',
      ...marked`
        import express from 'express'
        import { execSync } from 'node:child_process'
        import NodeCache from 'node-cache'
        const cache = new NodeCache()
        const app = express()
        app.get('/load', (req, res) => {
          if (!cache.get('load')) cache.set('load', execSync('uptime').toString(), 5)
                                                    ~~~~~~~~ blocks
          res.send(cache.get('load'))
        })
      `,
    },
    {
      name: 'a computation for each key',
      ...marked`
        import express from 'express'
        import { scryptSync } from 'node:crypto'
        const keys = new Map()
        const app = express()
        app.post('/unlock', (req, res) => {
          const { user, secret } = req.body
          if (!keys.has(user)) keys.set(user, scryptSync(secret, user, 64))
                                              ~~~~~~~~~~ blocks
          res.end()
        })
      `,
    },
  ],
})
