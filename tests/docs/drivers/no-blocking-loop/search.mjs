import { turn } from '../turns.mjs'

const events = []
const rows = Array.from({ length: 2000 }, (_, i) => ({ name: `name ${i}` }))
globalThis.fetch = () => Promise.resolve(Response.json(rows))
globalThis.show = (what) => events.push(what)
await import('../example.js')

setTimeout(() => events.push('timer'))
document.querySelector('button').click()
while (events.length < 2) await turn()
console.log(events.join(', '))
