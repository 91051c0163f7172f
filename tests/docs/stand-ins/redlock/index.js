// Stands in for redlock, which needs a Redis server: asks the client again until it gives the lock, or `retryCount` is used up.
import { setTimeout as pause } from 'node:timers/promises'

export default class Redlock {
  #clients
  #settings

  constructor(clients, settings) {
    this.#clients = clients
    this.#settings = settings
  }

  async acquire(resources, duration) {
    const { retryCount = 10, retryDelay = 200 } = this.#settings
    for (let tries = 0; retryCount < 0 || tries <= retryCount; tries++) {
      if (tries > 0) await pause(retryDelay)
      if (await Promise.all(this.#clients.map((client) => client.lock(resources, duration))).then(() => true, () => false)) return { release: () => undefined }
    }
    throw new Error('no lock')
  }
}
