import { room, turn } from '../turns.mjs'

let desk
globalThis.write = () => desk.work()
const { Queue } = await import('../example.js')

async function most(work) {
  desk = room()
  await work(new Queue())
  return `${desk.most} inside`
}
const pushed = await most((queue) => Promise.all([queue.push(1), queue.push(2)]))
const ran = await most(async (queue) => {
  queue.open()
  const now = queue.runNow(1)
  await turn()
  await Promise.all([now, queue.push(2)])
})
console.log(`push ${pushed}, runNow ${ran}`)
