import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- the next one is made when the last one has ended

const service = (heard: string, again: string): string => text`
  import { Worker } from 'node:worker_threads'
  export class Speller {
    worker = this.boot()
    boot() {
      const worker = new Worker(new URL('./spell.js', import.meta.url))
      worker.on('error', (error) => console.error(error))
      ${heard}
      return worker
    }
    ${again}
    check(words) {
      this.worker.postMessage(words)
    }
    close() {
      return this.worker.terminate()
    }
  }
`

run(rule, {
  valid: [
    { name: 'by a method that a listener calls', code: service("worker.on('exit', () => this.respawn())", 'respawn() { this.worker = this.boot() }') },
    { name: 'by a method that is bound', code: service("worker.on('exit', this.respawn.bind(this))", 'respawn(code) { if (code !== 0) this.worker = this.boot() }') },
    { name: 'by a function that a field holds', code: service("worker.on('exit', this.respawn)", 'respawn = (code) => { if (code !== 0) this.worker = this.boot() }') },
    { name: 'by a function of its own name', code: service("const respawn = () => { this.worker = this.boot() }\n      worker.on('exit', respawn)", '') },
  ],
  invalid: [
    {
      name: 'by who asks for it, whatever has become of the last one',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Speller {
          worker = this.boot()
          boot() {
            const worker = new Worker(new URL('./spell.js', import.meta.url))
            worker.on('error', (error) => console.error(error))
            worker.on('exit', (code) => console.log(code))
            return worker
          }
          respawn() {
            this.worker = this.boot()
                          ~~~~~~~~~ replaced
          }
          check(words) {
            this.worker.postMessage(words)
          }
          close() {
            return this.worker.terminate()
          }
        }
      `,
    },
  ],
})
