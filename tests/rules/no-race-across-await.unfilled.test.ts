import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is filled for each element of a list, behind a wait that nobody waits for, and read at once.

run(rule, {
  valid: [
    {
      name: 'a state of a component is set to what comes of all of them',
      language: 'jsx',
      code: text`
        import { useEffect, useState } from 'react'
        import { kitchen } from './kitchen'
        export function Menus({ houses }) {
          const [menus, setMenus] = useState({})
          useEffect(() => {
            const found = {}
            houses.forEach((house) => {
              found[house.id] = kitchen.menuNow(house.id)
            })
            setMenus(found)
          }, [houses])
          return menus
        }
      `,
    },
    {
      name: 'all of it is waited for',
      code: text`
        export async function menu(ids) {
          const dishes = []
          await Promise.all(ids.map(async (id) => {
            dishes.push(await kitchen.find(id))
          }))
          return dishes
        }
      `,
    },
    {
      name: 'the promises are kept, and waited for',
      code: text`
        export async function menu(ids) {
          const dishes = new Map()
          const orders = ids.map(async (id) => {
            dishes.set(id, await kitchen.find(id))
          })
          await Promise.all(orders)
          return dishes
        }
      `,
    },
    {
      name: 'it is filled before the wait',
      code: text`
        export async function menu(ids) {
          const ordered = []
          ids.forEach(async (id) => {
            ordered.push(id)
            await kitchen.prepare(id)
          })
          return ordered
        }
      `,
    },
    {
      name: 'the last one tells that all is there',
      code: text`
        export function menu(ids, done) {
          const dishes = []
          ids.forEach(async (id) => {
            dishes.push(await kitchen.find(id))
            if (dishes.length === ids.length) done(dishes)
          })
        }
      `,
    },
    {
      name: 'something else is waited for, which may be what takes long enough',
      code: text`
        export async function menu(ids) {
          const dishes = []
          ids.forEach(async (id) => {
            dishes.push(await kitchen.find(id))
          })
          await kitchen.idle()
          return dishes
        }
      `,
    },
    {
      name: 'it is handed over as it is, and has what comes later too',
      code: text`
        export function serve(files, waiter) {
          const dishes = new Map()
          files.forEach(async (file) => {
            dishes.set(file, await import(file))
          })
          waiter.dishes = dishes
          waiter.learn(dishes)
          return dishes
        }
      `,
    },
    {
      name: 'it shows what is put into it',
      code: text`
        import { ref } from 'vue'
        export async function useMenu(ids) {
          const dishes = ref([])
          ids.forEach(async (id) => {
            dishes.value.push(await kitchen.find(id))
          })
          return { dishes, ready: dishes.value.length > 0 }
        }
      `,
    },
    {
      name: 'a function is asked for it later',
      code: text`
        export function menu(ids) {
          const dishes = []
          ids.forEach(async (id) => {
            dishes.push(await kitchen.find(id))
          })
          return () => dishes.length
        }
      `,
    },
    {
      name: 'what waits is not what fills it',
      code: text`
        export async function menu(ids) {
          const names = []
          ids.forEach((id) => {
            names.push(id.toUpperCase())
            setTimeout(async () => { await kitchen.prepare(id) })
          })
          return names
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a state of a component is set to what nothing has been put into yet',
      language: 'jsx',
      ...marked`
        import { useEffect, useState } from 'react'
        import { kitchen } from './kitchen'
        export function Menus({ houses }) {
          const [menus, setMenus] = useState({})
          useEffect(() => {
            const found = {}
            houses.forEach(async (house) => {
              try {
                found[house.id] = await kitchen.menuOf(house.id)
              } catch (error) {
                console.error(house, error)
              }
            })
            setMenus(found)
                     ~~~~~ unfilled {"place": "found", "other": "line 7", "wait": "line 9", "read": "line 9"}
          }, [houses])
          return menus
        }
      `,
    },
    {
      name: 'a list is answered',
      ...marked`
        export async function menu(ids) {
          const dishes = []
          ids.forEach(async (id) => {
            const dish = await kitchen.find(id)
            dishes.push(dish.name)
          })
          return dishes
                 ~~~~~~ unfilled {"place": "dishes", "other": "line 3", "wait": "line 4", "read": "line 5"}
        }
      `,
    },
    {
      name: 'filled behind a wait in one branch only, and measured',
      ...marked`
        export async function rename(guests) {
          const changed = []
          guests?.forEach(async (guest) => {
            let name = guest.nick
            if (!name) {
              name = (await book.find(guest.id)).name
            }
            if (name !== guest.name) changed.push(guest)
          })
          if (changed.length > 0) await book.save(changed)
              ~~~~~~~ unfilled {"place": "changed", "other": "line 3", "wait": "line 6", "read": "line 8"}
        }
      `,
    },
    {
      name: 'a number',
      options: [{ allow: ['sum'] }],
      ...marked`
        export function bill(ids) {
          let total = 0
          ids.map(async (id) => {
            const price = await kitchen.price(id)
            total = total + price
          })
          show('Total: ' + total)
                           ~~~~~ unfilled {"place": "total", "other": "line 3", "wait": "line 4", "read": "line 5"}
        }
      `,
    },
    {
      name: 'an object by keys, in the answer to a request',
      ...marked`
        import express from 'express'
        const app = express()
        app.post('/menu', async (request, response) => {
          const prices = {}
          request.body.ids.forEach(async (id) => {
            prices[id] = await kitchen.price(id)
          })
          response.json(prices)
                        ~~~~~~ unfilled {"place": "prices", "other": "line 5", "wait": "line 6", "read": "line 6"}
        })
      `,
    },
    {
      name: 'gone through',
      ...marked`
        export function menu(ids) {
          const dishes = new Set()
          ids.forEach(async (id) => {
            for await (const dish of kitchen.all(id)) dishes.add(dish)
          })
          for (const dish of dishes) print(dish)
                             ~~~~~~ unfilled {"place": "dishes", "other": "line 3", "wait": "line 4", "read": "line 4"}
        }
      `,
    },
  ],
})
