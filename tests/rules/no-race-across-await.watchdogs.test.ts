import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is asked by the time: whether it is time to do something, or still time for it.

const beat = (over: string): string => text`
  export function watch(buoy, stop) {
    let heard = Date.now()
    const beating = setInterval(async () => {
      if (${over}) {
        stop.abort()
        clearInterval(beating)
        return
      }
      const answer = await buoy.post('/beat')
      if (answer.ok) heard = Date.now()
    }, 1000)
  }
`

/** A run by the clock that a lock keeps for one program of several. */
const tides = (tried: string): string => text`
  let isRunning = false
  export class Tides {
    async run() {
      if (isRunning) return
      ${tried}
      isRunning = true
      try {
        await this.post(this.rows)
      } finally {
        isRunning = false
      }
    }
  }
`

run(rule, {
  valid: [
    { name: 'it goes on as long as it is in time', code: beat('heard + LIMIT < Date.now()') },
    { name: 'the same by a difference, as one of two conditions', code: beat('heard && Date.now() - heard > LIMIT') },
    { name: 'the same the other way round', code: beat('Date.now() >= heard + LIMIT') },
    { name: 'who does not get the lock leaves', code: tides('if (!(await this.lock.acquire())) return') },
    { name: 'by its name', code: tides('const held = await this.lock.acquire()\n      if (!held) return') },
  ],
  invalid: [
    {
      name: 'it waits until it is time',
      ...marked`
        export function watch(buoy) {
          let heard = Date.now()
          setInterval(async () => {
            if (heard + LIMIT > Date.now()) return
            const answer = await buoy.post('/beat')
            if (answer.ok) heard = Date.now()
                           ~~~~~ due
          }, 1000)
        }
      `,
    },
    { name: 'the same by a difference', code: beat('Date.now() - heard < LIMIT'), errors: [{ messageId: 'due', line: 10, column: 20 }] },
    { name: 'nobody leaves for the answer', code: tides('await this.lock.check()'), errors: [{ messageId: 'done', line: 6, column: 5 }] },
  ],
})
