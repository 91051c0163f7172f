import rule from '../../src/rules/no-blocking-call.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- steps of a start

run(rule, {
  valid: [
    {
      name: 'a step that the start of the program alone takes',
      options: [{ thorough: true }],
      code: text`
        import { readdirSync } from 'node:fs'
        import { connect } from './broker.js'
        async function loadPlugins(dir) {
          for (const file of readdirSync(dir)) await import(file)
        }
        async function openBroker() {
          await loadPlugins('plugins')
          return connect()
        }
        export async function startServer() {
          const broker = await openBroker()
          await broker.listen()
        }
      `,
    },
    {
      name: 'two steps of the module itself',
      options: [{ thorough: true }],
      code: text`
        import { readFileSync } from 'node:fs'
        const read = async (file) => JSON.parse(readFileSync(file, 'utf8'))
        export const roles = await read('roles.json')
        export const rights = await read('rights.json')
      `,
    },
    {
      name: 'a method that only the start of its class calls, in a chain',
      options: [{ thorough: true }],
      code: text`
        import fs from 'node:fs'
        export class Runner {
          start(args) {
            return this.readFlags(args).then(() => this.loadServices())
          }
          async loadServices() {
            for (const file of fs.readdirSync(this.dir)) this.broker.load(await import(file))
          }
        }
      `,
    },
    {
      name: 'what a framework registers as it starts',
      options: [{ thorough: true }],
      code: text`
        import { scryptSync } from 'node:crypto'
        export async function register(app, options) {
          app.key = scryptSync(process.env.SECRET, options.salt, 32)
          await app.ready()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'somebody who registers waits for it, and so do all others',
      ...marked`
        import { randomBytes, scryptSync } from 'node:crypto'
        import { accounts } from './accounts.js'
        export async function register(email, password) {
          const salt = randomBytes(16)
          await accounts.insert({ email, salt, hash: scryptSync(password, salt, 64) })
                                                     ~~~~~~~~~~ inAsync {"call": "scryptSync", "waits": "computes on this thread", "who": "the async function register on line 3", "path": "", "alternative": "the function without Sync, which runs on the thread pool"}
        }
      `,
    },
    {
      name: 'a step that is taken again while others wait',
      options: [{ thorough: true }],
      ...marked`
        import { readdirSync } from 'node:fs'
        async function loadPlugins(dir) {
          for (const file of readdirSync(dir)) await import(file)
                             ~~~~~~~~~~~ inAsync {"call": "readdirSync", "waits": "waits for the disk", "who": "the async function loadPlugins on line 2", "path": "", "alternative": "node:fs/promises"}
        }
        export async function startServer() {
          await loadPlugins('plugins')
        }
        export async function addPlugins(dir) {
          await loadPlugins(dir)
        }
      `,
    },
    {
      name: 'a step that other files may take too',
      options: [{ thorough: true }],
      ...marked`
        import { readdirSync } from 'node:fs'
        export async function loadPlugins(dir) {
          for (const file of readdirSync(dir)) await import(file)
                             ~~~~~~~~~~~ inAsync
        }
        export const startServer = () => loadPlugins('plugins')
      `,
    },
    {
      name: 'a method that its class hands on',
      options: [{ thorough: true }],
      ...marked`
        import { readdirSync } from 'node:fs'
        export class Runner {
          start(watcher) {
            watcher.on('change', this.loadServices)
            return this.loadServices()
          }
          async loadServices() {
            for (const file of readdirSync(this.dir)) this.broker.load(await import(file))
                               ~~~~~~~~~~~ inAsync
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- a program that works to its end

const converted = (end: string): string => text`
  import { execFileSync } from 'node:child_process'
  import { readdir } from 'node:fs/promises'
  async function convert(file) {
    execFileSync('convert', [file])
  }
  ${end}
`

run(rule, {
  valid: [
    { name: 'one after the other, and nothing more', code: converted("for (const file of await readdir('fonts')) await convert(file)") },
  ],
  invalid: [
    { name: 'for whoever imports it', code: converted("for (const file of await readdir('fonts')) await convert(file)\nexport { convert }"), errors: [{ messageId: 'inAsync', line: 4, column: 5 }] },
  ],
})

// ---------------------------------------------------------------- the end of a program

run(rule, {
  valid: [
    {
      name: 'what the end of the program waits for',
      options: [{ thorough: true }],
      code: text`
        import { execFileSync } from 'node:child_process'
        export async function handleExit(games) {
          if (await games.allStopped()) execFileSync('umount', [games.folder])
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'what one of many ends, while others go on',
      options: [{ thorough: true }],
      ...marked`
        import { execFileSync } from 'node:child_process'
        export async function handleLeave(games) {
          if (await games.allStopped()) execFileSync('umount', [games.folder])
                                        ~~~~~~~~~~~~ inAsync
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- named for a start

const gate = (name: string): string => text`
  import { execFileSync } from 'node:child_process'
  export class Gate {
    async ${name}() {
      await this.close()
      this.key = execFileSync('step', ['key', this.name])
    }
  }
`
const waits = { errors: [{ messageId: 'inAsync', line: 5, column: 16 }] } as const

run(rule, {
  valid: [
    { name: 'again', code: gate('restart') },
    { name: 'and made ready again', code: gate('reinitialize') },
    { name: 'or moves its settings', code: gate('migrateOldConfigFile') },
  ],
  invalid: [
    { name: 'the page, as often as it is asked for', code: gate('refresh'), ...waits },
    { name: 'one of the things that it serves', code: gate('restartBerth'), ...waits },
    { name: 'a user is moved, as often as there is one', code: gate('migrateUser'), ...waits },
  ],
})
