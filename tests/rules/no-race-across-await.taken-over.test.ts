import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Who takes a list and leaves another one there works on what is his alone.
run(rule, {
  valid: [
    {
      name: 'a list that was taken before the wait',
      code: text`
        let made = []
        const labels = []
        bus.on('made', (id) => {
          made.push(id)
          setTimeout(() => { void group() }, 250)
        })
        async function group() {
          const mine = made
          made = []
          if (mine.length < 2) return
          for (const id of mine) await move(id)
          if (labels.length > 0) mine.shift()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a list that stays where it is',
      ...marked`
        let made = []
        const labels = []
        bus.on('made', (id) => {
          made.push(id)
          setTimeout(() => { void group() }, 250)
        })
        async function group() {
          const mine = made
          if (mine.length < 2) return
          for (const id of mine) await move(id)
          if (labels.length > 0) mine.shift()
                                 ~~~~~~~~~~~~ taken
        }
      `,
    },
  ],
})
