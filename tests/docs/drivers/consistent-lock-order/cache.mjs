import { turns } from '../turns.mjs'

globalThis.write = () => turns(2)
const { Cache } = await import('../example.js')

const cache = new Cache()
await Promise.all([cache.put('a', '1'), cache.compact()])
console.log('done')
