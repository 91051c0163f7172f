import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What hears the answer lets go of the worker: out of a field, a map, an object or a list by its index.
run(rule, {
  valid: [
    { name: 'ended as it is let go of, also by what the event says', code: text`
      export class Kitchen {
        cooks = new Map()
        oven = null
        cook(order, done) {
          const cook = new Worker(new URL('./cook.js', import.meta.url))
          this.cooks.set(order.id, cook)
          cook.onmessage = ({ data }) => {
            this.cooks.delete(order.id)
            cook.terminate()
            done(data)
          }
          cook.postMessage(order)
        }
        bake(bread, done) {
          this.oven = new Worker(new URL('./oven.js', import.meta.url))
          this.oven.onmessage = (event) => {
            this.oven = null
            event.target.terminate()
            done(event.data)
          }
          this.oven.postMessage(bread)
        }
        close() {
          for (const cook of this.cooks.values()) cook.terminate()
          this.oven?.terminate()
        }
      }
    ` },
    { name: 'one that says that it has closed itself, one whose end is heard, and a child that ends by itself', code: text`
      import { Worker } from 'node:worker_threads'
      import { spawn } from 'node:child_process'
      export class Kitchen {
        cooks = {}
        cook(order, done) {
          const cook = new Worker('./cook.js')
          this.cooks[order.id] = cook
          cook.on('message', ({ type, data }) => {
            if (type === 'closed') delete this.cooks[order.id]
            else done(data)
          })
          cook.on('error', console.error)
          cook.on('exit', () => { delete this.cooks[order.id] })
          cook.postMessage(order)
        }
        close() { for (const cook of Object.values(this.cooks)) cook.terminate() }
      }
      const washing = []
      export function wash(dishes, done) {
        dishes.forEach((dish, i) => {
          washing[i] = spawn('wash', [dish], { stdio: 'ignore' })
          washing[i].on('error', done)
          washing[i].on('exit', () => { delete washing[i] })
        })
      }
      export function stop() { for (const each of washing) each?.kill() }
    ` },
    { name: 'a list that is filled by its index and ended as a whole', code: text`
      export class Kitchen {
        constructor(count, url) {
          const cooks = []
          for (let i = 0; i < count; i++) cooks[i] = new Worker(url)
          this.cooks = cooks
        }
        cook(order) { this.cooks[order.id % this.cooks.length].postMessage(order) }
        close() { for (const cook of this.cooks) cook.terminate() }
      }
    ` },
  ],
  invalid: [
    { name: 'a field, a map, an object', ...marked`
      export class Kitchen {
        cooks = new Map()
        waiters = {}
        oven = null
        cook(order, done) {
          const cook = new Worker(new URL('./cook.js', import.meta.url))
                           ~~~~~~ letGo
          this.cooks.set(order.id, cook)
          cook.onmessage = ({ data }) => {
            this.cooks.delete(order.id)
            done(data)
          }
          cook.postMessage(order)
        }
        serve(order, done) {
          const waiter = new Worker(new URL('./waiter.js', import.meta.url))
                             ~~~~~~ letGo
          this.waiters[order.id] = waiter
          waiter.addEventListener('message', ({ data }) => {
            delete this.waiters[order.id]
            done(data)
          })
          waiter.postMessage(order)
        }
        bake(bread, done) {
          this.oven = new Worker(new URL('./oven.js', import.meta.url))
                          ~~~~~~ letGo
          this.oven.onmessage = (event) => {
            this.oven = null
            done(event.data)
          }
          this.oven.postMessage(bread)
        }
        close() {
          for (const cook of this.cooks.values()) cook.terminate()
          for (const waiter of Object.values(this.waiters)) waiter.terminate()
          this.oven?.terminate()
        }
      }
    ` },
    { name: 'a list of a function, by its index', ...marked`
      export function Kitchen(url) {
        const cooks = []
        let busy = 0
        this.cook = (orders, done) => {
          orders.forEach((order, i) => {
            busy++
            const cook = new Worker(url)
                             ~~~~~~ letGo
            cooks[i] = cook
            cook.onmessage = ({ data }) => {
              busy--
              delete cooks[i]
              if (busy === 0) done(data)
            }
            cook.postMessage(order)
          })
        }
        this.stop = () => { for (const cook of cooks) cook?.terminate() }
      }
    ` },
    { name: 'a list that is filled by its index and forgotten', ...marked`
      export class Kitchen {
        constructor(count, url) {
          const cooks = []
          for (let i = 0; i < count; i++) cooks[i] = new Worker(url)
                                                         ~~~~~~ dropped
          this.cooks = cooks
        }
        cook(order) { this.cooks[order.id % this.cooks.length].postMessage(order) }
        close() { this.cooks = null }
      }
    ` },
  ],
})
