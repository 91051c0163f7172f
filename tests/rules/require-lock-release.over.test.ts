import rule from '../../src/rules/require-lock-release.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Flags that stay up when all is over, and the failure that a message names.

/** A method that is kept out by a flag, with what it does in between and what else its class has. */
const poller = (work: readonly string[], members = ''): string => text`
  import { changes, settings } from './models.js'
  export class Poller {
    polling = false
    stopped = false
    ${members}
    async poll() {
      if (this.polling) return
      this.polling = true
      ${work.join('\n      ')}
      this.polling = false
    }
  }
`

const wrapped = (work: readonly string[], members = ''): string => text`
  import { changes, settings } from './models.js'
  export class Poller {
    polling = false
    stopped = false
    ${members}
    async poll() {
      if (this.polling) return
      this.polling = true
      try {
        ${work.join('\n        ')}
      } finally {
        this.polling = false
      }
    }
  }
`

const read = 'const answer = await this.read().catch(ignore)'
const leave = 'if (this.stopped) return'
const stop = 'stop() { this.stopped = true }'
const again = 'start() { this.stopped = false } stop() { this.stopped = true }'
const wait = 'await changes.waitForAllSaved()'
const save = 'await settings.save()'

/** What is reported of the flag, which a method sets on line 8. */
const stuck = (exit: string, work: readonly string[], members = '') => ({
  code: poller(work, members),
  errors: [{
    messageId: 'stuck' as const,
    line: 8,
    column: 5,
    data: { what: 'this.polling', line: `line ${String(9 + work.length)}`, exit, guard: 'line 7' },
  }],
  suggestions: [[{ messageId: 'wrap' as const, output: wrapped(work, members) }]],
})

run(rule, {
  valid: [
    {
      name: 'the marks of one run end with it',
      code: text`
        export async function flatten(root) {
          const open = new Set()
          const walk = async (node) => {
            if (!node.link) return node
            if (open.has(node.link)) return {}
            open.add(node.link)
            const found = await walk(await load(node.link))
            open.delete(node.link)
            return found
          }
          return await walk(root)
        }
      `,
    },
    { name: 'it is left up where all is over for good', code: poller([read, leave, 'this.publish(answer)'], stop) },
  ],
  invalid: [
    { name: 'who starts again finds it up', ...stuck('the return on line 10', [read, leave, 'this.publish(answer)'], again) },
    { name: 'what only this function puts up says nothing of others', ...stuck('the return on line 10', [read, leave, 'if (!answer) this.stopped = true']) },
    { name: 'the failure that is named is not that of a wait, where something else may fail', ...stuck('an exception of `settings.save()` on line 10', [wait, save]) },
    { name: 'and that of the wait where it is all there is', ...stuck('an exception of `changes.waitForAllSaved()` on line 9', [wait]) },
    { name: 'a failure beside the end', ...stuck('an exception of `this.send()` on line 11', [read, leave, 'await this.send(answer)'], stop) },
  ],
})

// ---------------------------------------------------------------- the end of the object

/** A stream that reads ahead, once at a time, and what it does when that fails. */
const reader = (onFailure: string): string => text`
  import { Readable } from 'node:stream'
  export class Rows extends Readable {
    filling = false
    _read() {
      if (this.filling) return
      this.filling = true
      this.fill().then(() => { this.filling = false }, (error) => ${onFailure})
    }
  }
`

/** The same where it waits. */
const waiting = (onFailure: string): string => text`
  import { Readable } from 'node:stream'
  export class Rows extends Readable {
    filling = false
    async fillUp() {
      if (this.filling) return
      this.filling = true
      try {
        await this.fill()
        this.filling = false
      } catch (error) {
        ${onFailure}
      }
    }
  }
`

const stays = { messageId: 'stuck' as const, line: 6, column: 5 }

run(rule, {
  valid: [
    { name: 'a failure that is the end of the object', code: reader('this.destroy(error)') },
    { name: 'the same in a catch behind it', code: reader('undefined').replace(/, \(error\) => undefined\)/u, ').catch((error) => { log(error); this.destroy(error) })') },
    { name: 'the same where it waits', code: waiting('this.destroy(error)') },
  ],
  invalid: [
    { name: 'a failure that is told, and no end', code: reader("this.emit('failed', error)"), errors: [stays] },
    { name: 'the end of something else', code: reader('this.cursor.destroy(error)'), errors: [stays] },
    { name: 'what may be begun again', code: reader('this.stop()'), errors: [stays] },
    { name: 'no end where it waits', code: waiting('this.log(error)'), errors: [stays] },
  ],
})

// ---------------------------------------------------------------- the program ends with the failure

/** A game that moves everything in each beat, one beat after the other. */
const beats = (failure: string, rest = ''): string => text`
  module.exports = (game) => {
    let moving = false
    game.on('beat', (step) => {
      if (moving) return
      moving = true
      Promise.all(game.things.map(async (thing) => thing.move(await game.ground(thing, step))))
        .then(() => { moving = false })
        .catch(${failure})
    })
    ${rest}
  }
`

run(rule, {
  valid: [
    { name: 'a timer throws it', code: beats('(error) => setTimeout(() => { throw error }, 0)') },
    { name: 'in the next turn', code: beats('(error) => { setImmediate(() => { throw error }) }') },
    { name: 'it says so', code: beats('(error) => { console.error(error); process.exit(1) }') },
  ],
  invalid: [
    { name: 'it is only told', code: beats('(error) => setTimeout(() => { console.error(error) }, 0)'), errors: [{ messageId: 'stuck', line: 5, column: 5 }] },
    { name: 'in a page the rest goes on', code: beats('(error) => setTimeout(() => { throw error }, 0)', "game.title = document.title"), errors: [{ messageId: 'stuck', line: 5, column: 5 }] },
  ],
})

