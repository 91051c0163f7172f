import { room, turn } from '../turns.mjs'

const [desk, hall] = [room(), room()]
globalThis.write = desk.work
const { Store } = await import('../example.js')

const store = new Store()
const first = store.save({})
await turn()
store.assign('somebody')
await Promise.all([first, store.save({})])

const change = () => store.change('a', hall.work)
await Promise.all([change().then(change), change()])
console.log(`save ${desk.most} inside, change ${hall.most} inside`)
