import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Functions that are a part of the one around them: `(async () => { … })()`, `const work = async () => { … }; return work()`.

run(rule, {
  valid: [
    {
      name: 'a part that is kept, or begun once',
      code: text`
        export class Link {
          open() {
            this.opening ??= (async () => {
              if (!this.line) this.line = await dial(this.address)
              return this.line
            })()
            return this.opening
          }
        }
        const cache = new Map()
        void (async () => {
          if (!cache.has('terms')) cache.set('terms', await load('terms'))
        })()
      `,
    },
    {
      name: 'a part of what ends all',
      code: text`
        export class Lines {
          lines = []
          add(line) { this.lines.push(line) }
          async close() {
            const work = async () => {
              await Promise.all(this.lines.map((line) => line.close()))
              this.lines.length = 0
            }
            return work()
          }
        }
      `,
    },
    {
      name: 'a part that asks for the same each time',
      code: text`
        export class Clock {
          constructor(button) { button.addEventListener('click', () => this.refresh()) }
          refresh() {
            (async () => {
              const answer = await fetch('/time')
              this.time = await answer.text()
            })()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'in a part that is called on the spot: its parameters are those of the function around it',
      ...marked`
        export class Finder {
          constructor(input) { input.addEventListener('input', () => this.search(input.value)) }
          search(term) {
            (async () => {
              const answer = await fetch('/search?for=' + term)
              this.found = await answer.json()
              ~~~~~~~~~~ overtaken
            })()
          }
        }
      `,
    },
    {
      name: 'in a part with a name',
      ...marked`
        export class Sizes {
          total = 0
          async add(path) {
            const work = async () => {
              const before = this.total
              const size = await measure(path)
              this.total = before + size
              ~~~~~~~~~~ lost
            }
            return work()
          }
        }
      `,
    },
    {
      name: 'data of a request, in a part of its handler',
      ...marked`
        import express from 'express'
        let guest
        express().get('/', (req, res) => {
          void (async () => {
            guest = req.user
            ~~~~~ leaked
            const rooms = await find(req.query)
            res.json({ guest, rooms })
          })()
        })
      `,
    },
  ],
})
