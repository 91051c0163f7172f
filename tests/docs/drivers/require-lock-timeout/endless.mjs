import { writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

globalThis.client = { lock: () => Promise.reject(new Error('no server')) }
const { exclusive, locks } = await import('../example.js')

const given = (lock) => Promise.race([lock.then(() => 'done', () => 'failed'), pause(2000, 'waits')])
writeFileSync('file', '')
await exclusive('file')
const [lock, second] = await Promise.all([given(locks.acquire(['a'], 100)), given(exclusive('file'))])
console.log(`lock ${lock}, exclusive ${second}`)
process.exit()
