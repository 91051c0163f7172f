import rule from '../../src/rules/no-blocking-call.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'a class that says in its name that it works synchronously',
      code: text`
        import fs from 'node:fs'
        import { Transform } from 'node:stream'
        export class UnpackSync extends Transform {
          file(entry, fd) {
            entry.on('data', (chunk) => fs.writeSync(fd, chunk, 0, chunk.length))
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the same in a class that does not say so',
      ...marked`
        import fs from 'node:fs'
        import { Transform } from 'node:stream'
        export class Unpack extends Transform {
          file(entry, fd) {
            entry.on('data', (chunk) => fs.writeSync(fd, chunk, 0, chunk.length))
                                        ~~~~~~~~~~~~ blocks
          }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- another program has the terminal

const edited = (options: string): string => text`
  import { spawnSync } from 'node:child_process'
  export async function edit(file) {
    const found = await locate(file)
    return spawnSync('vi', [found], ${options}).status
  }
`

run(rule, {
  valid: [
    { name: 'the user works with the child meanwhile', code: edited("{ stdio: 'inherit' }") },
  ],
  invalid: [
    { name: 'the child works for this program', code: edited("{ stdio: 'pipe' }"), errors: [{ messageId: 'inAsync', line: 4, column: 10 }] },
  ],
})

// ---------------------------------------------------------------- over at once

const packed = (input: string): string => text`
  import { gzipSync } from 'node:zlib'
  const PAGE = '<ul><li>one</li></ul>'
  export default { async page(request) { return gzipSync(${input}) } }
`

run(rule, {
  valid: [
    { name: 'a few words that are in the code', code: packed('Buffer.from(PAGE)') },
  ],
  invalid: [
    { name: 'as many as somebody sends', code: packed('Buffer.from(request.text)'), errors: [{ messageId: 'inAsync', line: 3, column: 47 }] },
  ],
})

// ---------------------------------------------------------------- a key of a few bytes

const keyed = (code: string): string => text`
  import { createServer } from 'node:http'
  import { generateKeySync, hkdfSync, randomFillSync } from 'node:crypto'
  createServer((req, res) => {
    res.end(${code})
  }).listen(80)
`

run(rule, {
  valid: [
    { name: 'derived from another key', code: keyed("hkdfSync('sha256', req.headers.key, 'salt', 'session', 32)") },
    { name: 'made by chance', code: keyed("generateKeySync('hmac', { length: 256 })") },
    { name: 'a buffer that is filled', code: keyed('randomFillSync(Buffer.alloc(16))') },
  ],
  invalid: [
    {
      name: 'for who wants to know of every one',
      code: keyed("hkdfSync('sha256', req.headers.key, 'salt', 'session', 32)"),
      options: [{ thorough: true }],
      errors: [{ messageId: 'blocks', line: 4, column: 11 }],
    },
  ],
})

// ---------------------------------------------------------------- a flag that is not given

const flushed = (timer: string, test = 'now'): string => text`
  import fs from 'node:fs'
  const lines = []
  const flush = (now = false) => {
    const content = lines.splice(0).join('')
    if (${test}) {
      fs.appendFileSync('log', content)
    } else {
      fs.promises.appendFile('log', content).catch(console.error)
    }
  }
  export function log(line) { lines.push(line) }
  ${timer}
`

run(rule, {
  valid: [
    { name: 'a timer that hands over nothing', code: flushed('setInterval(flush, 1000)') },
    { name: 'a call that hands over nothing', code: flushed('setInterval(() => flush(), 1000)') },
    { name: 'a call that says no', code: flushed('setInterval(() => flush(false), 1000)') },
    { name: 'a flag that is compared', code: flushed('setInterval(flush, 1000)', 'now === true') },
    { name: 'a flag that is compared with what it is not', code: flushed('setInterval(() => flush(false), 1000)', 'now !== false') },
    { name: 'a word by which the caller asks for it', code: flushed("setInterval(() => flush('later'), 1000)", "now === 'now'") },
  ],
  invalid: [
    { name: 'a timer that hands it over', code: flushed('setInterval(flush, 1000, true)'), errors: [{ messageId: 'blocks', line: 6, column: 5 }] },
    { name: 'a call that hands it over', code: flushed('setInterval(() => flush(true), 1000)'), errors: [{ messageId: 'blocks', line: 6, column: 5 }] },
    { name: 'a call that hands over what it is compared with', code: flushed('setInterval(() => flush(true), 1000)', 'now === true'), errors: [{ messageId: 'blocks', line: 6, column: 5 }] },
    { name: 'a comparison that holds for whoever says nothing', code: flushed('setInterval(flush, 1000)', 'now !== true'), errors: [{ messageId: 'blocks', line: 6, column: 5 }] },
  ],
})

// ---------------------------------------------------------------- listeners that are taken away

/** Something that reads a file again when it is told that somebody has edited it, with a timer beside it. */
const reloaded = (timer: string): string => text`
  import { readFileSync } from 'node:fs'
  import { watcher, remind } from './watcher.js'
  export function keep(path) {
    let text = ''
    const reload = () => { text = readFileSync(path, 'utf8') }
    watcher.on('edited', reload)
    setInterval(() => ${timer}, 1000)
    return () => text
  }
`

run(rule, {
  valid: [
    { name: 'a timer takes it away', code: reloaded("watcher.off('edited', reload)") },
  ],
  invalid: [
    { name: 'a timer hands it to somebody who may run it', code: reloaded("remind('edited', reload)"), errors: [{ messageId: 'blocks', line: 5, column: 33 }] },
  ],
})
