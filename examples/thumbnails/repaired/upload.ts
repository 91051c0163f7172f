// Hands an uploaded picture over to the worker thread and keeps account of the bytes.
import type { Worker } from 'node:worker_threads'

let received = 0

export function upload(worker: Worker, bytes: Uint8Array<ArrayBuffer>): number {
  received += bytes.byteLength
  worker.postMessage({ bytes, width: 128 }, [bytes.buffer])
  return received
}
