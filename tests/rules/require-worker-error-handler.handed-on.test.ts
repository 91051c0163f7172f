import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- children that others get when it is too late to listen

run(rule, {
  valid: [
    {
      name: 'handed on at once, or before it has begun: others may listen',
      code: text`
        import { spawn } from 'node:child_process'
        import { Worker } from 'node:worker_threads'
        import { watch } from './watch.js'
        export function viewer(file) {
          const child = spawn('viewer', [file])
          watch(child)
          child.on('exit', () => console.log('closed'))
        }
        export function reader(done) {
          const worker = new Worker('./reader.js')
          worker.once('online', () => done(worker))
        }
      `,
    },
    {
      name: 'its errors are heard before',
      code: text`
        import { spawn } from 'node:child_process'
        export function player(file, done) {
          const child = spawn('player', [file])
          child.once('error', done)
          child.once('spawn', () => done(null, child))
        }
        export const begun = (file) => new Promise((resolve, reject) => {
          const child = spawn('player', [file])
          child.once('error', reject)
          child.once('spawn', () => resolve(child))
        })
        export function plain(file) {
          const child = spawn('player', [file])
          child.on('error', console.error)
          if (!child.pid) throw new Error('no player')
          return child
        }
      `,
    },
    {
      name: 'one that could not be started is returned like any other',
      code: text`
        import { spawn } from 'node:child_process'
        import { watch } from './watch.js'
        export function player(file) {
          const child = spawn('player', [file])
          if (child.pid === undefined) console.warn('no player')
          return child
        }
        export function watched(file) {
          const child = spawn('player', [file])
          watch(child)
          if (!child.pid) throw new Error('no player')
          return child
        }
      `,
    },
    {
      name: 'a fork runs the program that is there',
      code: text`
        import { fork } from 'node:child_process'
        export function helper(done) {
          const child = fork('./helper.js')
          child.once('message', () => done(child))
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'when it has said something',
      ...marked`
        import { spawn } from 'node:child_process'
        export function player(file, done) {
          const child = spawn('player', [file], { stdio: ['ipc'] })
                        ~~~~~ unheard {"noun": "child process", "cause": "a command that cannot be started"}
          child.once('message', () => done(null, child))
        }
      `,
    },
    {
      name: 'when it has written something',
      ...marked`
        import { spawn } from 'node:child_process'
        export const server = () => new Promise((resolve) => {
          const child = spawn('serve', ['--port', '0'])
                        ~~~~~ unheard
          child.stdout.on('data', (line) => {
            if (String(line).includes('ready')) resolve(child)
          })
        })
      `,
    },
    {
      name: 'a worker that has answered',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export function reader(done) {
          const worker = new Worker('./reader.js')
                             ~~~~~~ unheard {"noun": "worker", "cause": "an exception in it"}
          worker.once('message', () => { done(worker) })
        }
      `,
    },
    {
      name: 'it was not started, which is thrown here, and once more as an event',
      ...marked`
        import { spawn } from 'node:child_process'
        import { Player } from './player.js'
        export function player(file) {
          const child = spawn('player', [file])
                        ~~~~~ unheard
          if (child.pid === undefined) throw new Error('no player')
          return new Player(child)
        }
        export function plain(file) {
          const child = spawn('player', [file])
                        ~~~~~ unheard
          if (!child.pid) {
            console.error('no player')
            return undefined
          }
          return child
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- children that are made by functions that others are given

run(rule, {
  valid: [
    {
      name: 'who is given the function listens',
      code: text`
        import { spawn } from 'node:child_process'
        function lines(make, file) {
          const child = make(file)
          child.on('error', console.error)
          child.stdout.on('data', console.log)
        }
        export const list = (file) => lines((of) => spawn('ls', [of]), file)
      `,
    },
    {
      name: 'who is given the function is not known, or hands it on',
      code: text`
        import { spawn } from 'node:child_process'
        import { lines } from './lines.js'
        import { keep } from './keep.js'
        function kept(make, file) {
          keep(make)
          make(file).stdout.on('data', console.log)
        }
        export const list = (file) => lines((of) => spawn('ls', [of]), file)
        export const all = (file) => kept((of) => spawn('ls', [of]), file)
      `,
    },
  ],
  invalid: [
    {
      name: 'who is given the function does not listen',
      ...marked`
        import { spawn } from 'node:child_process'
        export function below(folder, done) {
          if (process.platform === 'win32') walk(folder, (each) => spawn('where', ['/r', each]), done)
                                                                   ~~~~~ unheard
          else walk(folder, function (each) { return spawn('find', [each]) }, done)
                                                     ~~~~~ unheard
        }
        function walk(folder, list, done) {
          const child = list(folder)
          let all = ''
          child.stdout.on('data', (data) => { all += data })
          child.on('close', () => {
            for (const each of all.split('\\n')) if (each.endsWith('/')) walk(each, list, done)
            done(all)
          })
        }
      `,
    },
  ],
})
