import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const title = 'How programs end'
export const how = 'Each program is run, and its exit code noted. `open` means that it had to be stopped after two seconds.'

const worker = (code) => `import { Worker } from 'node:worker_threads'\nimport { once } from 'node:events'\nconst worker = new Worker(${JSON.stringify(code)}, { eval: true })\n`
const answers = 'require("node:worker_threads").parentPort.on("message", () => {})'
const programs = [
  ['end-await', 'a top-level `await` that nothing will ever settle', 'await new Promise(() => {})'],
  ['end-pending', 'a promise that never settles, not awaited at the top level', 'new Promise(() => {}).then(() => {})'],
  ['end-rejection', 'a rejection that nobody handles', 'Promise.reject(new Error())'],
  ['end-worker-throws', 'a worker throws, and nobody listens for `error`', worker('throw new Error()')],
  ['end-worker-rejects', 'a promise of a worker rejects, and nobody listens for `error`', worker('Promise.reject(new Error())')],
  ['end-worker-heard', 'a worker throws, and `error` is listened to', `${worker('throw new Error()')}worker.on('error', () => {})`],
  ['end-worker-exit', 'an answer is awaited from a worker that calls `process.exit(3)`', `${worker('process.exit(3)')}await once(worker, 'message')`],
  ['end-worker-code', 'the code that its `exit` event tells then', `${worker('process.exit(3)')}worker.on('exit', (code) => process.exit(code))`],
  ['end-process-lost', '`spawn` of a command that is not there, and nobody listens for `error`', "import { spawn } from 'node:child_process'\nspawn('no-such-command')"],
  ['end-worker-open', 'a worker that listens for messages, never terminated', worker(answers)],
  ['end-worker-unref', 'the same after `unref()`', `${worker(answers)}worker.unref()`],
  ['end-channel', 'a `BroadcastChannel` that is never closed', "new BroadcastChannel('news')"],
  ['end-port', 'a `MessagePort` without a listener, never closed', 'const { port1, port2 } = new MessageChannel()'],
]

export function* rows() {
  const folder = mkdtempSync(join(tmpdir(), 'guide-'))
  const program = join(folder, 'program.mjs')
  try {
    for (const [id, what, code] of programs) {
      writeFileSync(program, code)
      const { status, error } = spawnSync(process.execPath, [program], { timeout: 2000, stdio: 'ignore' })
      yield { id, what, value: error ? 'open' : String(status) }
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
