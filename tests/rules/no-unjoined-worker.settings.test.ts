import rule from '../../src/rules/no-unjoined-worker.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

run(rule, {
  valid: [
    {
      name: 'the setting ends the one that is there first',
      code: text`
        export class Preview {
          constructor(theme) {
            this.theme = theme
            this.start()
          }
          start() {
            this.worker = new Worker('./preview.js')
            this.worker.onmessage = ({ data }) => show(data)
          }
          setTheme(theme) {
            if (theme === this.theme) return
            this.theme = theme
            this.worker.terminate()
            this.start()
          }
          close() {
            this.worker.terminate()
          }
        }
      `,
    },
    {
      name: 'the setting begins only where nothing has begun',
      code: text`
        export class Preview {
          start() {
            this.isRunning = true
            this.worker = new Worker('./preview.js')
            this.worker.onmessage = ({ data }) => show(data)
          }
          setTheme(theme) {
            this.theme = theme
            if (!this.isRunning) this.start()
          }
          close() {
            this.worker.terminate()
          }
        }
      `,
    },
    {
      name: 'the start asks whether there is one',
      code: text`
        export class Preview {
          start() {
            if (this.worker) return
            this.worker = new Worker('./preview.js')
            this.worker.onmessage = ({ data }) => show(data)
          }
          setTheme(theme) {
            this.theme = theme
            this.start()
          }
          close() {
            this.worker.terminate()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'another setting begins once more',
      ...marked`
        export class Preview {
          constructor(theme) {
            this.theme = theme
            this.start()
          }
          start() {
            this.worker = new Worker('./preview.js')
                              ~~~~~~ replaced
            this.worker.onmessage = ({ data }) => show(data)
          }
          setTheme(theme) {
            if (theme === this.theme) return
            this.theme = theme
            this.start()
          }
          close() {
            this.worker.terminate()
          }
        }
      `,
    },
    {
      name: 'each setting begins once more',
      ...marked`
        export class Preview {
          start() {
            this.worker = new Worker('./preview.js')
                              ~~~~~~ replaced
            this.worker.onmessage = ({ data }) => show(data)
          }
          setTheme(theme) {
            this.theme = theme
            this.start()
          }
          close() {
            this.worker.terminate()
          }
        }
      `,
    },
  ],
})
