import rule from '../../src/rules/no-blocking-call.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- functions that a handler picks by name

run(rule, {
  valid: [
    {
      name: 'a table whose entries are run once, at the start',
      code: text`
        const { execFileSync } = require('node:child_process')
        const steps = {
          fetch: () => execFileSync('git', ['fetch']),
          build: () => execFileSync('make'),
        }
        for (const [name, step] of Object.entries(steps)) console.log(name, step())
      `,
    },
    {
      name: 'a function of another table',
      code: text`
        import { createServer } from 'node:http'
        import { execFileSync } from 'node:child_process'
        const answers = { status: () => 'up', version: () => '1.2' }
        const atStart = { revision: () => execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }) }
        export const revision = (name) => atStart[name]()
        createServer((req, res) => {
          res.end(answers[req.url]())
        }).listen(80)
      `,
    },
    {
      name: 'picked and not called',
      code: text`
        import { createServer } from 'node:http'
        import { readFileSync } from 'node:fs'
        const readers = { text: (file) => readFileSync(file, 'utf8') }
        createServer((req, res) => {
          const known = readers[req.url]
          res.end(known ? 'yes' : 'no')
        }).listen(80)
      `,
    },
    {
      name: 'picked where nobody waits',
      code: text`
        import { createServer } from 'node:http'
        import { readFileSync } from 'node:fs'
        const readers = { text: (file) => readFileSync(file, 'utf8'), json: (file) => JSON.parse(readFileSync(file, 'utf8')) }
        const page = readers[process.env.KIND]('page')
        createServer((req, res) => {
          res.end(page)
        }).listen(80)
      `,
    },
    {
      name: 'elements of a list that are no functions, and a map that the handler never asks',
      code: text`
        import { createServer } from 'node:http'
        import { readFileSync } from 'node:fs'
        const readers = new Map([['text', (file) => readFileSync(file, 'utf8')]])
        const pages = new Map([['/', () => 'home']])
        export const all = [...readers.keys()].map((kind) => readers.get(kind)('page'))
        createServer((req, res) => {
          res.end(pages.get(req.url)())
        }).listen(80)
      `,
    },
    {
      name: 'put into a map by a helper, and taken from it before anything is served',
      code: text`
        import { execFileSync } from 'node:child_process'
        const commands = new Map()
        function command(name, run) { commands.set(name, run) }
        command('wind', () => execFileSync('anemometer'))
        console.log(String(commands.get(process.argv[2])?.()))
      `,
    },
    {
      name: 'another parameter of the helper is put there',
      code: text`
        import { createServer } from 'node:http'
        import { execFileSync } from 'node:child_process'
        const commands = new Map()
        function command(name, run, check) { commands.set(name, run); check() }
        command('wind', () => 'none', () => execFileSync('anemometer'))
        createServer((req, res) => res.end(commands.get(req.url)?.())).listen(80)
      `,
    },
  ],
  invalid: [
    {
      name: 'a table whose entries are handed on one by one',
      ...marked`
        const { ipcMain } = require('electron')
        const { execFileSync } = require('node:child_process')
        function register(folder) {
          const handlers = {
            'repository:status': () => execFileSync('git', ['status'], { cwd: folder }),
                                       ~~~~~~~~~~~~ blocks
          }
          for (const [channel, handler] of Object.entries(handlers)) ipcMain.handle(channel, handler)
          Object.values({
            fetch: () => execFileSync('git', ['fetch'], { cwd: folder }),
                         ~~~~~~~~~~~~ blocks
          }).forEach((run) => ipcMain.on('fetch', run))
        }
        module.exports = { register }
      `,
    },
    {
      name: 'called where it is picked',
      ...marked`
        import { createServer } from 'node:http'
        import { execFileSync } from 'node:child_process'
        const git = (...args) => execFileSync('git', args)
                                 ~~~~~~~~~~~~ blocks {"call": "execFileSync", "waits": "waits for a child process", "who": "the request handler on line 9", "path": ", through tags() on line 10, git() on line 6", "alternative": "spawn, or execFile with a promise"}
        const commands = {
          version: () => '1.2',
          tags: () => git('tag'),
          log(limit) { return git('log', limit) },
        }
        createServer((req, res) => {
          res.end(commands[req.url](10))
        }).listen(80)
      `,
    },
    {
      name: 'by the name it is given, declared apart, with another one instead',
      ...marked`
        import { createServer } from 'node:http'
        import { readFileSync } from 'node:fs'
        const page = (name) => readFileSync(name)
                               ~~~~~~~~~~~~ blocks {"call": "readFileSync", "waits": "waits for the disk", "who": "the request handler on line 6", "path": ", through page() on line 9", "alternative": "node:fs/promises"}
        function missing() { return 'nothing here' }
        const answers = { page, missing }
        createServer((req, res) => {
          const answer = answers[req.url] ?? missing
          if (!answer) return
          res.end(answer(req.url))
        }).listen(80)
      `,
    },
    {
      name: 'a table that an object keeps',
      ...marked`
        import { WebSocketServer } from 'ws'
        import { readFileSync } from 'node:fs'
        class Hub {
          #commands = { load: (name) => readFileSync(name) }
                                        ~~~~~~~~~~~~ blocks {"call": "readFileSync", "waits": "waits for the disk", "who": "the 'message' handler on line 6", "path": ", through load() on line 8", "alternative": "node:fs/promises"}
          serve(socket) {
            socket.on('message', (raw) => {
              const { command, name } = JSON.parse(raw)
              socket.send(this.#commands[command]?.(name))
            })
          }
        }
        const hub = new Hub()
        new WebSocketServer({ port: 80 }).on('connection', (socket) => hub.serve(socket))
      `,
    },
    {
      name: 'a map, filled at once and later',
      ...marked`
        import { createServer } from 'node:http'
        import { readFileSync, rmSync } from 'node:fs'
        const answers = new Map([['page', page]])
        answers.set('remove', (name) => rmSync(name))
                                        ~~~~~~ blocks {"call": "rmSync", "waits": "waits for the disk", "who": "the request handler on line 6", "path": ", through a function on line 8", "alternative": "node:fs/promises"}
        function page(name) { return readFileSync(name) }
                                     ~~~~~~~~~~~~ blocks {"call": "readFileSync", "waits": "waits for the disk", "who": "the request handler on line 6", "path": ", through page() on line 8", "alternative": "node:fs/promises"}
        createServer((req, res) => {
          const answer = answers.get(req.url)
          res.end(answer?.(req.url))
        }).listen(80)
      `,
    },
    {
      name: 'a list, one after the other',
      ...marked`
        import express from 'express'
        import { execFileSync } from 'node:child_process'
        const steps = [shrink, (file) => file.trim()]
        function shrink(file) { return execFileSync('convert', [file]) }
                                       ~~~~~~~~~~~~ blocks {"call": "execFileSync", "waits": "waits for a child process", "who": "the request handler on line 5", "path": ", through shrink() on line 6", "alternative": "spawn, or execFile with a promise"}
        express().post('/pictures', (req, res) => {
          for (const step of steps) step(req.body.file)
          res.end()
        })
      `,
    },
    {
      name: 'put into a map by a helper, or by a method',
      ...marked`
        import { createServer } from 'node:http'
        import { execFileSync } from 'node:child_process'
        class Router {
          routes = new Map()
          add(path, run) { this.routes.set(path, run) }
          answer(path) { return this.routes.get(path)?.() }
        }
        const router = new Router()
        router.add('/wind', () => execFileSync('anemometer'))
                                  ~~~~~~~~~~~~ blocks
        const commands = new Map()
        const command = (name, run) => commands.set(name, run)
        command('tide', () => execFileSync('gauge'))
                              ~~~~~~~~~~~~ blocks
        createServer((req, res) => res.end(router.answer(req.url) ?? commands.get(req.url)?.())).listen(80)
      `,
    },
  ],
})
