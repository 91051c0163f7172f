import rule from '../../src/rules/no-blocking-loop.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** Work that is done piece by piece, with something after each. */
function smoothing(head: string, pause: string): string {
  return text`
    import { smooth } from './smooth.js'
    export async function smoothAll(weights) {
      for (${head}) {
        smooth(weights, at)
        ${pause}
      }
    }
  `
}

run(rule, {
  valid: [
    { name: 'a task in between', code: smoothing('let at = 0; at < weights.length; at += 1000', 'await new Promise((resolve) => setTimeout(resolve))') },
    { name: 'one by one, where nobody knows how much that is', code: smoothing('let at = 0; at < weights.length; at += 1', 'await Promise.resolve()') },
    { name: 'by an amount that nobody knows', code: smoothing('let at = 0; at < weights.length; at += weights.step', 'await Promise.resolve()') },
    { name: 'what may be waited for', code: smoothing('let at = 0; at < weights.length; at += 1000', 'await weights.saved') },
  ],
  invalid: [
    {
      name: 'pieces of a thousand, and nothing but microtasks in between',
      ...marked`
        import { smooth } from './smooth.js'
        export async function smoothAll(weights) {
          for (let at = 0; at < weights.length; at += 1000) {
            smooth(weights, at)
            await Promise.resolve()
            ~~~~~~~~~~~~~~~~~~~~~~~ vainAwait
          }
        }
      `,
      suggestions: [[{ messageId: 'yield', output: smoothing('let at = 0; at < weights.length; at += 1000', 'await new Promise((resolve) => setTimeout(resolve))') }]],
    },
    {
      name: 'a size with a name',
      ...marked`
        import { smooth } from './smooth.js'
        const PIECE = 4096
        export async function smoothAll(weights) {
          for (let at = 0; at < weights.length; at += PIECE) {
            smooth(weights, at)
            await null
            ~~~~~~~~~~ vainAwait
          }
        }
      `,
      suggestions: [[{
        messageId: 'yield',
        output: text`
          import { smooth } from './smooth.js'
          const PIECE = 4096
          export async function smoothAll(weights) {
            for (let at = 0; at < weights.length; at += PIECE) {
              smooth(weights, at)
              await new Promise((resolve) => setTimeout(resolve))
            }
          }
        `,
      }]],
    },
  ],
})
