import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Waiting for the end beside something else, and words in a channel, end nothing.
run(rule, {
  valid: [
    { name: 'ended in any case', code: text`
      import { Worker } from 'node:worker_threads'
      import { once } from 'node:events'
      export async function probe(file) {
        const worker = new Worker(file)
        try {
          const [head] = await Promise.race([once(worker, 'message'), once(worker, 'exit')])
          if (head.version !== 4) throw new Error('too old')
          return head
        } finally {
          await worker.terminate()
        }
      }
    ` },
    { name: 'raced with a timer', code: text`
      import { Worker } from 'node:worker_threads'
      import { once } from 'node:events'
      import { setTimeout as sleep } from 'node:timers/promises'
      export async function runBriefly(file) {
        const worker = new Worker(file)
        worker.postMessage('stop')
        await Promise.race([once(worker, 'exit'), sleep(1000)])
      }
    ` },
    { name: 'nothing between the answer and the end fails', code: text`
      import { Worker } from 'node:worker_threads'
      import { once } from 'node:events'
      export async function probe(file) {
        const worker = new Worker(file)
        const [head] = await Promise.race([once(worker, 'message'), once(worker, 'exit')])
        await worker.terminate()
        return head
      }
    ` },
    { name: 'the channel is closed with the element', code: text`
      class Lamp extends HTMLElement {
        connectedCallback() { this.channel = new BroadcastChannel('lamps'); this.channel.onmessage = () => this.toggle() }
        disconnectedCallback() { this.channel.postMessage({ gone: true }); this.channel.close() }
      }
    ` },
    { name: 'a worker that is told to end', code: text`
      class Lamp extends HTMLElement {
        connectedCallback() { this.worker = new Worker('./lamp.js') }
        disconnectedCallback() { this.worker.postMessage({ end: true }) }
      }
    ` },
  ],
  invalid: [
    {
      name: 'a helper that races the answer with the end',
      ...marked`
        import { Worker } from 'node:worker_threads'
        import { once } from 'node:events'
        async function ask(worker, question) {
          worker.postMessage(question)
          const [answer] = await Promise.race([
            once(worker, 'message'),
            once(worker, 'exit').then(() => { throw new Error('it is gone') }),
          ])
          return answer
        }
        export async function probe(file) {
          const worker = new Worker(file)
                             ~~~~~~ skipped
          const head = await ask(worker, 'head')
          if (head.version !== 4) throw new Error('too old')
          await worker.terminate()
          return head
        }
      `,
    },
    {
      name: 'an early return',
      ...marked`
        import { Worker } from 'node:worker_threads'
        import { once } from 'node:events'
        export async function probe(file: string) {
          const worker = new Worker(file)
                             ~~~~~~ skipped
          const [head] = await Promise.race([once(worker, 'message'), once(worker, 'exit')])
          if (!head.ok) return null
          await worker.terminate()
          return head
        }
      `,
    },
    {
      name: 'a channel that says goodbye and stays open',
      ...marked`
        class Lamp extends HTMLElement {
          #channel = null
          connectedCallback() {
            this.#channel = new BroadcastChannel('lamps')
                                ~~~~~~~~~~~~~~~~ forgotten
            this.#channel.onmessage = () => this.toggle()
          }
          disconnectedCallback() { this.#channel.postMessage({ gone: true }) }
        }
      `,
    },
    {
      name: 'the same in a class of a page',
      ...marked`
        export class Presence {
          private channel = new BroadcastChannel('presence')
                                ~~~~~~~~~~~~~~~~ forgotten
          constructor() { this.channel.addEventListener('message', ({ data }) => this.note(data)) }
          dispose() { this.channel.postMessage({ leaves: true }) }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- times that run out, and say so behind a pause

run(rule, {
  valid: [
    {
      name: 'ended in any case, a pause that only answers, or the end of the worker itself',
      code: text`
        import { once } from 'node:events'
        import { setTimeout as sleep } from 'node:timers/promises'
        import { Worker } from 'node:worker_threads'
        export async function first(file) {
          const worker = new Worker(file)
          const late = sleep(1000).then(() => { throw new Error('late') })
          try {
            return await Promise.race([once(worker, 'message'), late])
          } finally {
            await worker.terminate()
          }
        }
        export async function second(file) {
          const worker = new Worker(file)
          await sleep(1000).then(() => worker.postMessage('go'))
          await worker.terminate()
        }
        export async function third(file) {
          const worker = new Worker(file)
          const ended = once(worker, 'exit')
          await ended.then(() => Promise.reject(new Error('ended')))
          await worker.terminate()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'thrown behind the pause, or answered with what is rejected',
      ...marked`
        import { setTimeout as sleep } from 'node:timers/promises'
        import { Worker } from 'node:worker_threads'
        export async function first(file) {
          const worker = new Worker(file)
                             ~~~~~~ skipped
          worker.on('error', console.error)
          const answer = new Promise((resolve) => worker.once('message', resolve))
          const late = sleep(1000).then(() => { throw new Error('late') })
          const found = await Promise.race([answer, late])
          await worker.terminate()
          return found
        }
        export async function second(file) {
          const worker = new Worker(file)
                             ~~~~~~ skipped
          worker.on('error', console.error)
          const answer = new Promise((resolve) => worker.once('message', resolve))
          const found = await Promise.race([answer, sleep(1000).then(() => Promise.reject(new Error('late')))])
          await worker.terminate()
          return found
        }
      `,
    },
  ],
})
