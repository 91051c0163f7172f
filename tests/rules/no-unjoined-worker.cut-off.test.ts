import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// One of several is let go of by who does not end it.
const guild = (release: string): string => text`
  import { Worker } from 'node:worker_threads'
  const smiths = new Map()
  export function forge(town, order) {
    let smith = smiths.get(town)
    if (!smith) {
      smith = new Worker('./smith.js')
      smith.on('error', (error) => { console.error(error); smiths.delete(town) })
      smiths.set(town, smith)
    }
    smith.postMessage(order)
  }
  ${release}
`
const choir = (size: string): string => text`
  import { Worker } from 'node:worker_threads'
  export class Choir {
    private voices: Worker[] = []
    constructor(size: number) { this.fill(size) }
    private fill(size: number): void { while (this.voices.length < size) this.voices.push(new Worker('./voice.js')) }
    sing(song: string): void { for (const voice of this.voices) voice.postMessage(song) }
    ${size}
    close(): void { for (const voice of this.voices) void voice.terminate() }
  }
`
const dropped = (line: number, column: number) => [{ messageId: 'dropped' as const, line, column }]

run(rule, {
  valid: [
    { name: 'it is ended first', code: guild('export function expel(town) { smiths.get(town)?.terminate(); smiths.delete(town) }') },
    { name: 'who calls the function ends it', code: guild('export async function expel(town) { await smiths.get(town)?.terminate(); forget(town) }\n  function forget(town) { smiths.delete(town) }') },
    { name: 'it is told to end', code: guild("export function expel(town) { smiths.get(town)?.postMessage('end'); smiths.delete(town) }") },
    { name: 'its end has it let go of', code: guild('export function watch(town) { smiths.get(town)?.on("exit", () => expel(town)) }\n  function expel(town) { smiths.delete(town) }') },
    { name: 'the last is ended', code: choir('resize(size: number): void { while (this.voices.length > size) void this.voices.pop()?.terminate(); this.fill(size) }') },
    { name: 'all are ended before the list is a new one', code: choir('resize(size: number): void { this.close(); this.voices = []; this.fill(size) }') },
    { name: 'the list begins empty', code: text`
      import { Worker } from 'node:worker_threads'
      export class Choir {
        private voices: Worker[] = []
        start(size: number): void {
          this.voices = []
          while (this.voices.length < size) this.voices.push(new Worker('./voice.js'))
        }
        sing(song: string): void { for (const voice of this.voices) voice.postMessage(song) }
        close(): void { for (const voice of this.voices) void voice.terminate() }
      }
    ` },
    { name: 'who takes it out of a set has it', code: text`
      import { Worker } from 'node:worker_threads'
      const voices = new Set<Worker>()
      export function add(): Worker {
        const voice = new Worker('./voice.js')
        voices.add(voice)
        return voice
      }
      export function release(voice: Worker): void { voices.delete(voice) }
    ` },
  ],
  invalid: [
    { name: 'by its name', code: guild('export function expel(town) { smiths.delete(town) }'), errors: dropped(6, 17) },
    { name: 'the last of a list', code: choir('resize(size: number): void { while (this.voices.length > size) this.voices.pop(); this.fill(size) }'), errors: dropped(5, 93) },
    { name: 'all, for new ones', code: choir('resize(size: number): void { this.voices = []; this.fill(size) }'), errors: dropped(5, 93) },
    {
      name: 'those at work are in another list, which the end does not look at',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Press {
          constructor(size) {
            this.idle = []
            this.busy = new Set()
            for (let i = 0; i < size; i++) this.idle.push(new Worker('./press.js'))
                                                              ~~~~~~ lent
          }
          print(page) {
            const worker = this.idle.pop()
            this.busy.add(worker)
            worker.once('message', () => { this.busy.delete(worker); this.idle.push(worker) })
            worker.postMessage(page)
          }
          async close() { await Promise.all(this.idle.map((worker) => worker.terminate())) }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- waits that cannot fail

const pass = (wait: string): string => text`
  import { Worker } from 'node:worker_threads'
  export async function weave(threads, other) {
    const gate = new Int32Array(new SharedArrayBuffer(4))
    const worker = new Worker('./weave.js', { workerData: { gate, threads } })
    worker.on('error', (error) => { throw error })
    ${wait}
    await worker.terminate()
  }
`

run(rule, {
  valid: [
    { name: 'a word of shared memory, taken out of the answer', code: pass('const { async, value } = Atomics.waitAsync(gate, 0, 0); if (async) await value') },
    { name: 'a word of shared memory', code: pass('const answer = Atomics.waitAsync(gate, 0, 0); if (answer.async) await answer.value') },
  ],
  invalid: [
    { name: 'whatever else is called so', code: pass('const { async, value } = other(gate); if (async) await value'), errors: [{ messageId: 'skipped', line: 4, column: 22 }] },
  ],
})
