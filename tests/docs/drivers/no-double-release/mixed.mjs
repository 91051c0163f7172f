import { room } from '../turns.mjs'

const desk = room()
globalThis.write = async (order) => {
  await desk.work()
  if (!order.id) throw new Error('no id')
}
const { save } = await import('../example.js')

await Promise.allSettled([{}, { id: 1 }, { id: 2 }].map((order) => save(order)))
console.log(desk.most, 'inside')
