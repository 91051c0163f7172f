import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A child process that an open method makes and returns: what one caller in the file keeps to itself nobody else hears of.

run(rule, {
  valid: [
    {
      name: 'the method listens for all of them, or the caller does',
      code: text`
        import { spawn } from 'node:child_process'
        export class Press {
          start() {
            this.plates = this.make('plates')
            this.plates.on('exit', (code) => this.stopped(code))
          }
          make(part) {
            const child = spawn('press', ['--part', part])
            child.on('error', (error) => this.failed(error))
            return child
          }
        }
        export class Mill {
          start() {
            this.stones = this.make('stones')
            this.stones.on('error', (error) => this.failed(error))
            this.stones.on('exit', (code) => this.stopped(code))
          }
          make(part) {
            return spawn('mill', ['--part', part])
          }
        }
      `,
    },
    {
      name: 'the caller hands it on, or nobody in the file calls the method',
      code: text`
        import { spawn } from 'node:child_process'
        import { join } from './join.js'
        export class Press {
          start() {
            return this.make('plates')
          }
          connect() {
            const child = this.make('ink')
            child.stderr.on('data', (line) => console.error(String(line)))
            return join(child)
          }
          make(part) {
            return spawn('press', ['--part', part])
          }
        }
        export class Mill {
          make(part) {
            const child = spawn('mill', ['--part', part])
            child.stdout.on('data', (line) => console.log(String(line)))
            return child
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'kept in a field',
      ...marked`
        import { spawn } from 'node:child_process'
        export class Press {
          start() {
            this.plates = this.make('plates')
            this.plates.on('exit', (code) => this.stopped(code))
                           ~~~~~~ unheard {"noun": "child process", "cause": "a command that cannot be started"}
          }
          make(part) {
            const settings = ['--part', part]
            return spawn('press', settings)
          }
        }
      `,
    },
    {
      name: 'made by a method that a constructor function gives to its objects',
      ...marked`
        const { spawn } = require('node:child_process')
        function Press() {
          this.plates = null
        }
        Press.prototype.start = function () {
          const press = this
          setTimeout(function () {
            press.plates = press.make('plates')
            press.plates.on('exit', function (code) { press.stopped(code) })
                            ~~~~~~ unheard {"noun": "child process", "cause": "a command that cannot be started"}
          }, 10)
        }
        Press.prototype.make = function (part) {
          return spawn('press', ['--part', part])
        }
        module.exports = Press
      `,
    },
  ],
})
