import { fate, turn } from '../turns.mjs'

globalThis.write = () => turn('today')
const { Store } = await import('../example.js')

const store = new Store()
let seen
store.once('saved', (row) => (seen = `${store.rows.length} row ${row.date ? 'with' : 'without'} date`))
store.onSave((row) => row.id === 1 && store.save({ id: 2 }))
const saved = await fate(store.save({ id: 1 }))
console.log(`${seen}, save ${saved}`)
