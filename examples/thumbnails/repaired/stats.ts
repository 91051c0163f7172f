// Counters that the server and its worker threads share.
import { Worker } from 'node:worker_threads'

const MADE = 0
const FAILED = 1

const counters = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT))

export function startCounting(): Worker {
  return new Worker(new URL('./thumbnail-worker.js', import.meta.url), { workerData: { counters } })
}

export function count(failed: boolean): void {
  Atomics.add(counters, failed ? FAILED : MADE, 1)
}
