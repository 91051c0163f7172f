import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Given back by what runs later: a listener of the stream that holds the place, the callback of the work.
const streams = (given: string): string => text`
  import { Semaphore } from 'async-mutex'
  import { createReadStream } from 'node:fs'
  import { finished } from 'node:stream'
  const readers = new Semaphore(20)
  async function open(file) {
    const [, release] = await readers.acquire()
    const stream = createReadStream(file)
    ${given}
    return { stream, release: undefined }
  }
  export function serve(router) {
    router.get('/files/:id', async (request, response) => {
      const { stream } = await open(request.params.id)
      stream.pipe(response)
    })
  }
`
const pump = (work: string): string => text`
  export class Pump {
    constructor(engine) {
      this.engine = engine
      this.jobs = []
      this.busy = false
    }
    next() {
      if (this.busy) return
      this.busy = true
      const job = this.jobs.shift()
      ${work}
    }
  }
`

run(rule, {
  valid: [
    { name: 'when the stream is over', code: streams('finished(stream, () => release())') },
    { name: 'when it is closed', code: streams("stream.on('close', () => release())") },
    { name: 'the flag is cleared where there is nothing to do', code: pump('if (job) this.engine.send(job, () => { this.busy = false })\n    else this.busy = false') },
    { name: 'the flag is put up only where there is something to do', code: pump('if (!job) { this.busy = false; return }\n    this.engine.send(job, () => { this.busy = false })') },
    { name: 'whatever the work comes to', code: text`
      import { Mutex } from 'async-mutex'
      const mutex = new Mutex()
      export function ticketFor(load) {
        return mutex.acquire().then((release) => load().finally(release))
      }
    ` },
    {
      name: 'another method clears it, too: a state',
      code: text`
        export class Pump {
          next() {
            if (this.busy) return
            this.busy = true
            const job = this.jobs.shift()
            if (job) setTimeout(() => { job(); this.busy = false }, 10)
          }
          reset() { this.busy = false }
        }
      `,
    },
  ],
  invalid: [
    { name: 'what comes early gives it back, a failure of what comes later does not', ...marked`
      import { Mutex } from 'async-mutex'
      const mutex = new Mutex()
      let ticket = null
      export function ticketFor(load) {
        return mutex.acquire().then((release) => {
               ~~~~~~~~~~~~~ rejected
          if (ticket) {
            release()
            return ticket
          }
          return load().then((answer) => {
            ticket = answer
            release()
            return ticket
          })
        })
      }
    ` },
    { name: 'a flag that stays where there is nothing to do', ...marked`
      export class Pump {
        next() {
          if (this.busy) return
          this.busy = true
          ~~~~~~~~~~~~~~~~ stuck
          const job = this.jobs.shift()
          if (job) this.engine.send(job, (error, answer) => {
            job.callback(error, answer)
            this.busy = false
          })
        }
      }
    ` },
    { name: 'the same with a timer, in what a constructor function makes', ...marked`
      function Pump() {
        this.jobs = []
        this.busy = false
      }
      Pump.prototype.next = function () {
        if (this.busy) return
        this.busy = true
        ~~~~~~~~~~~~~~~~ stuck
        const job = this.jobs.shift()
        if (!job) return
        setTimeout(() => { job(); this.busy = false }, 10)
      }
      module.exports = Pump
    ` },
  ],
})
