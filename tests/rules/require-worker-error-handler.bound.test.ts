import rule from '../../src/rules/require-worker-error-handler.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- what settles the promise is handed to the listener in an object, or bound to it

/** A press that has a worker print a page, and a method that takes the answer. */
const press = (hears: string, answer: string, extra = ''): string => text`
  export class Press {
    print(page) {
      return new Promise((resolve, reject) => {
        const worker = new Worker('/press.js', { type: 'module' })
        ${hears}
        worker.postMessage(page)
      })
    }
    ${answer}
    ${extra}
  }
`
const inObject = 'answer(job, event) {\n    const { worker, resolve, reject } = job\n    worker.terminate()\n    if (event.data.error) reject(event.data.error)\n    else resolve(event.data.paper)\n  }'
const byMembers = 'answer(job, event) {\n    job.worker.terminate()\n    job.resolve(event.data.paper)\n  }'
const one = 'answer(worker, resolve, event) {\n    worker.terminate()\n    resolve(event.data)\n  }'
const job = 'const job = { worker, resolve, reject }\n      '
const missing = (line: number, column: number) => ({ errors: [{ messageId: 'missing' as const, line, column }] })
const bound = `${job}const hears = this.answer.bind(this, job)\n      worker.addEventListener('message', hears)`

run(rule, {
  valid: [
    { name: 'the error is bound, too', code: press(`${bound}\n      worker.addEventListener('error', this.fail.bind(this, job))`, inObject, 'fail(job, event) {\n    job.reject(event)\n  }') },
    { name: 'the error rejects', code: press(`${bound}\n      worker.onerror = reject`, inObject) },
    { name: 'a timer has the object', code: press(`${bound}\n      setTimeout(() => job.reject(new Error('late')), 5000)`, inObject) },
    { name: 'somebody else has the object', code: press(`${bound}\n      watch(job)`, inObject) },
    { name: 'what hears of the answer settles nothing', code: press(bound, 'answer(job, event) {\n    show(event.data)\n  }') },
    { name: 'something else is taken out of the object', code: press(`${bound}\n      resolve()`, 'answer(job, event) {\n    const { worker } = job\n    worker.terminate()\n  }') },
  ],
  invalid: [
    { name: 'bound, and taken out of the object', code: press(bound, inObject), ...missing(7, 29) },
    { name: 'asked for first', code: press(bound, inObject.replace('worker.terminate()', 'if (resolve === null) return\n    worker.terminate()')), ...missing(7, 29) },
    { name: 'bound on the spot, by members of the object', code: press(`${job}worker.onmessage = this.answer.bind(this, job)`, byMembers), ...missing(6, 5) },
    { name: 'the listener is put into the object', code: press(bound.replace('\n      worker.add', '\n      job.hears = hears\n      worker.add'), inObject), ...missing(8, 29) },
    { name: 'handed to a method, taken out of the object', code: press(`${job}worker.addEventListener('message', (event) => this.answer(job, event))`, inObject), ...missing(6, 29) },
    { name: 'bound one by one', code: press("worker.addEventListener('message', this.answer.bind(this, worker, resolve))", one), ...missing(5, 31) },
  ],
})
