import type { ApiPath } from '../schema.ts'

/** A setting by which a lock that others hold is waited for without end. */
export interface EndlessSetting {
  /** The call or construction that is given the setting. */
  readonly path: ApiPath
  readonly argument: number
  /** The way to it in an options object; absent: the argument itself. */
  readonly property?: readonly string[]
  readonly values: readonly (number | boolean)[]
  /** The lock, in words for a message. */
  readonly noun: string
}

const redlock: Pick<EndlessSetting, 'property' | 'values' | 'noun'> = { property: ['retryCount'], values: [-1, Infinity], noun: 'a lock in Redis' }
const file: Pick<EndlessSetting, 'argument' | 'noun'> = { argument: 1, noun: 'a lock file' }
const semaphore = (name: string, argument: number): EndlessSetting => ({
  path: `redis-semaphore#${name}`, argument, property: ['acquireTimeout'], values: [Infinity], noun: 'a lock in Redis',
})

/** Locks of other processes and machines, which nobody gives back where their holder has died or hangs, or their server is away. */
export const endlessSettings: readonly EndlessSetting[] = [
  { path: 'redlock#default', argument: 1, ...redlock },
  ...['acquire', 'lock', 'using'].map((method): EndlessSetting => ({ path: `redlock#default().${method}`, argument: 2, ...redlock })),
  // The options of the package `retry`.
  { path: 'proper-lockfile#lock', property: ['retries', 'forever'], values: [true], ...file },
  { path: 'proper-lockfile#lock', property: ['retries', 'retries'], values: [Infinity], ...file },
  { path: 'proper-lockfile#lock', property: ['retries'], values: [Infinity], ...file },
  { path: 'lockfile#lock', property: ['retries'], values: [Infinity], ...file },
  { path: 'lockfile#lock', property: ['wait'], values: [Infinity], ...file },
  { path: 'cross-process-lock#lock', property: ['waitTimeout'], values: [0, Infinity], ...file },
  { path: 'browser-tabs-lock#default().acquireLock', argument: 1, values: [Infinity], noun: 'a lock of another tab' },
  ...['Mutex', 'RedlockMutex'].map((name) => semaphore(name, 2)),
  ...['Semaphore', 'RedlockSemaphore'].map((name) => semaphore(name, 3)),
  ...['MultiSemaphore', 'RedlockMultiSemaphore'].map((name) => semaphore(name, 4)),
]

/** The function in the statement below, as people write it. */
export const endlessWords: readonly string[] = ['GET_LOCK', 'get_lock']

/** Statements that wait for a lock of the database's until they get it: a negative time in MySQL and MariaDB. */
export const endlessStatement = /\bGET_LOCK\s*\([^()]*,\s*-\d+\s*\)/iu

/** Waits of a thread for a word of shared memory: where the time stands after which it gives up. */
export const wordWait = { path: '#Atomics.wait', timeout: 3 } as const

/** Threads that can die while the one that waits for them lives: what is sent to them, or starts them, comes before such a wait. */
export const mortalPeers: ReadonlySet<ApiPath> = new Set([
  'node:worker_threads#Worker', 'node:worker_threads#Worker().postMessage', 'node:worker_threads#MessagePort().postMessage',
  '#Worker', '#Worker().postMessage', '#MessagePort().postMessage', 'node:child_process#fork', 'node:child_process#fork().send',
])

/** Those of a port, which may come from somebody who knows what is behind it. */
export const portSends: ReadonlySet<ApiPath> = new Set(['node:worker_threads#MessagePort().postMessage', '#MessagePort().postMessage'])
