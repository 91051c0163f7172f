import rule from '../../src/rules/require-worker-error-handler.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const IMPORTS = "import { spawn } from 'node:child_process'\nimport { once } from 'node:events'"

/** A function that runs a program and waits for its end in this way. */
function probing(body: string): string {
  return text`
    ${IMPORTS}
    export async function probe(file) {
      const child = spawn('ffprobe', [file], { stdio: ['ignore', 'pipe', 'inherit'] })
      let said = ''
      child.stdout.on('data', (part) => (said += part))
      ${body}
      return said
    }
  `
}

run(rule, {
  valid: [
    { name: 'the code is taken', code: probing("const [code] = await once(child, 'close'); if (code !== 0) throw new Error('failed')") },
    { name: 'the code is awaited', code: probing("const code = await new Promise((resolve, reject) => { child.on('error', reject); child.on('close', resolve) }); if (code) throw new Error('failed')") },
    { name: 'the code is handed on', code: probing("check(await once(child, 'close'))") },
    { name: 'asked later', code: probing("await once(child, 'close'); if (child.exitCode !== 0) throw new Error('failed')") },
    { name: 'it is ended here', code: probing("child.kill(); await once(child, 'close')") },
    { name: 'another listener looks at the code', code: probing("child.on('exit', (code) => { if (code) throw new Error('failed') }); await once(child, 'close')") },
    { name: 'another event', code: probing("await once(child, 'spawn')") },
    {
      name: 'one that it is given',
      code: text`
        ${IMPORTS}
        export async function ended(child) {
          await once(child, 'exit')
        }
      `,
    },
    {
      name: 'a thread, whose errors reject',
      code: text`
        import { Worker } from 'node:worker_threads'
        import { once } from 'node:events'
        export async function sort(file) {
          const worker = new Worker('./sort.js', { workerData: file })
          await once(worker, 'exit')
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'its end is awaited, and the code dropped',
      ...marked`
        import { spawn } from 'node:child_process'
        import { once } from 'node:events'
        export async function probe(file) {
          const child = spawn('ffprobe', [file], { stdio: ['ignore', 'pipe', 'inherit'] })
          let said = ''
          child.stdout.on('data', (part) => (said += part))
          await once(child, 'close')
                ~~~~~~~~~~~~~~~~~~~~ unasked {"noun": "child process"}
          return said
        }
      `,
    },
    {
      name: 'the code resolves a promise whose value nobody takes',
      ...marked`
        import { spawn } from 'node:child_process'
        export async function pack(folder) {
          const child = spawn('tar', ['-cf', 'all.tar', folder], { stdio: 'ignore' })
          await new Promise((resolve, reject) => {
            child.on('error', reject)
            child.on('exit', resolve)
                     ~~~~~~ ignored {"noun": "child process", "line": "line 4"}
          })
          return 'all.tar'
        }
      `,
    },
  ],
})
