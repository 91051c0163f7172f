import rule from '../../src/rules/no-captured-worker-function.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Functions that are handed to a library.
run(rule, {
  valid: [
    { name: 'parameters, locals and globals', code: text`
      import workerpool from 'workerpool'
      const pool = workerpool.pool()
      export const run = (values, rate) => pool.exec((values, rate) => {
        const total = values.reduce((sum, value) => sum + value, 0)
        return Math.round(total * rate)
      }, [values, rate])
    ` },
    { name: 'the scope of the worker, by a name that is something else here', language: 'js', code: text`
      import InlineWorker from 'inline-worker'
      export function record() {
        const self = this
        self.worker = new InlineWorker(function () {
          self.onmessage = ({ data }) => self.postMessage({ size: data.length })
        }, {})
      }
    ` },
    { name: 'its own name', code: text`
      import workerpool from 'workerpool'
      const pool = workerpool.pool()
      function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2) }
      export const run = (n) => pool.exec(fib, [n])
    ` },
    { name: 'a method of the worker, by name', code: text`
      import workerpool from 'workerpool'
      const pool = workerpool.pool('./worker.js')
      export const run = (n) => pool.exec('fib', [n])
    ` },
    { name: 'types', language: 'ts', code: text`
      import workerpool from 'workerpool'
      import type { Row } from './row.js'
      const pool = workerpool.pool()
      export const run = (rows: Row[]) => pool.exec((rows: Row[]): Row | undefined => rows[0], [rows])
    ` },
    { name: 'exec of something else', code: 'const rate = 2\nexport const run = (db) => db.exec(() => rate)' },
    { name: 'allowed', code: "import greenlet from 'greenlet'\nexport const run = greenlet(async (key) => LIMITS[key])\nconst LIMITS = {}", options: [{ allow: ['LIMITS'] }] },
  ],
  invalid: [
    {
      name: 'what the function around has by that name',
      language: 'js',
      ...marked`
        import InlineWorker from 'inline-worker'
        export function record() {
          const self = this
          self.worker = new InlineWorker(function () {
            onmessage = ({ data }) => self.keep(data)
                                      ~~~~ captured
          }, {})
        }
      `,
    },
    {
      name: 'a variable of the module',
      ...marked`
        import workerpool from 'workerpool'
        const pool = workerpool.pool()
        const rate = 1.2
        export const run = (values) => pool.exec((values) => values.map((value) => value * rate), [values])
                                                                                           ~~~~ captured {"names": "'rate' comes", "where": "the worker", "place": "line 4"}
      `,
    },
    {
      name: 'a helper and a parameter of the function around',
      ...marked`
        import { pool as createPool } from 'workerpool'
        import { round } from './math.js'
        export class Prices {
          pool = createPool()
          convert(values, rate) {
            return this.pool.exec(convertAll, [values])
            function convertAll(values) { return values.map((value) => round(value * rate)) }
                                                                       ~~~~~ captured {"names": "'round' and 'rate' come", "where": "the worker", "place": "line 6"}
          }
        }
      `,
    },
    {
      name: 'a function that calls itself by the name of a variable',
      ...marked`
        import greenlet from 'greenlet'
        const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2))
                                        ~~~ captured
        export const run = greenlet(fib)
      `,
    },
    {
      name: 'a process that is waited for',
      ...marked`
        import makeSynchronous from 'make-synchronous'
        import fs from 'node:fs/promises'
        export const read = makeSynchronous(async (path) => fs.readFile(path, 'utf8'))
                                                            ~~ captured {"names": "'fs' comes", "where": "the process that runs it", "place": "line 3"}
      `,
    },
    {
      name: 'a job of Bree',
      ...marked`
        import Bree from 'bree'
        import { mail } from './mail.js'
        export const bree = new Bree({ jobs: [{ name: 'mail', interval: '1h', path: () => mail.flush() }] })
                                                                                          ~~~~ captured
      `,
    },
  ],
})

// Functions that are made a text of.
run(rule, {
  valid: [
    { name: 'no worker is made of it', code: 'const rate = 2\nfunction price(value) { return value * rate }\nexport const shown = `(${price})()`\nnew Worker("w.js")'.replaceAll('`', '`') },
    { name: 'the text declares it', code: text`
      import { Worker } from 'node:worker_threads'
      const rate = 2
      function price(value) { return value * rate }
      export const worker = new Worker(${'`const rate = ${JSON.stringify(rate)}; (${price})(1)`'}, { eval: true })
    ` },
    { name: 'the text brings the helper along', code: text`
      function round(value) { return Math.round(value) }
      function price(value) { return round(value * 2) }
      const url = URL.createObjectURL(new Blob([${"`${round}\\n(${price})(1)`"}]))
      export const worker = new Worker(url)
    ` },
    { name: 'another text may declare anything', code: text`
      const rate = 2
      function price(value) { return value * rate }
      export const start = (prelude) => new Worker(URL.createObjectURL(new Blob([prelude, '(', price.toString(), ')(1)'])))
    ` },
  ],
  invalid: [
    {
      name: 'the source of a worker',
      ...marked`
        import { Worker } from 'node:worker_threads'
        const rate = 2
        function price(value) { return value * rate }
                                               ~~~~ captured {"names": "'rate' comes", "where": "the worker", "place": "line 4"}
        export const worker = new Worker(${'`(${price})(1)`'}, { eval: true })
      `,
    },
    {
      name: 'a text in a variable, in a Blob',
      ...marked`
        const rate = 2
        const price = (event) => postMessage(event.data * rate)
                                                          ~~~~ captured
        export function start() {
          const source = 'onmessage = ' + price.toString()
          const blob = new Blob([source], { type: 'text/javascript' })
          return new Worker(URL.createObjectURL(blob))
        }
      `,
    },
    {
      name: 'parts of a Blob',
      ...marked`
        const names = ['a']
        function work() { self.onmessage = ({ data }) => postMessage(names[data]) }
                                                                     ~~~~~ captured
        export const start = () => new Worker(URL.createObjectURL(new Blob(['(', work.toString(), ')()'])))
      `,
    },
  ],
})
