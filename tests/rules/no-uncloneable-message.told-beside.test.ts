import rule from '../../src/rules/no-uncloneable-message.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is known of a value by what stands beside it: a test of its kind, the type of the variable, the other side of a sum, the event.

run(rule, {
  valid: [
    {
      name: 'a try around what is waited for, with nothing in it that cannot be sent',
      code: text`
        import { parentPort } from 'node:worker_threads'
        async function total(rows) { return { sum: rows.length } }
        parentPort.on('message', async ({ id, rows }) => {
          try {
            parentPort.postMessage({ id, ...(await total(rows)) })
          } catch (error) {
            parentPort.postMessage({ id, error: String(error) })
          }
        })
      `,
    },
    {
      name: 'a try around the send alone: somebody wants to know whether it can be sent',
      code: text`
        const worker = new Worker('a.js')
        export function canSend(value) {
          try {
            worker.postMessage({ value, check: () => true })
            return true
          } catch {
            return false
          }
        }
      `,
    },
    {
      name: 'an instance by a test, of which only data is copied',
      language: 'ts',
      code: text`
        class TideError extends Error {
          constructor(message: string, readonly port: string, readonly again: () => void) { super(message) }
        }
        export function report(worker: Worker, error: unknown) {
          if (error instanceof TideError) worker.postMessage({ port: error.port, message: error.message })
        }
      `,
    },
    {
      name: 'an instance by a test of something else',
      language: 'ts',
      code: text`
        class TideError extends Error {
          constructor(message: string, readonly port: string, readonly again: () => void) { super(message) }
        }
        export function report(worker: Worker, error: unknown, detail: object) {
          if (error instanceof TideError) worker.postMessage({ ...detail })
        }
      `,
    },
    {
      name: 'a number of a bigint, and a sum that is a text',
      code: text`
        import { fork } from 'node:child_process'
        const child = fork('probe.js')
        const began = process.hrtime.bigint()
        export function tell() {
          child.send({ took: Number(process.hrtime.bigint() - began), label: 'after ' + began })
        }
      `,
    },
    {
      name: 'an empty collection that is sent where it is made',
      language: 'ts',
      code: text`
        interface Form { name: string; checks: Map<string, (text: string) => boolean> }
        export function fresh(worker: Worker) {
          const form: Form = { name: '', checks: new Map() }
          worker.postMessage(form)
        }
      `,
    },
    {
      name: 'a collection of data, by the type of the variable',
      language: 'ts',
      code: text`
        interface Form { name: string; notes: Map<string, string> }
        let form: Form = { name: '', notes: new Map() }
        export function copy() { return structuredClone(form) }
        export function note(field: string, words: string) { form.notes.set(field, words) }
      `,
    },
    { name: 'what an event of the page holds', code: "const tabs = new BroadcastChannel('tabs'); window.addEventListener('storage', (event) => { tabs.postMessage({ key: event.key, value: event.newValue }) })" },
    { name: 'the level of a logger', code: "import pino from 'pino'; import { Worker } from 'node:worker_threads'; const log = pino().child({ part: 'a' }); new Worker('a.js', { workerData: { level: log.level } })" },
  ],
  invalid: [
    {
      name: 'a try around what is waited for, and a promise that is not',
      ...marked`
        import { parentPort } from 'node:worker_threads'
        async function rowsOf(table) { return [table] }
        async function all({ tables }) { return { rows: tables.map((table) => rowsOf(table)) } }
        parentPort.on('message', async (request) => {
          try {
            parentPort.postMessage(await all(request))
                                   ~~~~~~~~~~~~~~~~~~ throws {"subject": "'rows[]' is a promise that is not awaited (line 2)", "sink": "postMessage", "harm": "throws a DataCloneError", "failure": "the message is never sent"}
          } catch (error) {
            parentPort.postMessage({ id: request.id, error: String(error) })
          }
        })
      `,
    },
    {
      name: 'an instance of a class of the file, by a test',
      language: 'ts',
      ...marked`
        class TideError extends Error {
          constructor(message: string, readonly port: string, readonly again: () => void) { super(message) }
        }
        export function report(worker: Worker, error: unknown) {
          if (error instanceof TideError) worker.postMessage({ error: { ...error, message: error.message } })
                                                                           ~~~~~ throws {"subject": "'error.again' is a function (line 2)", "sink": "postMessage", "harm": "throws a DataCloneError", "failure": "the message is never sent"}
        }
      `,
    },
    {
      name: 'a difference of bigints',
      ...marked`
        import { fork } from 'node:child_process'
        const child = fork('probe.js')
        const began = process.hrtime.bigint()
        export function tell() {
          child.send({ took: process.hrtime.bigint() - began })
                             ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ throws {"subject": "'took' is a bigint", "sink": "child.send", "harm": "throws a TypeError", "failure": "the message is never sent"}
        }
      `,
    },
    {
      name: 'functions in a collection, by the type of the variable',
      language: 'ts',
      ...marked`
        interface Form { name: string; checks: Map<string, (text: string) => boolean> }
        export function builder() {
          const past: Form[] = []
          let form: Form = { name: '', checks: new Map() }
          return {
            keep() { past.push(structuredClone(form)) },
                                               ~~~~ throws {"subject": "'form.checks[]' is a function (line 1)", "sink": "structuredClone", "harm": "throws a DataCloneError", "failure": "no copy is made"}
            back() { form = past.pop() ?? form },
          }
        }
      `,
    },
    {
      name: 'an event of the page, handed through a helper',
      ...marked`
        const tabs = new BroadcastChannel('tabs')
        const note = (from, detail) => ({ from, detail })
        window.addEventListener('storage', (event) => {
          tabs.postMessage(note('storage', event))
                                           ~~~~~ throws {"subject": "'detail' is a StorageEvent", "sink": "BroadcastChannel.postMessage", "harm": "throws a DataCloneError", "failure": "the message is never sent"}
        })
      `,
    },
    {
      name: 'a child of a logger',
      ...marked`
        import pino from 'pino'
        import { Worker } from 'node:worker_threads'
        const log = pino()
        export const worker = new Worker('a.js', { workerData: { log: log.child({ part: 'a' }) } })
                                                                      ~~~~~~~~~~~~~~~~~~~~~~~~ throws {"subject": "'log' is what pino() returns", "sink": "workerData", "harm": "throws a DataCloneError", "failure": "the worker never starts"}
      `,
    },
  ],
})
