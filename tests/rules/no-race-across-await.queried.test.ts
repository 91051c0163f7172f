import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Stores that are told with an object which row of a table is meant.

run(rule, {
  valid: [
    {
      name: 'what is read of one row is put into another one',
      code: text`
        export function pier(app, store) {
          app.command('moor', async ({ ship, harbour }) => {
            const [berth] = await store.get('berths', { ship: ship.leader })
            await store.set('berths', { ship: ship.id }, { place: berth.place })
          })
        }
      `,
    },
    {
      name: 'the same, where a helper puts it there',
      code: text`
        export function pier(app, store) {
          async function put(place, ship) {
            await store.set('berths', { ship }, { place })
          }
          app.command('moor', async ({ ship }) => {
            const [berth] = await store.get('berths', { ship: ship.leader })
            await put(berth.place, ship.id)
          })
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the same row',
      ...marked`
        export function pier(app, store) {
          app.command('moor', async ({ ship }) => {
            const [berth] = await store.get('berths', { ship: ship.id })
            await store.set('berths', { ship: ship.id }, { place: berth.place + 1 })
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "\u0060pier\u0060", "place": "store['berths']", "read": "line 3", "wait": "line 3"}
          })
        }
      `,
    },
  ],
})
