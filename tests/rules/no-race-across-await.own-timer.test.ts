import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A round that ends the timer by which alone it is run has no second run.
run(rule, {
  valid: [
    {
      name: 'only the timer runs it',
      code: text`
        export function watch(run, backlog) {
          let timer
          const round = async () => {
            clearInterval(timer)
            await run(backlog.splice(0))
            timer = setInterval(round, 500)
          }
          timer = setInterval(round, 500)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a button runs it, too',
      ...marked`
        export function watch(run, backlog, button) {
          let timer
          const round = async () => {
            clearInterval(timer)
            await run(backlog.splice(0))
            timer = setInterval(round, 500)
            ~~~~~ reopened
          }
          timer = setInterval(round, 500)
          button.addEventListener('click', round)
        }
      `,
    },
  ],
})
