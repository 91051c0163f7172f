// Makes the thumbnails of a gallery in several worker threads, and tells when all of them have started.
import { Worker } from 'node:worker_threads'

export function gallery(folders: readonly string[], begin: () => void): readonly Worker[] {
  let ready = 0
  const workers = folders.map((folder) => new Worker(new URL('./thumbnail-worker.js', import.meta.url), { workerData: { folder } }))
  for (const worker of workers) {
    worker.on('error', (error) => console.error(error))
    worker.once('online', () => {
      if (ready++ === workers.length) begin()
    })
  }
  return workers
}
