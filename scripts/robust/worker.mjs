// One thread of `npm run robust`: checks the files that it is sent, and notes in shared memory which rule is running, so that the main
// thread can name the rule that never ends.
import { readFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'

import { makeCheck } from './check.mjs'
import { checkFile } from './variants.mjs'

const { default: plugin } = await import('../../dist/index.js')
const names = Object.keys(plugin.rules)
const { running } = workerData
const check = makeCheck(plugin.rules, { watch: (name) => Atomics.store(running, 0, name === undefined ? -1 : names.indexOf(name)) })

parentPort.on('message', (path) => {
  const started = performance.now()
  const result = checkFile(check, path, readFileSync(path, 'utf8'))
  parentPort.postMessage({ path, ...result, ms: performance.now() - started })
})
