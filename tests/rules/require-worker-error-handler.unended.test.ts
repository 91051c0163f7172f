import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A child that is found to run by its exit code alone: one that a signal has ended has none either.

run(rule, {
  valid: [
    {
      name: 'the signal is asked for as well',
      code: text`
        import { once } from 'node:events'
        export async function ended(child: import('node:child_process').ChildProcess) {
          if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
        }
      `,
    },
    {
      name: 'it is only told to end',
      code: text`
        import type { ChildProcess } from 'node:child_process'
        export function end(child: ChildProcess) {
          if (child.exitCode === null) child.kill()
        }
      `,
    },
    {
      name: 'it is waited for, for a time',
      code: text`
        import type { ChildProcess } from 'node:child_process'
        export async function ended(child: ChildProcess) {
          if (child.exitCode !== null) return
          await new Promise<void>((done) => {
            child.once('exit', () => done())
            setTimeout(done, 2000)
          })
        }
      `,
    },
    {
      name: 'it has only been started: its end cannot have come',
      code: text`
        import { spawn } from 'node:child_process'
        import { once } from 'node:events'
        export async function bake() {
          const oven = spawn('oven', ['--hot'])
          oven.on('error', () => {})
          if (oven.exitCode === null) await once(oven, 'exit')
        }
      `,
    },
    {
      name: 'it is started here, and nobody in sight ends it by a signal',
      code: text`
        import { fork, type ChildProcess } from 'node:child_process'
        import { once } from 'node:events'
        export class Oven {
          private readonly child: ChildProcess
          constructor(file: string) {
            this.child = fork(file)
            this.child.on('error', report)
          }
          async off() {
            if (this.child.exitCode !== null) return
            this.child.disconnect()
            await once(this.child, 'exit')
          }
        }
      `,
    },
    {
      name: 'the exit code of this process',
      code: text`
        import { once } from 'node:events'
        export async function last() {
          if (process.exitCode === null) await once(process, 'exit')
          process.kill(process.pid)
        }
      `,
    },
    {
      name: 'nothing of a process but the name of a member',
      code: text`
        export async function finished(job) {
          if (job.exitCode === null) await job.finished()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'nothing to wait for, or the wait for its end',
      ...marked`
        import type { ChildProcess } from 'node:child_process'
        export function ended(child: ChildProcess): Promise<void> {
          if (child.exitCode !== null) {
              ~~~~~~~~~~~~~~~~~~~~~~~ unended {"harm":"the wait for its end never ends"}
            return Promise.resolve()
          }
          return new Promise((done, fail) => {
            child.on('error', fail)
            child.on('exit', () => done())
          })
        }
      `,
    },
    {
      name: 'a field with the child of a library',
      ...marked`
        import { once } from 'node:events'
        import { execa } from 'execa'
        export class Oven {
          constructor(private readonly child: ReturnType<typeof execa>) {}
          async off() {
            if (this.child.exitCode === null) {
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ unended {"harm":"the wait for its end never ends"}
              this.child.kill()
              await once(this.child, 'exit')
            }
          }
        }
      `,
    },
    {
      name: 'it is started here, and ended by a signal when it bakes for too long',
      ...marked`
        import { fork, type ChildProcess } from 'node:child_process'
        import { once } from 'node:events'
        export class Oven {
          private readonly child: ChildProcess
          constructor(file: string) {
            this.child = fork(file)
            this.child.on('error', report)
          }
          burn() {
            this.child.kill('SIGKILL')
          }
          async off() {
            if (this.child.exitCode !== null) return
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ unended {"harm":"the wait for its end never ends"}
            this.child.disconnect()
            await once(this.child, 'exit')
          }
        }
      `,
    },
    {
      name: 'what does what only children do, and is given back',
      ...marked`
        export async function bake(oven, pool, dough) {
          oven.send({ dough })
          await new Promise((done, fail) => {
            oven.once('message', done)
            oven.once('exit', (code, signal) => fail(new Error(code + ' ' + signal)))
          }).catch(report)
          if (oven.exitCode !== null) {
              ~~~~~~~~~~~~~~~~~~~~~~ unended {"harm":"it is put to use again"}
            pool.remove(oven)
          } else {
            pool.release(oven)
          }
        }
      `,
    },
    {
      name: 'kept for the next one',
      ...marked`
        import type { ChildProcess } from 'node:child_process'
        const free: ChildProcess[] = []
        export function giveBack(child: ChildProcess) {
          if (child.exitCode === null) free.push(child)
              ~~~~~~~~~~~~~~~~~~~~~~~ unended {"harm":"it is put to use again"}
        }
      `,
    },
  ],
})
