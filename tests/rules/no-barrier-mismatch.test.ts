import rule from '../../src/rules/no-barrier-mismatch.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

const imports = "import { isMainThread, Worker, workerData } from 'node:worker_threads'"
const own = 'new Worker(new URL(import.meta.url), { workerData: sab })'

/** A barrier for several rounds. */
const barrier = text`
  class Barrier {
    constructor(sab, parties) { this.words = new Int32Array(sab); this.parties = parties }
    wait() {
      const round = Atomics.load(this.words, 1)
      if (Atomics.add(this.words, 0, 1) + 1 === this.parties) {
        Atomics.store(this.words, 0, 0)
        Atomics.add(this.words, 1, 1)
        Atomics.notify(this.words, 1)
      } else while (Atomics.load(this.words, 1) === round) Atomics.wait(this.words, 1, round)
    }
  }
`
const program = `${imports}\n${barrier}\nconst sab = isMainThread ? new SharedArrayBuffer(8) : workerData`
const started = (many: string): string => `for (let i = 0; i < ${many}; i++) ${own}`
const rounds = 'else for (let step = 0; step < 10; step++) barrier.wait()'

/** Listeners that count. */
const listening = (event: string, body: string, list = 'jobs'): string => text`
  import { Worker } from 'node:worker_threads'
  const WORKERS = 4
  const QUORUM = 2
  export function run(jobs, go) {
    let ready = 0
    for (const job of ${list}) {
      const worker = new Worker('./job.js', { workerData: job })
      worker.on('${event}', (message) => { ${body} })
    }
  }
`

/** Workers that read from a queue in shared memory until they find -1 there. */
const consumers = (starts: string, pills: string): string => text`
  ${imports}
  import { SharedQueue } from './queue.js'
  const STOP = -1
  const WORKERS = 4
  class Jobs {
    constructor(sab) { this.queue = new SharedQueue(sab) }
    put(job) { this.queue.put(job) }
    take() { return this.queue.take() }
  }
  const sab = isMainThread ? new SharedArrayBuffer(1024) : workerData
  const jobs = new Jobs(sab)
  if (isMainThread) {
    ${starts}
    for (let job = 0; job < 100; job++) jobs.put(job)
    ${pills}
  } else {
    while (true) {
      const job = jobs.take()
      if (job === STOP) break
      work(job)
    }
  }
`

