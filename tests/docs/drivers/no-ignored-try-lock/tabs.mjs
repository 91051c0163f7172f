import 'web-locks'

import { room } from '../turns.mjs'

const server = room()
globalThis.push = server.work
const { sync } = await import('../example.js')

await Promise.all([sync(), sync()])
console.log(server.most, 'inside')
