import type { LockMethod, LockModel } from './schema.ts'

const request: LockMethod = { does: 'scope', key: 0, callback: 'last', options: 1, awaited: true }

/**
 * Web Locks: the name is the lock, for all tabs and workers of an origin. A callback that does not return its promise
 * lets go at once; the same name asked for again inside hangs, unless both are shared (measured in Chromium 147, Node 24.21).
 */
export const webLocks: readonly LockModel[] = [
  {
    id: 'web-locks',
    on: ['#navigator.locks', '#LockManager()', 'node:worker_threads#locks'],
    permits: 1,
    crossProcess: true,
    keyedGlobally: true,
    methods: { request, query: { does: 'query', awaited: true } },
  },
  {
    id: 'web-locks/polyfill',
    on: ['web-locks#locks'],
    permits: 1,
    keyedGlobally: true,
    methods: { request, query: { does: 'query', awaited: true } },
  },
]
