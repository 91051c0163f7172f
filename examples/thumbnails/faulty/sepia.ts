// Colours a picture, in a thread that is made of the source of one function.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

const strength = 0.4

function sepia(picture: Uint8Array): Uint8Array {
  return picture.map((byte) => byte * (1 - strength) + 112 * strength)
}

export async function coloured(picture: Uint8Array): Promise<Uint8Array> {
  const source = `const { parentPort, workerData } = require('node:worker_threads'); parentPort.postMessage((${sepia})(workerData))`
  const worker = new Worker(source, { eval: true, workerData: picture })
  try {
    const [result] = await once(worker, 'message')
    return result
  } finally {
    await worker.terminate()
  }
}
