import 'web-locks'

import { room } from '../turns.mjs'

const desk = room()
globalThis.write = desk.work
const { saveTab } = await import('../example.js')

await Promise.all([saveTab({ id: 1 }), saveTab({ id: 1 })])
console.log(desk.most, 'inside')
