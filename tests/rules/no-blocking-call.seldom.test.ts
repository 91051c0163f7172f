import { afterAll, beforeAll } from 'vitest'

import { mapPort, usePort } from '../../src/analysis/port.ts'
import rule from '../../src/rules/no-blocking-call.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const thorough = [{ thorough: true }] as const

// ---------------------------------------------------------------- what happens every few minutes

run(rule, {
  valid: [
    {
      name: 'the disk, every five minutes',
      code: text`
        import { writeFileSync } from 'node:fs'
        const PAUSE = 1000 * 60 * 5
        export class Log {
          start() { this.timer = setInterval(() => this.save(), PAUSE) }
          save() { writeFileSync('log.json', JSON.stringify(this.lines)) }
        }
      `,
    },
    {
      name: 'the disk, put off until there is time',
      code: text`
        import { appendFileSync } from 'node:fs'
        export class Log {
          write(line) { setTimeout(() => this.append(line), 0) }
          append(line) { appendFileSync('fleet.log', line) }
        }
        setTimeout(() => appendFileSync('fleet.log', 'still here'), 5000)
      `,
    },
    {
      name: 'a folder that is made where it is missing',
      code: text`
        import express from 'express'
        import fs from 'node:fs'
        import path from 'node:path'
        express().get('/pictures', (req, res) => {
          const folder = path.join(import.meta.dirname, 'pictures')
          if (!fs.existsSync(folder)) fs.mkdirSync(folder, { recursive: true })
          res.end()
        })
      `,
    },
    {
      name: 'code that is a name',
      code: text`
        import express from 'express'
        import { runInNewContext } from 'node:vm'
        express().post('/tidy', (req, res) => { runInNewContext('gc')(); res.end() })
      `,
    },
    {
      name: 'a few random bytes, or as many as somebody asks for',
      code: text`
        import { randomBytes } from 'node:crypto'
        import express from 'express'
        const LENGTH = 32
        express().post('/tokens', (req, res) => { res.json([randomBytes(LENGTH * 2), randomBytes(16)]) })
        export async function salt(length) { return randomBytes(length) }
      `,
      options: thorough,
    },
  ],
  invalid: [
    {
      name: 'megabytes of random bytes',
      ...marked`
        import { randomBytes } from 'node:crypto'
        import express from 'express'
        express().post('/noise', (req, res) => { res.end(randomBytes(8 * 1024 * 1024)) })
                                                         ~~~~~~~~~~~ blocks
      `,
      options: thorough,
    },
    {
      name: 'the disk, every second',
      ...marked`
        import { writeFileSync } from 'node:fs'
        const PAUSE = 1000
        export class Log {
          start() { this.timer = setInterval(() => this.save(), PAUSE) }
          save() { writeFileSync('log.json', JSON.stringify(this.lines)) }
                   ~~~~~~~~~~~~~ blocks
        }
      `,
    },
    {
      name: 'the disk, whenever nobody knows',
      ...marked`
        import { writeFileSync } from 'node:fs'
        export class Log {
          start(pause) { this.timer = setInterval(() => this.save(), pause) }
          save() { writeFileSync('log.json', JSON.stringify(this.lines)) }
                   ~~~~~~~~~~~~~ blocks
        }
      `,
    },
    {
      name: 'the disk, every five minutes and for each request',
      ...marked`
        import express from 'express'
        import { writeFileSync } from 'node:fs'
        const save = () => writeFileSync('log.json', '{}')
                           ~~~~~~~~~~~~~ blocks
        setInterval(() => save(), 300_000)
        express().post('/log', (req, res) => { save(); res.end() })
      `,
    },
    {
      name: 'the disk, put off for each request',
      ...marked`
        import express from 'express'
        import { appendFileSync } from 'node:fs'
        const later = (line) => setTimeout(() => appendFileSync('fleet.log', line), 0)
                                                 ~~~~~~~~~~~~~~ blocks
        express().post('/log', (req, res) => { later(req.url); res.end() })
      `,
    },
    {
      name: 'the disk, each time anew',
      ...marked`
        import { appendFileSync } from 'node:fs'
        export class Log {
          start() { this.timer = setTimeout(() => this.tick(), 1000) }
          tick() {
            appendFileSync('fleet.log', this.line)
            ~~~~~~~~~~~~~~ blocks
            this.start()
          }
        }
      `,
    },
    {
      name: 'the disk, put off in a loop',
      ...marked`
        import { appendFileSync } from 'node:fs'
        export function writeAll(lines) {
          for (const line of lines) setTimeout(() => appendFileSync('fleet.log', line), 0)
                                                     ~~~~~~~~~~~~~~ blocks
        }
      `,
    },
    {
      name: 'another program, put off',
      ...marked`
        import { execSync } from 'node:child_process'
        export const pack = () => setTimeout(() => execSync('pack-log'), 0)
                                                   ~~~~~~~~ blocks
      `,
    },
    {
      name: 'a folder for each user, and one that another one is asked for',
      ...marked`
        import express from 'express'
        import fs from 'node:fs'
        express().get('/pictures/:user', (req, res) => {
          const folder = 'pictures/' + req.params.user
          if (!fs.existsSync(folder)) fs.mkdirSync(folder, { recursive: true })
                                      ~~~~~~~~~~~~ blocks
          if (!fs.existsSync('pictures')) fs.mkdirSync('thumbnails')
                                          ~~~~~~~~~~~~ blocks
          if (fs.existsSync('drafts')) fs.mkdirSync('drafts')
                                       ~~~~~~~~~~~~ blocks
          res.end()
        })
      `,
    },
    {
      name: 'another program, every five minutes',
      ...marked`
        import { execSync } from 'node:child_process'
        setInterval(() => execSync('pack-log'), 300_000)
                          ~~~~~~~~ blocks
      `,
    },
    {
      name: 'the disk, every five minutes, thoroughly',
      ...marked`
        import { writeFileSync } from 'node:fs'
        setInterval(() => writeFileSync('log.json', '{}'), 300_000)
                          ~~~~~~~~~~~~~ blocks
      `,
      options: thorough,
    },
    {
      name: 'code that calls something',
      ...marked`
        import express from 'express'
        import { runInNewContext } from 'node:vm'
        express().post('/tidy', (req, res) => { runInNewContext('weighAll()', { weighAll }); res.end() })
                                                ~~~~~~~~~~~~~~~ blocks
      `,
    },
  ],
})

