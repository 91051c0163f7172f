import { Account, transfer } from '../example.js'

const [a, b] = [new Account('a', 10), new Account('b', 10)]
await Promise.all([transfer(a, b, 1), transfer(b, a, 1)])
console.log('done')
