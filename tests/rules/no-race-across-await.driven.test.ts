import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Generators that something runs as async functions: each `yield` waits.

run(rule, {
  valid: [
    {
      name: 'what is read behind the last yield',
      code: text`
        import { flow } from 'mobx'
        export class Purse {
          coins = 0
          earn = flow(function* (quest) {
            const bonus = yield bonusOf(quest)
            this.coins += bonus
          })
        }
      `,
    },
    {
      name: 'a generator that its consumer runs: nobody waits there',
      code: text`
        let steps = 0
        export function* walk(path) {
          const before = steps
          const next = yield path
          steps = before + next
        }
      `,
    },
    {
      name: 'a function of the same name that is of this file',
      code: text`
        const flow = (make) => [...make()]
        let steps = 0
        export const walked = flow(function* () {
          const before = steps
          const next = yield 1
          steps = before + next
        })
      `,
    },
    {
      name: 'where whoever comes second leaves',
      code: text`
        import { flow, makeAutoObservable } from 'mobx'
        export class Line {
          busy = false
          socket = null
          constructor() {
            makeAutoObservable(this)
          }
          *dial() {
            if (this.busy) return
            this.busy = true
            const url = yield findUrl()
            this.socket ??= new WebSocket(url)
            this.busy = false
          }
          hang() {
            this.socket?.close()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a flow of MobX in a field',
      ...marked`
        import { flow } from 'mobx'
        export class Purse {
          coins = 0
          earn = flow(function* (quest) {
            const before = this.coins
            const bonus = yield bonusOf(quest)
            this.coins = before + bonus
            ~~~~~~~~~~ lost {"place":"this.coins","read":"line 5","wait":"line 6","who":"${'`earn`'}"}
          })
        }
      `,
    },
    {
      name: 'a method of a class whose generators are made flows',
      ...marked`
        import { makeAutoObservable } from 'mobx'
        export class Purse {
          coins = 0
          constructor(quests) {
            this.quests = quests
            makeAutoObservable(this)
          }
          *earn(quest) {
            const before = this.coins
            const bonus = yield this.quests.bonusOf(quest)
            this.coins = before + bonus
            ~~~~~~~~~~ lost {"place":"this.coins","read":"line 9","wait":"line 10","who":"${'`earn`'}"}
          }
        }
      `,
    },
    {
      name: 'a flow among the actions of a model',
      ...marked`
        import { flow, types } from 'mobx-state-tree'
        export const Purse = types.model({ coins: 0 }).actions((self) => ({
          earn: flow(function* (quest) {
            const before = self.coins
            const bonus = yield bonusOf(quest)
            self.coins = before + bonus
            ~~~~~~~~~~ lost {"place":"self.coins","read":"line 4","wait":"line 5","who":"${'`earn`'}"}
          }),
        }))
      `,
    },
    {
      name: 'what co runs there and then',
      ...marked`
        const co = require('co')
        class Purse {
          constructor(quests) {
            this.quests = quests
            this.coins = 0
          }
          earn(quest) {
            const self = this
            return co(function* () {
              const before = self.coins
              const bonus = yield self.quests.bonusOf(quest)
              self.coins = before + bonus
              ~~~~~~~~~~ lost {"place":"this.coins","read":"line 10","wait":"line 11","who":"${'`earn`'}"}
              return self.coins
            })
          }
        }
        module.exports = Purse
      `,
      sourceType: 'commonjs',
    },
  ],
})
