import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is found empty, put there anew behind a wait, and filled at once.

run(rule, {
  valid: [
    {
      name: 'nobody else puts anything in, or it is asked again behind the wait',
      options: [{ thorough: true }],
      code: text`
        let shelf = new Map()
        export async function stock() {
          if (shelf.size > 0) return shelf
          const goods = await depot.read()
          shelf = new Map()
          goods.forEach((good) => { shelf.set(good.id, good) })
          return shelf
        }
        let rack = new Map()
        export async function arrange() {
          if (rack.size > 0) return rack
          const goods = await depot.read()
          if (rack.size > 0) return rack
          rack = new Map()
          for (const good of goods) rack.set(good.id, good)
          return rack
        }
        export function add(good) {
          rack.set(good.id, good)
        }
      `,
    },
    {
      name: 'emptied where something is there, and not filled by this run',
      options: [{ thorough: true }],
      code: text`
        export class Shelf {
          goods = new Map()
          add(good) {
            this.goods.set(good.id, good)
          }
          async settle() {
            await this.depot.ready()
            this.goods = new Map()
          }
        }
      `,
    },
    {
      name: 'behind a promise, emptied only, or for nobody else',
      options: [{ thorough: true }],
      code: text`
        export const depot = {
          goods: new Map(),
          stock() {
            if (this.goods.size > 0) return Promise.resolve(this.goods)
            return table.read().then((found) => {
              this.goods = new Map()
              found.forEach((good) => { this.goods.set(good.id, good) })
              return this.goods
            })
          },
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'in a field, by a loop',
      ...marked`
        export class Shelf {
          goods = new Map()
          async stock() {
            if (this.goods.size > 0) return this.goods
            const found = await this.depot.read()
            this.goods = new Map()
            ~~~~~~~~~~ replaced {"who": "\u0060stock\u0060", "place": "this.goods", "read": "line 4", "wait": "line 5", "other": "line 11"}
            for (const good of found) this.goods.set(good.id, good)
            return this.goods
          }
          add(good) {
            this.goods.set(good.id, good)
          }
        }
      `,
    },
    {
      name: 'in a variable, by a callback',
      ...marked`
        let shelf = []
        export async function stock() {
          if (shelf.length > 0) return shelf
          const found = await depot.read()
          shelf = []
          ~~~~~ replaced {"who": "\u0060stock\u0060", "place": "shelf", "read": "line 3", "wait": "line 4", "other": "line 10"}
          found.forEach((good) => { shelf.push(good) })
          return shelf
        }
        export function add(good) {
          shelf.push(good)
        }
      `,
    },
    {
      name: 'behind a promise',
      ...marked`
        export const depot = {
          goods: new Map(),
          stock() {
            if (this.goods.size > 0) return Promise.resolve(this.goods)
            return table.read().then((found) => {
              this.goods = new Map()
              ~~~~~~~~~~ replaced {"who": "\u0060stock\u0060", "place": "this.goods", "read": "line 4", "wait": "line 5", "other": "line 12"}
              found.forEach((good) => { this.goods.set(good.id, good) })
              return this.goods
            })
          },
          add(good) {
            this.goods.set(good.id, good)
          },
        }
      `,
    },
  ],
})
