import { turn } from '../turns.mjs'

globalThis.load = (page) => turn({ page })
globalThis.write = () => turn()
const { rows, save } = await import('../example.js')

let count = 0
for await (const row of rows()) {
  await save(row)
  count++
}
console.log(count, 'rows')
