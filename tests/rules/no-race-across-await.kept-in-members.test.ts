import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What is read from a store, kept in a member of something else, and written back from there.

run(rule, {
  valid: [
    {
      name: 'filled where nothing was found, or made anew',
      options: [{ thorough: true }],
      code: text`
        import { pantry } from './pantry.js'
        export async function fetch(meal, next) {
          meal.stock = await pantry.get(meal.id)
          if (!meal.stock) {
            meal.stock = await buy(meal)
            await pantry.set(meal.id, meal.stock)
          }
          await next()
        }
        export async function renew(meal) {
          meal.stock = await buy(meal)
          await pantry.set(meal.id, meal.stock)
        }
      `,
    },
    {
      name: 'under another key, or a member of something else',
      options: [{ thorough: true }],
      code: text`
        import { pantry } from './pantry.js'
        export async function copy(meal, other, next) {
          meal.stock = await pantry.get(meal.id)
          await next()
          await pantry.set(other.id, meal.stock)
        }
        export async function swap(meal, other, next) {
          meal.stock = await pantry.get(meal.id)
          await next()
          await pantry.set(meal.id, other.stock)
        }
      `,
    },
    {
      name: 'no proof that it is changed: only with thorough',
      code: text`
        import { pantry } from './pantry.js'
        export async function cook(meal, next) {
          meal.stock = await pantry.get(meal.id)
          await next()
          await pantry.set(meal.id, meal.stock)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a step of several that hand on what they work at',
      options: [{ thorough: true }],
      ...marked`
        export function stocked(pantry) {
          return async (meal, next) => {
            meal.stock = await pantry.get(meal.id)
            await next()
            await pantry.set(meal.id, meal.stock)
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ lost {"who": "This callback", "place": "pantry[meal.id]", "read": "line 3", "wait": "line 3"}
          }
        }
      `,
    },
  ],
})
