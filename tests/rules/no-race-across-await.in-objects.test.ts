import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Objects that are asked with `in` for what they keep under a key.

run(rule, {
  valid: [
    {
      name: 'asked again behind the wait, or kept as a promise',
      options: [{ thorough: true }],
      code: text`
        const charts = {}
        export async function chart(port) {
          if (port in charts) return charts[port]
          const drawn = await draw(port)
          if (port in charts) return charts[port]
          charts[port] = drawn
          return drawn
        }
        const tides = {}
        export async function tide(port) {
          if (!(port in tides)) tides[port] = ask(port)
          return await tides[port]
        }
      `,
    },
    {
      name: 'another key, and an object of the run',
      options: [{ thorough: true }],
      code: text`
        const charts = {}
        export async function chart(port, berth) {
          if (!(berth in charts)) return
          charts[port] = await draw(port)
        }
        export async function chartsOf(ports) {
          const drawn = {}
          for (const port of ports) if (!(port in drawn)) drawn[port] = await draw(port)
          return drawn
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'filled behind the wait, and emptied by others',
      ...marked`
        const charts = {}
        export async function chart(port) {
          if (!(port in charts)) charts[port] = await draw(port)
                                 ~~~~~~~~~~~~ refilled {"who":"${'`chart`'}","place":"charts[port]","read":"line 3","wait":"line 3","other":"line 7"}
          return charts[port]
        }
        export function forget(port) {
          delete charts[port]
        }
      `,
    },
  ],
})
