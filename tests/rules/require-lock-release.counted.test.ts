import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Slots of one's own, told by what is counted and not by names.

run(rule, {
  valid: [
    {
      name: 'given back in any case',
      code: text`
        const others = []
        let busy = 0
        async function slot() {
          if (busy >= 2) await new Promise((go) => others.push(go))
          else busy++
        }
        function next() {
          const first = others.shift()
          if (first) first()
          else busy--
        }
        export async function convert(file) {
          await slot()
          try {
            return await encode(file)
          } finally {
            next()
          }
        }
      `,
    },
    {
      name: 'a queue that has room for so many: what one puts in another takes out',
      code: text`
        export class Belt {
          boxes = []
          others = []
          count = 0
          async put(box) {
            if (this.count >= 8) await new Promise((go) => this.others.push(go))
            this.count++
            this.boxes.push(box)
          }
          next() {
            this.count--
            this.others.shift()?.()
            return this.boxes.shift()
          }
          async fill(boxes) {
            for (const box of boxes) {
              await this.put(box)
              await weigh(box)
            }
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'not given back where the work fails',
      ...marked`
        const others = []
        let busy = 0
        async function slot() {
          if (busy >= 2) await new Promise((go) => others.push(go))
          else busy++
        }
        function next() {
          const first = others.shift()
          if (first) first()
          else busy--
        }
        export async function convert(file) {
          await slot()
                ~~~~ skipped
          const film = await encode(file)
          if (film.length === 0) {
            next()
            return undefined
          }
          next()
          return film
        }
      `,
    },
  ],
})
