// Starts the program and counts the lines it prints, one for each start: it is stopped with all that it has started at the twelfth.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const MOST = 12
const child = spawn(process.execPath, [fileURLToPath(new URL('../example.js', import.meta.url))], { detached: true, stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, WITNESS_NOTES: '' } })
let lines = 0
child.stdout.setEncoding('utf8').on('data', (text) => {
  lines += text.split('\n').length - 1
  if (lines >= MOST) process.kill(-child.pid, 'SIGKILL')
})
await once(child, 'close')
console.log(lines >= MOST ? 'it never stops starting' : `${lines} were started`)
