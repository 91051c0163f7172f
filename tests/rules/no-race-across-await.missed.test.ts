import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** A worker that is asked for something, and what is done until its answer is there. */
const asked = (body: string, imported = "import { Worker } from 'node:worker_threads'"): string => text`
  ${imported}
  import { once } from 'node:events'
  export async function measure(field) {
    const worker = new Worker('./measure.js')
    ${body}
  }
`
const missed = (column: number, wait = 'line 6') =>
  [{ messageId: 'missed' as const, line: 7, column, data: { who: '`measure`', read: 'line 5', wait, place: 'worker' } }]

// ---------------------------------------------------------------- answers of threads that nobody listens for yet

run(rule, {
  valid: [
    { name: 'who listens before the wait', code: asked("const answered = once(worker, 'message')\n    worker.postMessage(field)\n    await log(field)\n    const [size] = await answered\n    return size") },
    { name: 'who asks behind the wait', code: asked("await log(field)\n    worker.postMessage(field)\n    const [size] = await once(worker, 'message')\n    return size") },
    { name: 'a question that comes with another one behind the wait', code: asked("worker.postMessage({ load: field })\n    await log(field)\n    worker.postMessage({ measure: field })\n    const [size] = await once(worker, 'message')\n    return size") },
    { name: 'a wait for the worker itself', code: asked("worker.postMessage(field)\n    await once(worker, 'online')\n    const [size] = await once(worker, 'message')\n    return size") },
    { name: 'somebody else listens', code: asked("worker.on('message', hear)\n    worker.postMessage(field)\n    await log(field)\n    const [size] = await once(worker, 'message')\n    return size") },
    { name: 'somebody else may listen', code: asked("watch(worker)\n    worker.postMessage(field)\n    await log(field)\n    const [size] = await once(worker, 'message')\n    return size") },
    { name: 'a child process, which keeps its messages', code: asked("worker.send(field)\n    await log(field)\n    const [size] = await once(worker, 'message')\n    return size", "import { fork } from 'node:child_process'").replace('new Worker', 'fork') },
    { name: 'a worker of another kind', code: asked("worker.postMessage(field)\n    await log(field)\n    const [size] = await once(worker, 'message')\n    return size", "import { Worker } from './workers.js'") },
  ],
  invalid: [
    { name: 'who waits for something else first', code: asked("worker.postMessage(field)\n    await log(field)\n    const [size] = await once(worker, 'message')\n    return size"), errors: missed(24) },
    { name: 'a promise that is made too late', code: asked("worker.postMessage(field)\n    await log(field)\n    return new Promise((resolve, reject) => { worker.once('message', resolve); worker.once('error', reject) })"), errors: missed(45) },
    { name: 'a worker of the page', code: asked("worker.postMessage(field)\n    await log(field)\n    return new Promise((resolve) => worker.addEventListener('message', ({ data }) => resolve(data), { once: true }))", ''), errors: missed(35) },
  ],
})
