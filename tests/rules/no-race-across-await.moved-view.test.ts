import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Methods by which somebody moves on to another part of something that is shown.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'the last one counts',
      options,
      code: text`
        export class Berths {
          berths = []
          asked = 0
          async setViewport(bounds) {
            const mine = ++this.asked
            const response = await fetch('/berths?' + new URLSearchParams(bounds))
            const berths = await response.json()
            if (mine !== this.asked) return
            this.berths = berths
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'what lies within other bounds',
      options,
      ...marked`
        export class Berths {
          berths = []
          async setViewport(bounds) {
            const query = new URLSearchParams(Object.entries(bounds).map(([key, value]) => [key, String(value)]))
            const response = await fetch(${'`/berths?${query}`'})
            this.berths = await response.json()
            ~~~~~~~~~~~ overtaken
          }
        }
      `,
    },
    {
      name: 'another zone',
      options,
      ...marked`
        export class Berths {
          berths = []
          async changeZone(zone) {
            this.berths = await this.harbour.berthsIn(zone)
            ~~~~~~~~~~~ overtaken
          }
        }
      `,
    },
  ],
})
