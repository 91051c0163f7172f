import { room } from '../turns.mjs'

const [one, other] = [room(), room()]
globalThis.push = one.work
globalThis.send = other.work
const { sync, upload } = await import('../example.js')

await Promise.allSettled([sync(), sync(), upload('a'), upload('b')])
console.log(`sync ${one.most} inside, upload ${other.most} inside`)
