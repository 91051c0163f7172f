import { readFileSync, writeFileSync } from 'node:fs'

// Two copies of the module, each with variables of its own, stand in for two processes.
const copies = await Promise.all([1, 2].map((copy) => import(`../example.js?copy=${copy}`)))

writeFileSync('rows.json', '[]')
await Promise.all([1, 2, 3, 4, 5].flatMap((row) => copies.map(({ add }) => add(row).catch(() => undefined))))
let rows = []
try {
  rows = JSON.parse(readFileSync('rows.json', 'utf8'))
} catch {
  // Two have written into each other.
}
console.log(rows.length === 10 ? 'kept' : 'lost')
