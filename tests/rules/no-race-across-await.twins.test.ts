import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Two methods that say by their names that they read and write the same: what is made of the one answer is put back by the other.

run(rule, {
  valid: [
    {
      name: 'another thing, another key, or a value that is made of nothing that was read',
      options: [{ thorough: true }],
      code: text`
        export async function rename(shop, id, name) {
          const basket = await shop.getBasket(id)
          await shop.saveOrder(id, { ...basket, name })
        }
        export async function copy(shop, id, other) {
          const basket = await shop.getBasket(id)
          await shop.saveBasket(other, { ...basket, copied: true })
        }
        export async function clear(shop, id) {
          const basket = await shop.getBasket(id)
          if (basket.rows.length > 0) await shop.saveBasket(id, { rows: [] })
        }
      `,
    },
    {
      name: 'what answers at once, a version that the store compares, and one after the other',
      options: [{ thorough: true }],
      code: text`
        export async function rename(shop, id, name) {
          const basket = shop.getBasket(id)
          await shop.saveBasket(id, { ...basket, name })
        }
        export async function add(shop, id, row) {
          const basket = await shop.getBasket(id)
          await shop.saveBasket(id, { ...basket, rows: [...basket.rows, row], version: basket.version })
        }
        export const price = (shop, id) => queue.push(async () => {
          const basket = await shop.getBasket(id)
          await shop.saveBasket(id, { ...basket, price: 5 })
        })
      `,
    },
    {
      name: 'not without thorough: what the methods do is not known',
      code: text`
        export async function rename(shop, id, name) {
          const basket = await shop.getBasket(id)
          await shop.saveBasket(id, { ...basket, name })
        }
      `,
    },
    {
      name: 'the thing is put back as it was, with one field that is written over, or it is another one',
      options: [{ thorough: true }],
      code: text`
        import { loadGuest, saveGuest } from './guests.js'
        export async function again(shop, id) {
          const basket = await shop.findBasket(id)
          await shop.saveBasket(basket)
        }
        export async function name(shop, id, name) {
          const basket = await shop.findBasket(id)
          basket.name = name
          await shop.saveBasket(basket)
        }
        export async function greet(id, other) {
          const guest = await loadGuest(id)
          await saveGuest({ ...other, met: true })
          return guest.name
        }
      `,
    },
    {
      name: 'the files of a tool, whoever gives the file system',
      options: [{ thorough: true }],
      code: text`
        export async function bump(fs, path) {
          const pack = await fs.readManifest(path)
          await fs.writeManifest(path, { ...pack, version: '2' })
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the thing itself, which a step has changed',
      options: [{ thorough: true }],
      ...marked`
        export async function add(shop, id, cents) {
          const basket = await shop.findBasketById(id)
          basket.cents += cents
          await shop.saveBasket(basket)
                ~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "\u0060add\u0060", "place": "shop.findBasketById(id)", "read": "line 2", "wait": "line 2"}
        }
      `,
    },
    {
      name: 'by functions of another file',
      options: [{ thorough: true }],
      ...marked`
        import { loadGuest, saveGuest } from './guests.js'
        app.post('/visits/:id', async (req, res) => {
          const guest = await loadGuest(req.params.id)
          guest.visits += 1
          await saveGuest(guest)
                ~~~~~~~~~~~~~~~~ lost
          res.json(guest)
        })
      `,
    },
    {
      name: 'a key before the value',
      options: [{ thorough: true }],
      ...marked`
        export async function rename(shop, id, name) {
          const basket = await shop.getBasket(id)
          await shop.saveBasket(id, { ...basket, name })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "\u0060rename\u0060", "place": "shop.getBasket(id)", "read": "line 2", "wait": "line 2"}
        }
      `,
    },
    {
      name: 'keys and value in one object, and a part of the answer taken on the way',
      options: [{ thorough: true }],
      ...marked`
        export async function token(client, id) {
          const pass = await client.getState({ name: 'pass', id }).then((answer) => answer.state)
          if (pass.until > Date.now()) return pass.key
          const { key, until } = await renew(pass.again)
          await client.setState({ name: 'pass', id, payload: { ...pass, key, until } })
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "\u0060token\u0060", "place": "client.getState({ name: 'pass', id })", "read": "line 2", "wait": "line 2"}
          return key
        }
      `,
    },
    {
      name: 'methods of the class itself, or what it inherits',
      options: [{ thorough: true }],
      ...marked`
        export class Baskets extends Rows {
          async mark(id, at) {
            const basket = await this.getById(id)
            const rows = basket.rows.map((row, i) => (i === at ? { ...row, marked: true } : row))
            return this.updateById(id, { rows })
                   ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "\u0060mark\u0060", "place": "this.getById(id)", "read": "line 3", "wait": "line 3"}
          }
        }
      `,
    },
  ],
})
