import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Answers to messages: who sends them asks for something else each time.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'without thorough',
      code: text`
        let chart
        onmessage = async ({ data }) => {
          chart = await draw(data.area)
        }
      `,
    },
    {
      name: 'behind a ticket',
      options,
      code: text`
        let chart
        let latest = 0
        onmessage = async ({ data }) => {
          const ticket = ++latest
          const drawn = await draw(data.area)
          if (ticket === latest) chart = drawn
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the answer to a message',
      options,
      ...marked`
        let chart
        onmessage = async ({ data }) => {
          chart = await draw(data.area)
          ~~~~~ overtaken
        }
      `,
    },
  ],
})
