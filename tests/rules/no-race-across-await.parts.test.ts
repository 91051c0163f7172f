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
    {
      name: 'by another name for this: what is chosen now is asked after the answer',
      code: text`
        class Panel extends HTMLElement {
          static observedAttributes = ['guest']
          attributeChangedCallback(name, before, after) {
            const self = this
            self.show(after)
          }
          async show(id) {
            const self = this
            const answer = await fetch('/guests/' + id)
            const guest = await answer.json()
            if (id !== self.getAttribute('guest')) return
            self.guest = guest
          }
        }
        customElements.define('guest-panel', Panel)
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
    {
      name: 'in a part of an effect, of a promise that is waited for by its name',
      options: [{ thorough: true }],
      ...marked`
        import { useEffect, useState } from 'react'
        export function Profile({ id }) {
          const [guest, setGuest] = useState(null)
          useEffect(() => {
            const load = async () => {
              const asking = fetch('/guests/' + id)
              const answer = await asking
              const found = await answer.json()
              setGuest(found)
              ~~~~~~~~~~~~~~~ overtaken
            }
            load()
          }, [id])
          return guest
        }
      `,
    },
    {
      name: 'a limit, of a promise that is waited for by its name',
      options: [{ thorough: true }],
      ...marked`
        import { pool } from './pool.js'
        export async function book(hotel) {
          const asking = pool.query('SELECT rooms_left FROM hotels WHERE id = $1', [hotel])
          const { rows } = await asking
          if (rows[0].rooms_left < 1) throw new Error('full')
          await pool.query('UPDATE hotels SET rooms_left = rooms_left - 1 WHERE id = $1', [hotel])
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ oversold
        }
      `,
    },
  ],
})
