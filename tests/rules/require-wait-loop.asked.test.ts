import rule from '../../src/rules/require-wait-loop.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A thread asks another one by a message, and waits until a word of shared memory has changed.
run(rule, {
  valid: [
    {
      name: 'the word is read before the question',
      code: text`
        import { Worker } from 'node:worker_threads'
        const words = new Int32Array(new SharedArrayBuffer(8))
        const oracle = new Worker('./oracle.js', { workerData: { words } })
        export function ask(question) {
          const seen = Atomics.load(words, 0)
          oracle.postMessage(question)
          while (Atomics.load(words, 0) === seen) Atomics.wait(words, 0, seen)
          return Atomics.load(words, 1)
        }
      `,
    },
    {
      name: 'the word is set back before the question',
      code: text`
        import { Worker } from 'node:worker_threads'
        const words = new Int32Array(new SharedArrayBuffer(8))
        const oracle = new Worker('./oracle.js', { workerData: { words } })
        export function ask(question) {
          Atomics.store(words, 0, 0)
          oracle.postMessage(question)
          while (Atomics.load(words, 0) === 0) Atomics.wait(words, 0, 0)
          return Atomics.load(words, 1)
        }
      `,
    },
    {
      name: 'the size is judged before it is used',
      code: text`
        const SIZE = 0
        export function openBox(memory) {
          const words = new Int32Array(memory, 0, 1)
          const bytes = new Uint8Array(memory, 4)
          return function take(timeout) {
            Atomics.wait(words, SIZE, 0, timeout)
            const size = Atomics.load(words, SIZE)
            if (size === 0) throw new Error('nothing came')
            return new TextDecoder().decode(bytes.slice(0, size))
          }
        }
      `,
    },
    {
      name: 'the state is judged before what it announces is taken',
      code: text`
        const STATE = 0
        export function bridge(port, memory) {
          const words = new Int32Array(memory, 0, 2)
          const bytes = new Uint8Array(memory, 8)
          return function ask(question) {
            Atomics.store(words, STATE, 1)
            port.postMessage(question)
            if (Atomics.load(words, STATE) === 1) Atomics.wait(words, STATE, 1, 30_000)
            if (Atomics.load(words, STATE) === 1) throw new Error('no answer')
            return new TextDecoder().decode(bytes.slice(0, Atomics.load(words, 1)))
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the word is read after the question',
      ...marked`
        import { Worker } from 'node:worker_threads'
        const words = new Int32Array(new SharedArrayBuffer(8))
        const oracle = new Worker('./oracle.js', { workerData: { words } })
        export function ask(question) {
          oracle.postMessage(question)
          const seen = Atomics.load(words, 0)
          while (Atomics.load(words, 0) === seen) Atomics.wait(words, 0, seen)
                                                                         ~~~~ sent {"place": "line 5"}
          return Atomics.load(words, 1)
        }
      `,
    },
    {
      name: 'the size is taken as it is, whether anything came or not',
      ...marked`
        const SIZE = 0
        export function openBox(memory) {
          const words = new Int32Array(memory, 0, 1)
          const bytes = new Uint8Array(memory, 4)
          return function take(timeout) {
            Atomics.wait(words, SIZE, 0, timeout)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ timeout {"word": "words[SIZE]", "place": "line 8"}
            const size = Atomics.load(words, SIZE)
            return new TextDecoder().decode(bytes.slice(0, size))
          }
        }
      `,
    },
    {
      name: 'what is there is taken before the state is judged',
      ...marked`
        const STATE = 0
        const FAILED = 3
        export function bridge(port, memory) {
          const words = new Int32Array(memory, 0, 2)
          const bytes = new Uint8Array(memory, 8)
          return function ask(question) {
            Atomics.store(words, STATE, 1)
            port.postMessage(question)
            if (Atomics.load(words, STATE) === 1) Atomics.wait(words, STATE, 1, 30_000)
                                                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ timeout {"word": "words[STATE]", "place": "line 10"}
            const answer = new TextDecoder().decode(bytes.slice(0, Atomics.load(words, 1)))
            const failed = Atomics.load(words, STATE) === FAILED
            if (failed) throw new Error(answer)
            return answer
          }
        }
      `,
    },
    {
      name: 'read anew in each call, by a method that a loop calls',
      ...marked`
        class Feed {
          constructor(memory) {
            this.words = new Int32Array(memory)
          }
          next() {
            const seen = Atomics.load(this.words, 1)
            Atomics.wait(this.words, 1, seen)
                                        ~~~~ anew {"place": "line 6", "word": "this.words[1]"}
            return Atomics.load(this.words, 1)
          }
        }
        const feed = new Feed(new SharedArrayBuffer(8))
        self.postMessage(feed.words)
        for (let frame = 0; frame < 600; frame++) self.postMessage({ frame, version: feed.next() })
      `,
    },
  ],
})

// A word that nobody wakes for, beside one that is told.
const gate = (resume: string, told = '1'): string => text`
  export class Gate {
    constructor(memory) {
      this.words = new Int32Array(memory)
    }
    pause() {
      Atomics.store(this.words, 0, 1)
    }
    resume() {
      ${resume}
    }
    pass() {
      while (Atomics.load(this.words, 0) === 1) Atomics.wait(this.words, 0, 1)
    }
    tell(version) {
      Atomics.store(this.words, 1, version)
      Atomics.notify(this.words, ${told})
    }
  }
`

run(rule, {
  valid: [
    { name: 'who is let go on is woken', code: gate('Atomics.store(this.words, 0, 0)\nAtomics.notify(this.words, 0)') },
    { name: 'a word that is chosen may be this one', code: gate('Atomics.store(this.words, 0, 0)', 'version % 2') },
  ],
  invalid: [
    { name: 'only those of another word are woken', code: gate('Atomics.store(this.words, 0, 0)'), errors: [{ messageId: 'unheard', line: 9, column: 5 }] },
  ],
})
