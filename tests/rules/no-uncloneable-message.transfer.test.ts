import rule from '../../src/rules/no-uncloneable-message.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What can only be transferred is for no-invalid-transfer to report.
run(rule, {
  valid: [
    { name: 'a port without a list', code: "const { port2 } = new MessageChannel()\nnew Worker('w.js').postMessage({ port: port2 })" },
    { name: 'a port in the list', code: "const { port1, port2 } = new MessageChannel()\nnew Worker('w.js').postMessage({ port: port2 }, [port2])" },
    { name: 'a list in options', code: "const channel = new MessageChannel()\nnew Worker('w.js').postMessage({ port: channel.port2 }, { transfer: [channel.port2] })" },
    { name: 'a list that grows', code: "const { port2 } = new MessageChannel()\nconst list = []\nlist.push(port2)\nnew Worker('w.js').postMessage({ port: port2 }, list)" },
    { name: 'a list nobody knows', code: "export function send(worker = new Worker('w.js'), list) { worker.postMessage({ port: new MessageChannel().port1 }, list) }" },
    { name: 'a list that the caller gives', code: text`
      const worker = new Worker('w.js')
      const post = (message, list = []) => worker.postMessage(message, list)
      const { port1 } = new MessageChannel()
      post({ port: port1 }, [port1])
    ` },
  ],
  invalid: [
    {
      name: 'a function beside a port that is transferred',
      ...marked`
        const { port2 } = new MessageChannel()
        new Worker('w.js').postMessage({ port: port2, onDone: () => {} }, [port2])
                                                              ~~~~~~~~ throws
      `,
    },
  ],
})

// Failures that the program expects.
run(rule, {
  valid: [
    { name: 'a test for what can be cloned', code: 'const job = { run() {} }\nexport function isPlain() { try { structuredClone(job); return true } catch { return false } }' },
    { name: 'a try around the send alone', code: "const worker = new Worker('w.js')\nexport function send(onDone) { onDone(); try { worker.postMessage({ onDone }) } catch (error) { console.warn(error) } }" },
    { name: 'a catch that asks for the reason', code: text`
      import { Piscina } from 'piscina'
      const pool = new Piscina({})
      export async function run(task) {
        try { return await pool.run({ ...task, onDone: () => {} }) } catch (error) { if (error.name !== 'DataCloneError') throw error }
      }
    ` },
    { name: 'a catch that sends it in another way', code: text`
      import { parentPort } from 'node:worker_threads'
      export function reply(compute) {
        const result = { value: compute(), retry: () => compute() }
        try { log(result); parentPort.postMessage(result) } catch { parentPort.postMessage(JSON.stringify(result)) }
      }
    ` },
    { name: 'a catch that sends a text in place of it', code: text`
      import { parentPort } from 'node:worker_threads'
      parentPort.on('message', async ({ id, name }) => {
        const log = { name, show: () => name }
        try { parentPort.postMessage({ id, log: await log }) } catch { parentPort.postMessage({ id, log: String(log) }) }
      })
    ` },
    { name: 'a test that expects the throw', code: "const worker = new Worker('w.js')\nassert.throws(() => worker.postMessage(() => {}))" },
  ],
  invalid: [
    {
      name: 'a catch that sends something else under the same name',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        parentPort.on('message', async ({ id, name }) => {
          try {
            const shown = { name: await titleOf(name), show: () => name }
            parentPort.postMessage({ id, shown })
                                         ~~~~~ throws
          } catch (error) {
            parentPort.postMessage({ id, shown: { failure: error.message } })
          }
        })
      `,
    },
    {
      name: 'a catch that only has the number of what was asked',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        parentPort.on('message', async ({ id, name }) => {
          try {
            const depth = await depthOf(name)
            parentPort.postMessage({ id, depth, show: () => depth })
                                                      ~~~~~~~~~~~ throws
          } catch (error) {
            parentPort.postMessage({ id, error: String(error) })
          }
        })
      `,
    },
    {
      name: 'a catch that answers a request',
      ...marked`
        import { createServer } from 'node:http'
        import Tinypool from 'tinypool'
        const pool = new Tinypool({})
        createServer(async (request, response) => {
          try {
            response.end(await pool.run({ request }))
                                          ~~~~~~~ throws
          } catch {
            response.writeHead(500).end()
          }
        })
      `,
    },
  ],
})

// Where it runs, and what is allowed.
run(rule, {
  valid: [
    {
      name: 'a URL on Node 20 alone loses what it is, and that is not asked for',
      code: "new Worker('w.js').postMessage(new URL('https://a.example'))",
      settings: { concurrency: { runtime: 'node20' } },
    },
    { name: 'a type that is allowed', code: "new Worker('w.js').postMessage(new Headers())", options: [{ allow: ['Headers'] }] },
    { name: 'a class that is allowed', code: "class Job { run = () => 1 }\nnew Worker('w.js').postMessage(new Job())", options: [{ allow: ['function'] }] },
    { name: 'a way of sending that is allowed', code: 'structuredClone({ run() {} })', options: [{ allow: ['structuredClone'] }] },
  ],
  invalid: [
    {
      name: 'what exists on Node alone is judged there',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        parentPort.postMessage({ timer: setTimeout(() => {}, 5) })
                                        ~~~~~~~~~~~~~~~~~~~~~~~ throws
        parentPort.postMessage({ signal: AbortSignal.timeout(5) })
                                         ~~~~~~~~~~~~~~~~~~~~~~ breaks {"subject": "'signal' is an AbortSignal", "sink": "postMessage", "harm": "loses its link to the controller: it arrives as {}"}
      `,
    },
    {
      name: 'a URL on Node 22',
      settings: { concurrency: { runtime: ['node22', 'node24'] } },
      ...marked`
        new Worker('w.js').postMessage(new URL('https://a.example'))
                                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ throws
      `,
    },
  ],
})
