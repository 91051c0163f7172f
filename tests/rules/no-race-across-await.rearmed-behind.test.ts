import rule from '../../src/rules/no-race-across-await.ts'
import { marked } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** Timers that a round sets again when its promise is settled, which nobody awaits. */
run(rule, {
  valid: [
    {
      name: 'a flag that the end raises, and the callback asks',
      code: `
        export class Beacon {
          start() { this.timer = setTimeout(() => this.flash(), 500) }
          flash() {
            this.lamp.on().then(() => {
              if (this.dark) return
              this.timer = setTimeout(() => this.flash(), 500)
            })
          }
          close() { this.dark = true; clearTimeout(this.timer) }
        }
      `,
    },
    {
      name: 'a timer for something else',
      code: `
        export class Beacon {
          flash() {
            this.lamp.on().then(() => { this.timer = setTimeout(() => this.lamp.off(), 500) })
          }
          close() { clearTimeout(this.timer) }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'who ends it while the lamp is asked clears a timer that has fired',
      ...marked`
        export class Beacon {
          start() { this.timer = setTimeout(() => this.flash(), 500) }
          flash() {
            this.lamp.on().then(() => {
              this.timer = setTimeout(() => this.flash(), 500)
                           ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ rearmed
            })
          }
          close() { clearTimeout(this.timer) }
        }
      `,
    },
  ],
})
