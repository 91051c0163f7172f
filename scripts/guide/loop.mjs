import { pbkdf2, pbkdf2Sync } from 'node:crypto'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { promisify } from 'node:util'

import { duration, percent, time, times } from './clock.mjs'
import { crunch } from './task.mjs'

export const title = 'The event loop'
export const how = 'One thread. The loop has 300 steps; a timer that is due after 5 ms is started before it.'

export async function* rows() {
  const step = await roundsFor(1)
  const plain = await walk(step, () => undefined)
  yield { id: 'timer-plain', what: 'the timer fires while a loop of about 300 ms runs: after', value: duration(plain.fired) }
  yield { id: 'timer-promise', what: 'each step awaits `Promise.resolve()`: after', value: duration((await walk(step, () => Promise.resolve())).fired) }
  yield { id: 'timer-tick', what: 'each step awaits `process.nextTick`: after', value: duration((await walk(step, () => new Promise((resolve) => process.nextTick(resolve)))).fired) }
  const yielding = await walk(step, () => new Promise((resolve) => setImmediate(resolve)))
  yield { id: 'timer-immediate', what: 'each step awaits `setImmediate`: after', value: duration(yielding.fired) }
  yield { id: 'yield-cost', what: 'the whole loop, with `setImmediate` beside without', value: times(yielding.total / plain.total) }
  yield { id: 'delay-busy', what: '`monitorEventLoopDelay().max` during the plain loop', value: duration(plain.delay) }
  yield { id: 'utilization-busy', what: '`eventLoopUtilization().utilization` during the plain loop', value: percent(plain.utilization) }
  yield { id: 'utilization-idle', what: 'the same while a timer of 300 ms is waited for', value: percent(await idle()) }

  const hash = ['secret', 'salt', await roundsOfHash(), 32, 'sha256']
  const sync = await watched(() => [1, 2, 3, 4].forEach(() => pbkdf2Sync(...hash)))
  const async = await watched(() => Promise.all([1, 2, 3, 4].map(() => promisify(pbkdf2)(...hash))))
  yield { id: 'hash-sync', what: 'four `pbkdf2Sync` of 50 ms in a row: longest delay of the event loop', value: duration(sync.delay) }
  yield { id: 'hash-async', what: 'four `pbkdf2` at once: longest delay of the event loop', value: duration(async.delay) }
  yield { id: 'hash-gain', what: 'the time until all four are done, in a row beside at once', value: times(sync.total / async.total) }

  const text = JSON.stringify(Array.from({ length: 110_000 }, (_, id) => ({ id, name: `article ${id}`, price: id / 7, tags: ['new', 'red'] })))
  yield { id: 'json-parse', what: `\`JSON.parse\` of a text of ${Math.round(text.length / 1e6)} MB: nothing else runs for`, value: duration(await time(() => JSON.parse(text))) }
}

async function roundsFor(ms) {
  const rounds = 100_000
  return Math.round((rounds * ms) / (await time(() => crunch(rounds), 50)))
}

async function roundsOfHash() {
  const rounds = 20_000
  return Math.round((rounds * 50) / (await time(() => pbkdf2Sync('secret', 'salt', rounds, 32, 'sha256'), 5)))
}

/** The loop with the timer: when that fires, how long the loop takes, what the instruments say. */
async function walk(step, pause) {
  let fired
  return watched(async (start) => {
    setTimeout(() => (fired = performance.now() - start), 5)
    for (let i = 0; i < 300; i++) {
      crunch(step)
      const waiting = pause()
      if (waiting) await waiting
    }
  }).then(async (seen) => {
    while (fired === undefined) await new Promise((resolve) => setTimeout(resolve, 5))
    return { ...seen, fired }
  })
}

async function watched(work) {
  const delays = monitorEventLoopDelay({ resolution: 1 })
  delays.enable()
  // It needs a first tick to measure from. So does it after reset(), which would lose the very delay that is looked for.
  await new Promise((resolve) => setTimeout(resolve, 20))
  const start = performance.now()
  const before = performance.eventLoopUtilization()
  await work(start)
  const total = performance.now() - start
  const { utilization } = performance.eventLoopUtilization(before)
  await new Promise((resolve) => setTimeout(resolve, 20))
  delays.disable()
  return { total, delay: delays.max / 1e6, utilization }
}

async function idle() {
  const before = performance.eventLoopUtilization()
  await new Promise((resolve) => setTimeout(resolve, 300))
  return performance.eventLoopUtilization(before).utilization
}
