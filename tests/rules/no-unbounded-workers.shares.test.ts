import rule from '../../src/rules/no-unbounded-workers.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** Pages are set by one worker for each of what `cut` leaves in `parts`. */
const press = (cut: string, parts = 'parts'): string => text`
  import { availableParallelism } from 'node:os'
  import { once } from 'node:events'
  import { Worker } from 'node:worker_threads'
  async function set(part) {
    const worker = new Worker('./press.js', { workerData: part })
    const [pages] = await once(worker, 'message')
    await worker.terminate()
    return pages
  }
  function shared(pages, hands) {
    const shares = []
    const size = Math.ceil(pages.length / hands)
    for (let at = 0; at < pages.length; at += size) shares.push(pages.slice(at, at + size))
    return shares
  }
  export async function print(pages) {
    ${cut}
    return Promise.all(${parts}.map((part) => set(part)))
  }
`

run(rule, {
  valid: [
    { name: 'as many shares as there are cores', code: press('const size = Math.ceil(pages.length / availableParallelism()); const parts = []; for (let at = 0; at < pages.length; at += size) parts.push(pages.slice(at, at + size))') },
    { name: 'at least one to each', code: press('const size = Math.max(1, Math.ceil(pages.length / Math.min(availableParallelism(), 6))); const parts = []; for (let at = 0; at < pages.length; at += size) { parts.push(pages.slice(at, at + size)) }') },
    { name: 'cut off one after the other', code: press('const size = Math.ceil(pages.length / availableParallelism()); const rest = [...pages]; const parts = []; while (rest.length > 0) parts.push(rest.splice(0, size))') },
    { name: 'by a function', code: press('', 'shared(pages, availableParallelism())') },
    { name: 'by a function, under a name', code: press('const parts = shared(pages, availableParallelism())') },
    {
      name: 'a share for each, gone on by in a statement of its own, at least one and in whole rows',
      code: text`
        import { Worker } from 'node:worker_threads'
        export function count(values, width) {
          const most = 4
          let share = Math.floor(values.length / most) || 1
          share += share % width
          let from = 0
          const answers = []
          while (from < values.length) {
            const worker = new Worker('./count.js', { workerData: values.slice(from, from + share) })
            answers.push(new Promise((resolve, reject) => {
              worker.once('message', resolve)
              worker.once('error', reject)
              worker.once('exit', reject)
            }))
            from += share
          }
          return Promise.all(answers)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'so many to each, gone on by in a statement of its own',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export function count(values, width) {
          let from = 0
          const answers = []
          while (from < values.length) {
            const worker = new Worker('./count.js', { workerData: values.slice(from, from + width) })
                               ~~~~~~ item
            answers.push(new Promise((resolve, reject) => {
              worker.once('message', resolve)
              worker.once('error', reject)
              worker.once('exit', reject)
            }))
            from += width
          }
          return Promise.all(answers)
        }
      `,
    },
    {
      name: 'so many to each share, and any number of shares',
      ...marked`
        import { once } from 'node:events'
        import { Worker } from 'node:worker_threads'
        async function set(part) {
          const worker = new Worker('./press.js', { workerData: part })
          const [pages] = await once(worker, 'message')
          await worker.terminate()
          return pages
        }
        export async function print(pages) {
          const parts = []
          for (let at = 0; at < pages.length; at += 8) parts.push(pages.slice(at, at + 8))
          return Promise.all(parts.map((part) => set(part)))
                                                 ~~~ item
        }
      `,
    },
    {
      name: 'one to each page',
      ...marked`
        import { once } from 'node:events'
        import { Worker } from 'node:worker_threads'
        async function set(part) {
          const worker = new Worker('./press.js', { workerData: part })
          const [pages] = await once(worker, 'message')
          await worker.terminate()
          return pages
        }
        export async function print(pages, ink) {
          const parts = []
          const size = Math.ceil(ink.length / pages.length)
          for (let at = 0; at < ink.length; at += size) parts.push(ink.slice(at, at + size))
          return Promise.all(parts.map((part) => set(part)))
                                                 ~~~ item
        }
      `,
    },
  ],
})
