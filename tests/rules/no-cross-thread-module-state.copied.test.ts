import rule from '../../src/rules/no-cross-thread-module-state.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is sent to a worker is copied: who waits here for what the worker puts into it waits for ever.

/** A kitchen that hands a worker what it keeps, and looks at that later. */
const kitchen = (kept: string, looks: string, extra = ''): string => text`
  import { Worker } from 'node:worker_threads'
  import { cook } from './cook.js'
  export function open(menu) {
    const pot = ${kept}
    const worker = new Worker('./cook.js', { workerData: { menu, pot } })
    ${extra}
    worker.on('exit', () => { ${looks} })
  }
`

run(rule, {
  valid: [
    { name: 'a message fills it', code: kitchen('[]', 'console.log(pot.length)', "worker.on('message', (dish) => pot.push(dish))") },
    { name: 'what a message brings is put into it', code: kitchen('{ dishes: 0, burnt: 0 }', 'console.log(pot.dishes)', "worker.on('message', (told) => Object.assign(pot, told))") },
    { name: 'a function may fill it', code: kitchen('[]', 'console.log(pot.length)', 'cook(pot)') },
    { name: 'a field is counted up', code: kitchen('{ dishes: 0, burnt: 0 }', 'console.log(pot.dishes)', "worker.on('message', () => { pot.dishes++ })") },
    { name: 'settings that stay as they are', code: kitchen("{ size: 4, lid: null, salt: 0 }", 'console.log(pot.size, pot.salt)') },
    { name: 'a switch that stays off', code: kitchen('{ loud: false }', 'if (pot.loud) console.log(1)') },
    { name: 'memory that both share', code: kitchen('new Int32Array(new SharedArrayBuffer(8))', 'console.log(pot[0])') },
    { name: 'it is only sent', code: kitchen('{ dishes: [] }', "console.log('closed')") },
    { name: 'it is handed out', code: kitchen('{ dishes: [] }', 'console.log(pot.dishes.length)', 'worker.pot = pot') },
    { name: 'a list in it is handed out', code: kitchen('{ dishes: [] }', 'console.log(pot.dishes.length)', 'cook(pot.dishes)') },
    {
      name: 'others may fill what a module offers',
      code: text`
        import { Worker } from 'node:worker_threads'
        export const results = []
        const worker = new Worker('./cook.js', { workerData: { results } })
        worker.on('exit', () => console.log(results.length))
      `,
    },
  ],
  invalid: [
    {
      name: 'a list that nobody here fills',
      ...marked`
        import { Worker } from 'node:worker_threads'
        const results = []
        const worker = new Worker('./cook.js', { workerData: { results } })
        worker.on('exit', () => console.log(results.length))
                                            ~~~~~~~ copied {"name": "results", "place": "line 3"}
      `,
    },
    {
      name: 'counts, in a message, looked at again and again',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export function watch(file) {
          const stats = { done: 0, failed: 0 }
          const worker = new Worker(file)
          worker.postMessage({ file, stats })
          const timer = setInterval(() => console.log(stats.done, stats.failed), 1000)
                                                      ~~~~~ copied {"name": "stats", "place": "line 5"}
          worker.on('exit', () => clearInterval(timer))
        }
      `,
    },
    {
      name: 'behind a wait, what a child was to collect',
      ...marked`
        import { fork } from 'node:child_process'
        import { once } from 'node:events'
        export async function collect(names) {
          const found = { pages: [], errors: [] }
          const child = fork('./crawl.js')
          child.send({ names, found })
          await once(child, 'exit')
          return found.pages.join()
                 ~~~~~ copied {"name": "found", "place": "line 6"}
        }
      `,
    },
  ],
})
