import rule from '../../src/rules/no-uncloneable-message.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- what a function yields that is taken from a table

/** A worker that answers with what one of its methods yields. */
const desk = (methods: string, answer: string): string => text`
  import { parentPort } from 'node:worker_threads'
  const methods = ${methods}
  parentPort.on('message', async ({ id, name, text }) => {
    ${answer}
  })
`

run(rule, {
  valid: [
    {
      name: 'a weak collection that stays here',
      code: text`
        import { parentPort } from 'node:worker_threads'
        import { read } from './score.js'
        function notesOf(text) {
          const score = read(text)
          const bars = new WeakMap()
          for (const note of score.notes) bars.set(note, note.bar)
          return { count: score.notes.length, first: bars.get(score.notes[0]) }
        }
        parentPort.on('message', ({ id, text }) => {
          const notes = notesOf(text)
          parentPort.postMessage({ id, notes })
        })
      `,
    },
    { name: 'the name that is asked for is told from the others', code: desk('{ async count(text) { return text.length }, upper(text) { return text.toUpperCase() } }', "const found = methods[name](text); if (name === 'upper') parentPort.postMessage({ id, found })") },
    { name: 'what it yields is asked whether it is a promise', code: desk('{ async count(text) { return text.length }, upper(text) { return text.toUpperCase() } }', 'const found = methods[name](text); if (found instanceof Promise) { answer(id, found); return } parentPort.postMessage({ id, found })') },
    { name: 'only names of others come', code: desk('{ async count(text) { return text.length }, upper(text) { return text.toUpperCase() } }', "if (!QUICK.has(name)) return; const found = methods[name](text); parentPort.postMessage({ id, found })") },
    { name: 'what it yields is awaited', code: desk('{ async count(text) { return text.length }, async upper(text) { return text.toUpperCase() } }', 'const found = await methods[name](text); parentPort.postMessage({ id, found })') },
    { name: 'others put functions there', code: text`
      import { parentPort } from 'node:worker_threads'
      export const methods = { async count(text) { return text.length }, async upper(text) { return text.toUpperCase() } }
      export const add = (name, fn) => { methods[name] = fn }
      parentPort.on('message', ({ id, name, text }) => { const found = methods[name](text); parentPort.postMessage({ id, found }) })
    ` },
  ],
  invalid: [
    {
      name: 'all of them are async',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        const methods = { async count(text) { return text.length }, async upper(text) { return text.toUpperCase() } }
        parentPort.on('message', ({ id, name, text }) => {
          const method = methods[name]
          const found = method(text)
          parentPort.postMessage({ id, found })
                                       ~~~~~ throws
        })
      `,
    },
    {
      name: 'one of them is, and any may be asked for',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        const methods = { async count(text) { return text.length }, upper(text) { return text.toUpperCase() } }
        const run = ({ name, text }) => {
          const method = methods[name]
          if (!method) throw new Error(name)
          return method(text)
        }
        parentPort.on('message', (asked) => {
          parentPort.postMessage({ id: asked.id, found: run(asked) })
                                                        ~~~~~~~~~~ throws
        })
      `,
    },
    {
      name: 'in a map',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        const methods = new Map([['count', async (text) => text.length], ['upper', async (text) => text.toUpperCase()]])
        parentPort.on('message', ({ id, name, text }) => {
          parentPort.postMessage({ id, found: methods.get(name)(text) })
                                              ~~~~~~~~~~~~~~~~~~~~~~~ throws
        })
      `,
    },
  ],
})

// ---------------------------------------------------------------- what a subclass gives to the constructor that it extends

run(rule, {
  valid: [
    {
      name: 'only data',
      code: text`
        import { Worker } from 'node:worker_threads'
        class Engine { constructor(file, options) { this.worker = new Worker(file, { workerData: options }) } }
        export class Painter extends Engine { constructor(onPicture) { super('./paint.js', { width: 4 }); this.onPicture = onPicture } }
      `,
    },
  ],
  invalid: [
    {
      name: 'a callback',
      ...marked`
        import { Worker } from 'node:worker_threads'
        class Engine { constructor(file, options) { this.worker = new Worker(file, { workerData: options }) } }
        export class Painter extends Engine {
          constructor() {
            super('./paint.js', { width: 4, done: () => this.finish() })
                                                  ~~~~~~~~~~~~~~~~~~~ throws
          }
        }
      `,
    },
    {
      name: 'a subclass that has no constructor of its own',
      ...marked`
        import { Worker } from 'node:worker_threads'
        class Engine { constructor(file, options) { this.worker = new Worker(file, { workerData: options }) } }
        class Painter extends Engine {}
        export const start = () => new Painter('./paint.js', { width: 4, done: () => 1 })
                                                                               ~~~~~~~ throws
      `,
    },
    {
      name: 'a weak collection stays one, whatever is put into it',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        import { read } from './score.js'
        function notesOf(text) {
          const score = read(text)
          const bars = new WeakMap()
          for (const note of score.notes) bars.set(note, note.bar)
          return { count: score.notes.length, bars }
        }
        parentPort.on('message', ({ id, text }) => {
          let notes
          try {
            notes = notesOf(text)
          } catch (error) {
            parentPort.postMessage({ id, failed: error.message })
            return
          }
          parentPort.postMessage({ id, notes })
                                       ~~~~~ throws
        })
      `,
    },
  ],
})
