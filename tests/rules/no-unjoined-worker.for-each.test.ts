import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- channels that only closures have

const desk = (methods: string, used: string): string => text`
  import { onMounted, onUnmounted } from 'vue'
  function open(room, onNote) {
    const line = new BroadcastChannel('desk')
    line.addEventListener('message', ({ data }) => { if (data.room === room) onNote(data) })
    return { say(note) { line.postMessage({ room, note }) }, ${methods} }
  }
  export function useDesk(room, notes) {
    const desk = open(room, (note) => notes.push(note))
    onMounted(() => desk.say('here'))
    ${used}
    return { say: desk.say }
  }
`

run(rule, {
  valid: [
    { name: 'one of them closes it, and the component calls that', code: desk('close() { line.close() }', 'onUnmounted(() => desk.close())') },
    { name: 'the channel itself is handed out', code: desk('line', 'onUnmounted(() => desk.line.close())') },
    {
      name: 'one for the program',
      code: text`
        function open(room) {
          const line = new BroadcastChannel('desk')
          line.onmessage = ({ data }) => show(room, data)
          return { say(note) { line.postMessage({ room, note }) } }
        }
        const desk = open('hall')
        export const say = (note) => desk.say(note)
      `,
    },
    {
      name: 'as many as somebody else likes',
      code: text`
        export function open(room, onNote) {
          const line = new BroadcastChannel('desk')
          line.onmessage = ({ data }) => onNote(data)
          return { say(note) { line.postMessage({ room, note }) } }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'none of them closes it, and each component opens one',
      ...marked`
        import { onMounted } from 'vue'
        function open(room, onNote) {
          const line = new BroadcastChannel('desk')
                           ~~~~~~~~~~~~~~~~ never
          line.addEventListener('message', ({ data }) => { if (data.room === room) onNote(data) })
          return { say(note) { line.postMessage({ room, note }) } }
        }
        export function useDesk(room, notes) {
          const desk = open(room, (note) => notes.push(note))
          onMounted(() => desk.say('here'))
          return { say: desk.say }
        }
      `,
    },
  ],
})

// ---------------------------------------------------------------- commands that go on and on

const feed = (command: string, end = '', options = "{ stdio: ['ignore', 'pipe', 'ignore'] }"): string => text`
  import { spawn } from 'node:child_process'
  import { WebSocketServer } from 'ws'
  export function attach(server) {
    new WebSocketServer({ server }).on('connection', (socket) => {
      const stop = new AbortController()
      const child = spawn(${command}, ${options})
      child.stdout.on('data', (line) => socket.send(line))
      child.on('error', () => socket.close())
      child.on('exit', (code) => socket.close(1000, String(code)))
      ${end}
    })
  }
`

run(rule, {
  valid: [
    { name: 'a command that comes to its end', code: feed("'tail', ['-n', '50', '/var/log/mail']") },
    { name: 'one that is killed when the other side goes', code: feed("'tail', ['-f', '/var/log/mail']", "socket.on('close', () => child.kill())") },
    { name: 'by its number', code: feed("'tail', ['-f', '/var/log/mail']", "socket.on('close', () => process.kill(child.pid))") },
    { name: 'one that a signal ends', code: feed("'tail', ['-f', '/var/log/mail']", "socket.on('close', () => stop.abort())", "{ stdio: ['ignore', 'pipe', 'ignore'], signal: stop.signal }") },
    { name: 'with options of somebody else', code: feed("'tail', ['-f', '/var/log/mail']", '', '{ ...defaults }') },
    {
      name: 'a function that makes it ends it as well',
      code: text`
        import { spawn } from 'node:child_process'
        import { createServer } from 'node:http'
        function follow(file) {
          const child = spawn('tail', ['-f', file])
          setTimeout(() => child.kill(), 60_000)
          return child
        }
        createServer((request, response) => { follow('/var/log/mail').stdout.pipe(response) }).listen(80)
      `,
    },
  ],
  invalid: [
    {
      name: 'for each connection, and only its exit is heard of',
      ...marked`
        import { spawn } from 'node:child_process'
        import { WebSocketServer } from 'ws'
        export function attach(server) {
          new WebSocketServer({ server }).on('connection', (socket) => {
            const child = spawn('tail', ['-f', '/var/log/mail'], { stdio: ['ignore', 'pipe', 'ignore'] })
                          ~~~~~ never
            child.stdout.on('data', (line) => socket.send(line))
            child.on('error', () => socket.close())
            child.on('exit', (code) => socket.close(1000, String(code)))
          })
        }
      `,
    },
    {
      name: 'made by a function whose caller drops it',
      ...marked`
        import { spawn } from 'node:child_process'
        import { createServer } from 'node:http'
        function follow(unit, to) {
          const child = spawn('journalctl', ['--follow', '--unit', unit], { stdio: ['ignore', 'pipe', 'inherit'] })
          child.stdout.pipe(to)
          child.on('exit', (code) => console.log(unit, code))
          return child
        }
        createServer((request, response) => {
          follow('mail.service', response)
          ~~~~~~ never
        }).listen(80)
      `,
    },
  ],
})

// ---------------------------------------------------------------- several for the first answer

const solver = (end = ''): string => text`
  import { Worker } from 'node:worker_threads'
  const workers = new Set()
  function solve(puzzle, signal) {
    return new Promise((resolve, reject) => {
      const worker = new Worker('./solver.js', { workerData: puzzle })
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', (code) => reject(new Error('ended with ' + code)))
      ${end}
    })
  }
`

run(rule, {
  valid: [
    { name: 'all of them are waited for', code: `${solver()}\nexport const all = (puzzles) => Promise.all(puzzles.map(solve))` },
    { name: 'one, and a limit of time', code: `${solver()}\nexport const one = (puzzle, late) => Promise.race([solve(puzzle), late])` },
    { name: 'a signal ends the others', code: `${solver("signal.addEventListener('abort', () => worker.terminate())")}\nexport async function first(puzzles) {\n  const stop = new AbortController()\n  try { return await Promise.any(puzzles.map((each) => solve(each, stop.signal))) } finally { stop.abort() }\n}` },
    { name: 'they are ended when the first has answered', code: `${solver('workers.add(worker)')}\nexport const first = (puzzles) => Promise.any(puzzles.map(solve)).finally(() => { for (const each of workers) each.terminate() })` },
  ],
  invalid: [
    {
      name: 'the others go on',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export const first = (puzzles) => Promise.race(puzzles.map((puzzle) => new Promise((resolve, reject) => {
          const worker = new Worker('./solver.js', { workerData: puzzle })
                             ~~~~~~ never
          worker.once('message', resolve)
          worker.once('error', reject)
          worker.once('exit', (code) => reject(new Error('ended with ' + code)))
        })))
      `,
    },
    {
      name: 'made by a function, and kept in a list until the race',
      ...marked`
        import { Worker } from 'node:worker_threads'
        function solve(puzzle) {
          return new Promise((resolve, reject) => {
            const worker = new Worker('./solver.js', { workerData: puzzle })
                               ~~~~~~ never
            worker.once('message', resolve)
            worker.once('error', reject)
          })
        }
        export async function first(puzzles) {
          const tries = puzzles.map((puzzle) => solve(puzzle))
          return Promise.any(tries)
        }
      `,
    },
  ],
})
