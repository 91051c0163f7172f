// What the measured workers and child processes do: answer each message with what its task yields.
import { isMainThread, parentPort } from 'node:worker_threads'

const tasks = {
  echo: ({ value }) => value,
  take: () => undefined,
  sum: ({ values }) => values.reduce((sum, value) => sum + value, 0),
  crunch: ({ rounds }) => crunch(rounds),
  memory: () => process.memoryUsage().rss,
  count,
  answer,
}

/** Arithmetic that no engine leaves out. */
export function crunch(rounds) {
  let x = 1
  for (let i = 0; i < rounds; i++) x = (x * 1_103_515_245 + 12_345) % 2_147_483_648
  return x
}

/** Adds one to the first word of shared memory, again and again, in one of several ways. */
function count({ shared, way, rounds }) {
  const words = new Int32Array(shared)
  // Both sides start together: the second word counts who is there.
  Atomics.add(words, 1, 1)
  Atomics.notify(words, 1)
  for (let here = Atomics.load(words, 1); here < 2; here = Atomics.load(words, 1)) Atomics.wait(words, 1, here)
  const start = performance.now()
  ways[way](words, rounds)
  return performance.now() - start
}

const ways = {
  // The fault itself is what is measured here.
  plain(words, rounds) {
    for (let i = 0; i < rounds; i++) words[0]++
  },
  loadStore(words, rounds) {
    // eslint-disable-next-line concurrency/no-unlocked-shared-state
    for (let i = 0; i < rounds; i++) Atomics.store(words, 0, Atomics.load(words, 0) + 1)
  },
  add(words, rounds) {
    for (let i = 0; i < rounds; i++) Atomics.add(words, 0, 1)
  },
  locked(words, rounds) {
    for (let i = 0; i < rounds; i++) {
      while (Atomics.compareExchange(words, 2, 0, 1) !== 0) Atomics.wait(words, 2, 1)
      words[0]++
      Atomics.store(words, 2, 0)
      Atomics.notify(words, 2, 1)
    }
  },
}

/** Waits for odd numbers in the first word and answers with the next even one. */
function answer({ shared, rounds }) {
  const word = new Int32Array(shared)
  for (let i = 0; i < rounds; i++) {
    while (Atomics.load(word, 0) !== 2 * i + 1) Atomics.wait(word, 0, 2 * i)
    Atomics.store(word, 0, 2 * i + 2)
    Atomics.notify(word, 0)
  }
}

const serve = (reply) => ({ task, ...input }) => reply(tasks[task](input))
if (!isMainThread) parentPort.on('message', serve((result) => parentPort.postMessage(result)))
else if (process.send) process.on('message', serve((result) => process.send(result ?? null)))
