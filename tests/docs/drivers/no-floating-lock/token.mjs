import { setTimeout as pause } from 'node:timers/promises'

import { withToken } from '../example.js'

let inside = 0
let most = 0
async function work(signal) {
  most = Math.max(most, ++inside)
  await pause(100, undefined, { signal }).catch(() => undefined)
  inside--
}

await Promise.all([withToken(work), withToken(work)])
console.log(most, 'inside')
