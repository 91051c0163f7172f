import { mkdirSync, writeFileSync } from 'node:fs'

import { count } from '../example.js'

// Nine levels, and a limit of eight.
const deep = 'tree/1/2/3/4/5/6/7/8/9'
mkdirSync(deep, { recursive: true })
writeFileSync(`${deep}/leaf`, '')
console.log(await count('tree'), 'file')
