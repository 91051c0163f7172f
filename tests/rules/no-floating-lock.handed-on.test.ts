import rule from '../../src/rules/no-floating-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- sections that stand in a constant, and are handed on by its name

const letRun = marked`
  async function sendAll(outbox) {
    for (const letter of outbox) await fetch('/send', { method: 'POST', body: letter })
  }
  export function sync(outbox) {
    const send = async () => {
      sendAll(outbox)
      ~~~~~~~ work
    }
    return navigator.locks.request('outbox', send)
  }
`

const answered = marked`
  import { Mutex } from 'async-mutex'
  const lock = new Mutex()
  async function transmit(label) {
    await fetch('/print', { method: 'POST', body: label })
  }
  export function print(label) {
    const send = (release) => {
      try {
        return transmit(label)
               ~~~~~~~~ returned
      } finally {
        release()
      }
    }
    return lock.acquire().then(send)
  }
`

run(rule, {
  valid: [
    {
      name: 'a section that calls back when it is done',
      code: text`
        import AsyncLock from 'async-lock'
        import { readFile } from 'node:fs'
        const lock = new AsyncLock()
        export function load(file, callback) {
          const read = (done) => {
            readFile(file, 'utf8', (error, source) => {
              callback(error, source)
              done()
            })
          }
          lock.acquire(file, read)
        }
      `,
    },
    {
      name: 'a section that waits for its work',
      code: text`
        export function sync(outbox) {
          const send = async () => {
            await outbox.send()
          }
          return navigator.locks.request('outbox', send)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a section that lets its work run on',
      ...letRun,
      suggestions: [[{ messageId: 'await', output: letRun.code.replace('    sendAll(', '    await sendAll(') }]],
    },
    {
      name: 'what is answered before its work is done, behind the lock',
      ...answered,
    },
  ],
})
