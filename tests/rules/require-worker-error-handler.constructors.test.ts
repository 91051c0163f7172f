import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- constructor functions and their prototypes

run(rule, {
  valid: [
    {
      name: 'its end comes to those that wait through a method that is bound, and one that a listener calls',
      code: text`
        const { fork } = require('child_process')
        function Printer(script) {
          const me = this
          this.child = fork(script)
          this.jobs = {}
          this.child.on('message', function ({ id, sheet }) { me.jobs[id].resolve(sheet) })
          this.child.on('error', function (error) { me.failAll(error) })
          this.child.on('exit', this.onExit.bind(this))
        }
        Printer.prototype.onExit = function (code) {
          this.failAll(new Error('ended with ' + code))
        }
        Printer.prototype.failAll = function (error) {
          for (const id in this.jobs) this.jobs[id].reject(error)
        }
        Printer.prototype.print = function (id, text) {
          const me = this
          return new Promise(function (resolve, reject) {
            me.jobs[id] = { resolve: resolve, reject: reject }
            me.child.send({ id: id, text: text })
          })
        }
        module.exports = Printer
      `,
    },
    {
      name: 'a function without a prototype of its own: who calls it decides what it fills',
      code: text`
        const { fork } = require('child_process')
        function connect(script) {
          const me = this
          this.child = fork(script)
          this.child.on('error', console.error)
          this.child.on('message', function ({ id, sheet }) { me.jobs[id].resolve(sheet) })
        }
        function print(id, text) {
          const me = this
          return new Promise(function (resolve, reject) {
            me.jobs[id] = { resolve: resolve, reject: reject }
            me.child.send({ id: id, text: text })
          })
        }
        module.exports = { connect, print }
      `,
    },
  ],
  invalid: [
    {
      name: 'the end of the child comes to nobody who waits',
      ...marked`
        const { fork } = require('child_process')
        function Printer(script) {
          const me = this
          this.child = fork(script)
          this.jobs = {}
          this.child.on('message', function ({ id, sheet }) { me.jobs[id].resolve(sheet) })
          this.child.on('error', function (error) { me.failAll(error) })
          this.child.on('exit', this.onExit.bind(this))
        }
        Printer.prototype.onExit = function (code) {
        ~~~~~~~~~~~~~~~~~~~~~~~~ hangs {"noun": "child process", "line": "line 18", "end": "the child process ends with an exit code, as by process.exit()", "event": "exit"}
          console.error('ended with', code)
        }
        Printer.prototype.failAll = function (error) {
          for (const id in this.jobs) this.jobs[id].reject(error)
        }
        Printer.prototype.print = function (id, text) {
          const me = this
          return new Promise(function (resolve, reject) {
            me.jobs[id] = { resolve: resolve, reject: reject }
            me.child.send({ id: id, text: text })
          })
        }
        module.exports = Printer
      `,
    },
    {
      name: 'methods that the constructor gives to what it makes',
      ...marked`
        const { fork } = require('child_process')
        function Printer(script) {
          const me = this
          me.jobs = {}
          me.child = fork(script)
          me.child.on('error', function (error) { me.failAll(error) })
          me.child.on('message', function ({ id, sheet }) { me.jobs[id].resolve(sheet) })
                      ~~~~~~~~~ missing {"noun": "child process", "line": "line 14", "end": "the child process ends with an exit code, as by process.exit()", "event": "exit"}
          this.failAll = function (error) {
            for (const id in this.jobs) this.jobs[id].reject(error)
          }
        }
        Printer.prototype.print = function (id, text) {
          const me = this
          return new Promise(function (resolve, reject) {
            me.jobs[id] = { resolve: resolve, reject: reject }
            me.child.send({ id: id, text: text })
          })
        }
        module.exports = Printer
      `,
    },
  ],
})

// ---------------------------------------------------------------- parameters that are fields

/** A press that is given its worker: one parameter that is a field as well. */
const press = (failed: string, more = ''): string => text`
  interface Job {
    done(sheet: unknown): void
    fail(error: Error): void
  }
  export class Press {
    private readonly jobs = new Map<number, Job>()
    constructor(private readonly worker: Worker) {
      worker.onmessage = ({ data }) => this.jobs.get(data.id)?.done(data.sheet)
      worker.onerror = (event) => ${failed}
    }
    print(id: number, text: string): Promise<unknown> {
      return new Promise((done, fail) => {
        this.jobs.set(id, { done, fail })
        this.worker.postMessage({ id, text })
      })
    }${more}
  }
`

run(rule, {
  valid: [
    { name: 'it fails what is pending', language: 'ts', code: press('this.failAll(event.message)', `
    failAll(reason: string): void {
      for (const { fail } of this.jobs.values()) fail(new Error(reason))
    }`) },
    { name: 'nobody waits for it through the field', language: 'ts', code: press('console.error(event.message)').replace('this.jobs.set(id, { done, fail })', 'done(id)') },
    { name: 'a parameter that is no worker', language: 'ts', code: press('console.error(event.message)').replace('private readonly worker: Worker', 'private readonly worker: Plotter') },
  ],
  invalid: [
    { name: 'it only logs, and who prints waits for ever', language: 'ts', code: press('console.error(event.message)'), errors: [{ messageId: 'hangs', line: 9, column: 5, data: { line: 'line 12', end: 'the worker throws' } }] },
  ],
})
