import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Keys that are counted on until one is free, and put there after a wait.

/** Berths of a harbour, by their numbers. */
const harbour = (body: readonly string[], made = 'new Set()'): string => text`
  const taken = ${made}
  export async function moor(ship, first = 1) {
    ${body.join('\n    ')}
  }
`

run(rule, {
  valid: [
    { name: 'put there before the wait', code: harbour(['let berth = first', 'while (taken.has(berth)) berth++', 'taken.add(berth)', 'await ship.go(berth)', 'return berth']) },
    { name: 'put there before, and taken out where it is of no use', code: harbour(['for (let berth = first; ; berth++) {', '  if (taken.has(berth)) continue', '  taken.add(berth)', '  if (await ship.fits(berth)) return berth', '  taken.delete(berth)', '}']) },
    { name: 'asked last', code: harbour(['let berth = first', 'while (!(await ship.fits(berth)) || taken.has(berth)) berth++', 'taken.add(berth)', 'return berth']) },
    { name: 'all are gone through', code: harbour(['for (let berth = first; berth < 9; berth++) {', '  if (taken.has(berth)) continue', '  await ship.see(berth)', '  taken.add(berth)', '}']) },
    { name: 'of its own', code: harbour(['const seen = new Set()', 'let berth = first', 'while (seen.has(berth)) berth++', 'await ship.go(berth)', 'seen.add(berth)', 'return seen']) },
    { name: 'made anew each time', code: harbour(['let berth = ship.name()', 'while (taken.has(berth)) berth = ship.name()', 'await ship.go(berth)', 'taken.add(berth)']) },
    {
      name: 'under a lock',
      code: text`
        import { Mutex } from 'async-mutex'
        const mutex = new Mutex()
        const taken = new Set()
        export const moor = (ship) => mutex.runExclusive(async () => {
          let berth = 1
          while (taken.has(berth)) berth++
          await ship.go(berth)
          taken.add(berth)
          return berth
        })
      `,
    },
  ],
  invalid: [
    {
      name: 'a wait in the condition',
      ...marked`
        const taken = new Set()
        export async function moor(ship, first = 1) {
          let berth = first
          while (taken.has(berth) || !(await ship.fits(berth))) berth++
          taken.add(berth)
          ~~~~~~~~~~~~~~~~ counted {"who": "\u0060moor\u0060", "place": "taken", "read": "line 4", "wait": "line 4"}
          return berth
        }
      `,
    },
    { name: 'a wait in the loop', code: harbour(['for (let berth = first; ; berth++) {', '  if (taken.has(berth)) continue', '  if (!(await ship.fits(berth))) continue', '  taken.add(berth)', '  return berth', '}']), errors: [{ messageId: 'counted', line: 6, column: 5 }] },
    { name: 'a wait behind the loop', code: harbour(['let berth = first', 'while (taken.has(berth)) berth += 2', 'await ship.go(berth)', 'taken.set(berth, ship)', 'return berth'], 'new Map()'), errors: [{ messageId: 'counted', line: 6, column: 3 }] },
  ],
})
