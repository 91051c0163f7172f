import { render } from 'react'

import { room } from '../turns.mjs'

let desk
globalThis.write = () => desk.work()
const { save, useSave } = await import('../example.js')

async function most(work) {
  desk = room()
  await work()
  return `${desk.most} inside`
}
const saved = await most(() => Promise.all([save('a', {}), save('a', {})]))
const hooks = []
const used = await most(() => Promise.all([{ id: 'a' }, { id: 'a' }].map((row) => render(hooks, () => useSave(row))())))
console.log(`save ${saved}, useSave ${used}`)
