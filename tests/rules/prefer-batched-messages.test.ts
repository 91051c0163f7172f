import rule from '../../src/rules/prefer-batched-messages.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const POOL = "import { Piscina } from 'piscina'\nconst pool = new Piscina({ filename: './task.js' })\n"
const WORKER = "import { Worker } from 'node:worker_threads'\nconst worker = new Worker('./worker.js')\n"

run(rule, {
  valid: [
    { name: 'all at once', code: `${WORKER}export const send = (samples) => worker.postMessage(samples)` },
    {
      name: 'slices',
      code: `${WORKER}export function send(values) { for (let i = 0; i < values.length; i += 1000) worker.postMessage({ from: i, values: values.slice(i, i + 1000) }) }`,
    },
    {
      name: 'lines that say where something is, by their name',
      code: `import { createInterface } from 'node:readline'\n${POOL}export async function shrink(input) { for await (const path of createInterface({ input })) await pool.run(path) }`,
    },
    {
      name: 'the same by the name under which they are handed on',
      code: `import { createInterface } from 'node:readline'\n${POOL}export async function shrink(input) { for await (const line of createInterface({ input })) await pool.run({ path: line.trim(), width: 200 }) }`,
    },
    {
      name: 'batches that are sent when they are full, and the rest',
      code: text`
        import { parentPort } from 'node:worker_threads'
        export function scan(rows) {
          let batch = []
          for (const row of rows) {
            batch.push(row)
            if (batch.length >= 1000) {
              parentPort.postMessage(batch)
              batch = []
            }
          }
          parentPort.postMessage(batch)
        }
      `,
    },
    {
      name: 'files, URLs, chunks, ids and what has no telling name',
      code: text`
        ${POOL}
        export const one = (files: string[]) => Promise.all(files.map((file) => pool.run(file)))
        export const two = (urls) => Promise.all(urls.map((url) => pool.run({ url })))
        export const three = (rows, chunked) => Promise.all(chunked(rows).map((chunk) => pool.run(chunk)))
        export const four = (ids: number[]) => Promise.all(ids.map((id) => pool.run({ id })))
        export const five = (list) => Promise.all(list.map((each) => pool.run(each)))
        export const six = (text) => text.split(',').map((file) => pool.run(file))
        export const seven = (rows) => rows.map((row) => pool.run(row.url))
      `,
      language: 'ts',
    },
    {
      name: 'elements that are lists themselves',
      code: text`
        ${POOL}
        export async function sort(tables, done) {
          for (const { rows } of tables) done.push(await pool.run({ rows, by: 'name' }))
          for (const values of tables) done.push(await pool.run(values))
          return Promise.all(done.rows.map((row) => pool.run(row.cells)))
        }
      `,
    },
    {
      name: 'few rounds',
      code: text`
        ${POOL}
        export const one = () => [1, 2, 3].map((number) => pool.run(number))
        export function two() { for (let i = 0; i < 100; i++) pool.run({ i }) }
        export function three() { for (let y = 0; y < 8; y++) for (let x = 0; x < 8; x++) pool.run({ x, y }) }
      `,
    },
    {
      name: 'tiles, and lines of a picture',
      code: text`
        ${POOL}
        export function tiles(width, height, size) { for (let y = 0; y < height; y += size) for (let x = 0; x < width; x += size) pool.run({ x, y, size }) }
        export function rows(height) { for (let y = 0; y < height; y++) pool.run({ y }) }
        export function grid(tilesX, tilesY) { for (let y = 0; y < tilesY; y++) for (let x = 0; x < tilesX; x++) pool.run({ x, y }) }
      `,
    },
    {
      name: 'progress now and then',
      code: text`
        import { parentPort } from 'node:worker_threads'
        export function work(rows, treat) {
          let last = 0
          rows.forEach((row, index) => {
            treat(row)
            if (index % 1000 === 0) parentPort.postMessage({ progress: index / rows.length })
            if (Date.now() - last > 100) parentPort.postMessage({ row })
          })
        }
      `,
    },
    {
      name: 'one for each worker, one to each port',
      code: text`
        import { Worker } from 'node:worker_threads'
        const workers = [new Worker('./a.js'), new Worker('./b.js')]
        export function start(values) {
          for (const worker of workers) worker.postMessage(values)
          for (let i = 0; i < workers.length; i++) workers[i].postMessage({ i, value: values[i] })
          values.forEach((value, index) => workers[index].postMessage(value))
        }
      `,
    },
    {
      name: 'one of them, and then no more',
      code: `${WORKER}export function find(words, isRight) { for (const word of words) if (isRight(word)) { worker.postMessage(word); break } }`,
    },
    {
      name: 'rounds that wait for something else',
      code: `${WORKER}export async function follow(rows, load) { for (const row of rows) { await load(row); worker.postMessage({ row }) } }`,
    },
    {
      name: 'what is worked out for each of them',
      code: `import { parentPort } from 'node:worker_threads'\nexport function work(numbers, factors) { for (const number of numbers) parentPort.postMessage(factors(number)) }`,
    },
    {
      name: 'a copy, a store, and a method that only has the name',
      code: text`
        export function keep(values, store) {
          for (const value of values) store.postMessage(structuredClone(value))
        }
      `,
    },
    { name: 'a list that is allowed', code: `${POOL}export const all = (rows) => rows.map((row) => pool.run(row))`, options: [{ allow: ['rows'] }] },
    { name: 'a test', filename: '/project/pool.test.js', code: `${POOL}export const all = (rows) => rows.map((row) => pool.run(row))` },
  ],
  invalid: [
    {
      name: 'elements of a typed array',
      ...marked`
        import { Worker } from 'node:worker_threads'
        const worker = new Worker('./worker.js')
        const samples = new Float32Array(44100)
        for (const sample of samples) worker.postMessage(sample)
                                      ~~~~~~~~~~~~~~~~~~ elements {"call": "worker.postMessage", "over": "samples", "where": "", "cost": "is a message of its own, which is cloned, queued and delivered by itself", "repair": "Collect them, and send some thousands at once"}
      `,
    },
    {
      name: 'elements that a counter chooses',
      ...marked`
        import { Worker } from 'node:worker_threads'
        const worker = new Worker('./worker.js')
        export function send(values) {
          for (let i = 0; i < values.length; i++) {
            const value = values[i]
            worker.postMessage({ type: 'value', i, value: Math.round(value) })
            ~~~~~~~~~~~~~~~~~~ counted {"call": "worker.postMessage", "place": "line 4", "cost": "is a message of its own, which is cloned, queued and delivered by itself", "repair": "Collect them, and send some thousands at once"}
          }
        }
      `,
    },
    {
      name: 'a task for each line of a text, all at once or one by one',
      ...marked`
        import { Piscina } from 'piscina'
        const pool = new Piscina({ filename: './task.js' })
        export const all = (text) => Promise.all(text.split(';').map((line) => pool.run({ line })))
                                                                               ~~~~~~~~ elements {"call": "pool.run", "over": "text.split(';')", "where": "", "cost": "is a task of its own, with a message there and one back, for next to no work", "repair": "Give each task some thousands of them"}
        export async function one(text) {
          const found = []
          for (const word of text.split(' ')) found.push(await pool.run(word))
                                                               ~~~~~~~~ elements {"call": "pool.run", "over": "text.split(' ')", "where": "", "cost": "is a task of its own, with a message there and one back, for next to no work", "repair": "Give each task some thousands of them"}
          return found
        }
      `,
    },
    {
      name: 'a remote call for each point of a grid',
      ...marked`
        import { wrap } from 'comlink'
        const remote = wrap(new Worker('./worker.js'))
        export async function render(width, height, put) {
          for (let y = 0; y < height; y++) {
            for (let x = 0; x < width; x++) {
              put(x, y, await remote.colorAt(x, y))
                              ~~~~~~~~~~~~~~ counted {"call": "remote.colorAt", "place": "line 5", "cost": "is a message there and one back", "repair": "Pass them all in one call"}
            }
          }
        }
      `,
    },
    {
      name: 'through a method of a class, in turns',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Team {
          #workers = [new Worker('./a.js'), new Worker('./b.js')]
          #next = 0
          paint(pixels) {
            for (const { x, y, color } of pixels) {
              this.#send('pixel', { x, y, color })
              ~~~~~~~~~~ elements {"call": "this.#send", "over": "pixels", "where": " on line 6", "cost": "is a message of its own, which is cloned, queued and delivered by itself", "repair": "Collect them, and send some thousands at once"}
            }
          }
          #send(type, detail) {
            this.#workers[this.#next++ % this.#workers.length].postMessage({ type, detail })
          }
        }
      `,
    },
    {
      name: 'a list of numbers by its type',
      language: 'ts',
      ...marked`
        export function send(port: MessagePort, list: readonly number[]) {
          list.forEach((each, index) => port.postMessage([index, each]))
                                        ~~~~~~~~~~~~~~~~ elements {"call": "port.postMessage", "over": "list", "where": "", "cost": "is a message of its own, which is cloned, queued and delivered by itself", "repair": "Collect them, and send some thousands at once"}
        }
      `,
    },
    {
      name: 'the words of a line',
      ...marked`
        import { createInterface } from 'node:readline'
        import { Worker } from 'node:worker_threads'
        const worker = new Worker('./count.js')
        export async function feed(input) {
          for await (const line of createInterface({ input })) {
            const [sensor, value] = line.split(',')
            worker.postMessage({ sensor, value: Number(value) })
            ~~~~~~~~~~~~~~~~~~ elements
          }
        }
      `,
    },
    {
      name: 'lines as they are read',
      ...marked`
        import { createInterface } from 'node:readline'
        import { Worker } from 'node:worker_threads'
        export async function feed(input) {
          const worker = new Worker('./worker.js')
          for await (const line of createInterface({ input })) worker.postMessage(line)
                                                               ~~~~~~~~~~~~~~~~~~ elements {"call": "worker.postMessage", "over": "createInterface({ input })", "where": "", "cost": "is a message of its own, which is cloned, queued and delivered by itself", "repair": "Collect them, and send some thousands at once"}
        }
      `,
    },
    {
      name: 'a long count, in a worker',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        for (let i = 0; i < 50000; i++) parentPort.postMessage({ done: i })
                                        ~~~~~~~~~~~~~~~~~~~~~~ counted {"call": "parentPort.postMessage", "place": "line 2", "cost": "is a message of its own, which is cloned, queued and delivered by itself", "repair": "Collect them, and send some thousands at once"}
      `,
    },
    {
      name: 'lines that are worked on themselves',
      ...marked`
        import { createInterface } from 'node:readline'
        import { Piscina } from 'piscina'
        const pool = new Piscina({ filename: './task.js' })
        export async function count(input) {
          for await (const line of createInterface({ input })) await pool.run({ text: line })
                                                                     ~~~~~~~~ elements
        }
      `,
    },
  ],
})

// Several numbers that make one element, and pieces.
run(rule, {
  valid: [
    {
      name: 'a piece at a time',
      code: text`
        import { parentPort } from 'node:worker_threads'
        export function send(points) {
          for (let i = 0; i < points.length; i += 4096) parentPort.postMessage(points.slice(i, i + 4096))
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'three numbers at a time',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        export function send(points) {
          for (let i = 0; i < points.length; i += 3) parentPort.postMessage([points[i], points[i + 1], points[i + 2]])
                                                     ~~~~~~~~~~~~~~~~~~~~~~ counted
        }
      `,
    },
  ],
})
