// Stands in for knex, which needs a server: a pool of connections; a query outside of a transaction takes one for itself. Knex gives up
// after a minute (acquireConnectionTimeout), which is not played here.
import { Semaphore } from 'async-mutex'

export default function knex({ pool }) {
  const free = new Semaphore(pool.max)
  const query = () => new Promise((resolve) => setImmediate(resolve, 1))
  const tables = (run) => () => {
    const table = { where: () => table, insert: () => run(query), increment: () => run(query), decrement: () => run(query) }
    return table
  }
  const db = tables((work) => free.runExclusive(work))
  db.transaction = (section) => free.runExclusive(() => section(tables((work) => work())))
  return db
}