// ---------------------------------------------------------------- packages of commands

beforeAll(() => {
  usePort(mapPort(new Map([
    ['/fleet/packages/cli-v2/package.json', '{"name": "fleet", "bin": "bin/fleet.js", "main": "lib/index.js"}'],
    ['/fleet/cli/package.json', '{"dependencies": {"yargs": "17.0.0"}}'],
    ['/fleet/ports/package.json', '{"dependencies": {"yargs": "17.0.0"}}'],
    ['/fleet/packages/store/package.json', '{"name": "store", "bin": "bin/store.js", "main": "lib/index.js"}'],
  ])))
})
afterAll(() => {
  usePort(mapPort(new Map()))
})

const packing = text`
  import { deflateSync } from 'node:zlib'
  export async function pack(file) {
    const content = await read(file)
    return deflateSync(content)
  }
`

run(rule, {
  valid: [
    { name: 'the commands of a project, by their folder', filename: '/fleet/packages/cli-v2/src/pack.js', code: packing },
    { name: 'what needs a parser of command lines, in a folder of commands', filename: '/fleet/cli/commands/pack.js', code: packing },
  ],
  invalid: [
    { name: 'what needs one elsewhere', filename: '/fleet/ports/src/pack.js', code: packing, errors: [{ messageId: 'inAsync', line: 4, column: 10 }] },
    { name: 'a package that has a command beside', filename: '/fleet/packages/store/src/pack.js', code: packing, errors: [{ messageId: 'inAsync', line: 4, column: 10 }] },
  ],
})
