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
    const client = { query: (sql, values) => server.answer(sql, values, client), release }
    return client
  }
}
