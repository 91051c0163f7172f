import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'a pen that goes down and up again',
      code: text`
        export async function draw(pen, points) {
          await pen.down()
          for (const point of points) await pen.move(point)
          await pen.up()
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a semaphore that goes down and up again',
      ...marked`
        export async function draw(semaphore, points) {
          await semaphore.down()
                ~~~~~~~~~~~~~~ skipped
          for (const point of points) await move(point)
          semaphore.up()
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        export async function draw(semaphore, points) {
          await semaphore.down()
          try {
            for (const point of points) await move(point)
          } finally {
            semaphore.up()
          }
        }
      ` }]],
    },
  ],
})
