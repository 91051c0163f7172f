// The worker thread: answers a picture with its thumbnail, or with null.
import { parentPort, workerData } from 'node:worker_threads'

parentPort?.on('message', ({ bytes, width }) => {
  const thumbnail = scale(bytes, width)
  if (workerData?.counters) Atomics.add(workerData.counters, thumbnail === null ? 1 : 0, 1)
  parentPort?.postMessage(thumbnail)
})

/** Every n-th byte: a stand-in for a real codec. */
function scale(bytes, width) {
  if (bytes.length < width) return null
  const step = Math.floor(bytes.length / width)
  return Uint8Array.from({ length: width }, (_, i) => bytes[i * step])
}
