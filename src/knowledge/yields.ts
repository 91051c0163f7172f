import type { YieldModel } from './schema.ts'

/**
 * What waiting for a call does to a long loop. Measured: a timer due at 5 ms fires only after the loop when each step
 * awaits `Promise.resolve()` or a `process.nextTick`; with `setImmediate` it fires at 5 ms.
 */
export const yields: readonly YieldModel[] = [
  { path: '#setImmediate', lets: 'tasks' },
  { path: '#setTimeout', lets: 'tasks' },
  { path: '#requestAnimationFrame', lets: 'tasks' },
  { path: '#requestIdleCallback', lets: 'tasks' },
  { path: '#scheduler.yield', lets: 'tasks' },
  { path: '#scheduler.postTask', lets: 'tasks' },
  { path: '#scheduler.wait', lets: 'tasks' },
  { path: '#fetch', lets: 'tasks' },
  { path: 'node:timers/promises#setTimeout', lets: 'tasks' },
  { path: 'node:timers/promises#setImmediate', lets: 'tasks' },
  { path: 'node:timers/promises#setInterval', lets: 'tasks' },
  { path: 'node:timers/promises#scheduler.yield', lets: 'tasks' },
  { path: 'node:timers/promises#scheduler.wait', lets: 'tasks' },
  { path: 'node:events#once', lets: 'tasks' },
  { path: 'delay#default', lets: 'tasks' },
  { path: 'p-immediate#default', lets: 'tasks' },
  { path: 'main-thread-scheduling#yieldOrContinue', lets: 'tasks' },
  { path: 'main-thread-scheduling#yieldControl', lets: 'tasks' },

  { path: '#queueMicrotask', lets: 'microtasks' },
  { path: '#Promise.resolve', lets: 'microtasks' },
  { path: '#Promise.reject', lets: 'microtasks' },
  { path: 'node:process#nextTick', lets: 'microtasks' },
]

/** Modules all of whose functions that yield a promise wait for the outside world: a real yield. */
export const yieldingModules: ReadonlySet<string> = new Set(
  ['node:fs/promises', 'node:stream/promises', 'node:dns/promises', 'node:readline/promises'],
)

/** Functions that put a callback into the queue of microtasks: it runs before any other task gets a turn. */
export const microtaskQueues: ReadonlySet<string> = new Set(['node:process#nextTick', '#queueMicrotask', '#Promise.resolve().then'])

/** How a comment says that a pause is there to let others in. */
export const lettingOthersIn = /\byield|\bevent[- ]loop\b|\b(?:main|ui) thread\b|\bblock(?:ing|ed|s)?\b|\bbreathe?\b|\bresponsive\b|\bstarv/iu

/** Globals whose functions yield no promises, except those listed above. */
export const plainGlobals: ReadonlySet<string> = new Set(['#Math', '#JSON', '#Number', '#String', '#Object', '#Array', '#Date', '#Boolean', '#parseInt', '#parseFloat', '#isNaN', '#structuredClone', '#Symbol', '#BigInt'])

/** Methods of strings, arrays and buffers that yield no promises, whatever they are called on. */
export const plainMethods: ReadonlySet<string> = new Set([
  'map', 'filter', 'join', 'split', 'slice', 'concat', 'sort', 'reverse', 'flat', 'toString', 'toFixed', 'trim', 'padStart', 'padEnd', 'toLowerCase', 'toUpperCase', 'replace', 'replaceAll', 'includes', 'indexOf', 'startsWith',
  'endsWith', 'charCodeAt', 'codePointAt', 'digest',
])

/**
 * Names without which nothing in a file lets other code in before it is done, async syntax aside: promises, timers,
 * listeners, callbacks that are named like that, shared memory.
 */
export const meanwhileNames: readonly string[] = [
  'Promise', 'then', 'finally', 'setTimeout', 'setInterval', 'setImmediate', 'nextTick', 'queueMicrotask', 'requestAnimationFrame', 'Atomics', 'emit', 'on', 'once', 'addEventListener', 'addListener', 'subscribe', 'callback', 'cb',
  'done', 'next', 'resolve', 'getConnection',
]

/** Properties that are assigned, or passed on, a function that is called when something happens. */
export const listenerNames = /^on(?:[A-Z]|message|error|open|close|load|click|change|input|success|complete|upgradeneeded|blocked|abort)/u
