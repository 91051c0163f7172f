import rule from '../../src/rules/no-file-race.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// How the answer comes: as what a chain makes of it, or from a method that asks for the file of its object.

/** A diary that must not be there twice. */
const diary = (there: string, write = "await writeFile(path, '')"): string => text`
  import { access, stat, writeFile } from 'node:fs/promises'
  export async function begin(path) {
    if (${there}) throw new Error('there is one')
    ${write}
  }
`
const begun = { messageId: 'creates', line: 4, column: 9 } as const

run(rule, {
  valid: [
    {
      name: 'a promise that is settled with something else than the answer',
      code: text`
        const fs = require('fs')
        const mkdir = require('rsvp').denodeify(fs.mkdir)
        function busy(folder, watch) {
          return new Promise((resolve) => {
            fs.exists(folder, () => {})
            watch(resolve)
          })
        }
        exports.folder = (folder, watch) => busy(folder, watch).then((is) => { if (!is) return mkdir(folder) })
      `,
    },
    { name: 'a chain that does not say whether it is there', code: diary('await access(path).then(() => journal.ok, () => false)') },
    { name: 'a chain that says the same of both', code: diary('await access(path).then(() => true, () => true)') },
    { name: 'written only where nothing is', code: diary('await access(path).then(() => true, () => false)', "await writeFile(path, '', { flag: 'wx' })") },
    {
      name: 'the method asks for another file than is written',
      code: text`
        import { access, writeFile } from 'node:fs/promises'
        export class Diary {
          constructor(path) {
            this.path = path
            this.log = path + '.log'
          }
          async exists() {
            return access(this.log).then(() => true, () => false)
          }
          async begin() {
            if (await this.exists()) throw new Error('there is one')
            await writeFile(this.path, '')
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'as the promise of a callback, by functions that a library has made promises of',
      ...marked`
        const fs = require('fs')
        const pify = require('pify')
        const RSVP = require('rsvp')
        const mkdir = RSVP.denodeify(fs.mkdir)
        const unlink = pify(fs.unlink)
        function exists(folder) {
          return new Promise((resolve) => {
            fs.exists(folder, resolve)
          })
        }
        exports.folder = (folder, next) => exists(folder).then((there) => {
          if (!there) return mkdir(folder)
                             ~~~~~ makes
        }).then(next)
        exports.clean = async (path) => {
          if (await exists(path)) await unlink(path)
                                        ~~~~~~ removes
        }
      `,
    },
    { name: 'both answers in one link', code: diary('await access(path).then(() => true, () => false)'), errors: [begun] },
    { name: 'one link for each', code: diary('await access(path).then(() => true).catch(() => false)'), errors: [begun] },
    { name: 'with blocks', code: diary('await stat(path).then(() => { return true }, () => { return false })'), errors: [begun] },
    { name: 'turned round', code: diary('!(await access(path).then(() => false, () => true))'), errors: [begun] },
    {
      name: 'a method asks for the file of its object',
      ...marked`
        import { access, writeFile } from 'node:fs/promises'
        export class Diary {
          constructor(path) {
            this.path = path
          }
          async exists() {
            return access(this.path).then(() => true, () => false)
          }
          async begin() {
            if (await this.exists()) throw new Error('there is one')
            await writeFile(this.path, '')
                  ~~~~~~~~~ creates {"check": "Line 10", "path": "this.path"}
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- what is there, or nothing

/** A cutting that is thrown away if there is one. */
const cutting = (asked: string, test: string, away = 'await unlink(path)'): string => text`
  import { mkdir, stat, unlink } from 'node:fs/promises'
  export async function tidy(path) {
    const info = await stat(path)${asked}
    if (${test}) return false
    ${away}
    return true
  }
`
const tidied = { messageId: 'removes', line: 5, column: 9 } as const

run(rule, {
  valid: [
    { name: 'a failure that is another answer', code: cutting('.catch((error) => error)', '!info') },
    { name: 'asked of what is always there', code: cutting('', '!info.isFile()') },
    { name: 'what is no file may be something else', code: cutting('.catch(() => null)', 'info?.isFile()', 'await mkdir(path)') },
  ],
  invalid: [
    { name: 'nothing for what is not there', code: cutting('.catch(() => null)', '!info'), errors: [tidied] },
    { name: 'undefined, compared with null', code: cutting('.catch(() => undefined)', 'info == null'), errors: [tidied] },
    { name: 'a part of what is there', code: cutting('.catch(() => null)', '!info?.isFile()'), errors: [tidied] },
    { name: 'made where nothing is', code: cutting('.catch(() => false)', 'info', 'await mkdir(path)'), errors: [{ messageId: 'makes', line: 5, column: 9 }] },
  ],
})
