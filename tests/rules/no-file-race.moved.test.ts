import rule from '../../src/rules/no-file-race.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A file that is found and then moved away: of two who find it, one fails.
run(rule, {
  valid: [
    { name: 'moved without asking', code: text`
      const fs = require('node:fs')
      function claim(from, to, done) {
        fs.rename(from, to, (error) => {
          if (!error) done(null, to)
          else done(error.code === 'ENOENT' ? null : error, null)
        })
      }
      module.exports = { claim }
    ` },
    { name: 'what fails is caught on the spot', code: text`
      import { access, rename } from 'node:fs/promises'
      export async function rotate(log) {
        await access(log)
        await rename(log, log + '.1').catch(() => {})
      }
    ` },
    { name: 'at once', code: text`
      import { existsSync, renameSync } from 'node:fs'
      export function rotate(log) { if (existsSync(log)) renameSync(log, log + '.1') }
    ` },
    { name: 'another file', code: text`
      import { access, rename } from 'node:fs/promises'
      export async function publish(marker, draft, page) {
        await access(marker)
        await rename(draft, page)
      }
    ` },
  ],
  invalid: [
    {
      name: 'in callbacks',
      ...marked`
        const fs = require('node:fs')
        function claim(from, to, done) {
          fs.stat(from, (error, found) => {
            if (error || !found.isFile()) return done(null, null)
            fs.rename(from, to, (failure) => done(failure, to))
            ~~~~~~~~~ moves
          })
        }
        module.exports = { claim }
      `,
    },
    {
      name: 'awaited',
      ...marked`
        import { access, rename } from 'node:fs/promises'
        import path from 'node:path'
        export async function take(folder: string, name: string): Promise<string | null> {
          const waiting = path.join(folder, name)
          try { await access(waiting) } catch { return null }
          const taken = path.join(folder, 'taken', name)
          await rename(waiting, taken)
                ~~~~~~ moves
          return taken
        }
      `,
    },
    {
      name: 'with a helper that asks',
      ...marked`
        import fs from 'fs-extra'
        export class Inbox {
          async archive(file) {
            if (!(await fs.pathExists(file))) return false
            await fs.rename(file, file + '.done')
                  ~~~~~~~~~ moves
            return true
          }
        }
      `,
    },
  ],
})
