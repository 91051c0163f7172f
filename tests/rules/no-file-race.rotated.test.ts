import rule from '../../src/rules/no-file-race.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Files that are asked for their size, and put away where they are too large.

run(rule, {
  valid: [
    {
      name: 'one after the other, in one go, of another file',
      code: text`
        import { statSync, renameSync } from 'node:fs'
        import { appendFile, rename, stat } from 'node:fs/promises'
        export class Diary {
          constructor(file) {
            this.file = file
            this.tail = Promise.resolve()
          }
          write(line) {
            this.tail = this.tail.then(() => this.append(line)).catch(() => {})
            return this.tail
          }
          async append(line) {
            const { size } = await stat(this.file)
            if (size > 1_000_000) await rename(this.file, this.file + '.old')
            await appendFile(this.file, line)
          }
        }
        export class Book {
          write() {
            if (statSync(this.file).size > 1_000_000) renameSync(this.file, this.file + '.old')
          }
          async take(upload) {
            const { size } = await stat(upload.path)
            if (size > 1_000_000) throw new Error('too large')
            await rename(upload.path, this.file)
          }
          async keep(draft) {
            if ((await stat(this.file)).size > 10) await rename(draft, draft + '.old')
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'by whoever writes next, asked there or in a method',
      ...marked`
        import { appendFile, rename, stat } from 'node:fs/promises'
        export class Diary {
          async write(line) {
            const { size } = await stat(this.file)
            if (size > 1_000_000) await rename(this.file, this.file + '.old')
                                        ~~~~~~ rotated
            await appendFile(this.file, line)
          }
          async note(line) {
            if (this.isOn && (await this.size()) >= this.most) {
              await rename(this.log, this.log + '.old')
                    ~~~~~~ rotated
            }
            await appendFile(this.log, line)
          }
          async add(line) {
            const { size } = await stat(this.list).catch(() => ({ size: 0 }))
            if (size > 1_000_000) await rename(this.list, this.list + '.old')
                                        ~~~~~~ rotated
            await appendFile(this.list, line)
          }
          async size() {
            try {
              return (await stat(this.log)).size
            } catch {
              return 0
            }
          }
        }
      `,
    },
  ],
})
