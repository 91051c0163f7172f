import rule from '../../src/rules/no-blocking-call.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- a developer waits

run(rule, {
  valid: [
    {
      name: 'a part of a module that is called fetch, and takes no request',
      code: "import { readFileSync } from 'node:fs'\nexport default { async fetch() { return readFileSync('/etc/hosts', 'utf8') } }",
    },
    {
      name: 'the middleware of a bundler’s server, by the hook that puts it there',
      code: text`
        import { readFileSync } from 'node:fs'
        export function mocks(folder) {
          const answer = (req, res) => res.end(readFileSync(folder + req.url))
          return {
            name: 'mocks',
            configureServer(server) {
              server.middlewares.use(answer)
            },
          }
        }
      `,
    },
    {
      name: 'a plugin of a bundler, by what its file imports',
      code: text`
        import { execSync } from 'node:child_process'
        import { type Plugin } from 'vite'
        export const revision = (): Plugin => ({
          name: 'revision',
          async transform(code) {
            return code.replace('REVISION', execSync('git rev-parse HEAD').toString())
          },
        })
      `,
      language: 'ts',
    },
    {
      name: 'routes that only a developer has',
      code: text`
        const express = require('express')
        const fs = require('node:fs')
        const { isDev } = require('./environment.js')
        const app = express()
        if (isDev) {
          app.post('/reset', (req, res) => {
            fs.copyFileSync('empty.sqlite', 'data.sqlite')
            res.end()
          })
        }
      `,
    },
    {
      name: 'a page that is read anew for a developer alone',
      code: text`
        import express from 'express'
        import { readFileSync } from 'node:fs'
        import { page as built } from './built.js'
        const isProduction = process.env.NODE_ENV === 'production'
        const app = express()
        app.use('*all', (req, res) => {
          const page = isProduction ? built : readFileSync('index.html', 'utf8')
          res.send(page)
        })
      `,
    },
    {
      name: 'a helper that a handler comes to in tests alone',
      code: text`
        import express from 'express'
        import { writeFileSync } from 'node:fs'
        const record = (body) => writeFileSync('last.json', JSON.stringify(body))
        const app = express()
        app.post('/orders', (req, res) => {
          process.env.NODE_ENV === 'test' && record(req.body)
          res.end()
        })
      `,
    },
    {
      name: 'after those who are no developers have left',
      code: text`
        import express from 'express'
        import { readFileSync } from 'node:fs'
        const app = express()
        app.get('/source', (req, res) => {
          if (process.env.NODE_ENV !== 'development') return res.sendStatus(404)
          res.send(readFileSync('server.js', 'utf8'))
        })
      `,
    },
  ],
  invalid: [
    {
      name: 'the server of an application that has a function by another name',
      ...marked`
        import { readFileSync } from 'node:fs'
        export function pages(folder) {
          const answer = (req, res) => res.end(readFileSync(folder + req.url))
                                               ~~~~~~~~~~~~ blocks
          return {
            name: 'pages',
            install(server) {
              server.middlewares.use(answer)
            },
          }
        }
      `,
    },
    {
      name: 'routes for users, by the same test',
      ...marked`
        const express = require('express')
        const fs = require('node:fs')
        const { isDev, isDevice } = require('./environment.js')
        const app = express()
        if (!isDev) {
          app.get('/', (req, res) => res.end(fs.readFileSync('built/index.html')))
                                             ~~~~~~~~~~~~~~~ blocks
        }
        if (isDevice) {
          app.get('/device', (req, res) => res.end(fs.readFileSync('built/device.html')))
                                                   ~~~~~~~~~~~~~~~ blocks
        }
      `,
    },
    {
      name: 'where developers are not alone',
      ...marked`
        import express from 'express'
        import { readFileSync } from 'node:fs'
        const app = express()
        app.get('/source', (req, res) => {
          if (process.env.NODE_ENV === 'development' || req.query.admin) res.send(readFileSync('server.js', 'utf8'))
                                                                                  ~~~~~~~~~~~~ blocks
        })
      `,
    },
  ],
})

// ---------------------------------------------------------------- one answer

