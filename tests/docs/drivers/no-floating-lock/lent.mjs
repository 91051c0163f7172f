import { Mutex } from 'async-mutex'

import { names, removeAll } from '../example.js'
import { room, turn, turns } from '../turns.mjs'

const client = room()
const free = new Mutex()
const pool = {
  connect: async () => ({ query: client.work, release: await free.acquire() }),
}
await Promise.all([names(pool), names(pool)])

let isCommitted = false
let late = 0
const item = {
  async destroy() {
    await turn()
    if (isCommitted) late++
  },
}
await removeAll([item, item], {})
isCommitted = true
await turns(5)
console.log(`${client.most} at one client, ${late} too late`)
