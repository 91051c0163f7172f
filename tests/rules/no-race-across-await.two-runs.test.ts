import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What two runs of one function do to each other where nothing proves that the second one comes: a flag that both raise, something
// that both end, something that both open.

const options = [{ thorough: true }] as const

const quiet = (steps: string, hear = 'if (!this.quiet) this.sounds.push(sound)'): string => text`
  export class Organ {
    quiet = false
    sounds = []
    async tune(pipes) {
      ${steps}
    }
    hear(sound) {
      ${hear}
    }
  }
`

const RAISED = "this.quiet = true\n    await this.blow(pipes)\n    this.quiet = false"

run(rule, {
  valid: [
    { name: 'a flag that both raise: without thorough', code: quiet(RAISED) },
    { name: 'nobody asks for the flag', options, code: quiet(RAISED, 'this.sounds.push(sound, this.quiet)') },
    { name: 'the flag keeps the second one out', options, code: quiet(`if (this.quiet) return\n    ${RAISED}`) },
    { name: 'another flag keeps the second one out', options, code: quiet(`if (this.busy) return\n    this.busy = true\n    ${RAISED}\n    this.busy = false`) },
    { name: 'nothing is waited for', options, code: quiet('this.quiet = true\n    this.blow(pipes)\n    this.quiet = false') },
    { name: 'it is lowered only where the work has failed', options, code: quiet('this.quiet = true\n    try {\n      await this.blow(pipes)\n    } catch {\n      this.quiet = false\n    }') },
    { name: 'a lock keeps the second one out, by its name', options, code: quiet(`const unlock = await this.pipesLock.lock()\n    ${RAISED}\n    unlock()`) },
    {
      name: 'ended, and opened, under a lock by its name',
      options,
      code: text`
        export class Bell {
          async stop() {
            const unlock = await this.portLock.lock()
            if (this.port) {
              await this.port.close()
              this.port = undefined
            }
            unlock()
          }
          async start() {
            const unlock = await this.browserLock.lock()
            const path = await install()
            this.browser = await open(path)
            unlock()
          }
          async end() {
            const unlock = await this.browserLock.lock()
            await this.browser?.close()
            unlock()
          }
        }
      `,
    },
    {
      name: 'who has it done asks first',
      options,
      code: text`
        export class Organ {
          #quiet = false
          async #tune(pipes) {
            this.#quiet = true
            await this.blow(pipes)
            this.#quiet = false
          }
          async start(pipes) {
            if (!this.#quiet) await this.#tune(pipes)
          }
        }
      `,
    },
    {
      name: 'ended: forgotten first, asked again, behind a flag, or with no question',
      options,
      code: text`
        export class Bell {
          async stop() {
            if (!this.port) return
            const port = this.port
            this.port = undefined
            await port.close()
          }
          async leave() {
            if (this.link) {
              await this.link.close()
              if (this.link) this.link = undefined
            }
          }
          async rest() {
            if (this.resting) return
            this.resting = true
            if (this.rope) {
              await this.rope.close()
              this.rope = undefined
            }
          }
          async close() {
            await this.clapper?.close()
            this.clapper = undefined
          }
        }
      `,
    },
    {
      name: 'ended: without thorough',
      code: text`
        export class Bell {
          async stop() {
            if (this.port) {
              await this.port.close()
              this.port = undefined
            }
          }
        }
      `,
    },
    {
      name: 'opened: the promise is kept, a flag keeps the second one out, nobody ends it, or without a wait',
      options,
      code: text`
        export class Print {
          launch(open) {
            return (this.opening ??= this.begin(open))
          }
          async begin(open) {
            return open(await this.install())
          }
        }
        export class Look {
          async launch(open) {
            const path = await this.install()
            this.version = await open(path)
          }
        }
        export class Draw {
          async launch(open) {
            if (this.launching) return
            this.launching = true
            this.browser = await open()
          }
          async close() {
            this.line.clear()
            await this.browser?.close()
          }
        }
        export class Write {
          launch(open) {
            this.browser = open()
          }
          async close() {
            this.line.clear()
            await this.browser?.close()
          }
        }
      `,
    },
    {
      name: 'opened: who has it done asks first',
      options,
      code: text`
        export class Print {
          #browser
          async #launch(open) {
            const path = await this.install()
            this.#browser = await open(path)
          }
          async print(open) {
            if (!this.#browser) await (this.started ??= this.#launch(open))
            return this.#browser
          }
          async close() {
            await this.#browser?.close()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a flag that both raise',
      options,
      ...marked`
        export class Organ {
          quiet = false
          sounds = []
          async tune(pipes) {
            this.quiet = true
            try {
              await this.blow(pipes)
            } finally {
              this.quiet = false
              ~~~~~~~~~~ jointFlag {"who": "${'`tune`'}", "place": "this.quiet", "read": "line 5", "wait": "line 7", "other": "line 13"}
            }
          }
          hear(sound) {
            if (!this.quiet) this.sounds.push(sound)
          }
        }
      `,
    },
    {
      name: 'something that both end',
      options,
      ...marked`
        export class Bell {
          open(port) {
            this.port = port
          }
          async stop() {
            if (this.port !== undefined) {
              await this.port.close()
              this.port = undefined
              ~~~~~~~~~ endedTwice {"who": "${'`stop`'}", "place": "this.port", "read": "line 6", "wait": "line 7", "other": ""}
            }
          }
        }
      `,
    },
    {
      name: 'something that both open',
      options,
      ...marked`
        export class Print {
          async launch(open) {
            const path = await this.install()
            this.browser = await open(path)
            ~~~~~~~~~~~~ putOver {"who": "${'`launch`'}", "place": "this.browser", "read": "line 4", "wait": "line 3", "other": "line 8"}
          }
          async close() {
            await this.line.close()
            await this.browser?.close()
          }
        }
      `,
    },
  ],
})