// ---------------------------------------------------------------- a guard that asks for the end as well

/** Something that looks for news, and what it does when that fails. */
const watcher = (test: string, fail: string, rest = ''): string => text`
  export class Watcher {
    asking = false
    constructor() {
      this.ended = false
    }
    async look() {
      if (${test}) return
      this.asking = true
      try {
        const news = await fetch('/news')
        this.asking = false
        this.show(news)
      } catch (error) {
        this.#fail(error)
      }
    }
    #fail(error) {
      report(error)
      ${fail}
    }
    end() {
      clearInterval(this.timer)
      this.ended = true
    }
    ${rest}
  }
`

const left = { messageId: 'stuck' as const, line: 8, column: 5 }

run(rule, {
  valid: [
    { name: 'the failure ends it', code: watcher('this.ended || this.asking', 'this.end()') },
    { name: 'the failure ends it on the spot', code: watcher('this.asking || this.hidden || this.ended', 'this.ended = true') },
  ],
  invalid: [
    { name: 'the failure may end it', code: watcher('this.ended || this.asking', 'if (error.isFinal) this.end()'), errors: [left] },
    { name: 'the test does not ask for the end', code: watcher('this.asking', 'this.end()'), errors: [left] },
    { name: 'it may begin again', code: watcher('this.ended || this.asking', 'this.end()', 'begin() { this.ended = false }'), errors: [left] },
    { name: 'nothing ends it', code: watcher('this.ended || this.asking', 'this.show(undefined)'), errors: [left] },
  ],
})

// ---------------------------------------------------------------- returns that leave it up on purpose

/** A button that begins a run, and stays down where that has begun. */
const button = (asked: string, rest = ''): string => text`
  export class Button {
    pressed = false
    async press() {
      if (this.pressed) return
      this.pressed = true
      try {
        const run = await this.host.begin()
        ${asked}
      } catch {
        this.blink()
      }
      this.pressed = false
      ${rest}
    }
  }
`

/** The same where it comes up whatever happens. */
const released = (asked: string, rest = ''): string => text`
  export class Button {
    pressed = false
    async press() {
      if (this.pressed) return
      this.pressed = true
      try {
        try {
          const run = await this.host.begin()
          ${asked}
        } catch {
          this.blink()
        }
      } finally {
        this.pressed = false
      }
      ${rest}
    }
  }
`

const down = { messageId: 'stuck' as const, line: 5, column: 5, data: { what: 'this.pressed', line: 'line 12', exit: 'the return on line 8', guard: 'line 4' } }

run(rule, {
  valid: [
    { name: 'all that it goes past is the clearing', code: button('if (run.begun) return') },
  ],
  invalid: [
    { name: 'it goes past more than that', code: button('if (run.begun) return', 'this.show()'), errors: [down], suggestions: [[{ messageId: 'wrap', output: released('if (run.begun) return', 'this.show()') }]] },
    { name: 'it goes past something between', code: button('if (run.begun) return; this.show(run)'), errors: [down], suggestions: [[{ messageId: 'wrap', output: released('if (run.begun) return; this.show(run)') }]] },
  ],
})

// ---------------------------------------------------------------- the way out that is named

run(rule, {
  valid: [],
  invalid: [
    {
      name: 'the run goes on behind what has failed',
      code: text`
        export async function flatten(roots) {
          const open = new Set()
          const all = []
          const walk = async (node) => {
            if (open.has(node.link)) return {}
            open.add(node.link)
            const found = await load(node.link)
            open.delete(node.link)
            return found
          }
          for (const root of roots) {
            try {
              all.push(await walk(root))
            } catch {
              all.push(undefined)
            }
          }
          return all
        }
      `,
      errors: [{ messageId: 'stuck', line: 6, column: 5 }],
      suggestions: [[{ messageId: 'wrap', output: text`
        export async function flatten(roots) {
          const open = new Set()
          const all = []
          const walk = async (node) => {
            if (open.has(node.link)) return {}
            open.add(node.link)
            try {
              const found = await load(node.link)
              return found
            } finally {
              open.delete(node.link)
            }
          }
          for (const root of roots) {
            try {
              all.push(await walk(root))
            } catch {
              all.push(undefined)
            }
          }
          return all
        }
      ` }]],
    },
    {
      name: 'a failure that is caught goes on to the clearing: another way out goes past it',
      code: text`
        export class Sheet {
          busy = false
          async undo(page) {
            if (this.busy) return
            this.busy = true
            let failed = false
            try {
              await this.host.undo(page)
            } catch {
              failed = true
            }
            if (this.page !== page) return
            this.busy = false
            this.show(failed)
          }
        }
      `,
      errors: [{ messageId: 'stuck', line: 5, column: 5, data: { what: 'this.busy', line: 'line 13', exit: 'the return on line 12', guard: 'line 4' } }],
      suggestions: [[{ messageId: 'wrap', output: text`
        export class Sheet {
          busy = false
          async undo(page) {
            if (this.busy) return
            this.busy = true
            try {
              let failed = false
              try {
                await this.host.undo(page)
              } catch {
                failed = true
              }
              if (this.page !== page) return
              this.show(failed)
            } finally {
              this.busy = false
            }
          }
        }
      ` }]],
    },
  ],
})
