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

/** A process that is started, what it writes, and the end of it. */
const listed = (body: string): string => text`
  import { spawn } from 'node:child_process'
  import { once } from 'node:events'
  export async function list(store) {
    const child = spawn('ls', ['/'])
    ${body}
  }
`
const slow = 'for await (const part of child.stdout) await store(part)\n    '
const thorough = [{ thorough: true }] as const
const unseen = (column: number, line = 6) => [{ messageId: 'unseen' as const, line, column, data: { who: '`list`', read: 'line 4', wait: 'line 5', place: 'child' } }]

// ---------------------------------------------------------------- ends of processes that nobody listens for yet

run(rule, {
  valid: [
    { name: 'who listens before the first part comes', options: thorough, code: listed(`const ended = once(child, 'exit')\n    ${slow}await ended`) },
    { name: 'who asks first whether it has ended', options: thorough, code: listed(`${slow}if (child.exitCode === null) await once(child, 'exit')`) },
    { name: 'who ends it behind the wait', options: thorough, code: listed("await store()\n    child.kill()\n    await once(child, 'exit')") },
    { name: 'what it waits for is given behind the wait', options: thorough, code: listed("await store()\n    child.stdin.end()\n    await once(child, 'close')") },
    { name: 'somebody hears of it already', options: thorough, code: listed(`child.on('exit', note)\n    ${slow}await once(child, 'exit')`) },
    { name: 'somebody else may hear of it', options: thorough, code: listed(`watch(child)\n    ${slow}await once(child, 'exit')`) },
    { name: 'no wait in between', options: thorough, code: listed("await once(child, 'exit')\n    await store()") },
    { name: 'it may well outlast what is waited for', code: listed("await store()\n    await once(child, 'exit')") },
    { name: 'what it has written last comes about when it ends', code: listed("for await (const part of child.stdout) parts.push(part)\n    await once(child, 'exit')") },
  ],
  invalid: [
    { name: 'each part is worked off before the next one', code: listed(`${slow}const [code] = await once(child, 'exit')\n    return code`), errors: unseen(24) },
    { name: 'a promise that is made too late, of its streams as well', code: listed(`${slow}return new Promise((resolve, reject) => { child.once('close', resolve); child.once('error', reject) })`), errors: unseen(45) },
    { name: 'behind a wait for something else', options: thorough, code: listed("await store()\n    await once(child, 'exit')"), errors: unseen(9) },
    { name: 'behind all that it has written', options: thorough, code: listed("for await (const part of child.stdout) parts.push(part)\n    await once(child, 'exit')"), errors: unseen(9) },
  ],
})

/** A connection that is made, and what is done until it is open. */
const opened = (body: string, imported = "import WebSocket from 'ws'"): string => text`
  ${imported}
  import { once } from 'node:events'
  export async function dial(url, login) {
    ${body}
  }
`
const unmet = (column: number) => [{ messageId: 'unmet' as const, line: 6, column, data: { who: '`dial`', read: 'line 4', wait: 'line 5', place: 'socket' } }]

// ---------------------------------------------------------------- beginnings that nobody listens for yet

run(rule, {
  valid: [
    { name: 'who makes it behind the wait', code: opened("const pass = await login()\n    const socket = new WebSocket(url)\n    await once(socket, 'open')\n    socket.send(pass)") },
    { name: 'who listens before the wait', code: opened("const socket = new WebSocket(url)\n    const open = once(socket, 'open')\n    const pass = await login()\n    await open\n    socket.send(pass)") },
    { name: 'who asks first whether it is open', code: opened("const socket = new WebSocket(url)\n    const pass = await login()\n    if (socket.readyState !== WebSocket.OPEN) await once(socket, 'open')\n    socket.send(pass)") },
    { name: 'what begins behind the wait', code: opened("const socket = new Socket()\n    await login()\n    socket.connect(url)\n    await once(socket, 'connect')", "import { Socket } from 'node:net'") },
    { name: 'somebody else may hear of it', code: opened("const socket = new WebSocket(url)\n    await login(socket)\n    await once(socket, 'open')") },
    { name: 'a connection of another kind', code: opened("const socket = new WebSocket(url)\n    await login()\n    await once(socket, 'open')", "import { WebSocket } from './sockets.js'") },
  ],
  invalid: [
    { name: 'a WebSocket', code: opened("const socket = new WebSocket(url)\n    const pass = await login()\n    await once(socket, 'open')\n    socket.send(pass)\n    return socket"), errors: unmet(9) },
    { name: 'one of the page, whose failures are heard as well', code: opened("const socket = new WebSocket(url)\n    const pass = await login()\n    await new Promise((resolve, reject) => { socket.addEventListener('open', resolve); socket.addEventListener('error', reject) })\n    socket.send(pass)", ''), errors: unmet(44) },
    { name: 'a socket', code: opened("const socket = connect(url)\n    await login()\n    await once(socket, 'connect')", "import { connect } from 'node:net'"), errors: unmet(9) },
  ],
})
