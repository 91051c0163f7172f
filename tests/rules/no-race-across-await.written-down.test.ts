import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Who comes second and leaves may write down what is there: that is no use of it.
run(rule, {
  valid: [
    {
      name: 'how many there are is only written down',
      code: text`
        export class Nursery {
          adopting = false
          children = new Map()
          async adopt(id) {
            if (this.adopting || this.children.size > 3) {
              logger.info('not now', { busy: this.adopting, count: this.children.size })
              return
            }
            this.adopting = true
            try {
              const { Child } = await import('./child.js')
              const child = new Child(id)
              await child.connect()
              this.children.set(id, child)
              this.adopting = false
            } catch (error) {
              this.adopting = false
              this.children.delete(id)
              throw error
            }
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the second caller is given one of them',
      ...marked`
        export class Nursery {
          adopting = false
          children = new Map()
          async adopt(id) {
            if (this.adopting || this.children.size > 3) {
              return this.pick(this.children.get(id))
            }
            this.adopting = true
            ~~~~~~~~~~~~~ published
            try {
              const { Child } = await import('./child.js')
              const child = new Child(id)
              await child.connect()
              this.children.set(id, child)
              this.adopting = false
            } catch (error) {
              this.adopting = false
              this.children.delete(id)
              throw error
            }
          }
        }
      `,
    },
  ],
})
