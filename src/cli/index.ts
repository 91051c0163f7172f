#!/usr/bin/env node
// The command, `eslint-plugin-concurrency`. Built as an entry of its own: `cli: 'src/cli/index.ts'` becomes dist/cli.js.
import { reasonOf } from './failure.ts'
import { main } from './main.ts'

const { stdout, stderr } = process

// ESLint warns the process about comments of other people's files.
process.removeAllListeners('warning')

// Who reads the output may stop early, as `head` does; a full disk is another matter.
let unwritten = false
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return
  unwritten = true
  process.exitCode = 2
  stderr.write(`eslint-plugin-concurrency: Cannot write the output: ${reasonOf(error)}.\n`)
})
stderr.on('error', () => undefined)

const code = await main(process.argv.slice(2), { cwd: process.cwd(), stdout, stderr })
process.exitCode = unwritten ? 2 : code
