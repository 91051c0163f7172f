// Loaded before an example of a page (node --import): notes how long the longest turn of the main thread's event loop was, and
// what is open when the time is nearly over. It keeps nothing alive itself.
import { writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  const { WITNESS_NOTES: notes, WITNESS_LIMIT: limit } = process.env
  const note = (facts) => writeFileSync(notes, JSON.stringify(facts))
  let stall = 0
  let last = performance.now()
  const beat = () => {
    const now = performance.now()
    stall = Math.max(stall, now - last)
    last = now
  }
  setInterval(beat, 10).unref()
  setTimeout(() => {
    note({ stall, open: process.getActiveResourcesInfo() })
  }, Number(limit)).unref()
  process.on('exit', () => {
    beat()
    note({ stall })
  })
}
