import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- loops and lists

run(rule, {
  valid: [
    {
      name: 'a loop ends each',
      code: text`
        import { Worker } from 'node:worker_threads'

        export async function each(files) {
          const out = []
          for (const f of files) {
            const worker = new Worker('./w.js')
            worker.postMessage(f)
            out.push(await new Promise((r) => worker.once('message', r)))
            await worker.terminate()
          }
          return out
        }
      `,
    },
    {
      name: 'a loop ends a list of workers',
      code: text`
        import { Worker } from 'node:worker_threads'

        export async function mapAll(items, size) {
          const workers = Array.from({ length: size }, () => new Worker('./map.js'))
          try {
            const chunks = await Promise.all(workers.map((w, i) => ask(w, items.slice(i * 10, i * 10 + 10))))
            return chunks.flat()
          } finally {
            for (const worker of workers) worker.terminate()
          }
        }
        function ask(worker, chunk) {
          return new Promise((resolve, reject) => {
            worker.once('message', resolve)
            worker.once('error', reject)
            worker.postMessage(chunk)
          })
        }
      `,
    },
    {
      name: 'a list of workers is waited for',
      code: text`
        import { Worker } from 'node:worker_threads'

        import { once } from 'node:events'
        export async function run(n) {
          const workers = []
          for (let i = 0; i < n; i++) workers.push(new Worker('./w.js', { workerData: i }))
          await Promise.all(workers.map((w) => once(w, 'exit')))
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a loop goes on to the next without the end',
      ...marked`
        import { Worker } from 'node:worker_threads'

        export async function each(files) {
          const out = []
          for (const f of files) {
            const worker = new Worker('./w.js')
                               ~~~~~~ repeated {"noun":"worker","end":"ended on line 11","harm":"its thread runs on and keeps the process alive","repair":"Call \u0060terminate()\u0060"}
            worker.postMessage(f)
            const r = await new Promise((r) => worker.once('message', r))
            if (!r) continue
            out.push(r)
            await worker.terminate()
          }
          return out
        }
      `,
    },
    {
      name: 'a loop replaces one after the other and only the last is ended',
      ...marked`
        import { Worker } from 'node:worker_threads'

        export async function each(files) {
          let worker
          const out = []
          for (const f of files) {
            worker = new Worker('./w.js')
                         ~~~~~~ repeated
            worker.postMessage(f)
            out.push(await new Promise((r) => worker.once('message', r)))
          }
          await worker?.terminate()
          return out
        }
      `,
    },
    {
      name: 'a list of workers is left behind by a throw',
      ...marked`
        import { Worker } from 'node:worker_threads'

        export async function all(files, size) {
          const workers = []
          for (let i = 0; i < size; i++) workers.push(new Worker('./w.js'))
                                                          ~~~~~~ skipped
          const results = []
          for (const [i, file] of files.entries()) {
            const text = await read(file)
            if (!text) throw new Error("empty " + file)
            results.push(await send(workers[i % size], text))
          }
          for (const w of workers) await w.terminate()
          return results
        }
        async function read(f) { return (await fetch(f)).text() }
        function send(worker, text) { return new Promise((r) => { worker.once('message', r); worker.postMessage(text) }) }
      `,
    },
    {
      name: 'a list of workers that nothing ends',
      ...marked`
        import { Worker } from 'node:worker_threads'

        export async function mapAll(items, size) {
          const workers = Array.from({ length: size }, () => new Worker('./map.js'))
                                                                 ~~~~~~ never {"starts":"starts a","noun":"worker","ends":"ends","harm":"its thread runs on and keeps the process alive","repair":"Call \u0060terminate()\u0060","when":"when its work is done, or keep one and use it again"}
          const chunks = await Promise.all(workers.map((w, i) => ask(w, items.slice(i * 10, i * 10 + 10))))
          return chunks.flat()
        }
        function ask(worker, chunk) {
          return new Promise((resolve, reject) => {
            worker.once('message', resolve)
            worker.once('error', reject)
            worker.postMessage(chunk)
          })
        }
      `,
    },
  ],
})
