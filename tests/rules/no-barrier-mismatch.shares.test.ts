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

// Where something is left, there is one share more than there are whole ones.
run(rule, {
  valid: [
    {
      name: 'rounded up, one more, nothing left over, or kept apart by another share',
      code: text`
        import { Worker } from 'node:worker_threads'
        export function bake(loaves, share, done) {
          const expected = Math.ceil(loaves.length / share)
          let ready = 0
          for (let i = 0; i < loaves.length; i += share) {
            new Worker('./oven.js', { workerData: loaves.slice(i, i + share) }).once('exit', () => {
              if (++ready === expected) done()
            })
          }
        }
        export function fry(loaves, share, done) {
          if (loaves.length % share !== 0) throw new Error('some are left')
          const expected = Math.floor(loaves.length / share)
          let ready = 0
          for (let i = 0; i < loaves.length; i += share) {
            new Worker('./pan.js', { workerData: loaves.slice(i, i + share) }).once('exit', () => {
              if (++ready === expected) done()
            })
          }
        }
        export function cook(loaves, share, other, done) {
          const expected = Math.floor(loaves.length / other)
          let ready = 0
          for (let i = 0; i < loaves.length; i += share) {
            new Worker('./pot.js', { workerData: loaves.slice(i, i + share) }).once('exit', () => {
              if (++ready === expected) done()
            })
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'of a share that is given',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export function bake(loaves, share, done) {
          const expected = Math.floor(loaves.length / share)
          let ready = 0
          for (let i = 0; i < loaves.length; i += share) {
            new Worker('./oven.js', { workerData: loaves.slice(i, i + share) }).once('exit', () => {
              if (++ready === expected) done()
                              ~~~~~~~~ few {"awaited": "expected", "event": "exit", "line": "line 6", "workers": "the pieces of loaves.length"}
            })
          }
        }
      `,
    },
    {
      name: 'of a share that is one of so many',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export function bake(loaves, ovens, done) {
          const share = Math.ceil(loaves.length / ovens)
          const expected = Math.floor(loaves.length / share)
          let ready = 0
          for (let i = 0; i < loaves.length; i += share) {
            new Worker('./oven.js', { workerData: loaves.slice(i, i + share) }).once('exit', () => {
              if (++ready === expected) done()
                              ~~~~~~~~ few
            })
          }
        }
      `,
    },
  ],
})
