// Makes the thumbnails of all pictures of an imported folder.
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'

import pLimit from 'p-limit'

const limit = pLimit(availableParallelism())

async function thumbnail(picture: string): Promise<Uint8Array> {
  const worker = new Worker(new URL('./thumbnail-worker.js', import.meta.url))
  try {
    worker.postMessage({ bytes: await read(picture), width: 128 })
    const [bytes] = await once(worker, 'message')
    return bytes
  } finally {
    await worker.terminate()
  }
}

export async function importAll(pictures: readonly string[]): Promise<Uint8Array[]> {
  return Promise.all(pictures.map((picture) => limit(() => thumbnail(picture))))
}

declare function read(picture: string): Promise<Uint8Array>
