import { fate, turn } from '../turns.mjs'

let isDown = true
let uploads = 0
globalThis.read = (key, done) => setImmediate(() => (isDown ? done(new Error('down')) : done(null, key)))
globalThis.upload = async () => {
  await turn()
  if (isDown) throw new Error('down')
  uploads++
}
const { load, synchronise } = await import('../example.js')

// Without a promise, async-lock passes on what `done` is given to nobody.
process.on('unhandledRejection', () => undefined)
load('a', () => undefined)
await synchronise().catch(() => turn())
isDown = false
const loaded = await fate(new Promise((resolve) => load('a', resolve)))
await synchronise()
console.log(`load ${loaded}, synchronise ${uploads === 0 ? 'skipped' : 'done'}`)
