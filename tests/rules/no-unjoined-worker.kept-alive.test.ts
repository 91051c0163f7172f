import rule from '../../src/rules/no-unjoined-worker.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- what is begun again when the last one is gone

/** A program that keeps another one alive, and what it does when that ends. */
const keeper = (exit: string, look: string, extra = ''): string => text`
  import { spawn } from 'node:child_process'
  export function keep(file) {
    let child
    let pause = 500
    function look() {
      ${look}
    }
    function begin() {
      child = spawn(file, ['serve'])
      child.on('error', console.error)
      child.on('exit', ${exit})
    }
    process.on('exit', () => child.kill())
    begin()
    ${extra}
  }
`
const again = 'pause *= 2\n    setTimeout(() => begin(), pause)'
const replaced = [{ messageId: 'replaced' as const, line: 10, column: 13 }]

run(rule, {
  valid: [
    { name: 'by a function that only the listener calls', code: keeper('() => look()', again) },
  ],
  invalid: [
    { name: 'by a function that a signal calls, too', code: keeper('() => look()', again, "process.on('SIGHUP', () => look())"), errors: replaced },
    { name: 'by a function that nothing of the child calls', code: keeper('(code) => console.log(code)', again, "process.on('SIGHUP', () => look())"), errors: replaced },
  ],
})
