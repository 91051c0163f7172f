import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- this under another name

run(rule, {
  valid: [
    {
      name: 'an object that a run makes for itself, and of which a callback says that it is over',
      code: text`
        export class Importer {
          rows = []
          load(source, onCleanup) {
            const run = { over: false }
            onCleanup(() => { run.over = true })
            return source.read().then((rows) => {
              if (run.over) return
              this.rows = rows
            })
          }
        }
      `,
    },
    {
      name: 'the flag goes up before anybody is waited for',
      code: text`
        export class Kiln {
          firing = false
          fire() {
            const self = this
            if (self.firing) return Promise.resolve()
            self.firing = true
            return self.oven.heat().then(function (heat) {
              return self.log.put(heat)
            }).finally(function () {
              self.firing = false
            })
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a flag that goes up late, where callbacks know the object by a name',
      options: [{ thorough: true }],
      ...marked`
        export class Kiln {
          firing = false
          fire() {
            const self = this
            if (self.firing) return Promise.resolve()
            return self.oven.heat().then(function (heat) {
              self.firing = true
              ~~~~~~~~~~~ done
              return self.log.put(heat).finally(function () {
                self.firing = false
              })
            })
          }
        }
      `,
    },
    {
      name: 'the same of a constructor function and its prototype',
      options: [{ thorough: true }],
      ...marked`
        function Kiln(oven) {
          this.oven = oven
          this.firing = false
        }
        Kiln.prototype.fire = function () {
          const kiln = this
          if (kiln.firing) return Promise.resolve()
          return kiln.oven.heat().then(function (heat) {
            if (!heat) return undefined
            kiln.firing = true
            ~~~~~~~~~~~ done
            return kiln.oven.keep(heat).finally(function () {
              kiln.firing = false
            })
          })
        }
        module.exports = Kiln
      `,
    },
  ],
})
