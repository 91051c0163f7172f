// Stands in for the Web Locks of browsers and of Node 24, where there are none: names, modes, `ifAvailable`; requests in order.
const held = new Map()

class LockManager {
  async request(name, ...rest) {
    const section = rest.pop()
    const { mode = 'exclusive', ifAvailable = false } = rest[0] ?? {}
    const queue = held.get(name) ?? []
    held.set(name, queue)
    const isFree = () => queue.slice(0, queue.indexOf(request)).every((other) => mode === 'shared' && other.mode === 'shared')
    const request = { mode, wake: () => undefined }
    queue.push(request)
    try {
      await null
      if (ifAvailable && !isFree()) return await section(null)
      while (!isFree()) await new Promise((resolve) => (request.wake = resolve))
      return await section({ name, mode })
    } finally {
      queue.splice(queue.indexOf(request), 1)
      for (const other of queue) other.wake()
    }
  }
}

globalThis.navigator ??= {}
if (!navigator.locks) Object.defineProperty(navigator, 'locks', { value: new LockManager() })
