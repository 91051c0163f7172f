import { transfer } from '../example.js'

// As many at a time as the pool has connections.
await Promise.all([1, 2, 3, 4].map((id) => transfer(id, 5, 10)))
console.log('done')
