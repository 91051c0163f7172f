import rule from '../../src/rules/no-uncloneable-message.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- what may be overwritten

run(rule, {
  valid: [
    {
      name: 'a function that the type of a parameter allows, and no caller gives',
      language: 'ts',
      options: [{ lossy: true }],
      code: text`
        interface Dialog { name: string; onClose?: () => void }
        export class Dialogs {
          open(name: string) {
            const dialog: Dialog = { name }
            this.remember(dialog)
          }
          private remember(dialog: Dialog) {
            history.pushState({ dialog }, '')
          }
        }
      `,
    },
    {
      name: 'what is spread last may have overwritten it',
      code: text`
        import { parentPort } from 'node:worker_threads'
        export const say = (more) => parentPort.postMessage({ level: Symbol('low'), ...more })
        function plain(more) { parentPort.postMessage({ level: Symbol('low'), ...more }) }
        plain({ level: 1 })
        plain({ level: 2, text: 'x' })
        function kept(more) { parentPort.postMessage({ level: Symbol('low'), ...more }) }
        register(kept)
      `,
    },
    {
      name: 'a type that has the property overwrites it',
      filename: 'sieve.ts',
      code: text`
        import { Worker } from 'node:worker_threads'
        interface Names { split: string }
        export function start(worker: Worker, names: Names) {
          worker.postMessage({ split: (row: string) => row.split(';'), ...names })
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a function that the type of a parameter allows, where others may call',
      language: 'ts',
      options: [{ lossy: true }],
      ...marked`
        interface Dialog { name: string; onClose?: () => void }
        export function remember(dialog: Dialog) {
          history.pushState({ dialog }, '')
                              ~~~~~~ lossy
        }
      `,
    },
    {
      name: 'a type that may leave the property out',
      filename: 'sieve.ts',
      ...marked`
        import { Worker } from 'node:worker_threads'
        interface Sieve { mesh: number; split: (row: string) => string[] }
        const fill = (given: Partial<Sieve>): Sieve => ({ mesh: 3, split: (row) => row.split(';'), ...given })
        export function start(worker: Worker, given: Partial<Sieve>) {
          const sieve = fill(given)
          worker.postMessage({ sieve })
                               ~~~~~ throws
          worker.postMessage({ split: (row: string) => row.split(';'), ...given })
                                      ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ throws
        }
      `,
    },
    {
      name: 'all who call it give something else',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        class Gauge {
          #level = Symbol('low')
          run(root) {
            this.#say({ root })
            this.#say()
          }
          #say(more) {
            parentPort.postMessage({ level: this.#level, ...more })
                                            ~~~~~~~~~~~ throws
          }
        }
        new Gauge().run('/')
      `,
    },
  ],
})

// ---------------------------------------------------------------- functions that are handed over by name

run(rule, {
  valid: [
    {
      name: 'nobody knows what else hands it something',
      code: text`
        const worker = new Worker('pad.js')
        export function shown(thing) { worker.postMessage({ thing }) }
        function called(thing) { worker.postMessage({ thing }) }
        function held(thing) { worker.postMessage({ thing }) }
        function twice(thing) { worker.postMessage({ thing }) }
        board.addEventListener('pointermove', shown)
        board.addEventListener('pointermove', called)
        called('x')
        board.addEventListener('pointermove', held)
        tools.add = held
        board.addEventListener('pointermove', twice)
        queue.subscribe(twice)
      `,
    },
    {
      name: 'events that others may make up',
      code: text`
        const worker = new Worker('pad.js')
        function told(thing) { worker.postMessage({ thing }) }
        bus.addEventListener('change', told)
        function heard(thing) { worker.postMessage({ thing }) }
        for (const name of ['pointerup', 'change']) bus.addEventListener(name, heard)
      `,
    },
  ],
  invalid: [
    {
      name: 'a listener by its name, also bound and forgotten again',
      ...marked`
        export function pad(board) {
          const worker = new Worker('pad.js')
          function relay(event) {
            worker.postMessage({ event })
                                 ~~~~~ throws
          }
          board.addEventListener('pointermove', relay)
          return () => board.removeEventListener('pointermove', relay)
        }
        export class Pad {
          #worker = new Worker('pad.js')
          constructor(board) { board.addEventListener('pointerup', this.#relay.bind(this)) }
          #relay(event) {
            this.#worker.postMessage({ event })
                                       ~~~~~ throws
          }
        }
      `,
    },
    {
      name: 'the events of a list',
      ...marked`
        const worker = new Worker('pad.js')
        const names = ['pointerdown', 'wheel']
        export function listen(board) {
          for (const name of names) board.addEventListener(name, relay)
          for (const name of ['change', 'scroll']) document.addEventListener(name, tell)
        }
        function relay(event) { worker.postMessage({ event }) }
                                                     ~~~~~ breaks
        function tell(event) { worker.postMessage({ event }) }
                                                    ~~~~~ breaks
      `,
    },
  ],
})

// ---------------------------------------------------------------- what a promise hands to its executor

const mill = (body: string): string => text`
  import { Worker } from 'node:worker_threads'
  export class Mill {
    #worker = new Worker('./mill.js')
    #waiting = new Map()
    grind(corn) {
      return new Promise((resolve, reject) => {
        ${body}
      })
    }
  }
`

run(rule, {
  valid: [
    { name: 'the functions stay here, and a number goes', code: mill('const id = this.#waiting.size; this.#waiting.set(id, { resolve, reject }); this.#worker.postMessage({ id, corn })') },
    { name: 'what they are called with', code: mill("this.#worker.postMessage({ corn, text: String(reject) }); resolve()") },
  ],
  invalid: [
    { name: 'they go along', code: mill('this.#worker.postMessage({ corn, resolve })'), errors: [{ messageId: 'throws', line: 7, column: 40 }] },
    { name: 'in an object that is kept as well', code: mill('const job = { corn, resolve, reject }; this.#waiting.set(corn, job); this.#worker.postMessage(job)'), errors: [{ messageId: 'throws', line: 7, column: 101 }] },
  ],
})
