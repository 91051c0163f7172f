import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// A timer for what has been added, which is taken away when that is done, and with it the one for what is added meanwhile.

const post = (flush: string): string => text`
  export class Post {
    letters = []
    timer = null
    add(letter) {
      this.letters.push(letter)
      if (!this.timer) this.timer = setTimeout(() => this.flush(), 1000)
    }
    async flush() {
      ${flush}
    }
  }
`

run(rule, {
  valid: [
    { name: 'taken away before the wait', code: post('clearTimeout(this.timer); this.timer = null; const letters = this.letters; this.letters = []; await send(letters)') },
    { name: 'begins once more for what is there by then', code: post('const letters = this.letters; this.letters = []; await send(letters); this.timer = null; if (this.letters.length > 0) this.flush()') },
    { name: 'asks for what is there by then', code: post('const letters = this.letters; this.letters = []; await send(letters); if (this.letters.length === 0) this.timer = null') },
    { name: 'takes what is there after the wait', code: post('await open(); send(this.letters); this.letters = []; this.timer = null') },
    {
      name: 'a timer for something else',
      code: text`
        export class Post {
          letters = []
          alarm = null
          add(letter) {
            this.letters.push(letter)
            this.alarm = setTimeout(ring, 1000)
          }
          async flush() {
            const letters = this.letters
            this.letters = []
            await send(letters)
            this.alarm = null
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'taken away after the wait',
      ...marked`
        export class Post {
          letters = []
          timer = null
          add(letter) {
            this.letters.push(letter)
            if (!this.timer) this.timer = setTimeout(() => this.flush(), 1000)
          }
          async flush() {
            const letters = this.letters
            this.letters = []
            await send(letters)
            clearTimeout(this.timer)
            this.timer = null
            ~~~~~~~~~~ disarmed {"who": "${'`flush`'}", "place": "this.timer", "read": "line 6", "wait": "line 11", "other": "line 5"}
          }
        }
      `,
    },
    {
      name: 'of a variable, set in a function of its own',
      ...marked`
        export function post(send) {
          let letters = []
          let timer
          const flush = async () => {
            const own = letters
            letters = []
            if (own.length > 0) await send(own)
            timer = undefined
            ~~~~~ disarmed {"who": "${'`flush`'}", "place": "timer", "read": "line 12", "wait": "line 7", "other": "line 11"}
          }
          return async (letter) => {
            letters.push(letter)
            if (!timer) await new Promise((done) => { timer = setTimeout(() => flush().then(done), 1000) })
          }
        }
      `,
    },
  ],
})
