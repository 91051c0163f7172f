// Sends pictures to the worker thread that makes their thumbnails.
import { Worker } from 'node:worker_threads'

let worker: Worker | undefined

function start(): Worker {
  const started = new Worker(new URL('./thumbnail-worker.js', import.meta.url))
  started.unref()
  started.on('error', (error) => console.error('the thumbnail worker failed', error))
  return started
}

export function makeThumbnail(bytes: Uint8Array, width: number, onDone: (thumbnail: Uint8Array) => void): void {
  const job = { bytes, width }
  worker ??= start()
  worker.once('message', onDone)
  worker.postMessage(job)
}
