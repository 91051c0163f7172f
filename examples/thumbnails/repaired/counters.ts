// GET /counters: how many pictures the worker threads have made, read under the lock that they count under.
import express from 'express'

const LOCK = 0
const MADE = 1

export class Counters {
  constructor(private readonly words: Int32Array) {}

  async made(): Promise<number> {
    while (Atomics.compareExchange(this.words, LOCK, 0, 1) !== 0) {
      const { async, value } = Atomics.waitAsync(this.words, LOCK, 1)
      if (async) await value
    }
    try {
      return this.words[MADE]
    } finally {
      Atomics.store(this.words, LOCK, 0)
      Atomics.notify(this.words, LOCK, 1)
    }
  }
}

export function serve(counters: Counters) {
  const app = express()
  app.get('/counters', async (request, response) => {
    response.json({ made: await counters.made() })
  })
  return app
}