run(rule, {
  valid: [
    {
      name: 'a server that asks for one thing, and is closed when it has that',
      code: text`
        import { mkdirSync, writeFileSync } from 'node:fs'
        import { createServer } from 'node:http'
        async function unpack(files) {
          for (const { name, data } of files) {
            mkdirSync(folderOf(name), { recursive: true })
            writeFileSync(name, await data())
          }
        }
        export async function firstRun(port) {
          let server
          const done = await new Promise((resolve) => {
            server = createServer((req, res) => {
              req.on('end', async () => {
                await unpack(filesOf(req))
                res.end(() => resolve(true))
              })
            })
            server.listen(port)
          })
          await new Promise((resolve) => server?.close(resolve))
          return done
        }
      `,
    },
    {
      name: 'a handler that closes its server with its answer',
      code: text`
        import { readFileSync } from 'node:fs'
        import { createServer } from 'node:http'
        export const codeOf = (port) => new Promise((resolve) => {
          const server = createServer((req, res) => {
            res.end(readFileSync('thanks.html'))
            server.close()
            resolve(new URL(req.url, 'http://localhost').searchParams.get('code'))
          })
          server.listen(port)
        })
      `,
    },
  ],
  invalid: [
    {
      name: 'a server that lives until the program is told to end',
      ...marked`
        import { readFileSync } from 'node:fs'
        import { createServer } from 'node:http'
        export async function serve(port) {
          let server
          await new Promise((resolve) => {
            server = createServer((req, res) => {
              res.end(readFileSync('index.html'))
                      ~~~~~~~~~~~~ blocks
            })
            server.listen(port)
            process.once('SIGTERM', resolve)
          })
          await new Promise((resolve) => server.close(resolve))
        }
      `,
    },
    {
      name: 'a server that goes on behind the first answer',
      ...marked`
        import { readFileSync } from 'node:fs'
        import { createServer } from 'node:http'
        export async function firstVisit(port) {
          await new Promise((resolve) => {
            createServer((req, res) => {
              res.end(readFileSync('index.html'))
                      ~~~~~~~~~~~~ blocks
              resolve()
            }).listen(port)
          })
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- nobody is known to wait

run(rule, {
  valid: [
    {
      name: 'a database in a function that is async: it does not say that others wait',
      code: text`
        import Database from 'better-sqlite3'
        export class Notes {
          db = new Database('notes.sqlite')
          async titles(folder) {
            return this.db.prepare('select title from notes where folder = ?').all(folder)
          }
        }
      `,
    },
    {
      name: 'who awaits a step that sets something up',
      code: text`
        import { execSync } from 'node:child_process'
        let engine
        async function prepareEngine(path) {
          if (!(await isThere(path))) await download(path)
          return execSync(path + ' --version').toString()
        }
        export async function getEngine(path) {
          engine ??= new Engine(await prepareEngine(path))
          return engine
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a database, where requests wait',
      ...marked`
        import Database from 'better-sqlite3'
        import express from 'express'
        const db = new Database('notes.sqlite')
        const app = express()
        const titles = async (folder) => db.prepare('select title from notes where folder = ?').all(folder)
                                         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ blocks
        app.get('/notes/:folder', async (req, res) => res.json(await titles(req.params.folder)))
      `,
    },
    {
      name: 'a database in any async function, when asked to be thorough',
      options: [{ thorough: true }],
      ...marked`
        import Database from 'better-sqlite3'
        const db = new Database('notes.sqlite')
        export async function titles(folder) {
          return db.prepare('select title from notes where folder = ?').all(folder)
                 ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ inAsync
        }
      `,
    },
    {
      name: 'a request that sets something up each time',
      ...marked`
        import { execSync } from 'node:child_process'
        import express from 'express'
        const app = express()
        async function prepareFolder(name) {
          execSync('git init ' + name)
          ~~~~~~~~ blocks
        }
        app.post('/folders/:name', async (req, res) => {
          await prepareFolder(req.params.name)
          res.end()
        })
      `,
    },
  ],
})

// ---------------------------------------------------------------- a handler that asks a bundler

/** A page that a server of the bundler completes, always or where a condition holds. */
const page = (complete: string): string => text`
  import { readFileSync } from 'node:fs'
  import express from 'express'
  import { createServer } from 'vite'
  const app = express()
  const vite = await createServer({ server: { middlewareMode: true } })
  app.get('/', async (request, response) => {
    const page = readFileSync('index.html', 'utf8')
    response.end(${complete})
  })
`

run(rule, {
  valid: [{ name: 'always', code: page('await vite.transformIndexHtml(request.url, page)') }],
  invalid: [{ name: 'where a header says so', code: page('request.headers.raw ? page : await vite.transformIndexHtml(request.url, page)'), errors: [{ messageId: 'blocks', line: 7, column: 16 }] }],
})

// ---------------------------------------------------------------- a program that asks one thing

const asking = (failure: string, rest = ''): string => text`
  import { get } from 'node:http'
  import { writeFileSync } from 'node:fs'
  const [address, file] = [process.env.ADDRESS, process.env.FILE]
  get(address, (answer) => {
    let code = ''
    answer.on('data', (part) => { code += part })
    answer.on('end', () => {
      if (answer.statusCode !== 200) ${failure}
      writeFileSync(file, code)
    })
  })
  ${rest}
`

run(rule, {
  valid: [
    { name: 'without an answer it ends', code: asking('process.exit(1)') },
    { name: 'without an answer it does nothing', code: asking('return') },
  ],
  invalid: [
    { name: 'it loads what may go on', code: asking('return', "import './service.js'"), errors: [{ messageId: 'blocks', line: 9, column: 5 }] },
    { name: 'it begins something else as well', code: asking('return', 'import { follow } from "./feed.js"; follow(address)'), errors: [{ messageId: 'blocks', line: 9, column: 5 }] },
    { name: 'the answer makes it listen to something', code: asking("bus.on('message', () => writeFileSync(file, code))", 'import { bus } from "./bus.js"'), errors: [{ messageId: 'blocks', line: 8, column: 60 }] },
    { name: 'it is asked for more, again and again', code: asking('process.exit(1)', 'setInterval(report, 1000)'), errors: [{ messageId: 'blocks', line: 9, column: 5 }] },
    { name: 'others are told of it', code: asking('process.exit(1)', 'export { address }'), errors: [{ messageId: 'blocks', line: 9, column: 5 }] },
  ],
})
