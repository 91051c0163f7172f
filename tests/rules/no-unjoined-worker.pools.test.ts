import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- pools and remotes

run(rule, {
  valid: [
    {
      name: 'a pool is ended whether its tasks fail or not',
      code: text`
        const { Worker: Farm } = require('jest-worker')
        exports.transformAll = async function transformAll(files) {
          const farm = new Farm(require.resolve('./transform'), { numWorkers: 2 })
          const out = []
          try {
            for (const file of files) {
              out.push(await farm.transform(file))
            }
          } finally {
            await farm.end()
          }
          return out
        }
      `,
    },
    {
      name: 'a pool is ended where it was made, not where it was given',
      code: text`
        import { Piscina } from 'piscina'
        export async function thumbnails(files, given) {
          const pool = given ?? new Piscina({ filename: './thumb.mjs' })
          try {
            return await Promise.all(files.map((f) => pool.run(f)))
          } finally {
            if (!given) await pool.destroy()
          }
        }
      `,
    },
    {
      name: 'a constant says who owns the pool',
      code: text`
        import { Piscina } from 'piscina'
        export async function thumbnails(files, options) {
          const owned = !options.pool
          const pool = owned ? new Piscina({ filename: './thumb.mjs' }) : options.pool
          const out = []
          try {
            for (const f of files) out.push(await pool.run(f))
          } finally {
            if (owned) {
              console.log('closing')
              await pool.destroy()
            }
          }
          return out
        }
      `,
    },
    {
      name: 'a wrapped thread is ended in a finaliser',
      code: text`
        import { spawn, Thread, Worker } from 'threads'
        export async function hash(password) {
          const hasher = await spawn(new Worker('./hasher'))
          try {
            return await hasher.hash(password)
          } finally {
            await Thread.terminate(hasher)
          }
        }
      `,
    },
    {
      name: 'the worker behind a remote is ended',
      code: text`
        import * as Comlink from 'comlink'
        export async function zip(files) {
          const worker = new Worker(new URL('./zip.js', import.meta.url), { type: 'module' })
          const api = Comlink.wrap(worker)
          try {
            return await api.zip(files)
          } finally {
            api[Comlink.releaseProxy]()
            worker.terminate()
          }
        }
      `,
    },
    {
      name: 'a pool is ended in finally()',
      code: text`
        const workerpool = require('workerpool')
        module.exports = function sum(list) {
          const pool = workerpool.pool(__dirname + '/sum.js')
          return pool.exec('sum', [list]).then((total) => total).finally(() => pool.terminate())
        }
      `,
    },
    {
      name: 'both branches of then end the pool',
      code: text`
        const workerpool = require('workerpool')
        exports.sum = (list) => {
          const pool = workerpool.pool('./s.js')
          return pool.exec('sum', [list]).then((r) => { pool.terminate(); return r }, (e) => { pool.terminate(); throw e })
        }
        exports.max = (list) => {
          const pool = workerpool.pool('./s.js')
          return pool.exec('max', [list]).then((r) => r).catch((e) => { console.error(e) }).then((r) => { pool.terminate(); return r })
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a task of a pool that fails goes past the end',
      ...marked`
        const { Worker: Farm } = require('jest-worker')
        exports.transformAll = async function transformAll(files) {
          const farm = new Farm(require.resolve('./transform'), { numWorkers: 2 })
                           ~~~~ skipped
          const out = []
          for (const file of files) {
            out.push(await farm.transform(file))
          }
          await farm.end()
          return out
        }
      `,
    },
    {
      name: 'a wrapped thread is ended on the happy path only',
      ...marked`
        import { spawn, Thread, Worker } from 'threads'
        export async function hash(password) {
          const hasher = await spawn(new Worker('./hasher'))
                                         ~~~~~~ skipped
          const result = await hasher.hash(password)
          await Thread.terminate(hasher)
          return result
        }
      `,
    },
    {
      name: 'a remote per call, its worker out of reach',
      ...marked`
        import * as Comlink from 'comlink'
        export async function zip(files) {
          const api = Comlink.wrap(new Worker(new URL('./zip.js', import.meta.url), { type: 'module' }))
                                       ~~~~~~ never
          return await api.zip(files)
        }
      `,
    },
    {
      name: 'a pool is ended in then alone',
      ...marked`
        const workerpool = require('workerpool')
        module.exports = function sum(list) {
          const pool = workerpool.pool(__dirname + '/sum.js')
                       ~~~~~~~~~~~~~~~ rejected {"noun":"pool","end":"ended on line 5","harm":"its threads run on and keep the process alive","repair":"Call \u0060terminate()\u0060"}
          return pool.exec('sum', [list]).then((total) => {
            pool.terminate()
            return total
          })
        }
      `,
    },
  ],
})
