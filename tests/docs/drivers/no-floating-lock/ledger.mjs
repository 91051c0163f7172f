import { room, turns } from '../turns.mjs'

const [desk, hall] = [room(), room()]
globalThis.write = desk.work
globalThis.add = () => hall.work(3)
globalThis.work = () => hall.work()
const { enter, record, total } = await import('../example.js')

await Promise.all([record(1), record(2)])
const sum = total()
await enter()
await turns(20)
console.log(`record ${desk.most} inside, total ${await sum}, enter ${hall.most} inside`)
