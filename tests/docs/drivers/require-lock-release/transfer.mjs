import { server } from 'pg'

import { transfer } from '../example.js'
import { fate, turn } from '../turns.mjs'

const answer = () => turn({ rows: [] })
server.answer = async (sql) => {
  if (sql !== 'begin') throw new Error('connection lost')
}
// As many as the pool has clients.
for (let i = 0; i < 10; i++) await transfer('a', 'b', 1).catch(() => undefined)
server.answer = answer
console.log('transfer', await fate(transfer('a', 'b', 1)))
