import rule from '../../src/rules/no-cross-thread-module-state.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Functions that start workers of their own file through others.
run(rule, {
  valid: [
    { name: 'handed over with each worker', code: text`
      import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
      const shrink = (file, level) => parentPort.postMessage({ file, level })
      const begin = (level) => new Worker(new URL(import.meta.url), { workerData: level })
      export function shrinkAll(files, level) {
        const worker = begin(level)
        for (const file of files) worker.postMessage(file)
      }
      if (!isMainThread) parentPort.on('message', (file) => shrink(file, workerData))
    ` },
    { name: 'the worker calls it too', code: text`
      import { Worker, isMainThread, parentPort } from 'node:worker_threads'
      let level = null
      const begin = () => new Worker(new URL(import.meta.url))
      export function prepare(wanted) {
        level = wanted
        if (isMainThread) begin()
      }
      const shrink = (file) => parentPort.postMessage({ file, level })
      if (!isMainThread) {
        prepare(4)
        parentPort.on('message', shrink)
      }
    ` },
    { name: 'read on the side that set it', code: text`
      import { Worker, isMainThread, parentPort } from 'node:worker_threads'
      let left = 0
      function begin(queue) {
        const worker = new Worker(new URL(import.meta.url))
        worker.on('message', () => { left -= 1; worker.postMessage(queue.pop()) })
      }
      export function shrinkAll(files) {
        left = files.length
        begin([...files])
        return () => left
      }
      if (!isMainThread) parentPort.on('message', (file) => parentPort.postMessage(file))
    ` },
    { name: 'a worker of another file', code: text`
      import { Worker, isMainThread, parentPort } from 'node:worker_threads'
      let level = null
      const begin = () => new Worker(new URL('./shrink.js', import.meta.url))
      export function prepare(wanted) { level = wanted; return begin() }
      if (!isMainThread) parentPort.on('message', () => parentPort.postMessage(level))
    ` },
  ],
  invalid: [
    {
      name: 'set by what asks a helper for each worker',
      ...marked`
        import { Worker, isMainThread, parentPort } from 'node:worker_threads'
        let options = null
        const shrink = (file) => parentPort.postMessage({ file, level: options.level })
                                                                       ~~~~~~~ split {"name": "options", "writer": "on the main thread", "place": "line 6", "reader": "in the worker", "instead": "'null'"}
        const begin = (queue) => new Promise((resolve) => { new Worker(new URL(import.meta.url)).on('exit', resolve).postMessage(queue.shift()) })
        export async function shrinkAll(files, given) {
          options = { level: 4, ...given }
          const queue = [...files]
          await Promise.all(Array.from({ length: 4 }, () => begin(queue)))
        }
        if (!isMainThread) parentPort.on('message', (file) => { shrink(file) })
      `,
    },
    {
      name: 'two helpers further on, in CommonJS',
      ...marked`
        const { Worker, isMainThread, parentPort } = require('node:worker_threads')
        let words = []
        function spawn() { return new Worker(__filename) }
        function pair() { return [spawn(), spawn()] }
        function count(texts, stopWords) {
          words = stopWords
          const workers = pair()
          texts.forEach((text, i) => workers[i % 2].postMessage(text))
        }
        module.exports = { count }
        if (!isMainThread) {
          parentPort.on('message', (text) => parentPort.postMessage(text.split(' ').filter((word) => !words.includes(word)).length))
                                                                                                      ~~~~~ split
        }
      `,
    },
    {
      name: 'a field of the module, read by a function of the worker',
      ...marked`
        import { Worker, isMainThread, parentPort } from 'node:worker_threads'
        const limits = { size: 0 }
        const startOne = () => new Worker(new URL(import.meta.url))
        export const startAll = (count, size) => {
          limits.size = size
          return Array.from({ length: count }, startOne).concat(startOne())
        }
        function fits(file) { return file.size <= limits.size }
                                                  ~~~~~~ split
        if (!isMainThread) parentPort.on('message', (file) => parentPort.postMessage(fits(file)))
      `,
    },
  ],
})
