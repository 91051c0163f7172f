// Makes the thumbnails of a gallery in several worker threads, and tells when all of them have started.
import { Worker } from 'node:worker_threads'

const WORKERS = 4

export function gallery(folder: string, begin: () => void): readonly Worker[] {
  let ready = 0
  const workers = Array.from({ length: WORKERS }, (_, part) => new Worker(new URL('./thumbnail-worker.js', import.meta.url), { workerData: { folder, part } }))
  for (const worker of workers) {
    worker.on('error', (error) => console.error(error))
    worker.once('online', () => {
      if (++ready === WORKERS) begin()
    })
  }
  return workers
}
