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
    { name: 'each side is told, by the function that starts the worker', code: text`
      const { Worker, isMainThread, parentPort } = require('node:worker_threads')
      let width = 10
      const open = () => new Worker(__filename)
      function configure(options) { width = options.width }
      module.exports.scaleAll = function (list, options) {
        configure(options)
        const worker = open()
        worker.postMessage({ options })
        for (const image of list) worker.postMessage({ image })
      }
      if (!isMainThread) {
        parentPort.on('message', ({ options, image }) => {
          if (options) configure(options)
          else parentPort.postMessage(scale(image, width))
        })
      }
    ` },
    { name: 'offered by a file that starts another one as a process', code: text`
      const { fork } = require('node:child_process')
      let width = 10
      const open = () => fork('./scale.js', ['child'])
      exports.scaleAll = (list, given) => { width = given; for (const image of list) open().send(image) }
      if (process.argv[2] === 'child') process.on('message', (image) => process.send(scale(image, width)))
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
    {
      name: 'set by what makes an object that has the workers, which a helper starts for it',
      ...marked`
        import { Worker, isMainThread, parentPort } from 'node:worker_threads'
        let theme = 'plain'
        const draw = (page) => render(page, theme)
                                            ~~~~~ split {"name": "theme", "writer": "on the main thread", "place": "line 10", "reader": "in the worker", "instead": "''plain''"}
        const startOne = () => new Worker(new URL(import.meta.url))
        class Crew {
          constructor(size) { this.all = Array.from({ length: size }, startOne) }
          give(page) { this.all[page.number % this.all.length].postMessage(page) }
        }
        export default function build(pages, options) {
          theme = options.theme
          const crew = new Crew(2)
          for (const page of pages) crew.give(page)
        }
        if (!isMainThread) parentPort.on('message', (page) => parentPort.postMessage(draw(page)))
      `,
    },
    {
      name: 'put into the exports where it stands',
      ...marked`
        const { Worker, isMainThread, parentPort } = require('node:worker_threads')
        const options = {}
        const scale = (image) => resize(image, options.width)
                                               ~~~~~~~ split
        function open() { return new Worker(__filename) }
        module.exports.scaleAll = async function (list, width) {
          options.width = width
          const worker = open()
          for (const image of list) worker.postMessage(image)
        }
        if (!isMainThread) parentPort.on('message', (image) => parentPort.postMessage(scale(image)))
      `,
    },
    {
      name: 'a process of the same file',
      ...marked`
        const { fork } = require('node:child_process')
        let width = 10
        const open = () => fork(__filename, ['child'])
        function scaleAll(list, given) {
          width = given
          const child = open()
          for (const image of list) child.send(image)
        }
        module.exports = { scaleAll }
        if (process.argv[2] === 'child') process.on('message', (image) => process.send(scale(image, width)))
                                                                                                    ~~~~~ split
      `,
    },
  ],
})
