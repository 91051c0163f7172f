// A thread of the ruling: lints the files that it is sent, one package at a time, and answers with what was found.
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { Linter } from 'eslint'

import { lintFile } from './lint.mjs'

parentPort.on('message', ({ name, files }) => {
  const cwd = join(workerData.modules, name)
  // Its folder is where ESLint begins to look: else it would leave out all that is below node_modules.
  const linter = new Linter({ configType: 'flat', cwd })
  parentPort.postMessage({ name, files: files.map((file) => lintFile(linter, cwd, file)) })
})
