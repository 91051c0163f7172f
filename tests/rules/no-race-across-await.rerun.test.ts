import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Listeners that are to run once, and take themselves away after a wait.

run(rule, {
  valid: [
    {
      name: 'taken away before the wait, once, behind a flag, or another one',
      options: [{ thorough: true }],
      code: text`
        export function greet(house) {
          house.on('guest', async function first(guest) {
            house.off('guest', first)
            await cook(guest)
          })
          house.once('guest', async function once(guest) {
            await cook(guest)
            house.off('guest', once)
          })
          let isGreeted = false
          house.on('guest', async function flagged(guest) {
            if (isGreeted) return
            isGreeted = true
            await cook(guest)
            house.off('guest', flagged)
          })
          house.on('guest', async () => {
            await cook()
            house.off('guest', greet)
          })
          const bell = house.onDidChange((guest) => ring(guest))
          house.on('end', async () => {
            await cook()
            bell.dispose()
          })
        }
      `,
    },
    {
      name: 'without thorough: what is asked first may keep the second run out, and one answer comes once',
      code: text`
        export function greet(house, kitchen) {
          house.on('guest', async function first() {
            if (kitchen.isCold) await kitchen.heat()
            house.off('guest', first)
          })
        }
        export function order(house, number) {
          house.on('meal', async function served(meal) {
            if (meal.number !== number) return
            await taste(meal)
            house.off('meal', served)
          })
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'by its name, and by what the registration has answered',
      ...marked`
        export function greet(house, button) {
          house.on('guest', async function first(guest) {
            await cook(guest)
            house.off('guest', first)
            ~~~~~~~~~~~~~~~~~~~~~~~~~ rerun {"place": "house.off", "read": "line 2", "wait": "line 3", "other": "", "who": "This run"}
          })
          const start = async () => {
            await cook()
            button.removeEventListener('click', start)
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ rerun {"place": "button.removeEventListener", "read": "line 10", "wait": "line 7", "other": "", "who": "This run"}
          }
          button.addEventListener('click', start)
          const bell = house.onDidOpen(async (guest) => {
            if (!guest.hungry) return
            await cook(guest)
            bell.dispose()
            ~~~~~~~~~~~~~~ rerun {"place": "bell.dispose", "read": "line 11", "wait": "line 13", "other": "", "who": "This run"}
          })
        }
      `,
    },
  ],
})
