// Loaded before an example of a page (node --require): notes the longest turn of the main thread's event loop, by the clock and
// by the processor, what is open when the time is nearly over, and how it ended. It keeps nothing alive itself.
const { readFileSync, writeFileSync } = require('node:fs')
const { isMainThread } = require('node:worker_threads')

if (isMainThread) {
  const { WITNESS_NOTES: notes, WITNESS_LIMIT: limit } = process.env
  const note = (facts) => writeFileSync(notes, JSON.stringify(facts))
  let stall = 0
  let work = 0
  let last = performance.now()
  let lastUsed = used()
  const beat = () => {
    const [now, nowUsed] = [performance.now(), used()]
    stall = Math.max(stall, now - last)
    work = Math.max(work, Math.min(now - last, nowUsed - lastUsed))
    last = now
    lastUsed = nowUsed
  }
  note({ stall, work, open: [] })
  setInterval(beat, 10).unref()
  setTimeout(() => note({ stall, work, open: process.getActiveResourcesInfo(), isOver: true }), Number(limit)).unref()
  process.on('exit', (exited) => {
    beat()
    note({ stall, work, exited, isOver: true })
  })
}

/** Milliseconds of processor that this thread has had; where nobody can tell, of the clock. */
function used() {
  if (process.threadCpuUsage) {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1000
  }
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ', 1)[0]) / 1e6
  } catch {
    return performance.now()
  }
}
