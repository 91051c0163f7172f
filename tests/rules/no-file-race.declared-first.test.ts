import rule from '../../src/rules/no-file-race.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- paths that are declared first, and put together behind that

run(rule, {
  valid: [
    {
      name: 'another path by then',
      code: text`
        import { existsSync, writeFileSync } from 'node:fs'
        import { join } from 'node:path'
        export function store(folder, name, data) {
          let file = join(folder, name)
          if (existsSync(file)) return
          file = join(folder, name + '.part')
          writeFileSync(file, data)
        }
      `,
    },
    {
      name: 'one path for each round, and the last one behind the loop',
      code: text`
        import { existsSync, writeFileSync } from 'node:fs'
        import { join } from 'node:path'
        export function store(folder, names, data) {
          let file
          for (const name of names) {
            file = join(folder, name)
            if (!existsSync(file)) break
          }
          writeFileSync(file, data)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the same path',
      ...marked`
        import { access, writeFile } from 'node:fs/promises'
        import { join } from 'node:path'
        export async function store(folder, name, data) {
          let file
          file = join(folder, name)
          try {
            await access(file)
          } catch {
            await writeFile(file, data)
                  ~~~~~~~~~ creates
          }
        }
      `,
    },
  ],
})
