import type { LockModel } from './schema.ts'

/** Locks held against other processes, tabs or machines: files, local storage, Redis. */
export const sharedLocks: readonly LockModel[] = [
  {
    // A held file rejects ELOCKED at once: nothing hangs. Releasing twice rejects ERELEASED.
    id: 'proper-lockfile',
    on: ['proper-lockfile#'],
    permits: 1,
    crossProcess: true,
    bounded: true,
    keyedGlobally: true,
    methods: {
      lock: { does: 'acquire', key: 0, yields: 'releaser', options: 1, waitsWith: ['retries'], awaited: true },
      lockSync: { does: 'acquire', key: 0, yields: 'releaser', options: 1, waitsWith: ['retries'] },
      unlock: { does: 'release', key: 0, awaited: true },
      unlockSync: { does: 'release', key: 0 },
      check: { does: 'query', key: 0, awaited: true },
      checkSync: { does: 'query', key: 0 },
    },
  },
  {
    // The lock is held when the callback runs without an error; a held file is EEXIST.
    id: 'lockfile',
    on: ['lockfile#'],
    permits: 1,
    crossProcess: true,
    bounded: true,
    keyedGlobally: true,
    methods: {
      lock: { does: 'acquire', key: 0, callback: 'last', errorParameter: 0, yields: 'nothing', options: 1, waitsWith: ['wait', 'retries'] },
      lockSync: { does: 'acquire', key: 0, yields: 'nothing', options: 1, waitsWith: ['wait', 'retries'] },
      unlock: { does: 'release', key: 0, harmless: true },
      unlockSync: { does: 'release', key: 0, harmless: true },
      check: { does: 'query', key: 0 },
      checkSync: { does: 'query', key: 0 },
    },
  },
  {
    // Waits 5 s by default, then resolves false.
    id: 'browser-tabs-lock',
    on: ['browser-tabs-lock#default()'],
    permits: 1,
    crossProcess: true,
    bounded: true,
    keyedGlobally: true,
    idempotentRelease: true,
    methods: {
      acquireLock: { does: 'try', key: 0, yields: 'boolean', timeout: 1, awaited: true },
      releaseLock: { does: 'release', key: 0, awaited: true, harmless: true },
    },
  },
  {
    // Version 4: lock, unlock, lock.unlock(). Version 5: acquire, release, lock.release(), using(resources, ttl, [settings], section).
    id: 'redlock',
    on: ['redlock#default()'],
    permits: 1,
    crossProcess: true,
    bounded: true,
    keyedGlobally: true,
    keyLists: true,
    methods: {
      acquire: { does: 'acquire', key: 0, yields: 'handle', releasedBy: ['unlock', 'release'], awaited: true },
      lock: { does: 'acquire', key: 0, yields: 'handle', releasedBy: ['unlock', 'release'], awaited: true },
      using: { does: 'scope', key: 0, callback: 'last', awaited: true },
      release: { does: 'release', handle: 0, awaited: true },
      unlock: { does: 'release', handle: 0, awaited: true },
    },
  },
  ...(
    [
      ['Mutex', undefined],
      ['RedlockMutex', undefined],
      ['Semaphore', 2],
      ['RedlockSemaphore', 2],
      ['MultiSemaphore', 2],
      ['RedlockMultiSemaphore', 2],
    ] as const
  ).map(([name, limit]): LockModel => ({
    // `acquire` gives up after acquireTimeout, 10 s by default.
    id: `redis-semaphore/${name}`,
    on: [`redis-semaphore#${name}()`],
    ...(limit === undefined ? { permits: 1 as const } : { permits: 'argument' as const, permitsFrom: { argument: limit } }),
    crossProcess: true,
    bounded: true,
    idempotentRelease: true,
    methods: {
      acquire: { does: 'acquire', yields: 'nothing', awaited: true },
      tryAcquire: { does: 'try', yields: 'boolean', awaited: true },
      release: { does: 'release', awaited: true, harmless: true },
    },
  })),
]
