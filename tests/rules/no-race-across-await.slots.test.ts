import rule from '../../src/rules/no-race-across-await.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Elements that are put behind the last one, by a size that was read before a wait.

/** A log of dives, to which one is added. */
const log = (body: string): string => text`
  export class Log {
    dives = []
    async add(computer) {
      const at = this.dives.length
      ${body}
    }
  }
`

run(rule, {
  valid: [
    { name: 'the size is read after the wait', code: 'export class Log { dives = []; async add(computer) { const dive = await computer.read(); const at = this.dives.length; this.dives[at] = dive } }' },
    { name: 'the place is taken before the wait', code: log('this.dives.push(null); this.dives[at] = await computer.read()') },
    { name: 'put there before the wait', code: log('this.dives[at] = computer; await computer.rinse()') },
    { name: 'another list', code: log('const dive = await computer.read(); computer.dives[at] = dive') },
  ],
  invalid: [
    { name: 'behind a wait', code: log('const dive = await computer.read(); this.dives[at] = dive'), errors: [{ messageId: 'counted', line: 5, column: 41 }] },
  ],
})
