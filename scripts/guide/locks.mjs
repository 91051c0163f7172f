import { setTimeout as pause } from 'node:timers/promises'

import { Mutex } from 'async-mutex'

import { duration, percent, time, times } from './clock.mjs'
import { ask, withWorkers } from './peers.mjs'

export const title = 'Races and locks'
export const how = 'Two workers add one to the same word of shared memory, as fast as they can; then one thread with promises.'

const ROUNDS = 20_000_000

export async function* rows() {
  yield* await withWorkers(2, shared)
  yield* await withWorkers(1, wakes)
  yield { id: 'kept-await', what: '100 runs of read, await, write on one variable: kept', value: percent((await acrossAwait()) / 100) }

  let count = 0
  const mutex = new Mutex()
  const add = () => count++
  const many = 50_000
  const bare = await time(() => {
    for (let i = 0; i < many * 100; i++) add()
  }) / many / 100
  const locked = await time(async () => {
    for (let i = 0; i < many; i++) await mutex.runExclusive(add)
  }) / many
  yield { id: 'mutex-cost', what: 'a free lock of `async-mutex` around a synchronous step', value: duration(locked) }
  yield { id: 'mutex-ratio', what: 'beside the step alone', value: times(locked / bare) }
}

async function shared(workers) {
  const plain = await counted(workers, 'plain', 15 * ROUNDS)
  const loadStore = await counted(workers, 'loadStore', ROUNDS)
  const add = await counted(workers, 'add', ROUNDS)
  const locked = await counted(workers, 'locked', ROUNDS / 100)
  const short = await counted(workers, 'plain', 10_000)
  return [
    { id: 'kept-short', what: 'plain `words[0]++`, 10,000 by each worker: kept', value: percent(short.kept) },
    { id: 'kept-plain', what: 'plain `words[0]++`, 300 million by each: kept', value: percent(plain.kept) },
    { id: 'kept-load-store', what: '`Atomics.load`, then `Atomics.store`, 20 million by each: kept', value: percent(loadStore.kept) },
    { id: 'kept-add', what: '`Atomics.add`, 20 million by each: kept', value: percent(add.kept) },
    { id: 'kept-locked', what: 'plain, under a lock made of `Atomics.compareExchange` and `Atomics.wait`, 200,000 by each: kept', value: percent(locked.kept) },
    { id: 'cost-plain', what: 'one plain addition, while the other worker adds too', value: duration(plain.each) },
    { id: 'cost-add', what: 'one `Atomics.add`, while the other worker adds too', value: duration(add.each) },
    { id: 'cost-locked', what: 'one addition under the lock, while the other worker wants it too', value: duration(locked.each) },
  ]
}

async function counted(workers, way, rounds) {
  const memory = new SharedArrayBuffer(12)
  const spent = await Promise.all(workers.map((worker) => ask(worker, { task: 'count', shared: memory, way, rounds })))
  return { kept: new Int32Array(memory)[0] / (workers.length * rounds), each: Math.max(...spent) / rounds }
}

/** To a worker and back: by a message, and by a word of shared memory. The main thread of this script may wait. */
async function wakes([worker]) {
  const rounds = 2000
  const byMessage = await time(async () => {
    for (let i = 0; i < rounds; i++) await ask(worker, { task: 'take' })
  }) / rounds
  const byWord = await time(async () => {
    const memory = new SharedArrayBuffer(4)
    const word = new Int32Array(memory)
    const done = ask(worker, { task: 'answer', shared: memory, rounds })
    for (let i = 0; i < rounds; i++) {
      Atomics.store(word, 0, 2 * i + 1)
      Atomics.notify(word, 0)
      while (Atomics.load(word, 0) !== 2 * i + 2) Atomics.wait(word, 0, 2 * i + 1)
    }
    await done
  }) / rounds
  return [
    { id: 'wake-message', what: 'to a worker and back by a message', value: duration(byMessage) },
    { id: 'wake-word', what: 'the same by a word of shared memory, with `Atomics.wait` on both sides', value: duration(byWord) },
  ]
}

async function acrossAwait() {
  let total = 0
  const add = async () => {
    const before = total
    await pause(1)
    // The fault itself is what is measured here.
    total = before + 1
  }
  await Promise.all(Array.from({ length: 100 }, add))
  return total
}
