// Sends pictures to the worker thread that makes their thumbnails.
import { Worker } from 'node:worker_threads'

const worker = new Worker(new URL('./thumbnail-worker.js', import.meta.url))
worker.unref()
worker.on('error', (error) => console.error('the thumbnail worker failed', error))

export function makeThumbnail(bytes: Uint8Array, width: number, onDone: (thumbnail: Uint8Array) => void): void {
  const job = { bytes, width, onDone }
  worker.postMessage(job)
}
