#!/usr/bin/env node
// The command, `eslint-plugin-concurrency`. Built as an entry of its own: `cli: 'src/cli/index.ts'` becomes dist/cli.js.
import { main } from './main.ts'

const { stdout, stderr } = process

// ESLint warns the process about comments of other people's files.
process.removeAllListeners('warning')

// Who reads the output may stop early, as `head` does.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await main(process.argv.slice(2), { cwd: process.cwd(), stdout, stderr })
