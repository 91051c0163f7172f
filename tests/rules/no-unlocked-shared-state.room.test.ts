import rule from '../../src/rules/no-unlocked-shared-state.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Whether there is room for so much is tested, and then it is taken.
const file = (body: string): string => `
  import { parentPort, workerData } from 'node:worker_threads'
  const seats = new Int32Array(workerData.seats)
  const LIMIT = workerData.limit
  ${body}
  parentPort.on('message', ({ party }) => parentPort.postMessage(book(party)))
`

run(rule, {
  valid: [
    { name: 'what the addition answers is looked at', code: file(`
      function book(party) {
        if (Atomics.add(seats, 0, party) + party <= LIMIT) return true
        Atomics.sub(seats, 0, party)
        return false
      }`) },
    { name: 'asked before in vain, and looked at again', code: file(`
      function book(party) {
        if (Atomics.load(seats, 0) + party > LIMIT) return false
        const before = Atomics.add(seats, 0, party)
        if (before + party > LIMIT) {
          Atomics.sub(seats, 0, party)
          return false
        }
        return true
      }`) },
    { name: 'the two ends of a ring', code: file(`
      const WRITTEN = 0, READ = 1
      function book() {
        if (Atomics.load(seats, WRITTEN) - Atomics.load(seats, READ) >= LIMIT) return false
        Atomics.add(seats, WRITTEN, 1)
        return true
      }`) },
    { name: 'the two ends of a ring, by names', code: file(`
      const WRITTEN = 0, READ = 1
      function book() {
        const written = Atomics.load(seats, WRITTEN)
        const read = Atomics.load(seats, READ)
        const used = written - read
        if (used >= LIMIT) return false
        Atomics.add(seats, WRITTEN, 1)
        return true
      }`) },
    { name: 'the two ends of a ring, and what is free between them', code: file(`
      const WRITTEN = 0, READ = 1
      function book(party) {
        const free = 64 - (Atomics.load(seats, WRITTEN) - Atomics.load(seats, READ))
        if (free < party) return false
        Atomics.add(seats, WRITTEN, party)
        return true
      }`) },
    { name: 'one producer fills what it tells of', code: file(`
      const names = new Uint8Array(workerData.names)
      function book(party) {
        if (Atomics.load(seats, 0) + party.length > LIMIT) return false
        names.set(party, 0)
        Atomics.add(seats, 0, party.length)
        return true
      }`) },
    { name: 'the main thread, which is one', code: text`
      const seats = new Int32Array(new SharedArrayBuffer(4))
      new Worker('./door.js').postMessage(seats)
      export function book(party) {
        if (Atomics.load(seats, 0) + party > 100) return false
        Atomics.add(seats, 0, party)
        return true
      }
    ` },
  ],
  invalid: [
    {
      name: 'room for so many',
      ...marked`
        import { parentPort, workerData } from 'node:worker_threads'
        const seats = new Int32Array(workerData.seats)
        function book(party) {
          if (Atomics.load(seats, 0) + party > workerData.limit) return null
          Atomics.add(seats, 0, party)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ check
          return { party }
        }
        parentPort.on('message', ({ party }) => parentPort.postMessage(book(party)))
      `,
    },
    {
      name: 'what is left, by a name, in a class',
      ...marked`
        import { parentPort, workerData } from 'node:worker_threads'
        class Hall {
          constructor(memory, limit) { this.taken = new Int32Array(memory); this.limit = limit }
          book(party) {
            const taken = Atomics.load(this.taken, 0)
            if (this.limit - taken >= party) {
              Atomics.add(this.taken, 0, party)
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ check
              return true
            }
            return false
          }
        }
        const hall = new Hall(workerData.memory, 100)
        parentPort.on('message', ({ party }) => parentPort.postMessage(hall.book(party)))
      `,
    },
  ],
})
