import rule from '../../src/rules/require-lock-release.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- functions of the file that cannot fail

/** A tank that is filled in one of two ways, one at a time. */
const tank = (quick: string, slow: string): string => text`
  import { delay } from './time.js'
  export class Tank {
    filling = false
    level = 0
    async fill() {
      if (this.filling) return
      this.filling = true
      const work = this.isOpen ? this.#fillAtOnce() : this.#fillSlowly()
      try {
        await work
        this.filling = false
      } finally {
        this.show()
      }
    }
    #fillAtOnce() {
      this.level = 100
      return ${quick}
    }
    async #fillSlowly() {
      for (;;) {
        try {
          this.level = await this.pump.read()
          return true
        } catch (error) {
          if (error.isFinal) return false
          const pause = delay(500)
          ${slow}
          pause.cancel()
        }
      }
    }
  }
`

const stays = { messageId: 'stuck', line: 7, column: 5 } as const

run(rule, {
  valid: [
    { name: 'one answers at once, the other tries again and again', code: tank('Promise.resolve(true)', 'await pause') },
    { name: 'the pause may be cut short', code: tank('Promise.resolve(true)', 'await Promise.race([pause, this.pump.closed()])') },
  ],
  invalid: [
    { name: 'one does work', code: tank('this.pump.run()', 'await pause'), errors: [stays] },
    { name: 'the other asks again after the failure', code: tank('Promise.resolve(true)', 'await this.pump.reset()'), errors: [stays] },
    { name: 'what is raced with the pause is what the answer comes from', code: tank('Promise.resolve(true)', 'this.level = await Promise.race([pause, this.pump.read()])'), errors: [stays] },
  ],
})

// ---------------------------------------------------------------- promises that are kept

/** A show that goes on until its stage says that it is over. */
const show = (kept: string, rest = ''): string => text`
  import { Stage, deferred, work } from './stage.js'
  class Show extends Stage {
    ${kept}
    over() {
      return this.ended
    }
    finish() {
      ${rest}
    }
  }
  export class House {
    playing = false
    play(piece) {
      if (this.playing) throw new Error('playing')
      const show = new Show(piece)
      this.playing = true
      show.over().then(() => {
        this.playing = false
      })
      return Promise.resolve(show)
    }
  }
`

run(rule, {
  valid: [
    { name: 'by a class of another file', code: show('') },
    { name: 'and only resolved', code: show('ended = deferred()', 'this.ended.resolve()') },
    { name: 'by an executor that knows no failure', code: show('ended = new Promise((resolve) => { this.finish = resolve })') },
  ],
  invalid: [
    { name: 'and rejected', code: show('ended = deferred()', 'this.ended.reject(new Error("rain"))'), errors: [{ messageId: 'stuck', line: 16, column: 5 }] },
    { name: 'of work that may fail', code: show('ended = work()'), errors: [{ messageId: 'stuck', line: 16, column: 5 }] },
  ],
})

// ---------------------------------------------------------------- several promises of one function

/** A beacon that asks several hosts whether it can be seen, one round at a time. */
const beacon = (answer: string, join = 'all'): string => text`
  export class Beacon {
    asking = false
    seen = false
    look() {
      if (this.asking) return
      this.asking = true
      this.#ask().then((seen) => {
        this.asking = false
        this.seen = seen
      })
    }
    async #ask() {
      const answers = await Promise.${join}(this.hosts.map((host) => this.#probe(host)))
      return answers.some((each) => each)
    }
    async #probe(host) {
      const timer = setTimeout(() => this.stop(host), 5000)
      try {
        await fetch(host, { method: 'HEAD' })
        return true
      } catch {
        ${answer}
      } finally {
        clearTimeout(timer)
      }
    }
  }
`

run(rule, {
  valid: [{ name: 'each of them catches whatever happens', code: beacon('return false') }],
  invalid: [
    { name: 'each of them hands a failure on', code: beacon('throw new Error(host)'), errors: [{ messageId: 'stuck', line: 6, column: 5 }] },
    { name: 'there may be none that is kept', code: beacon('return false', 'any'), errors: [{ messageId: 'stuck', line: 6, column: 5 }] },
  ],
})

// ---------------------------------------------------------------- questions to the user

const asked = (question: string): string => text`
  import * as vscode from 'vscode'
  export class Hint {
    asking = false
    async offer() {
      if (this.asking) return
      this.asking = true
      try {
        const answer = await ${question}
        this.asking = false
        this.take(answer)
      } finally {
        this.count()
      }
    }
  }
`

run(rule, {
  valid: [{ name: 'a message is answered or closed', code: asked("vscode.window.showInformationMessage('Tidy up?', 'Yes', 'No')") }],
  invalid: [{ name: 'a document may not open', code: asked('vscode.window.showTextDocument(this.page)'), errors: [{ messageId: 'stuck', line: 6, column: 5 }] }],
})

// ---------------------------------------------------------------- the next rendering of a page

const renamed = (imported: string, wait: string): string => text`
  ${imported}
  const saving = ref(false)
  export async function rename(berth) {
    if (saving.value) return
    saving.value = true
    ${wait}
    try {
      await send(berth)
    } finally {
      saving.value = false
    }
  }
`

run(rule, {
  valid: [
    { name: 'imported', code: renamed("import { nextTick, ref } from 'vue'", 'await nextTick()') },
    { name: 'imported by the bundler', code: renamed("import { ref } from 'vue'", 'await nextTick()') },
  ],
  invalid: [
    { name: 'another function of that name', code: renamed("import { ref } from 'vue'\nimport { nextTick } from './tides.js'", 'await nextTick()'), errors: [{ messageId: 'stuck', line: 6, column: 5 }] },
    { name: 'a question to the server', code: renamed("import { ref } from 'vue'", 'await checkName(berth)'), errors: [{ messageId: 'stuck', line: 5, column: 3 }] },
  ],
})
