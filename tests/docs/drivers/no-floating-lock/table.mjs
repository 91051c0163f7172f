import { existsSync, readFileSync } from 'node:fs'

import { room, turn } from '../turns.mjs'

const shelf = room()
globalThis.files = () => turn(['a', 'b'])
globalThis.read = shelf.work
globalThis.report = () => undefined
const { allRows, store } = await import('../example.js')

async function readAll() {
  for await (const row of await allRows()) await turn(row)
}
await Promise.all([readAll(), readAll()])

await store('text')
const stored = existsSync('table') && readFileSync('table', 'utf8')
console.log(`${shelf.most} readers, ${stored || 'nothing'} stored`)
