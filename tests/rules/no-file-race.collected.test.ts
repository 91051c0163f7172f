import rule from '../../src/rules/no-file-race.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Writes whose promises are kept, and waited for with others.

run(rule, {
  valid: [
    {
      name: 'one after the other, of different files, and in turn',
      code: text`
        import { writeFile } from 'node:fs/promises'
        export async function save(file, a, b) {
          const first = writeFile(file, a)
          await first
          const second = writeFile(file, b)
          await second
        }
        export function spread(files, text) {
          const writes = []
          for (const file of files) writes.push(writeFile(file, text))
          return Promise.all(writes)
        }
        export async function repeat(file, texts) {
          const written = []
          for (const each of texts) {
            written.push(writeFile(file, each))
            await written.at(-1)
          }
        }
        export function either(file, a, b) {
          const writes = []
          if (b) writes.push(writeFile(file, b))
          else writes.push(writeFile(file, a))
          return Promise.all(writes)
        }
        export function then(file, a, b) {
          const first = writeFile(file, a)
          return first.then(() => writeFile(file, b))
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'in a list, by names, in a loop',
      ...marked`
        import { writeFile } from 'node:fs/promises'
        export function save(file, head, tracks) {
          const writes = []
          writes.push(writeFile(file, head))
          if (tracks.length > 0) writes.push(writeFile(file, tracks.join()))
                                             ~~~~~~~~~ overlap
          return Promise.all(writes)
        }
        export function both(file, a, b) {
          const first = writeFile(file, a)
          const second = writeFile(file, b)
                         ~~~~~~~~~ overlap
          return Promise.all([first, second])
        }
        export function repeat(file, texts) {
          const writes = []
          for (const each of texts) writes.push(writeFile(file, each))
                                                ~~~~~~~~~ repeated
          return Promise.all(writes)
        }
      `,
    },
  ],
})
