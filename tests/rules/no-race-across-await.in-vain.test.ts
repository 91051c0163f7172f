import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a run asks behind a wait, and what that tells it: a signal that nobody gives, a ticket that was looked at before another wait.

const options = [{ thorough: true }] as const

const effect = (end: string): string => text`
  import { useEffect, useState } from 'react'
  export function Card({ user }) {
    const [card, setCard] = useState(null)
    useEffect(() => {
      const controller = new AbortController()
      void (async () => {
        const answer = await fetch('/cards/' + user, { signal: controller.signal })
        const found = await answer.json()
        if (!controller.signal.aborted) setCard(found)
      })()
      ${end}
    }, [user])
    return card
  }
`

run(rule, {
  valid: [
    { name: 'the cleanup gives the signal', language: 'jsx', options, code: effect('return () => controller.abort()') },
    { name: 'somebody is given what can give it', language: 'jsx', options, code: effect('track(controller)') },
    {
      name: 'the ticket is looked at behind each wait, or what comes behind the last one is no answer',
      options,
      code: text`
        export class List {
          #latest = 0
          async refresh() {
            const ticket = ++this.#latest
            const page = await this.api.page()
            if (ticket !== this.#latest) return
            this.rows = page.rows
            const notes = await this.api.notes(page)
            if (ticket !== this.#latest) return
            this.notes = notes
            await this.paint()
            this.ready = true
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'nobody gives the signal',
      language: 'jsx',
      options,
      ...marked`
        import { useEffect, useState } from 'react'
        export function Card({ user }) {
          const [card, setCard] = useState(null)
          useEffect(() => {
            const controller = new AbortController()
            void (async () => {
              const answer = await fetch('/cards/' + user, { signal: controller.signal })
              const found = await answer.json()
              if (!controller.signal.aborted) setCard(found)
                                              ~~~~~~~~~~~~~~ overtaken
            })()
          }, [user])
          return card
        }
      `,
    },
    {
      name: 'the ticket is looked at before the last wait',
      options,
      ...marked`
        export class List {
          #latest = 0
          async refresh() {
            const ticket = ++this.#latest
            const page = await this.api.page()
            if (ticket !== this.#latest) return
            this.rows = page.rows
            const notes = await this.api.notes(page)
            this.notes = notes
            ~~~~~~~~~~ overtaken
          }
        }
      `,
    },
  ],
})
