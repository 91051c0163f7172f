// Workers and child processes that run task.mjs, as the measurements need them.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

const file = new URL('task.mjs', import.meta.url)

/** A worker that is running: it has answered once. */
export async function startWorker() {
  const worker = new Worker(file)
  await ask(worker, { task: 'take' })
  return worker
}

export async function startProcess() {
  const child = fork(file)
  child.send({ task: 'take' })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The child process ended with ${code} before it answered`)
  })
  await Promise.race([once(child, 'message'), ended])
  ended.catch(() => undefined)
  return child
}

/** One task, and its answer. */
export async function ask(worker, message, transfer) {
  const answer = once(worker, 'message')
  worker.postMessage(message, transfer)
  const [result] = await answer
  return result
}

export async function withWorkers(count, work) {
  const workers = await Promise.all(Array.from({ length: count }, startWorker))
  try {
    return await work(workers)
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}
