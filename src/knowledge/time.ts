import type { ApiPath } from './schema.ts'

/** Calls whose promise settles after a time, by the position of the delay. */
export const sleeps: ReadonlyMap<ApiPath, number> = new Map([
  ['node:timers/promises#setTimeout', 0],
  ['node:timers/promises#scheduler.wait', 0],
  ['#scheduler.wait', 0],
  ['delay#default', 0],
  ['sleep-promise#default', 0],
  ['p-sleep#default', 0],
])

/** The timer that calls a function after a time: the positions of both. */
export const timer = { path: '#setTimeout', callback: 0, delay: 1 } as const

/** What tells the time; called, or made with `new`. It passes whatever a loop does, and a delay that is computed with it is not fixed. */
export const clocks: ReadonlySet<ApiPath> = new Set(['#Date.now', '#performance.now', 'node:perf_hooks#performance.now', 'node:process#hrtime', 'node:process#hrtime.bigint', '#Date()'])

/** Methods of what such a call gives that tell the same time in another form. */
export const clockMethods: ReadonlySet<string> = new Set(['getTime', 'valueOf'])
