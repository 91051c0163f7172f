// Makes the preview of one picture in a worker thread of its own.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

export async function preview(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  const worker = new Worker(new URL('./thumbnail-worker.js', import.meta.url))
  try {
    worker.postMessage({ bytes, width: 64 })
    const [thumbnail] = await once(worker, 'message')
    return thumbnail ?? undefined
  } finally {
    await worker.terminate()
  }
}
