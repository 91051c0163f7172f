import rule from '../../src/rules/no-file-race.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const exists = `
  import fs from 'node:fs'
  import { access, appendFile, mkdir, open, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises'
  const exists = async (path) => { try { await access(path); return true } catch { return false } }`

// ---------------------------------------------------------------- asked first, changed then

run(rule, {
  valid: [
    {
      name: 'a failure that is answered as the fault of whoever asks',
      code: text`
        import { access, mkdir } from 'node:fs/promises'
        const isThere = (path) => access(path).then(() => true, () => false)
        export async function keep(req, res) {
          const folder = '/var/mail/' + req.params.box
          try {
            if (!(await isThere(folder))) await mkdir(folder)
            res.sendStatus(201)
          } catch {
            res.status(409).end()
          }
        }
      `,
    },
    {
      name: 'options that make it safe',
      code: `${exists}
        export async function all(path) {
          if (!fs.existsSync(path)) await mkdir(path, { recursive: true })
          if (!(await exists(path))) await writeFile(path, '{}', { flag: 'wx' })
          if (!(await exists(path))) await open(path, 'ax')
          if (await exists(path)) await rm(path, { recursive: true, force: true })
        }`,
    },
    {
      name: 'the error is expected',
      code: `${exists}
        export async function clean(path) {
          if (await exists(path)) await unlink(path).catch(() => {})
          try { if (await exists(path)) await unlink(path) } catch (error) { if (error.code !== 'ENOENT') throw error }
        }`,
    },
    {
      name: 'the check only chooses a message',
      code: `${exists}
        export async function move(path) {
          if (!(await exists(path))) throw new Error('There is no ' + path)
          await unlink(path)
        }
        export async function save(path, data) {
          if (!fs.existsSync(path)) console.info('a new file')
          await writeFile(path, data)
        }
        export async function make(path) {
          if (await exists(path)) throw new Error('There is one already')
          await mkdir(path)
        }`,
    },
    {
      name: 'another path, or one that changes in between',
      code: `${exists}
        export async function copy(from, to) {
          if (await exists(from)) await writeFile(to, await readFile(from))
          let free = to
          while (await exists(free)) free += '~'
          if (!(await exists(to))) await writeFile(to + '.bak', '')
        }`,
    },
    {
      name: 'what it is, not whether it is there',
      code: `${exists}
        const isFolder = async (path) => { try { return (await stat(path)).isDirectory() } catch { return false } }
        export async function save(path, data) {
          if (await isFolder(path)) return false
          await writeFile(path, data)
          return true
        }`,
    },
    { name: 'both in one go: nothing of this process runs in between', code: `${exists}\n export const ensure = (path) => { if (!fs.existsSync(path)) fs.mkdirSync(path) }` },
    {
      name: 'a cache that is made and removed whatever there is, whose error is expected, or that is overwritten',
      code: text`
        import fs from 'node:fs'
        import path from 'node:path'
        export function ensure(options) {
          const dir = path.join(options.cacheDir, 'pages')
          if (!fs.existsSync(dir)) fs.mkdirSync(dir, { recursive: true })
          if (!fs.existsSync(options.cacheFile)) fs.writeFileSync(options.cacheFile, '{}')
          if (fs.existsSync(options.oldCache)) fs.rmSync(options.oldCache, { force: true })
          try { if (!fs.existsSync(options.cacheDir)) fs.mkdirSync(options.cacheDir) } catch (error) { if (error.code !== 'EEXIST') throw error }
        }
      `,
    },
    {
      name: 'a number for people to read, one that is exclusive, and what others are not told',
      code: text`
        import fs from 'node:fs'
        export function note(file, row) {
          if (fs.existsSync(file)) return
          fs.writeFileSync(file, String(row.pid))
        }
        export function claim(file) {
          if (fs.existsSync(file)) throw new Error('taken')
          fs.writeFileSync(file, String(process.pid), { flag: 'wx' })
        }
        export function renew(file) {
          if (!fs.existsSync(file)) throw new Error('lost')
          fs.writeFileSync(file, String(process.pid))
        }
        export function tidy(file) {
          if (fs.existsSync(file)) fs.unlinkSync(file)
          fs.writeFileSync(file, String(process.pid))
        }
      `,
    },
    { name: 'in a command', code: `#!/usr/bin/env node\n${exists}\n export const ensure = async (path) => { if (!(await exists(path))) await writeFile(path, '') }` },
    { name: 'in a script', filename: '/project/build.config.js', code: `${exists}\n export const ensure = async (path) => { if (!(await exists(path))) await writeFile(path, '') }` },
  ],
  invalid: [
    {
      name: 'a failure that is answered as one',
      ...marked`
        import { access, mkdir } from 'node:fs/promises'
        const isThere = (path) => access(path).then(() => true, () => false)
        export async function keep(req, res) {
          const folder = '/var/mail/' + req.params.box
          try {
            if (!(await isThere(folder))) await mkdir(folder)
                                                ~~~~~ makes
            res.sendStatus(201)
          } catch (error) {
            res.status(500).json({ message: error.message })
          }
        }
      `,
    },
    {
      name: 'a folder that two callers make',
      ...marked`
        import fs from 'node:fs'
        import { mkdir } from 'node:fs/promises'
        export async function ensure(dir) {
          if (!fs.existsSync(dir)) await mkdir(dir)
                                         ~~~~~ makes {"check": "Line 4", "path": "dir"}
        }
        export function early(dir, done) {
          fs.access(dir, (error) => {
            if (!error) return done()
            fs.mkdir(dir, done)
            ~~~~~~~~ makes {"check": "Line 7", "path": "dir"}
          })
        }
      `,
    },
    {
      name: 'a file that the second caller overwrites: caught, returned, through helpers and a class',
      ...marked`
        import { access, open, writeFile } from 'node:fs/promises'
        import path from 'node:path'
        export async function create(file) {
          try {
            await access(file)
          } catch {
            await writeFile(file, '{}')
                  ~~~~~~~~~ creates {"check": "Line 5", "path": "file"}
          }
        }
        async function exists(file) {
          try { await access(file); return true } catch { return false }
        }
        export class Store {
          async add(name, data) {
            const file = path.join(this.dir, name)
            const taken = await exists(file)
            if (taken) throw new Error(name + ' is taken')
            await this.#write(file, data)
                  ~~~~~~~~~~~ creates {"check": "Line 16", "path": "file"}
          }
          async #write(file, data) { await writeFile(file, data) }
          async begin(name) {
            if (await exists(path.join(this.dir, name))) return undefined
            return open(path.join(this.dir, name), 'w')
                   ~~~~ creates {"check": "Line 22", "path": "path.join(this.dir, name)"}
          }
        }
      `,
    },
    {
      name: 'a file that keeps other processes out, in one go',
      ...marked`
        import fs from 'node:fs'
        export function claim(file) {
          if (fs.existsSync(file)) throw new Error('taken')
          fs.writeFileSync(file, String(process.pid))
          ~~~~~~~~~~~~~~~~ creates
        }
        export function claimAgain(file) {
          const owner = { pid: process.pid, since: Date.now() }
          if (fs.existsSync(file)) {
            if (isAlive(fs.readFileSync(file, 'utf8'))) process.exit(1)
            fs.unlinkSync(file)
          }
          const entry = JSON.stringify(owner)
          fs.writeFileSync(file, process.pid + ';')
          ~~~~~~~~~~~~~~~~ creates
          return entry
        }
      `,
    },
    {
      name: 'a cache, which other processes make and remove as well, in one go',
      ...marked`
        import fs from 'node:fs'
        import path from 'node:path'
        export function ensure(options) {
          const dir = path.join(options.cacheDir, 'pages')
          if (!fs.existsSync(dir)) fs.mkdirSync(dir)
                                   ~~~~~~~~~~~~ makes {"check": "Line 5", "path": "dir"}
          if (fs.existsSync(options.oldCache)) fs.unlinkSync(options.oldCache)
                                               ~~~~~~~~~~~~~ removes {"check": "Line 6", "path": "options.oldCache"}
        }
      `,
    },
    {
      name: 'a file that two callers remove or open',
      ...marked`
        import fs from 'fs-extra'
        export async function clean(file) {
          if (await fs.pathExists(file)) await fs.unlink(file)
                                               ~~~~~~~~~ removes {"check": "Line 3", "path": "file"}
          if (!(await fs.pathExists(file))) return
          await fs.rm(file)
                ~~~~~ removes {"check": "Line 4", "path": "file"}
        }
        export const handle = async (file) => (fs.existsSync(file) ? fs.open(file, 'r') : undefined)
                                                                     ~~~~~~~ opens {"check": "Line 7", "path": "file"}
      `,
    },
    {
      name: 'in callbacks',
      ...marked`
        import fs from 'node:fs'
        export function init(file, done) {
          fs.exists(file, (found) => {
            if (found) return done()
            fs.writeFile(file, '[]', done)
            ~~~~~~~~~~~~ creates {"check": "Line 3", "path": "file"}
          })
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- two writes at the same time

run(rule, {
  valid: [
    {
      name: 'one after the other, or different files',
      code: text`
        import { appendFile, writeFile } from 'node:fs/promises'
        export async function save(rows, file) {
          await writeFile(file, 'a')
          await writeFile(file, 'b')
          for (const row of rows) await appendFile(file, row)
          await Promise.all([writeFile('a', ''), writeFile('b', '')])
          await Promise.all(rows.map((row) => writeFile(row.file, row.text)))
          for (const { name, text } of rows) void writeFile(name, text)
        }
      `,
    },
    {
      name: 'the first one is waited for, and the second is not',
      code: text`
        import { writeFile } from 'node:fs/promises'
        export async function save(file, state, log) {
          await writeFile(file, 'pending')
          writeFile(file, state).catch(log)
        }
        export async function later(file, state) {
          const begun = writeFile(file, 'pending')
          await begun
          return writeFile(file, state)
        }
      `,
    },
    {
      name: 'on different ways through the code',
      code: text`
        import { writeFile } from 'node:fs/promises'
        export function save(file, text, log) {
          if (text === '') void writeFile(file, 'empty').catch(log)
          else void writeFile(file, text).catch(log)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'side by side',
      ...marked`
        import { writeFile } from 'node:fs/promises'
        export function save(file, log) {
          writeFile(file, 'a').catch(log)
          writeFile(file, 'b').catch(log)
          ~~~~~~~~~ overlap {"line": "line 3", "path": "file"}
        }
        export const both = (file) => Promise.all([writeFile(file, 'a'), writeFile(file, 'b')])
                                                                         ~~~~~~~~~ overlap {"line": "line 6", "path": "file"}
      `,
    },
    {
      name: 'the second one is waited for, and the first is not',
      ...marked`
        import { writeFile } from 'node:fs/promises'
        export async function save(file, state, log) {
          writeFile(file, 'pending').catch(log)
          await writeFile(file, state)
                ~~~~~~~~~ overlap {"line": "line 3", "path": "file"}
        }
        export function remember(file, state) {
          void writeFile(file, 'pending')
          return writeFile(file, state)
                 ~~~~~~~~~ overlap {"line": "line 7", "path": "file"}
        }
      `,
    },
    {
      name: 'by a loop',
      ...marked`
        import fs from 'node:fs'
        export function log(rows) {
          for (const row of rows) fs.appendFile('log.txt', row, () => {})
                                  ~~~~~~~~~~~~~ repeated {"line": "line 3", "path": "'log.txt'"}
          return Promise.all(rows.map((row) => fs.promises.writeFile('state.json', row)))
                                               ~~~~~~~~~~~~~~~~~~~~~ repeated {"line": "line 4", "path": "'state.json'"}
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- after a failure, and by a move

run(rule, {
  valid: [
    {
      name: 'asked because an attempt has failed',
      code: text`
        import fs from 'node:fs'
        import { access, rename, unlink } from 'node:fs/promises'
        export function makeFolder(path, replaces, done) {
          fs.mkdir(path, (err) => {
            if (err) {
              return fs.lstat(path, (reason, stats) => {
                if (reason) return done(reason)
                if (!replaces) return done(err)
                fs.unlink(path, done)
              })
            }
            done()
          })
        }
        export async function publish(draft, target) {
          try {
            await rename(draft, target)
          } catch (error) {
            if (await access(draft).then(() => true, () => false)) await unlink(draft)
            throw error
          }
        }
      `,
    },
    {
      name: 'who moves one and the same file overwrites nothing',
      code: text`
        import { exists, rename } from 'fs-extra'
        export async function recover(file) {
          const backup = file + '.bak'
          if (!(await exists(file))) await rename(backup, file)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'asked where nothing has failed, and where another thing has been tested',
      ...marked`
        import fs from 'node:fs'
        export function clear(path, force, done) {
          if (force) {
            fs.lstat(path, (reason) => {
              if (reason) return done(reason)
              fs.unlink(path, done)
              ~~~~~~~~~ removes
            })
          }
        }
      `,
    },
    {
      name: 'each moves a file of its own',
      ...marked`
        import { randomUUID } from 'node:crypto'
        import { exists, rename } from 'fs-extra'
        export async function publish(file, text) {
          const draft = file + randomUUID()
          await write(draft, text)
          if (!(await exists(file))) await rename(draft, file)
                                           ~~~~~~ creates
        }
        export async function put(draft, file) {
          if (!(await exists(file))) await rename(draft, file)
                                           ~~~~~~ creates
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- folders that nobody waits for

const disk = (made: string): string => text`
  import { join } from 'node:path'
  import { mkdir, readdir } from 'node:fs/promises'
  export class Disk {
    async copy(source, target) {
      ${made}
      for (const name of await readdir(source)) await this.copy(join(source, name), join(target, name))
    }
    async makeDir(path) { await mkdir(path, { recursive: true }) }
    ensureFolder(path) { this.log.info(path) }
  }
`

run(rule, {
  valid: [
    { name: 'waited for', code: disk('await this.makeDir(target)') },
    { name: 'a function of its own that is not asynchronous', code: disk('this.ensureFolder(target)') },
    { name: 'another folder', code: disk('this.makeDir(source + target)') },
    {
      name: 'a callback says when it is done, or nothing uses it',
      code: text`
        import fse from 'fs-extra'
        import { rm } from 'node:fs/promises'
        export function make(dir, done) {
          fse.ensureDir(dir, (error) => done(error))
          fse.copySync('a', dir + '/a')
        }
        export function clean(dir) {
          rm(dir, { recursive: true, force: true })
          log(dir)
        }
      `,
    },
  ],
  invalid: [
    { name: 'made by a method that nobody waits for', code: disk('this.makeDir(target)'), errors: [{ messageId: 'unfinished', line: 5, column: 5, data: { path: 'target', line: 'line 6' } }] },
    {
      name: 'made or emptied by a library',
      ...marked`
        import { emptyDir } from 'fs-extra'
        import { mkdir, writeFile } from 'node:fs/promises'
        export async function save(dir, text) {
          mkdir(dir, { recursive: true })
          ~~~~~ unfinished {"path": "dir", "line": "line 5"}
          await writeFile(${'`${dir}/index.html`'}, text)
        }
        export async function rebuild(dir, text) {
          emptyDir(dir)
          ~~~~~~~~ unfinished
          await writeFile(${'`${dir}/index.html`'}, text)
        }
      `,
    },
  ],
})
