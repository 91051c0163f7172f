import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// An end that takes the place of the right one, or stands beside the handle, and leaves it running.

const gauges = (heir: string): string => text`
  import { Worker } from 'node:worker_threads'
  class Gauge {
    start() {
      this.worker = new Worker('gauge.js')
      this.worker.on('error', (error) => this.onFailure(error))
    }
    async stop() {
      await this.worker.terminate()
    }
  }
  export class WindGauge extends Gauge {
    gusts = []
    ${heir}
  }
`

const maker = (methods: string): string => text`
  import { Worker } from 'node:worker_threads'
  export function speller(words) {
    const waiting = new Map()
    const worker = new Worker('speller.js', { workerData: { words } })
    worker.on('error', (error) => console.error(error))
    const ask = (word) => worker.postMessage({ word })
    return {
      spell(word) { waiting.set(word, Date.now()); ask(word) },
      ${methods}
    }
  }
`

const tour = (abort: string): string => text`
  import { Worker } from 'node:worker_threads'
  export function tour(stops, { signal } = {}) {
    return new Promise((resolve, reject) => {
      const worker = new Worker('tour.js', { workerData: { stops } })
      signal?.addEventListener('abort', () => { ${abort} }, { once: true })
      worker.once('message', (found) => { worker.terminate(); resolve(found) })
      worker.once('error', reject)
      worker.once('exit', (code) => reject(new Error(String(code))))
    })
  }
`

run(rule, {
  valid: [
    { name: 'an end of a subclass calls the one above', code: gauges('async stop() { await super.stop(); this.gusts = [] }') },
    { name: 'it calls it by another method', code: gauges('async stop() { this.gusts = []; await this.quit() } quit() { return super.stop() }') },
    { name: 'it ends the handle itself', code: gauges('async stop() { await this.worker.terminate(); this.gusts = [] }') },
    { name: 'another method of a subclass', code: gauges('clear() { this.gusts = [] }') },
    { name: 'a subclass that begins in its own way', code: gauges('start() { this.gusts = [] } stop() { this.gusts = [] }') },
    { name: 'what a function returns ends it', code: maker('close() { waiting.clear(); worker.terminate() }') },
    { name: 'what it returns tells it to end', code: maker("close() { waiting.clear(); ask('end') }") },
    { name: 'what it returns ends it by what it was given', code: maker('close() { words.length = 0 }') },
    { name: 'what it returns has no end', code: maker('clear() { waiting.clear() }') },
    { name: 'an abort ends it', code: tour('worker.terminate(); reject(signal.reason)') },
    {
      name: 'a method of a prototype that only the constructor calls',
      code: text`
        function Clock(canvas) { this.boot(canvas.dataset.zone) }
        Clock.prototype.boot = function (zone) { this.worker = new Worker('/clock-' + zone + '.js') }
        Clock.prototype.destroy = function () { this.worker.terminate() }
        window.Clock = Clock
      `,
    },
    {
      name: 'a setting of a prototype that ends the last one first',
      code: text`
        function Clock(zone) { this.boot(zone) }
        Clock.prototype.boot = function (zone) { this.worker = new Worker('/clock-' + zone + '.js') }
        Clock.prototype.setZone = function (zone) { this.worker.terminate(); this.boot(zone) }
        Clock.prototype.destroy = function () { this.worker.terminate() }
      `,
    },
  ],
  invalid: [
    {
      name: 'a subclass has an end of its own, and forgets the one above',
      ...marked`
        import { Worker } from 'node:worker_threads'
        class Gauge {
          start() {
            this.worker = new Worker('gauge.js')
                              ~~~~~~ forgotten {"by": "WindGauge.stop", "place": "this.worker", "noun": "worker", "harm": "its thread runs on and keeps the process alive", "repair": "Call \u0060terminate()\u0060"}
            this.worker.on('error', (error) => this.onFailure(error))
          }
          async stop() {
            await this.worker.terminate()
          }
        }
        export class WindGauge extends Gauge {
          gusts = []
          async stop() { this.gusts = [] }
        }
      `,
    },
    {
      name: 'the end of what a function returns leaves it running',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export function speller() {
          const waiting = new Map()
          const worker = new Worker('speller.js')
                             ~~~~~~ forgotten {"by": "close", "place": "worker", "noun": "worker", "harm": "its thread runs on and keeps the process alive", "repair": "Call \u0060terminate()\u0060"}
          const fail = (error) => {
            for (const { reject } of waiting.values()) reject(error)
            waiting.clear()
          }
          worker.on('error', fail)
          worker.on('exit', () => fail(new Error('gone')))
          return {
            spell: (word) => new Promise((resolve, reject) => {
              waiting.set(word, { resolve, reject })
              worker.postMessage({ word })
            }),
            close() { fail(new Error('closed')) },
          }
        }
      `,
      suggestions: [[{ messageId: 'end', data: { call: 'terminate()' }, output: text`
        import { Worker } from 'node:worker_threads'
        export function speller() {
          const waiting = new Map()
          const worker = new Worker('speller.js')
          const fail = (error) => {
            for (const { reject } of waiting.values()) reject(error)
            waiting.clear()
          }
          worker.on('error', fail)
          worker.on('exit', () => fail(new Error('gone')))
          return {
            spell: (word) => new Promise((resolve, reject) => {
              waiting.set(word, { resolve, reject })
              worker.postMessage({ word })
            }),
            close() { worker?.terminate()
            fail(new Error('closed')) },
          }
        }
      ` }]],
    },
    {
      name: 'an abort settles the promise, and the thread works on',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export function tour(stops, { signal } = {}) {
          return new Promise((resolve, reject) => {
            const worker = new Worker('tour.js', { workerData: { stops } })
                               ~~~~~~ unsettled {"end": "ended on line 6", "exit": "line 5", "noun": "worker", "harm": "its thread runs on and keeps the process alive", "repair": "Call \u0060terminate()\u0060"}
            signal?.addEventListener('abort', () => { reject(signal.reason) }, { once: true })
            worker.once('message', (found) => { worker.terminate(); resolve(found) })
            worker.once('error', reject)
            worker.once('exit', (code) => reject(new Error(String(code))))
          })
        }
      `,
    },
    {
      name: 'a setting of a prototype begins it anew',
      ...marked`
        function Clock(zone) { this.boot(zone) }
        Clock.prototype.boot = function (zone) { this.worker = new Worker('/clock-' + zone + '.js') }
                                                                   ~~~~~~ replaced
        Clock.prototype.setZone = function (zone) { this.boot(zone) }
        Clock.prototype.destroy = function () { this.worker.terminate() }
      `,
    },
  ],
})
