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
