import type { LockModel } from './schema.ts'

/** Read-write locks. Read and then write by one holder hangs (measured): there is no upgrade. */
export const rwlocks: readonly LockModel[] = [
  {
    id: 'async-rwlock',
    on: ['async-rwlock#RWLock()'],
    permits: 1,
    methods: {
      readLock: { does: 'acquire', yields: 'nothing', mode: 'shared', timeout: 0, awaited: true },
      writeLock: { does: 'acquire', yields: 'nothing', mode: 'exclusive', timeout: 0, awaited: true },
      unlock: { does: 'release' },
      getState: { does: 'query' },
    },
  },
  {
    // The releaser is the callback's parameter; the forms under `async` get an error first.
    id: 'rwlock',
    on: ['rwlock#default()'],
    permits: 1,
    idempotentRelease: true,
    methods: {
      readLock: { does: 'acquire', key: 0, callback: 'function', doneParameter: 0, yields: 'releaser', mode: 'shared' },
      writeLock: { does: 'acquire', key: 0, callback: 'function', doneParameter: 0, yields: 'releaser', mode: 'exclusive' },
      'async.readLock': { does: 'acquire', key: 0, callback: 'function', errorParameter: 0, doneParameter: 1, yields: 'releaser', mode: 'shared' },
      'async.writeLock': { does: 'acquire', key: 0, callback: 'function', errorParameter: 0, doneParameter: 1, yields: 'releaser', mode: 'exclusive' },
    },
  },
]
