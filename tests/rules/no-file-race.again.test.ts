import rule from '../../src/rules/no-file-race.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Writes of one file that the next run begins while the last is under way.

run(rule, {
  valid: [
    {
      name: 'one after the other: chained, awaited by all, or one at a time with a mark for the next',
      code: text`
        import { writeFile } from 'node:fs/promises'
        export class Notes {
          last = Promise.resolve()
          set(key, value) {
            this.map.set(key, value)
            this.last = this.last.then(() => writeFile(this.file, this.text()))
          }
        }
        export class Waiting {
          async set(key, value) {
            this.map.set(key, value)
            await this.save()
          }
          async save() {
            await writeFile(this.file, this.text())
          }
        }
        export class Marked {
          set(key, value) {
            this.map.set(key, value)
            void this.save()
          }
          async save() {
            this.due = true
            if (this.saving) return
            this.saving = true
            while (this.due) {
              this.due = false
              await writeFile(this.file, this.text())
            }
            this.saving = false
          }
        }
      `,
    },
    {
      name: 'another file in each run, the end of a file, the same text, and what is written once or at leisure',
      code: text`
        import { appendFile, writeFile } from 'node:fs/promises'
        export class Log {
          add(entry) {
            void this.keep(entry)
            void this.append(entry)
            void this.touch()
            clearTimeout(this.timer)
            this.timer = setTimeout(() => void this.save(), 500)
          }
          async keep(entry) { await writeFile(entry.path, entry.text) }
          async append(entry) { await appendFile(this.file, entry.text) }
          async touch() { await writeFile(this.stamp, '') }
          async save() { await writeFile(this.file, this.text()) }
          close() { void this.saveAll() }
          async saveAll() { await writeFile(this.file, this.text()) }
        }
      `,
    },
    {
      name: 'another file in each run, which a part of the run writes',
      code: text`
        import { writeFile } from 'node:fs/promises'
        export async function render({ page, target }) {
          const work = async () => {
            await writeFile(target, await draw(page))
          }
          return work()
        }
        process.on('message', (job) => { render(job).catch(console.error) })
      `,
    },
  ],
  invalid: [
    {
      name: 'a public method that begins to save and does not wait',
      ...marked`
        import { writeFile } from 'node:fs/promises'
        export class Notes {
          map = new Map()
          constructor(file) { this.file = file }
          set(key, value) {
            this.map.set(key, value)
            void this.save()
          }
          async save() {
            await writeFile(this.file, JSON.stringify([...this.map]))
                  ~~~~~~~~~ again {"path": "this.file", "line": "line 7"}
          }
        }
      `,
    },
    {
      name: 'an event, through a helper that waits',
      ...marked`
        import fs from 'node:fs'
        const target = 'dist/index.json'
        async function publish(pages) {
          const index = await build(pages)
          await fs.promises.writeFile(target, index)
                ~~~~~~~~~~~~~~~~~~~~~ again {"path": "target", "line": "line 7"}
        }
        watcher.on('change', async (page) => {
          pages.add(page)
          await publish(pages)
        })
      `,
    },
  ],
})
