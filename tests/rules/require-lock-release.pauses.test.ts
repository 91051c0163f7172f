import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'a pause from another file does not fail',
      code: text`
        import { sleep } from './time.js'

        export class Backup {
          running = false
          async loop(client) {
            if (this.running) return
            this.running = true
            await sleep(Math.random() * 1000)
            try {
              await client.upload()
            } finally {
              this.running = false
            }
          }
        }
      `,
    },
    {
      name: 'the next rendering of a page does not fail',
      code: text`
        import { tick } from 'svelte'

        let isDue = false
        export async function redraw(board) {
          if (isDue) return
          isDue = true
          await tick()
          isDue = false
          board.draw()
        }
      `,
    },
    {
      name: 'a dialog is answered, whatever is pressed',
      code: text`
        import { dialog } from 'electron/main'

        let isAsking = false
        export async function mayLeave(window) {
          if (isAsking) return false
          isAsking = true
          const { response } = await dialog.showMessageBox(window, { message: 'Leave?', buttons: ['No', 'Yes'] })
          isAsking = false
          return response === 1
        }
      `,
    },
    {
      name: 'a wait for a word of shared memory does not fail',
      code: text`
        export class Turn {
          taken = false
          constructor(words) {
            this.words = words
          }
          async take() {
            if (this.taken) return
            this.taken = true
            const waiting = Atomics.waitAsync(this.words, 0, 0)
            if (waiting.async) await waiting.value
            this.taken = false
          }
        }
      `,
    },
    {
      name: 'a wait for a time does not fail',
      code: text`
        import { wait } from './time.js'

        export class Backup {
          running = false
          async loop(seconds) {
            if (this.running) return
            this.running = true
            await wait(250)
            await wait(seconds * 1000)
            this.running = false
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'another promise in a field of what a call gives may fail',
      ...marked`
        export class Turn {
          taken = false
          async take(desk) {
            if (this.taken) return
            this.taken = true
            ~~~~~~~~~~~~~~~~~ stuck
            const waiting = desk.wait()
            if (waiting.async) await waiting.value
            this.taken = false
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        export class Turn {
          taken = false
          async take(desk) {
            if (this.taken) return
            this.taken = true
            try {
              const waiting = desk.wait()
              if (waiting.async) await waiting.value
            } finally {
              this.taken = false
            }
          }
        }
      ` }]],
    },
    {
      name: 'a wait for something else may',
      ...marked`
        import { wait } from './time.js'

        export class Backup {
          running = false
          async loop(upload) {
            if (this.running) return
            this.running = true
            ~~~~~~~~~~~~~~~~~~~ stuck
            await wait(upload)
            this.running = false
          }
        }
      `,
      suggestions: [[{ messageId: 'wrap', output: text`
        import { wait } from './time.js'

        export class Backup {
          running = false
          async loop(upload) {
            if (this.running) return
            this.running = true
            try {
              await wait(upload)
            } finally {
              this.running = false
            }
          }
        }
      ` }]],
    },
    {
      name: 'what else is waited for may',
      ...marked`
        import { ready } from './time.js'

        export class Backup {
          running = false
          async loop(client) {
            if (this.running) return
            this.running = true
            ~~~~~~~~~~~~~~~~~~~ stuck
            await ready(client)
            try {
              await client.upload()
            } finally {
              this.running = false
            }
          }
        }
      `,
    },
  ],
})
