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

// ---------------------------------------------------------------- an answer is waited for, and nobody hears that the process has ended

run(rule, {
  valid: [
    { name: 'raced with the end, or with a time', code: text`
      import { fork } from 'node:child_process'
      import { once } from 'node:events'
      export async function migrate(script) {
        const child = fork(script)
        const ended = once(child, 'exit').then(([code]) => { throw new Error('ended with ' + code) })
        const [outcome] = await Promise.race([once(child, 'message'), ended])
        return outcome
      }
      export async function greet(script) {
        const child = fork(script)
        const [outcome] = await once(child, 'message', { signal: AbortSignal.timeout(3000) })
        child.kill()
        return outcome
      }
    ` },
    { name: 'somebody hears of the end', code: text`
      import { fork } from 'node:child_process'
      import { once } from 'node:events'
      export async function migrate(script, fail) {
        const child = fork(script)
        child.on('exit', fail)
        const [outcome] = await once(child, 'message')
        return outcome
      }
    ` },
    { name: 'a thread, which says that it has failed, and a process of somebody else', code: text`
      import { once } from 'node:events'
      import { Worker } from 'node:worker_threads'
      export async function run(script) {
        const worker = new Worker(script)
        const [outcome] = await once(worker, 'message')
        await worker.terminate()
        return outcome
      }
      export async function ask(child) {
        child.send('ask')
        const [outcome] = await once(child, 'message')
        return outcome
      }
    ` },
  ],
  invalid: [
    {
      name: 'the end is waited for after the answer, if at all',
      ...marked`
        import { fork } from 'node:child_process'
        import { once } from 'node:events'
        export async function migrate(script) {
          const child = fork(script)
          const [outcome] = await once(child, 'message')
                                       ~~~~~ missing {"line": "line 5", "noun": "child process", "end": "the child process ends with an exit code, as by process.exit()", "event": "exit"}
          const [code] = await once(child, 'exit')
          if (code !== 0) throw new Error('failed')
          return outcome
        }
        export async function ask(script, question) {
          const child = fork(script)
          child.send(question)
          const [answer] = await once(child, 'message')
                                      ~~~~~ missing
          child.disconnect()
          return answer
        }
      `,
    },
  ],
})
