import rule from '../../src/rules/no-fake-parallelism.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A checksum works the bits of each byte into one number.
run(rule, {
  valid: [
    {
      name: 'the bytes are read first',
      code: text`
        import { readFile } from 'node:fs/promises'
        function checksum(bytes) {
          let crc = -1
          for (const byte of bytes) crc = (crc >>> 8) ^ TABLE[(crc ^ byte) & 255]
          return ~crc
        }
        export const checksums = (files) => Promise.all(files.map(async (file) => checksum(await readFile(file))))
      `,
    },
  ],
  invalid: [
    {
      name: 'some thousand rounds for each element of a list, where a single task would be light',
      ...marked`
        import { createHash } from 'node:crypto'
        async function seal(page, key) {
          let digest = key
          for (let round = 0; round < 2_000; round++) digest = createHash('sha256').update(digest + page).digest('hex')
          return digest
        }
        export const seals = (pages, key) => Promise.all(pages.map((page) => seal(page, key)))
                                                                             ~~~~~~~~~~~~~~~ all {"by": "Promise.all", "name": "seal", "place": "line 4"}
      `,
    },
    {
      name: 'tasks that only reckon',
      ...marked`
        function checksum(bytes) {
          let crc = -1
          for (const byte of bytes) crc = (crc >>> 8) ^ TABLE[(crc ^ byte) & 255]
          return ~crc
        }
        export const checksums = (parts) => Promise.all(parts.map(async ({ name, bytes }) => [name, checksum(bytes)]))
                                                                                             ~~~~~~~~~~~~~~~~~~~~~~~ all {"by": "Promise.all", "name": "task", "place": "line 3"}
      `,
    },
  ],
})
