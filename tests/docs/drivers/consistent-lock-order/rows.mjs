import { server } from 'pg'

import { transfer } from '../example.js'
import { turn } from '../turns.mjs'

// A server that locks rows until the transaction ends, and ends who would wait in a circle.
const holders = new Map()
const waiting = new Map()
server.answer = async (sql, [id] = [], client) => {
  await turn()
  if (sql === 'commit' || sql === 'rollback') for (const [row, holder] of holders) if (holder === client) holders.delete(row)
  if (sql.endsWith('for update')) await lock(id, client)
  return { rows: [] }
}

async function lock(row, client) {
  for (let holder = holders.get(row); holder && holder !== client; holder = holders.get(row)) {
    if (waiting.get(holder) === client) throw new Error('deadlock detected')
    waiting.set(client, holder)
    await turn()
  }
  waiting.delete(client)
  holders.set(row, client)
}

const ends = await Promise.allSettled([transfer('a', 'b', 1), transfer('b', 'a', 1)])
console.log(ends.map(({ status, reason }) => (status === 'fulfilled' ? 'done' : reason.message)).join(', '))
