import rule from '../../src/rules/no-barrier-mismatch.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Each worker is told to stop by a message of its own.
const program = (loop: string, beside = ''): string => text`
  import { Worker } from 'node:worker_threads'
  const DIVERS = 6
  export function dive(sites) {
    const divers = Array.from({ length: DIVERS }, () => new Worker(new URL('./diver.js', import.meta.url)))
    sites.forEach((site, at) => divers[at % DIVERS].postMessage({ site }))
    ${beside}
    ${loop}
  }
`

run(rule, {
  valid: [
    { name: 'all are told', code: program('for (let at = 0; at < DIVERS; at++) divers[at].postMessage({ stop: true })') },
    { name: 'the first one is told by itself', code: program('for (let at = 1; at < DIVERS; at++) divers[at].postMessage({ stop: true })', "divers[0].postMessage({ stop: true, last: true })") },
    { name: 'the first one has a name', code: program('for (let at = 1; at < DIVERS; at++) divers[at].postMessage({ stop: true })', 'const [leader] = divers\nleader.ref()') },
    { name: 'all are ended from outside', code: program('for (let at = 1; at < DIVERS; at++) divers[at].postMessage({ stop: true })', 'setTimeout(() => divers.forEach((diver) => diver.terminate()), 5000)') },
    { name: 'something else is said', code: program('for (let at = 1; at < DIVERS; at++) divers[at].postMessage({ neighbour: true })') },
    { name: 'each is told something of its own', code: program('for (let at = 1; at < DIVERS; at++) divers[at].postMessage({ stop: at })') },
    { name: 'only a few of them', code: program('for (let at = 1; at < 3; at++) divers[at].postMessage({ stop: true })') },
    {
      name: 'all that a field holds are told',
      code: text`
        import { Worker } from 'node:worker_threads'
        const DIVERS = 6
        export class Dive {
          divers = Array.from({ length: DIVERS }, () => new Worker(new URL('./diver.js', import.meta.url)))
          stop() { for (let at = 0; at < DIVERS; at++) this.divers[at].postMessage({ stop: true }) }
        }
      `,
    },
    {
      name: 'the first one of a field has a name',
      code: text`
        import { Worker } from 'node:worker_threads'
        const DIVERS = 6
        export class Dive {
          divers = Array.from({ length: DIVERS }, () => new Worker(new URL('./diver.js', import.meta.url)))
          lead() { const [leader] = this.divers; return leader }
          stop() { for (let at = 1; at < DIVERS; at++) this.divers[at].postMessage({ stop: true }) }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'all but the first',
      ...marked`
        import { Worker } from 'node:worker_threads'
        const DIVERS = 6
        export function dive(sites) {
          const divers = Array.from({ length: DIVERS }, () => new Worker(new URL('./diver.js', import.meta.url)))
          sites.forEach((site, at) => divers[at % DIVERS].postMessage({ site }))
          for (let at = 1; at < DIVERS; at++) divers[at].postMessage({ stop: true })
                                              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ unstopped {"told": "5", "workers": "6", "line": "line 4"}
        }
      `,
    },
    {
      name: 'through ports that a helper makes for them',
      ...marked`
        import { MessageChannel, Worker } from 'node:worker_threads'
        const DIVERS = 5
        const STOP = { type: 'stop' }
        function startDivers() {
          const ports = []
          for (let n = 0; n < DIVERS; n += 1) {
            const { port1, port2 } = new MessageChannel()
            new Worker('./diver.js', { workerData: { port: port2 }, transferList: [port2] }).on('exit', () => port1.close())
            ports.push(port1)
          }
          return ports
        }
        export function dive() {
          const ports = startDivers()
          for (let n = 1; n < DIVERS; n += 1) {
            ports[n].postMessage(STOP)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~ unstopped {"told": "4", "workers": "5", "line": "line 8"}
          }
        }
      `,
    },
    {
      name: 'all but the first that a field holds',
      ...marked`
        import { Worker } from 'node:worker_threads'
        const DIVERS = 6
        export class Dive {
          #divers = Array.from({ length: DIVERS }, () => new Worker(new URL('./diver.js', import.meta.url)))
          stop() {
            for (let at = 1; at < DIVERS; at++) this.#divers[at].postMessage({ stop: true })
                                                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ unstopped {"told": "5", "workers": "6", "line": "line 4"}
          }
        }
      `,
    },
    {
      name: 'all but the first that a constructor puts into a field',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Dive {
          constructor() {
            this.divers = Array.from({ length: 4 }, () => new Worker(new URL('./diver.js', import.meta.url)))
          }
          stop() {
            for (let at = 1; at < 4; at++) this.divers[at].postMessage('stop')
                                           ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ unstopped {"told": "3", "workers": "4", "line": "line 4"}
          }
        }
      `,
    },
  ],
})
