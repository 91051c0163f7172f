import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Functions of libraries that begin something for each element, and lose the promises of that.

run(rule, {
  valid: [
    {
      name: 'a function of a library that waits for each',
      code: text`
        import { each } from 'async'
        export async function menu(ids) {
          const dishes = []
          await each(ids, async (id) => {
            dishes.push(await kitchen.find(id))
          })
          return dishes
        }
      `,
    },
    {
      name: 'a function of that name of which nothing is known',
      code: text`
        import { forEach } from './in-turn.js'
        export async function menu(ids) {
          const dishes = []
          forEach(ids, async (id) => {
            dishes.push(await kitchen.find(id))
          })
          return dishes
        }
      `,
    },
    {
      name: 'what a method answers is waited for: it may be that of a cursor',
      code: text`
        export async function menu(found) {
          const dishes = []
          await found.forEach(async (id) => {
            dishes.push(await kitchen.find(id))
          })
          return dishes
        }
      `,
    },
    {
      name: 'what the library makes is waited for',
      code: text`
        import map from 'lodash/map'
        export async function menu(ids) {
          const dishes = []
          await Promise.all(map(ids, async (id) => {
            dishes.push(await kitchen.find(id))
          }))
          return dishes
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a function of the library by its name',
      ...marked`
        import { forEach } from 'lodash'
        export async function menu(ids) {
          const dishes = []
          forEach(ids, async (id) => {
            const dish = await kitchen.find(id)
            dishes.push(dish.name)
          })
          return dishes.concat('water')
                 ~~~~~~ unfilled {"place":"dishes","read":"line 6","wait":"line 5","other":"line 4"}
        }
      `,
    },
    {
      name: 'what another list takes in',
      ...marked`
        import { forEach } from 'lodash'
        export async function menu(drinks, ids) {
          const dishes = []
          forEach(ids, async (id) => {
            dishes.push(await kitchen.find(id))
          })
          return drinks.concat(dishes)
                               ~~~~~~ unfilled {"place":"dishes","read":"line 5","wait":"line 5","other":"line 4"}
        }
      `,
    },
    {
      name: 'what a copy is made of',
      ...marked`
        export function menu(ids) {
          const dishes = new Set()
          ids.forEach(async (id) => {
            dishes.add(await kitchen.find(id))
          })
          print(Array.from(dishes).sort())
                           ~~~~~~ unfilled {"place":"dishes","read":"line 4","wait":"line 4","other":"line 3"}
        }
      `,
    },
    {
      name: 'a module of the library for one function',
      ...marked`
        import each from 'lodash/forEach'
        export async function menu(ids) {
          const dishes = []
          each(ids, async (id) => {
            dishes.push(await kitchen.find(id))
          })
          return dishes
                 ~~~~~~ unfilled {"place":"dishes","read":"line 5","wait":"line 5","other":"line 4"}
        }
      `,
    },
    {
      name: 'what the library answers is no promise, whoever awaits it',
      ...marked`
        const _ = require('lodash')
        exports.menu = async function (ids) {
          const dishes = []
          await _.forEach(ids, async (id) => {
            dishes.push(await kitchen.find(id))
          })
          return dishes
                 ~~~~~~ unfilled {"place":"dishes","read":"line 5","wait":"line 5","other":"line 4"}
        }
      `,
    },
  ],
})
