import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Text that comes from outside is read in between: where it is not what it should be, that throws.
run(rule, {
  valid: [
    { name: 'before it is started, behind its end, and in a finally', code: text`
      import { spawn } from 'node:child_process'
      import { createInterface } from 'node:readline'
      export async function first(args, wanted) {
        const options = JSON.parse(args)
        const child = spawn('sensor', [options.device])
        child.on('error', console.error)
        const lines = []
        try {
          for await (const line of createInterface({ input: child.stdout })) {
            lines.push(JSON.parse(line))
            if (lines.length === wanted) break
          }
        } finally {
          child.kill()
        }
        return JSON.parse(lines.join())
      }
    ` },
    { name: 'what cannot be read is passed over', code: text`
      import { Worker } from 'node:worker_threads'
      export async function count(lines) {
        const worker = new Worker('./count.js')
        worker.on('error', console.error)
        for (const line of lines) {
          try {
            worker.postMessage(JSON.parse(line))
          } catch {
            worker.postMessage({ unreadable: line })
          }
        }
        await new Promise((resolve) => worker.once('exit', resolve))
      }
    ` },
    { name: 'by a process that ends by itself', code: text`
      import { spawn } from 'node:child_process'
      export function describe(file, options) {
        const child = spawn('describe', [file])
        child.on('error', console.error)
        const { quiet } = JSON.parse(options)
        if (!quiet) child.stdout.pipe(process.stdout)
        child.on('exit', (code) => console.log(code))
      }
    ` },
  ],
  invalid: [
    {
      name: 'a line that a child writes, and what a worker is told',
      ...marked`
        import { spawn } from 'node:child_process'
        import { createInterface } from 'node:readline'
        import { Worker } from 'node:worker_threads'
        export async function first(device, wanted) {
          const child = spawn('sensor', [device])
                        ~~~~~ skipped {"noun": "child process", "end": "ended on line 12", "exit": "an exception on line 9", "harm": "it runs on and keeps its parent alive", "repair": "Call \u0060kill()\u0060"}
          child.on('error', console.error)
          const lines = []
          for await (const line of createInterface({ input: child.stdout })) {
            lines.push(JSON.parse(line))
            if (lines.length === wanted) break
          }
          child.kill()
          return lines
        }
        export async function run(options) {
          const worker = new Worker('./run.js')
                             ~~~~~~ skipped
          worker.on('error', console.error)
          worker.postMessage(JSON.parse(options))
          await worker.terminate()
        }
      `,
    },
  ],
})
