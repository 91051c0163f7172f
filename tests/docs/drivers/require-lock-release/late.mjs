import { setTimeout as pause } from 'node:timers/promises'

let inside = 0
let most = 0
globalThis.write = async () => {
  most = Math.max(most, ++inside)
  await pause(100)
  inside--
}
const { save } = await import('../example.js')

const first = save('a')
await save('b').catch(() => undefined)
await Promise.allSettled([first, save('c')])
console.log(most, 'inside')
