import rule from '../../src/rules/no-cross-thread-module-state.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a file that starts itself exports is for those who import it.
run(rule, {
  valid: [
    { name: 'the worker calls it too', code: text`
      import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
      let loud = false
      export function speakUp() { loud = true }
      export function start() { return new Worker(new URL(import.meta.url), { workerData: { loud } }) }
      if (!isMainThread) {
        if (workerData.loud) speakUp()
        parentPort.on('message', (n) => { if (loud) console.log(n) })
      }
    ` },
    { name: 'a program that the worker is told by name may call it', code: text`
      import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
      let tenant = null
      export function useTenant(next) { tenant = next }
      export function start(job) { return new Worker(new URL(import.meta.url), { workerData: { job } }) }
      if (!isMainThread) {
        const { run } = await import(workerData.job)
        run()
        parentPort.postMessage(tenant)
      }
    ` },
    { name: 'handed to something that we do not know', code: text`
      import { Worker, isMainThread, parentPort } from 'node:worker_threads'
      import { register } from './commands.js'
      let loud = false
      export function speakUp() { loud = true }
      register('loud', speakUp)
      export function start() { return new Worker(new URL(import.meta.url)) }
      if (!isMainThread) parentPort.on('message', (n) => { if (loud) console.log(n) })
    ` },
    { name: 'called on both sides, in a file that starts itself where it begins', code: text`
      import { Worker, isMainThread, parentPort } from 'node:worker_threads'
      let region = 'none'
      export function choose(next) { region = next }
      if (isMainThread) {
        choose('eu')
        new Worker(new URL(import.meta.url)).once('message', () => console.log(region))
      } else {
        choose('us')
        parentPort.postMessage(region)
      }
    ` },
    { name: 'it starts another file', code: text`
      import { Worker, isMainThread, parentPort } from 'node:worker_threads'
      let loud = false
      export function speakUp() { loud = true }
      export function start() { return new Worker(new URL('./other.js', import.meta.url)) }
      if (!isMainThread) parentPort.on('message', (n) => { if (loud) console.log(n) })
    ` },
  ],
  invalid: [
    {
      name: 'a setter of its own',
      ...marked`
        import { Worker, isMainThread, parentPort } from 'node:worker_threads'
        let currency: string = 'EUR'
        export function setCurrency(next: string): void { currency = next }
        export const start = (): Worker => new Worker(new URL(import.meta.url))
        if (!isMainThread && parentPort) {
          const port = parentPort
          port.on('message', (amount: number) => port.postMessage(amount + ' ' + currency))
                                                                                 ~~~~~~~~ split {"name": "currency", "writer": "on the main thread", "place": "line 3", "reader": "in the worker", "instead": "''EUR''"}
        }
      `,
    },
    {
      name: 'a field of the module, in CommonJS',
      ...marked`
        const { Worker, isMainThread, parentPort } = require('node:worker_threads')
        const limits = { depth: 3 }
        exports.setDepth = (depth) => { limits.depth = depth }
        exports.start = () => new Worker(__filename)
        if (!isMainThread) parentPort.on('message', (tree) => parentPort.postMessage(cut(tree, limits.depth)))
                                                                                               ~~~~~~ split
      `,
    },
    {
      name: 'a class starts the workers, a function sets what they would need',
      ...marked`
        import { Worker, isMainThread, parentPort } from 'node:worker_threads'
        let loud = false
        export function speakUp() { loud = true }
        export class Runner { start() { return new Worker(new URL(import.meta.url)) } }
        if (!isMainThread) parentPort.on('message', (n) => { if (loud) console.log(n) })
                                                                 ~~~~ split
      `,
    },
    {
      name: 'a process',
      ...marked`
        import { fork } from 'node:child_process'
        import { fileURLToPath } from 'node:url'
        let tenant = 'none'
        export function useTenant(name) { tenant = name }
        export function work() { return fork(fileURLToPath(import.meta.url), ['--child']) }
        if (process.argv[2] === '--child') process.on('message', (job) => process.send({ tenant, job }))
                                                                                         ~~~~~~ split
      `,
    },
    { name: 'called on one side, in a file that starts itself where it begins', ...marked`
      import { Worker, isMainThread, parentPort } from 'node:worker_threads'
      export function region() { return process.env.REGION ?? 'none' }
                                        ~~~~~~~~~~~~~~~~~~ split
      if (isMainThread) {
        const probe = new Worker(new URL(import.meta.url))
        probe.once('message', () => console.log(region()))
      } else {
        process.env.REGION = 'eu'
        parentPort.postMessage('done')
      }
    ` },
  ],
})
