import { once } from 'node:events'

import { bytes, duration, time, times } from './clock.mjs'
import { ask, startProcess, startWorker, withWorkers } from './peers.mjs'

export const title = 'Starting something'
export const how = 'From the call to the first answer, with nothing else to do.'

export async function* rows() {
  const many = 100_000
  const awaited = (await time(async () => {
    for (let i = 0; i < many; i++) await undefined
  })) / many
  yield { id: 'start-promise', what: 'await a promise that is settled', value: duration(awaited) }

  const turn = (await time(async () => {
    for (let i = 0; i < 10_000; i++) await new Promise((resolve) => setImmediate(resolve))
  })) / 10_000
  yield { id: 'start-turn', what: 'give up one turn of the event loop (`setImmediate`)', value: duration(turn) }

  const trip = await withWorkers(1, async ([worker]) => (await time(async () => {
    for (let i = 0; i < 2000; i++) await ask(worker, { task: 'take' })
  })) / 2000)
  yield { id: 'start-trip', what: 'a message to a running worker, and its answer', value: duration(trip) }

  const worker = await time(async () => {
    const started = await startWorker()
    await started.terminate()
  }, 15)
  yield { id: 'start-worker', what: 'a new `Worker`, its first answer, and its end', value: duration(worker) }

  const child = await time(async () => {
    const started = await startProcess()
    started.kill()
    await once(started, 'exit')
  }, 9)
  yield { id: 'start-process', what: 'a new Node process (`fork`), its first answer, and its end', value: duration(child) }
  yield { id: 'start-worker-trip', what: 'a new worker beside a message to a running one', value: times(worker / trip) }
  yield { id: 'start-process-worker', what: 'a new process beside a new worker', value: times(child / worker) }

  yield { id: 'memory-worker', what: 'memory of an idle worker (resident, mean of twenty)', value: bytes(await memoryOfWorkers(20)) }
  yield { id: 'memory-process', what: 'memory of an idle Node process (resident, shared pages counted)', value: bytes(await memoryOfProcess()) }
}

async function memoryOfProcess() {
  const started = await startProcess()
  started.send({ task: 'memory' })
  const [size] = await once(started, 'message')
  started.kill()
  await once(started, 'exit')
  return size
}

async function memoryOfWorkers(count) {
  const before = process.memoryUsage().rss
  return withWorkers(count, () => (process.memoryUsage().rss - before) / count)
}
