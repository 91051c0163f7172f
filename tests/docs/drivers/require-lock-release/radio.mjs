import { fate, turn } from '../turns.mjs'

let isDown = true
globalThis.transmit = () => turn()
globalThis.open = async () => {
  await turn()
  if (isDown) throw new Error('down')
  return { run: () => turn() }
}
const { query, send } = await import('../example.js')

await send([])
await Promise.allSettled([1, 2, 3, 4].map((id) => query(`select ${id}`)))
isDown = false
console.log(`send ${await fate(send([1]))}, query ${await fate(query('select 5'))}`)
