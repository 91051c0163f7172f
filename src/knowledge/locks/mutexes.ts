import type { LockModel } from './schema.ts'

/** Locks of one process: promises that wait for their turn. None of them is reentrant: a holder that asks again hangs (measured). */
export const mutexes: readonly LockModel[] = [
  {
    id: 'async-mutex/Mutex',
    on: ['async-mutex#Mutex()', 'async-mutex#MutexInterface()'],
    permits: 1,
    cancelledBy: ['cancel'],
    // The releaser may be called twice; `release()` without holding unlocks whoever holds: see no-double-release.
    idempotentRelease: true,
    methods: {
      acquire: { does: 'acquire', yields: 'releaser', awaited: true, scope: 'runExclusive' },
      runExclusive: { does: 'scope', callback: 0, awaited: true },
      release: { does: 'release' },
      waitForUnlock: { does: 'wait', awaited: true },
      isLocked: { does: 'query' },
    },
  },
  {
    id: 'async-mutex/Semaphore',
    on: ['async-mutex#Semaphore()', 'async-mutex#SemaphoreInterface()'],
    permits: 'argument',
    permitsFrom: { argument: 0 },
    cancelledBy: ['cancel'],
    // As with Mutex: the releaser may be called twice, the method not.
    idempotentRelease: true,
    methods: {
      acquire: { does: 'acquire', yields: 'tuple', awaited: true, scope: 'runExclusive' },
      runExclusive: { does: 'scope', callback: 0, awaited: true },
      release: { does: 'release' },
      waitForUnlock: { does: 'wait', awaited: true },
      isLocked: { does: 'query' },
      getValue: { does: 'query' },
    },
  },
  {
    id: 'async-mutex/withTimeout',
    on: ['async-mutex#withTimeout()'],
    wraps: 0,
    permits: 1,
    bounded: true,
    patient: true,
    methods: {
      acquire: { does: 'acquire', awaited: true, scope: 'runExclusive' },
      runExclusive: { does: 'scope', callback: 0, awaited: true },
      release: { does: 'release' },
      waitForUnlock: { does: 'wait', awaited: true },
      isLocked: { does: 'query' },
    },
  },
  {
    // Rejects E_ALREADY_LOCKED at once instead of waiting: whoever comes past it holds the lock.
    id: 'async-mutex/tryAcquire',
    on: ['async-mutex#tryAcquire()'],
    wraps: 0,
    permits: 1,
    bounded: true,
    methods: {
      acquire: { does: 'acquire', awaited: true, scope: 'runExclusive' },
      runExclusive: { does: 'scope', callback: 0, awaited: true },
      release: { does: 'release' },
      isLocked: { does: 'query' },
    },
  },
  {
    // `domainReentrant` helps only inside a node:domain (measured both ways): who asks for it is taken to run in one.
    id: 'async-lock',
    on: ['async-lock#default()'],
    permits: 1,
    reentrantWith: 'domainReentrant',
    keyLists: true,
    methods: {
      acquire: { does: 'scope', key: 0, callback: 1, doneParameter: 0, options: 2, awaited: true },
      isBusy: { does: 'query', key: 0 },
    },
  },
  {
    id: 'await-lock',
    on: ['await-lock#default()'],
    permits: 1,
    methods: {
      acquireAsync: { does: 'acquire', yields: 'nothing', options: 0, awaited: true },
      tryAcquire: { does: 'try', yields: 'boolean' },
      // Throws when nobody holds it.
      release: { does: 'release' },
      acquired: { does: 'query' },
    },
  },
  {
    id: 'await-semaphore/Mutex',
    on: ['await-semaphore#Mutex()'],
    permits: 1,
    idempotentRelease: true,
    methods: {
      acquire: { does: 'acquire', yields: 'releaser', awaited: true },
      // Leaks the lock for ever when the section throws before its first await (measured).
      use: { does: 'scope', callback: 0, awaited: true },
    },
  },
  {
    id: 'await-semaphore/Semaphore',
    on: ['await-semaphore#Semaphore()'],
    permits: 'argument',
    permitsFrom: { argument: 0 },
    idempotentRelease: true,
    methods: {
      acquire: { does: 'acquire', yields: 'releaser', awaited: true },
      use: { does: 'scope', callback: 0, awaited: true },
    },
  },
  ...(['semaphore-async-await#Lock()', 'semaphore-async-await#default()'] as const).map((on): LockModel => ({
    id: on === 'semaphore-async-await#Lock()' ? 'semaphore-async-await/Lock' : 'semaphore-async-await',
    on: [on],
    ...(on === 'semaphore-async-await#Lock()' ? { permits: 1 as const } : { permits: 'argument' as const, permitsFrom: { argument: 0 } }),
    methods: {
      // Both resolve true always; only `waitFor` resolves false.
      acquire: { does: 'acquire', yields: 'nothing', awaited: true, scope: 'execute' },
      wait: { does: 'acquire', yields: 'nothing', awaited: true, scope: 'execute' },
      waitFor: { does: 'try', yields: 'boolean', timeout: 0, awaited: true },
      tryAcquire: { does: 'try', yields: 'boolean' },
      release: { does: 'release' },
      signal: { does: 'release' },
      execute: { does: 'scope', callback: 0, awaited: true },
      getPermits: { does: 'query' },
    },
  })),
  {
    id: '@sapphire/async-queue',
    on: ['@sapphire/async-queue#AsyncQueue()'],
    permits: 1,
    cancelledBy: ['abortAll'],
    methods: {
      wait: { does: 'acquire', yields: 'nothing', options: 0, awaited: true },
      shift: { does: 'release' },
    },
  },
  {
    id: 'async-sema',
    on: ['async-sema#Sema()'],
    permits: 'argument',
    permitsFrom: { argument: 0 },
    methods: {
      // A token is yielded, but releasing needs none: a pair of methods in practice.
      acquire: { does: 'acquire', yields: 'nothing', awaited: true },
      tryAcquire: { does: 'try', yields: 'boolean' },
      release: { does: 'release', handle: 0 },
      nrWaiting: { does: 'query' },
    },
  },
  {
    // The lock is the function; the callback receives the releaser.
    id: 'mutexify',
    on: ['mutexify#default()'],
    permits: 1,
    // Released twice, it lets two in (measured).
    methods: { '': { does: 'acquire', callback: 0, doneParameter: 0, yields: 'releaser' } },
  },
  {
    id: 'mutexify/promise',
    on: ['mutexify/promise#default()'],
    permits: 1,
    methods: { '': { does: 'acquire', yields: 'releaser', awaited: true } },
  },
  ...(['Lock', 'MapLock'] as const).map((name): LockModel => ({
    // Waits are refused only once the lock has been destroyed, with all that it was for.
    id: `bmutex/${name}`,
    on: [`bmutex#${name}()`],
    permits: 1,
    methods: { lock: { does: 'acquire', yields: 'releaser', ...(name === 'MapLock' ? { key: 0, bypass: 1 } : { bypass: 0 }), awaited: true } },
  })),
  {
    // Yields null when the signal aborts the wait.
    id: 'superlock/createLock',
    on: ['superlock#createLock()', 'superlock/create#default()'],
    permits: 'argument',
    permitsFrom: { argument: 0, absent: 1 },
    idempotentRelease: true,
    methods: { '': { does: 'acquire', yields: 'releaser', nothingWith: 0, awaited: true }, isLocked: { does: 'query' } },
  },
  {
    id: 'superlock/withLock',
    on: ['superlock#withLock()'],
    permits: 'argument',
    permitsFrom: { argument: 0, absent: 1 },
    methods: { '': { does: 'scope', callback: 0, awaited: true }, isLocked: { does: 'query' } },
  },
  {
    // One connection in the process: what is asked outside of the transaction waits until it is over.
    id: 'pglite',
    on: ['@electric-sql/pglite#PGlite()', '@electric-sql/pglite#PGlite.create()', '@electric-sql/pglite#PGliteInterface()'],
    permits: 1,
    methods: {
      transaction: { does: 'scope', callback: 0, awaited: true },
      runExclusive: { does: 'scope', callback: 0, awaited: true },
    },
  },
]
