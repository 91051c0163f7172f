// Puts a watermark on a picture, in a thread of its own that runs this file, too.
import { once } from 'node:events'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'

let mark = new Uint8Array()

function stamp(picture: Uint8Array): Uint8Array {
  return picture.map((byte, at) => byte ^ (mark[at % mark.length] ?? 0))
}

export async function watermark(picture: Uint8Array, text: string): Promise<Uint8Array> {
  if (isMainThread) mark = new TextEncoder().encode(text)
  const worker = new Worker(new URL(import.meta.url))
  try {
    worker.postMessage(picture)
    const [stamped] = await once(worker, 'message')
    return stamped
  } finally {
    await worker.terminate()
  }
}

if (!isMainThread) {
  parentPort?.on('message', (picture) => {
    const stamped = stamp(picture)
    parentPort?.postMessage(stamped, [stamped.buffer])
  })
}
