import { afterAll, beforeAll } from 'vitest'

import { mapPort, usePort } from '../../src/analysis/port.ts'
import rule from '../../src/rules/no-blocking-call.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Packages whose commands a framework finds by their manifest are commands, whatever they can be imported for.
beforeAll(() => {
  usePort(mapPort(new Map([
    ['/fleet/package.json', '{"name": "fleet", "bin": "bin/run.js", "main": "lib/index.js", "oclif": {"commands": "./lib/commands"}}'],
    ['/plug/package.json', '{"name": "plug", "main": "lib/index.js", "oclif": {"commands": "./lib/commands"}}'],
    ['/store/package.json', '{"name": "store", "bin": "bin/run.js", "main": "lib/index.js", "oclif": true}'],
  ])))
})
afterAll(() => {
  usePort(mapPort(new Map()))
})

const packing = text`
  import { deflateSync } from 'node:zlib'
  export async function pack(file) {
    const content = await read(file)
    return deflateSync(content)
  }
`

run(rule, {
  valid: [
    { name: 'a part of the commands', filename: '/fleet/lib/accounts/pack.js', code: packing },
    { name: 'a part of commands that another package runs', filename: '/plug/lib/pack.js', code: packing },
  ],
  invalid: [
    { name: 'a package that names no commands', filename: '/store/lib/pack.js', code: packing, errors: [{ messageId: 'inAsync', line: 4, column: 10 }] },
  ],
})