run(rule, {
  valid: [
    { name: 'a poison pill for each worker', code: consumers(started('WORKERS'), 'for (let i = 0; i < WORKERS; i++) jobs.put(STOP)') },
    { name: 'one more for the thread that starts them', code: consumers(started('3'), 'for (let i = 0; i < WORKERS; i++) jobs.put(STOP)') },
    { name: 'as many as it takes', code: consumers(started('WORKERS'), 'while (running()) jobs.put(STOP)') },
    { name: 'workers that are ended from outside', code: consumers(`const workers = Array.from({ length: WORKERS }, () => ${own})`, 'jobs.put(STOP)\nsetTimeout(() => { for (const worker of workers) worker.terminate() }, 1000)') },
    { name: 'a pill that is put back for the next one', code: consumers(started('WORKERS'), 'jobs.put(STOP)').replace('break', '{ jobs.put(STOP); break }') },
    { name: 'a loop that ends for another reason too', code: consumers(started('WORKERS'), 'jobs.put(STOP)').replace('work(job)', 'if (work(job)) break') },
    { name: 'no workers', code: 'let ready = 0; export function check(n) { if (++ready === n + 1) return true }' },
    { name: 'one number for both', code: `${program}\nconst N = 4\nconst barrier = new Barrier(sab, N)\nif (isMainThread) { ${started('N')} } ${rounds}` },
    { name: 'one more, for the thread that starts them', code: `${program}\nconst N = 4\nconst barrier = new Barrier(sab, N + 1)\nif (isMainThread) { ${started('N')}\nfor (let step = 0; step < 10; step++) barrier.wait() } ${rounds}` },
    { name: 'the same number by another way', code: `${program}\nconst barrier = new Barrier(sab, 2 + 2)\nif (isMainThread) { const list = []; for (let i = 1; i <= 4; i++) list.push(${own}) } ${rounds}` },
    { name: 'nobody knows how many are started', code: `${program}\nconst barrier = new Barrier(sab, 4)\nif (isMainThread) { for (const job of jobs()) ${own} } ${rounds}` },
    { name: 'some workers do not come', code: `${program}\nconst barrier = new Barrier(sab, 3)\nif (isMainThread) { ${started('4')} } else { if (workerData.index > 0) barrier.wait() }` },
    { name: 'a worker is started when needed', code: `${program}\nconst barrier = new Barrier(sab, 4)\nif (isMainThread) { ${started('3')}\nif (process.argv[2]) ${own} } ${rounds}` },
    { name: 'the loop may end early', code: `${program}\nconst barrier = new Barrier(sab, 4)\nif (isMainThread) { for (let i = 0; i < 8; i++) { if (i === last()) break\n${own} } } ${rounds}` },
    { name: 'others use the class', code: `${program.replace('class Barrier', 'export class Barrier')}\nconst barrier = new Barrier(sab, 5)\nif (isMainThread) { ${started('4')} } ${rounds}` },
    { name: 'workers of another file', code: `${program}\nconst barrier = new Barrier(sab, 5)\nif (isMainThread) { for (let i = 0; i < 4; i++) new Worker('./other.js', { workerData: sab }) } ${rounds}` },
    { name: 'a constant that is changed', code: `${program}\nlet n = 4\nif (process.argv[2]) n = 8\nconst barrier = new Barrier(sab, n)\nif (isMainThread) { ${started('4')} } ${rounds}` },
    {
      name: 'a countdown of tasks, not of workers',
      code: text`
        ${imports}
        const left = isMainThread ? new Int32Array(new SharedArrayBuffer(4)) : workerData
        if (isMainThread) {
          Atomics.store(left, 0, 8)
          for (let i = 0; i < 4; i++) new Worker(new URL(import.meta.url), { workerData: left })
        } else {
          for (const task of tasks()) if (Atomics.sub(left, 0, 1) === 1) Atomics.notify(left, 0)
        }
      `,
    },
    {
      name: 'a countdown from the number of workers',
      code: text`
        ${imports}
        const left = isMainThread ? new Int32Array(new SharedArrayBuffer(4)) : workerData
        if (isMainThread) {
          Atomics.store(left, 0, 4)
          for (let i = 0; i < 4; i++) new Worker(new URL(import.meta.url), { workerData: left })
          while (Atomics.load(left, 0) > 0) Atomics.wait(left, 0, Atomics.load(left, 0))
        } else if (Atomics.sub(left, 0, 1) === 1) Atomics.notify(left, 0)
      `,
    },
    { name: 'as many as are started', code: listening('message', "if (message === 'ready' && ++ready === jobs.length) go()") },
    { name: 'counted after the comparison', code: listening('online', 'if (ready++ === jobs.length - 1) go()') },
    { name: 'a majority', code: listening('online', 'if (++ready === QUORUM) go()', '[1, 2, 3]') },
    { name: 'the first one', code: listening('online', 'if (++ready === 1) go()') },
    { name: 'so many failures', code: listening('exit', 'if (message !== 0 && ++ready === 3) go()', '[1, 2, 3, 4]') },
    { name: 'results, of which a worker may send several', code: listening('message', 'if (++ready === 8) go()', '[1, 2, 3, 4]') },
    { name: 'a list that grows', code: listening('online', 'jobs.push(1)\nif (++ready === jobs.length + 1) go()') },
  ],
  invalid: [
    {
      name: 'poison pills for other workers than are started',
      ...marked`
        ${consumers(started('WORKERS'), 'for (let i = 0; i < 3; i++) jobs.put(STOP)').split('\n').slice(0, 14).join('\n        ')}
          for (let i = 0; i < 3; i++) jobs.put(STOP)
                                      ~~~~~~~~~~~~~~ pills {"pills": "3", "are": "are", "workers": "4", "line": "line 13"}
        ${consumers('', '').split('\n').slice(14).join('\n        ')}
      `,
    },
    {
      name: 'one poison pill for all',
      ...marked`
        ${consumers(started('cpus().length'), '').replace(imports, `${imports}; import { cpus } from 'node:os'`).split('\n').slice(0, 13).join('\n        ')}
          jobs.put(STOP)
          ~~~~~~~~~~~~~~ pills {"pills": "1", "are": "is", "workers": "cpus().length", "line": "line 13"}
        ${consumers('', '').split('\n').slice(14).join('\n        ')}
      `,
    },
    {
      name: 'a place for a thread that never comes',
      ...marked`
        ${program}
        const THREADS = 4
        const barrier = new Barrier(sab, THREADS + 1)
                                         ~~~~~~~~~~~ never {"awaited": "5", "parties": "4 workers (line 16)"}
        if (isMainThread) { ${started('THREADS')} } ${rounds}
      `,
    },
    {
      name: 'no place for the thread that starts them',
      ...marked`
        ${program}
        const CONFIG = { threads: Number(process.env.THREADS) }
        const barrier = new Barrier(sab, CONFIG.threads)
                                         ~~~~~~~~~~~~~~ early {"awaited": "CONFIG.threads", "parties": "CONFIG.threads workers (line 17) and the thread that starts them"}
        if (isMainThread) {
          ${started('CONFIG.threads')}
          for (let step = 0; step < 10; step++) barrier.wait()
        } ${rounds}
      `,
    },
    {
      name: 'a number of cores, and a constant',
      ...marked`
        import { availableParallelism } from 'node:os'
        ${program}
        const barrier = new Barrier(sab, 4)
                                         ~ varies {"awaited": "4", "parties": "cores workers (line 18)"}
        if (isMainThread) {
          const cores = availableParallelism()
          const workers = Array.from({ length: cores }, () => ${own})
        } ${rounds}
      `,
    },
    {
      name: 'a function that is given the number',
      ...marked`
        ${imports}
        function meet(words, parties) {
          if (Atomics.add(words, 0, 1) === parties - 1) {
            Atomics.store(words, 0, 0)
            Atomics.notify(words, 1, parties)
          } else Atomics.wait(words, 1, 0)
        }
        if (isMainThread) {
          const sab = new SharedArrayBuffer(8)
          ${started('4')}
        } else {
          const words = new Int32Array(workerData)
          meet(words, 3)
                      ~ early {"awaited": "3", "parties": "4 workers (line 10)"}
        }
      `,
    },
    {
      name: 'a countdown that begins too high',
      ...marked`
        ${imports}
        const WORKERS = 4
        const LEFT = 0
        async function main() {
          const left = new Int32Array(new SharedArrayBuffer(4))
          Atomics.store(left, LEFT, WORKERS + 1)
                                    ~~~~~~~~~~~ never {"awaited": "5", "parties": "4 workers (line 7)"}
          for (let i = 0; i < WORKERS; i++) new Worker(new URL(import.meta.url), { workerData: left })
          while (Atomics.load(left, LEFT) !== 0) await Atomics.waitAsync(left, LEFT, Atomics.load(left, LEFT)).value
        }
        function work(left) {
          if (Atomics.sub(left, LEFT, 1) === 1) Atomics.notify(left, LEFT)
        }
        if (isMainThread) await main()
        else work(workerData)
      `,
    },
    {
      name: 'those who are ready, in shared memory',
      ...marked`
        ${imports}
        const ready = isMainThread ? new Int32Array(new SharedArrayBuffer(4)) : workerData
        if (isMainThread) {
          const workers = []
          for (let i = 0; i < 3; i++) workers.push(new Worker(new URL(import.meta.url), { workerData: ready }))
          for (let seen = 0; (seen = Atomics.load(ready, 0)) < 0;) Atomics.wait(ready, 0, seen)
          while (Atomics.load(ready, 0) < 4) Atomics.wait(ready, 0, Atomics.load(ready, 0), 100)
                                          ~ never {"awaited": "4", "parties": "3 workers (line 5)"}
        } else {
          Atomics.add(ready, 0, 1)
          Atomics.notify(ready, 0)
        }
      `,
    },
    {
      name: 'messages of workers',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export function run(jobs, go) {
          let ready = 0
          for (const job of jobs) {
            const worker = new Worker('./job.js', { workerData: job })
            worker.on('message', (message) => {
              if (message.type === 'ready' && ++ready === jobs.length + 1) go()
                                                          ~~~~~~~~~~~~~~~ uncounted {"awaited": "jobs.length + 1", "event": "message", "line": "line 6", "workers": "jobs.length"}
            })
          }
        }
      `,
    },
    {
      name: 'compared before it is counted',
      ...marked`
        import { Worker } from 'node:worker_threads'
        const WORKERS = 4
        export function run(go) {
          let ready = 0
          const workers = Array.from({ length: WORKERS }, () => new Worker('./job.js'))
          for (const worker of workers) worker.once('online', () => { if (ready++ === WORKERS) go() })
                                                                                      ~~~~~~~ uncounted {"awaited": "5", "event": "online", "line": "line 6", "workers": "4"}
        }
      `,
    },
    {
      name: 'one worker too few is waited for',
      ...marked`
        import { Worker } from 'node:worker_threads'
        export class Build {
          constructor(size) { this.size = size }
          run() {
            return new Promise((resolve) => {
              let left = this.size - 1
                         ~~~~~~~~~~~~~ few {"awaited": "size - 1", "event": "exit", "line": "line 9", "workers": "size"}
              for (let i = 0; i < this.size; i++) {
                const worker = new Worker('./build.js', { workerData: i })
                worker.on('exit', () => { if (--left === 0) resolve() })
              }
            })
          }
        }
      `,
    },
    {
      name: 'the number comes with the worker',
      ...marked`
        import { availableParallelism } from 'node:os'
        import { Worker, isMainThread, workerData } from 'node:worker_threads'
        function meet(state, parties) {
          if (Atomics.add(state, 0, 1) + 1 === parties) Atomics.notify(state, 0)
          while (Atomics.load(state, 0) < parties) Atomics.wait(state, 0, 0, 1000)
        }
        if (isMainThread) {
          const threads = Math.max(2, availableParallelism())
          const state = new Int32Array(new SharedArrayBuffer(4))
          for (let i = 0; i < threads - 1; i++) new Worker(new URL(import.meta.url), { workerData: { state, parties: threads } })
        } else {
          const { state, parties } = workerData
          meet(state, parties)
                      ~~~~~~~ never
        }
      `,
    },
  ],
})
