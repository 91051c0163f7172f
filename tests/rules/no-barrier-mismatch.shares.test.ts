import rule from '../../src/rules/no-barrier-mismatch.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Work is cut into shares that are rounded up: there may be fewer of them than were asked for.
run(rule, {
  valid: [
    {
      name: 'as many are waited for as were started',
      code: text`
        import { Worker } from 'node:worker_threads'
        export function bake(loaves, ovens, done) {
          const share = Math.ceil(loaves.length / ovens)
          const started = []
          for (let i = 0; i < loaves.length; i += share) started.push(new Worker('./oven.js', { workerData: loaves.slice(i, i + share) }))
          let left = started.length
          for (const oven of started) {
            oven.once('exit', () => {
              if (--left === 0) done()
            })
          }
        }
      `,
    },
    {
      name: 'shares of something else',
      code: text`
        import { Worker } from 'node:worker_threads'
        export function bake(loaves, trays, ovens, done) {
          const share = Math.ceil(trays.length / ovens)
          let left = ovens
          for (let i = 0; i < loaves.length; i += share) {
            new Worker('./oven.js').once('exit', () => {
              if (--left === 0) done()
            })
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'as many are waited for as shares were asked for',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export function bake(loaves, ovens, done) {
          const share = Math.ceil(loaves.length / ovens)
          let left = ovens
                     ~~~~~ uncounted {"awaited": "ovens", "event": "exit", "line": "line 6", "workers": "the slices of loaves.length"}
          for (let i = 0; i < loaves.length; i += share) {
            new Worker('./oven.js', { workerData: loaves.slice(i, i + share) }).once('exit', () => {
              if (--left === 0) done()
            })
          }
        }
      `,
    },
  ],
})
