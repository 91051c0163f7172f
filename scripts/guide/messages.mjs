import { serialize } from 'node:v8'

import { bytes, duration, time, times } from './clock.mjs'
import { ask, withWorkers } from './peers.mjs'

export const title = 'Messages'
export const how = 'One running worker.'

export async function* rows() {
  yield* await withWorkers(1, grains)
  yield* await withWorkers(1, buffers)
  yield* await withWorkers(1, objects)
}

/** Ten thousand numbers to a worker that adds them up. */
async function grains([worker]) {
  const values = Array.from({ length: 10_000 }, (_, i) => i)
  const inGroups = (size) => time(async () => {
    for (let i = 0; i < values.length; i += size) await ask(worker, { task: 'sum', values: values.slice(i, i + size) })
  })
  const single = await inGroups(1)
  const hundred = await inGroups(100)
  const whole = await inGroups(values.length)
  return [
    { id: 'batch-1', what: '10,000 numbers, one message each, each answer awaited', value: duration(single) },
    { id: 'batch-100', what: 'the same in messages of 100', value: duration(hundred) },
    { id: 'batch-all', what: 'the same in one message', value: duration(whole) },
    { id: 'batch-gain', what: 'one each beside messages of 100', value: times(single / hundred) },
  ]
}

async function buffers([worker]) {
  const size = 32 * 2 ** 20
  const copied = await sent(worker, () => new ArrayBuffer(size), () => [])
  const moved = await sent(worker, () => new ArrayBuffer(size), (buffer) => [buffer])
  const lent = await sent(worker, () => new SharedArrayBuffer(size), () => [])
  const small = await sent(worker, () => new ArrayBuffer(1024), () => [])
  const smallMoved = await sent(worker, () => new ArrayBuffer(1024), (buffer) => [buffer])
  return [
    { id: 'buffer-copy', what: 'a buffer of 32 MB copied: from the call to its arrival', value: duration(copied.total) },
    { id: 'buffer-copy-held', what: 'of that the sender is held', value: duration(copied.held) },
    { id: 'buffer-move', what: 'the same transferred', value: duration(moved.total) },
    { id: 'buffer-share', what: 'the same as a `SharedArrayBuffer`', value: duration(lent.total) },
    { id: 'buffer-gain', what: 'copied beside transferred, 32 MB', value: times(copied.total / moved.total) },
    { id: 'buffer-gain-small', what: 'copied beside transferred, 1 kB', value: times(small.total / smallMoved.total) },
  ]
}

async function sent(worker, make, listOf) {
  let held = Infinity
  let total = Infinity
  for (let i = 0; i < 20; i++) {
    const buffer = make()
    // Pages that nobody has written to cost nothing to copy.
    new Uint8Array(buffer).fill(1)
    const start = performance.now()
    const answer = ask(worker, { task: 'take', buffer }, listOf(buffer))
    held = Math.min(held, performance.now() - start)
    await answer
    total = Math.min(total, performance.now() - start)
  }
  return { held, total }
}

async function objects([worker]) {
  const value = Array.from({ length: 20_000 }, (_, id) => ({ id, name: `article ${id}`, price: id / 7, tags: ['new', 'red'], stock: { here: id, there: 1 } }))
  const add = () => value.reduce((sum, { price, stock }) => sum + price * stock.here, 0)
  const text = JSON.stringify(value)
  const cloned = await time(() => structuredClone(value))
  const json = await time(() => JSON.parse(JSON.stringify(value)))
  const there = await time(() => ask(worker, { task: 'take', value }))
  const asText = await time(() => ask(worker, { task: 'take', value: text }))
  const here = await time(add, 50)
  return [
    { id: 'objects-size', what: '20,000 rows of a table, as `v8.serialize(rows).byteLength`', value: bytes(serialize(value).byteLength) },
    { id: 'objects-clone', what: '`structuredClone` of them', value: duration(cloned) },
    { id: 'objects-json', what: '`JSON.parse(JSON.stringify())` of them', value: duration(json) },
    { id: 'objects-there', what: 'sending them to a worker', value: duration(there) },
    { id: 'objects-text', what: 'sending them as one string that is there already', value: duration(asText) },
    { id: 'objects-here', what: 'adding up a column of them here', value: duration(here) },
    { id: 'objects-ratio', what: 'sending them beside adding them up', value: times(there / here) },
  ]
}
