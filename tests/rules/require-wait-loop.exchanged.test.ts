import rule from '../../src/rules/require-wait-loop.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// An exchange behind a wait: it is a look at the element where it is asked whether it took place.
const file = (exchange: string, wait = 'if'): string => `
  import { parentPort, workerData } from 'node:worker_threads'
  const bell = new Int32Array(workerData.bell)
  const plate = new Float64Array(workerData.plate)
  const EMPTY = 0, SERVED = 1, CLOSED = 2
  function nextPlate() {
    ${wait} (Atomics.load(bell, 0) === EMPTY) Atomics.wait(bell, 0, EMPTY, 250)
    const served = { table: plate[0], dish: plate[1] }
    ${exchange}
    Atomics.notify(bell, 0)
    return served
  }
  for (let served = nextPlate(); served; served = nextPlate()) parentPort.postMessage(served)
`

run(rule, {
  valid: [
    { name: 'in a loop', code: file('if (Atomics.compareExchange(bell, 0, SERVED, EMPTY) === CLOSED) return null', 'while') },
    { name: 'asked whether it took place', code: file('if (Atomics.compareExchange(bell, 0, SERVED, EMPTY) !== SERVED) return null') },
    { name: 'asked for that too', code: file('const was = Atomics.compareExchange(bell, 0, SERVED, EMPTY); if (was === CLOSED) return null; if (was === EMPTY) return undefined') },
    { name: 'handed on', code: file('judge(Atomics.compareExchange(bell, 0, SERVED, EMPTY))') },
  ],
  invalid: [
    {
      name: 'asked for something else',
      ...marked`
        import { parentPort, workerData } from 'node:worker_threads'
        const bell = new Int32Array(workerData.bell)
        const plate = new Float64Array(workerData.plate)
        const EMPTY = 0, SERVED = 1, CLOSED = 2
        function nextPlate() {
          if (Atomics.load(bell, 0) === EMPTY) {
            Atomics.wait(bell, 0, EMPTY, 250)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ once
          }
          const served = { table: plate[0], dish: plate[1] }
          const was = Atomics.compareExchange(bell, 0, SERVED, EMPTY)
          if (was === CLOSED) return null
          Atomics.notify(bell, 0)
          return served
        }
        for (let served = nextPlate(); served; served = nextPlate()) parentPort.postMessage(served)
      `,
      suggestions: [[{
        messageId: 'loop',
        output: text`
          import { parentPort, workerData } from 'node:worker_threads'
          const bell = new Int32Array(workerData.bell)
          const plate = new Float64Array(workerData.plate)
          const EMPTY = 0, SERVED = 1, CLOSED = 2
          function nextPlate() {
            while (Atomics.load(bell, 0) === EMPTY) {
              Atomics.wait(bell, 0, EMPTY, 250)
            }
            const served = { table: plate[0], dish: plate[1] }
            const was = Atomics.compareExchange(bell, 0, SERVED, EMPTY)
            if (was === CLOSED) return null
            Atomics.notify(bell, 0)
            return served
          }
          for (let served = nextPlate(); served; served = nextPlate()) parentPort.postMessage(served)
        `,
      }]],
    },
  ],
})
