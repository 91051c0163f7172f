import { room, turn } from '../turns.mjs'

const [one, other] = [room(), room()]
globalThis.write = (value) => (value === 'aside' ? turn() : other.work())
const { reset, save, update } = await import('../example.js')

const first = update(one.work)
await turn()
reset()
await Promise.allSettled([first, update(one.work)])

await Promise.allSettled([save('a', true), save('aside', false), save('b', true)])
console.log(`reset ${one.most} inside, save ${other.most} inside`)
