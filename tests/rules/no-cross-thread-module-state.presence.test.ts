import rule from '../../src/rules/no-cross-thread-module-state.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'each side has what it reads',
      code: text`
        import { fork } from 'node:child_process'
        let readings = 0
        if (process.send === undefined) {
          const child = fork(__filename)
          child.on('message', () => (readings += 1))
          child.on('error', console.error)
          child.on('exit', () => console.log(readings))
        } else {
          process.send('reading')
          process.disconnect()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'process.send is compared with nothing',
      ...marked`
        import { fork } from 'node:child_process'
        let readings = 0
        if (process.send === undefined) {
          const child = fork(__filename)
          child.on('error', console.error)
          child.on('exit', () => console.log(readings))
                                             ~~~~~~~~ split
        } else {
          readings += 1
          process.disconnect()
        }
      `,
    },
    {
      name: 'its type is asked',
      ...marked`
        import { fork } from 'node:child_process'
        let readings = 0
        if (typeof process.send === 'function') {
          readings += 1
          process.disconnect()
        } else {
          const child = fork(__filename)
          child.on('error', console.error)
          child.on('exit', () => console.log(readings))
                                             ~~~~~~~~ split
        }
      `,
    },
    {
      name: 'the port to the parent is compared with null',
      ...marked`
        import { Worker, parentPort } from 'node:worker_threads'
        let readings = 0
        if (parentPort !== null) {
          readings += 1
        } else {
          const worker = new Worker(__filename)
          worker.on('error', console.error)
          worker.on('exit', () => console.log(readings))
                                              ~~~~~~~~ split
        }
      `,
    },
  ],
})
