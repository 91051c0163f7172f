import type { LockMethod, LockModel } from './schema.ts'

const scope: LockMethod = { does: 'scope', callback: 0, awaited: true }
/** The section was given to the constructor; the call hands it one more task. */
const task: LockMethod = { does: 'scope', awaited: true }

/** Limiters: locks that count. A task that waits for a second slot of the same full limiter hangs (measured for all of them). */
export const limiters: readonly LockModel[] = [
  {
    id: 'p-limit',
    on: ['p-limit#default()'],
    permits: 'argument',
    permitsFrom: { argument: 0, property: 'concurrency' },
    methods: {
      '': scope, map: { does: 'scope', callback: 1, awaited: true }, activeCount: { does: 'query' }, pendingCount: { does: 'query' },
    },
  },
  {
    id: 'p-limit/limitFunction',
    on: ['p-limit#limitFunction()'],
    permits: 'argument',
    permitsFrom: { argument: 1, property: 'concurrency' },
    section: 0,
    methods: { '': task },
  },
  {
    id: 'p-queue',
    on: ['p-queue#default()'],
    permits: 'argument',
    permitsFrom: { argument: 0, property: 'concurrency', absent: Number.POSITIVE_INFINITY },
    methods: {
      add: scope,
      addAll: { does: 'scope', callback: 0, awaited: true },
      // Awaited inside a task they never end: the task itself is what they wait for.
      onIdle: { does: 'wait', awaited: true },
      onPendingZero: { does: 'wait', awaited: true },
    },
  },
  {
    id: 'bottleneck',
    on: ['bottleneck#default()'],
    permits: 'argument',
    permitsFrom: { argument: 0, property: 'maxConcurrent', absent: Number.POSITIVE_INFINITY },
    methods: {
      schedule: { does: 'scope', callback: 'function', awaited: true },
      'wrap()': task,
      'wrap().withOptions': task,
    },
  },
  {
    id: 'fastq/promise',
    on: ['fastq#promise()'],
    permits: 'argument',
    permitsFrom: { argument: 1 },
    section: 'function',
    methods: { push: task, unshift: task, drained: { does: 'wait', awaited: true } },
  },
  {
    id: 'fastq',
    on: ['fastq#default()'],
    permits: 'argument',
    permitsFrom: { argument: 1 },
    section: 'function',
    methods: { push: { does: 'scope' }, unshift: { does: 'scope' } },
  },
  {
    id: 'async/queue',
    on: ['async#queue()'],
    permits: 'argument',
    permitsFrom: { argument: 1, absent: 1 },
    section: 0,
    methods: { push: { does: 'scope' }, unshift: { does: 'scope' }, pushAsync: task, unshiftAsync: task, drain: { does: 'wait' } },
  },
  {
    // Effects are values: the section is the effect handed to what `withPermits(n)` yields.
    id: 'effect/Semaphore',
    on: [
      'effect#Semaphore.make()', 'effect#Semaphore.makeUnsafe()', 'effect#Effect.makeSemaphore()', 'effect#Effect.unsafeMakeSemaphore()',
    ],
    permits: 'argument',
    permitsFrom: { argument: 0 },
    methods: {
      'withPermits()': { does: 'scope', callback: 0 },
      withPermit: { does: 'scope', callback: 0 },
    },
  },
]
