import rule from '../../src/rules/no-unbounded-concurrency.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A folder is one step of the thread pool. A function that begins itself for every folder below has the whole tree under way.
run(rule, {
  valid: [
    {
      name: 'one folder after the other',
      code: text`
        import { readdir, stat } from 'node:fs/promises'
        import { join } from 'node:path'
        export async function weigh(folder) {
          let sum = 0
          for (const entry of await readdir(folder, { withFileTypes: true })) {
            const path = join(folder, entry.name)
            sum += entry.isDirectory() ? await weigh(path) : (await stat(path)).size
          }
          return sum
        }
      `,
    },
    {
      name: 'the entries of one folder, single steps that the platform takes in turn',
      code: text`
        import { readdir, stat } from 'node:fs/promises'
        import { join } from 'node:path'
        export async function ages(folder) {
          const names = await readdir(folder)
          return Promise.all(names.map(async (name) => (await stat(join(folder, name))).mtimeMs))
        }
      `,
    },
    {
      name: 'the files wait for their turn',
      code: text`
        import { readdir, stat } from 'node:fs/promises'
        import { join } from 'node:path'
        import pLimit from 'p-limit'
        const limit = pLimit(8)
        export async function weigh(folder) {
          const entries = await readdir(folder, { withFileTypes: true })
          const sizes = await Promise.all(entries.map((entry) => {
            const path = join(folder, entry.name)
            return entry.isDirectory() ? weigh(path) : limit(async () => (await stat(path)).size)
          }))
          return sizes.reduce((sum, size) => sum + size, 0)
        }
      `,
    },
    {
      name: 'a tree that is there already',
      code: text`
        export async function draw(node, canvas) {
          canvas.box(node.name)
          await Promise.all(node.children.map((child) => draw(child, canvas)))
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the size of a folder, all folders below at once',
      ...marked`
        import { readdir, stat } from 'node:fs/promises'
        import { join } from 'node:path'
        export async function weigh(folder) {
          const entries = await readdir(folder, { withFileTypes: true })
          const sizes = await Promise.all(entries.map(async (entry) => {
                                                  ~~~ tree {"what": "entries", "name": "weigh"}
            const path = join(folder, entry.name)
            return entry.isDirectory() ? weigh(path) : (await stat(path)).size
          }))
          return sizes.reduce((sum, size) => sum + size, 0)
        }
      `,
    },
    {
      name: 'a method, over the folders that are left of a list',
      ...marked`
        const fs = require('fs').promises
        const path = require('path')
        class Library {
          async scan(folder) {
            const entries = await fs.readdir(folder, { withFileTypes: true })
            const below = await Promise.all(entries.filter((entry) => entry.isDirectory()).map((entry) => this.scan(path.join(folder, entry.name))))
                                                                                           ~~~ tree {"what": "entries.filter((entry) => entry.isDirec…", "name": "scan"}
            return [...entries.filter((entry) => entry.isFile()), ...below.flat()]
          }
        }
        module.exports = { Library }
      `,
    },
    {
      name: 'files that stay open say more',
      ...marked`
        import { readdir, readFile } from 'node:fs/promises'
        import { join } from 'node:path'
        export async function load(folder) {
          const entries = await readdir(folder, { withFileTypes: true })
          return Promise.all(entries.map((entry) => entry.isDirectory() ? load(join(folder, entry.name)) : readFile(join(folder, entry.name))))
                                     ~~~ fanOut
        }
      `,
    },
  ],
})
