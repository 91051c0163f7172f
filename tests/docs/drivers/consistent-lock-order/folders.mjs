import 'web-locks'

import { withFolders } from '../example.js'
import { turns } from '../turns.mjs'

const move = () => turns(2)
await Promise.all([withFolders(['in', 'out'], move), withFolders(['out', 'in'], move)])
console.log('done')
