import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const thorough = [{ thorough: true }] as const

// What users said of the rule of ESLint's core, one case for each complaint. All of it holds with `thorough` too.

run(rule, {
  valid: [
    {
      name: 'a property of a parameter is written after another one was read (eslint#11899)',
      options: thorough,
      code: text`
        export async function stamp(context) {
          if (context.user) context.body = await load(context.user)
        }
      `,
    },
    {
      name: 'the object of the property was read before the wait (eslint#12423)',
      options: thorough,
      code: text`
        export async function fill(note, known) {
          const info = known ?? await stat(note.path)
          if (!note.meta.created) note.meta.created = info.birthtime
        }
      `,
    },
    {
      name: 'a parameter is handed on, and changed after that (eslint#13907)',
      options: thorough,
      code: text`
        export async function rename(job, name) {
          await save(job, name)
          job.name = name
        }
      `,
    },
    {
      name: 'the same property is written before and after the wait, whatever it was (eslint#17312)',
      options: thorough,
      code: text`
        export async function execute(job) {
          job.status = 'running'
          job.result = await work(job.name)
          job.status = 'done'
        }
      `,
    },
    {
      name: 'a fresh object (eslint#18785)',
      options: thorough,
      code: text`
        export async function build(name) {
          const result = { name, size: 0 }
          result.size = await size(result.name)
          result.size = result.size + (await size(name))
          return result
        }
      `,
    },
    {
      name: 'a loop that fills a local variable (eslint#11194)',
      options: thorough,
      code: text`
        export async function last(items) {
          let found
          for (const item of items) if (!found) found = await look(item)
          return found
        }
      `,
    },
    {
      name: 'the exit code of the process (eslint#15076)',
      options: thorough,
      code: text`
        export async function check(files) {
          for (const file of files) if ((await lint(file)) > 0) process.exitCode = 1
        }
      `,
    },
    {
      name: 'looked at again after the last wait (eslint#12108)',
      options: thorough,
      code: text`
        let action
        export async function get() {
          if (!action) {
            const made = await make()
            if (!action) action = made
          }
          return action
        }
      `,
    },
    {
      name: 'a flag that keeps the second run out (eslint#12353)',
      options: thorough,
      code: text`
        let busy = false
        export async function sync() {
          if (busy) return
          busy = true
          await upload()
          busy = false
        }
      `,
    },
    {
      name: 'the flag is reset in finally (eslint#11954)',
      options: thorough,
      code: text`
        export class Form {
          async submit(files) {
            if (this.busy) return
            this.busy = true
            this.error = null
            try {
              await upload(files)
            } catch (error) {
              this.error = error
            } finally {
              this.busy = false
            }
          }
        }
      `,
    },
    {
      name: 'a value that does not depend on the old one (eslint#11950)',
      options: thorough,
      code: text`
        export const runtime = {}
        export async function boot(file) {
          const parsed = JSON.parse(await read(file))
          if (parsed) runtime.settings = parsed
        }
      `,
    },
    {
      name: 'variables that closures see, written by the one run that made them (eslint#12588)',
      options: thorough,
      code: text`
        export async function open(db, view) {
          let filters = { status: 'open' }
          view.onSave(() => db.save(filters))
          const saved = await db.saved()
          filters = { ...filters, ...saved }
          return filters
        }
      `,
    },
    {
      name: 'a ref that is written after the wait (eslint#19377)',
      options: thorough,
      code: text`
        import { useRef } from 'react'
        export function useLoader(id) {
          const data = useRef(null)
          const load = async () => { data.current = await fetchData(id) }
          return { data, load }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a field of this is state like any other (eslint#19022)',
      ...marked`
        export class Counter {
          count = 0
          async add(job) {
            this.count += await job()
            ~~~~~~~~~~ lost
          }
        }
      `,
      suggestions: [[{
        messageId: 'first',
        output: text`
          export class Counter {
            count = 0
            async add(job) {
              const added = await job()
              this.count += added
            }
          }
        `,
      }]],
    },
    {
      name: 'a look at the object in between hides nothing (eslint#14695)',
      ...marked`
        export class Counter {
          count = 0
          async add(job) {
            const before = this.count
            const more = await job()
            console.log(this)
            this.count = before + more
            ~~~~~~~~~~ lost
          }
        }
      `,
    },
    {
      name: 'inside a closure as well as outside (eslint#12588)',
      ...marked`
        export function counter() {
          let count = 0
          return async (job) => {
            count = count + (await job())
            ~~~~~ lost
          }
        }
      `,
    },
    {
      name: 'a flag set after the wait lets two runs by (eslint#11740)',
      options: thorough,
      ...marked`
        let loaded = false
        export async function ensure() {
          if (!loaded) {
            await loadAll()
            loaded = true
            ~~~~~~ done {"who": "\u0060ensure\u0060", "place": "loaded", "read": "line 3", "wait": "line 4"}
          }
        }
      `,
    },
    {
      name: 'a lazy value without proof that two of it cost anything is for thorough (get-off-my-lawn#112)',
      options: thorough,
      ...marked`
        let action
        export async function get() {
          if (!action) action = await make()
                       ~~~~~~ filled
          return action
        }
      `,
    },
  ],
})

run(rule, {
  valid: [
    {
      name: 'the same two without thorough (eslint#11740)',
      code: text`
        let loaded = false
        let action
        export async function ensure() {
          if (!loaded) {
            await loadAll()
            loaded = true
          }
          if (!action) action = await make()
        }
      `,
    },
  ],
  invalid: [],
})
