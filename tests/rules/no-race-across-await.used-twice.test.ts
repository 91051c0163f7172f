import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What two runs ask with, and each replaces by its answer: what that costs says what else they do, and what it is.

run(rule, {
  valid: [
    {
      name: 'nothing else is made of the answer, and what is asked with may be used again',
      code: text`
        export class Feed {
          rows = []
          async refresh() {
            if (this.cursor === null) return
            const page = await fetchPage(this.cursor)
            this.cursor = page.next
          }
          async renew() {
            const answer = await ask(this.session.accessToken)
            this.session = answer.session
          }
          async more() {
            if (this.busy || this.place === null) return
            this.busy = true
            const page = await fetchPage(this.place)
            this.rows.push(...page.rows)
            this.place = page.next
            this.busy = false
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'put away by a function of its own',
      ...marked`
        const letters = []
        let place = null
        function keep(page) {
          letters.push(...page.letters)
          place = page.next
        }
        async function older() {
          const page = await fetchLetters({ after: place })
          keep(page)
          ~~~~~~~~~~ reused {"who": "\u0060older\u0060", "place": "place", "read": "line 8", "wait": "line 8"}
        }
        document.querySelector('#older').addEventListener('click', older)
      `,
    },
    {
      name: 'the answer is added to a list as well, where it is there twice then',
      ...marked`
        import { runInAction } from 'mobx'
        export class Feed {
          rows = []
          async more() {
            if (this.cursor === null) return
            const page = await fetchPage(this.cursor)
            runInAction(() => {
              this.rows.push(...page.rows)
              this.cursor = page.next
              ~~~~~~~~~~~ reused {"who": "\u0060more\u0060", "place": "this.cursor", "read": "line 6", "wait": "line 6"}
            })
          }
        }
      `,
    },
    {
      name: 'a token that is taken once',
      ...marked`
        export class Client {
          #tokens = null
          async list(owner) {
            const token = await this.#accessToken()
            return ask('/deals?owner=' + owner, token)
          }
          async #accessToken() {
            if (this.#tokens.until > Date.now()) return this.#tokens.accessToken
            const answer = await post('/token', { grant_type: 'refresh_token', refresh_token: this.#tokens.refreshToken })
            this.#tokens = { accessToken: answer.access_token, refreshToken: answer.refresh_token, until: Date.now() + 3_600_000 }
            ~~~~~~~~~~~~ reused {"who": "\u0060accessToken\u0060", "place": "this.#tokens", "read": "line 9", "wait": "line 9"}
            return this.#tokens.accessToken
          }
        }
      `,
    },
  ],
})

/** News that are asked for every second. */
const news = (tell: string, begin = 'setInterval(() => this.poll(), 1000)'): string => text`
  export class News extends Emitter {
    last = 0
    start() { ${begin} }
    async poll() {
      const answer = await fetch('/news?after=' + this.last)
      const { entries, last } = await answer.json()
      ${tell}
    }
  }
`

run(rule, {
  valid: [
    { name: 'nobody is told what has come', code: news("this.last = last; this.emit('asked')") },
    { name: 'one round after the other', code: news("this.last = last; this.emit('news', entries)", 'this.rounds = setTimeout(() => this.next(), 1000)') },
    { name: 'listeners are told, and it goes on from nothing old', code: news("this.last = Date.now(); this.emit('news', entries)") },
    {
      name: 'what is shown twice is shown once, and a timer that waits for the round before',
      code: text`
        export class Tail {
          offset = 0
          constructor(file) {
            this.file = file
            setInterval(() => this.poll(), 500)
            void this.rounds()
          }
          async poll() {
            const chunk = await this.file.read(this.offset)
            this.render(chunk)
          }
          async rounds() {
            for (;;) {
              const chunk = await this.file.read(this.offset)
              this.sink.write(chunk)
              this.offset += chunk.length
            }
          }
        }
      `,
    },
  ],
  invalid: [
    { name: 'listeners are told what has come', code: news("this.last = last; this.emit('news', entries)"), errors: [{ messageId: 'reused', line: 7, column: 5, data: { who: '`poll`', place: 'this.last', read: 'line 5', wait: 'line 5' } }] },
    { name: 'each on its own, and it goes on with each', code: news("for (const entry of entries) { this.emit('news', entry); this.last = entry.id + 1 }"), errors: [{ messageId: 'reused', line: 7, column: 62 }] },
    {
      name: 'what is read behind a place is handed on, and the place moves on after that',
      ...marked`
        export class Tail {
          offset = 0
          constructor(file) {
            this.file = file
            setInterval(() => this.poll(), 500)
          }
          async poll() {
            const chunk = await this.file.read(this.offset)
            this.sink.write(chunk)
            this.offset += chunk.length
            ~~~~~~~~~~~ reused
          }
        }
      `,
    },
  ],
})
