// Stands in for pg, which needs a server: a pool of ten clients, and a server that answers what the driver says.
import { Semaphore } from 'async-mutex'

export const server = { answer: async () => ({ rows: [] }) }

export class Pool {
  #free

  constructor({ max = 10 } = {}) {
    this.#free = new Semaphore(max)
  }

  async connect() {
    const [, release] = await this.#free.acquire()
    return { query: (sql, values) => server.answer(sql, values), release }
  }
}
