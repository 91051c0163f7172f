import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// What a run asks between two waits says nothing of the second one.

const options = [{ thorough: true }] as const

run(rule, {
  valid: [
    {
      name: 'an effect that asks behind its last wait whether it is over',
      language: 'jsx',
      options,
      code: text`
        import { useEffect, useState } from 'react'

        export function Profile({ user }) {
          const [card, setCard] = useState(null)
          useEffect(() => {
            let over = false
            async function load() {
              const answer = await fetch('/cards/' + user)
              if (over) return
              const found = await answer.json()
              if (!over) setCard(found)
            }
            load()
            return () => {
              over = true
            }
          }, [user])
          return <p>{card?.name}</p>
        }
      `,
    },
    {
      name: 'an effect that asks once, behind both waits, and one that hands on the flag',
      language: 'jsx',
      options,
      code: text`
        import { useEffect, useState } from 'react'
        import { loadCard } from './cards.js'

        export function Profile({ user }) {
          const [card, setCard] = useState(null)
          useEffect(() => {
            let over = false
            const load = async () => {
              const answer = await fetch('/cards/' + user)
              const found = await answer.json()
              if (over) return
              setCard(found)
            }
            load()
            return () => {
              over = true
            }
          }, [user])
          const [news, setNews] = useState(null)
          useEffect(() => {
            let over = false
            ;(async () => {
              setNews(await loadCard(user, () => over))
            })()
            return () => {
              over = true
            }
          }, [user])
          return <p>{card?.name} {news}</p>
        }
      `,
    },
    {
      name: 'an effect that breaks off what it reads',
      language: 'jsx',
      options,
      code: text`
        import { useEffect, useState } from 'react'

        export function Profile({ user }) {
          const [card, setCard] = useState(null)
          useEffect(() => {
            let over = false
            const stop = new AbortController()
            async function load() {
              const answer = await fetch('/cards/' + user, { signal: stop.signal })
              if (over) return
              setCard(await answer.json())
            }
            load()
            return () => {
              over = true
              stop.abort()
            }
          }, [user])
          return <p>{card?.name}</p>
        }
      `,
    },
    {
      name: 'an effect that always asks for the same',
      language: 'jsx',
      options,
      code: text`
        import { useEffect, useState } from 'react'

        export function Rates() {
          const [rates, setRates] = useState(null)
          useEffect(() => {
            let over = false
            async function load() {
              const answer = await fetch('/rates')
              if (over) return
              setRates(await answer.json())
            }
            load()
            return () => {
              over = true
            }
          }, [])
          return <p>{rates?.length}</p>
        }
      `,
    },
    {
      name: 'an end that is asked for behind each wait',
      options,
      code: text`
        export class Line {
          async open(dial) {
            if (this.closed) return
            const key = await this.keys.fetch()
            if (this.closed) return
            const wire = await dial(key)
            if (this.closed) return wire.close()
            this.wire = wire
          }
          close() {
            this.closed = true
            this.wire?.close()
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'an effect that asks whether it is over before it reads the answer',
      language: 'jsx',
      ...marked`
        import { useEffect, useState } from 'react'

        export function Profile({ user }) {
          const [card, setCard] = useState(null)
          useEffect(() => {
            let over = false
            async function load() {
              const answer = await fetch('/cards/' + user)
              if (over) return
              const found = await answer.json()
              setCard(found)
              ~~~~~~~~~~~~~~ overtaken {"who": "This effect", "place": "card", "wait": "line 10"}
            }
            load()
            return () => {
              over = true
            }
          }, [user])
          return <p>{card?.name}</p>
        }
      `,
      options,
    },
    {
      name: 'a flag that says that the effect is still wanted',
      language: 'jsx',
      ...marked`
        import { useEffect, useState } from 'react'

        export function Results() {
          const [query, setQuery] = useState('')
          const [hits, setHits] = useState([])
          useEffect(() => {
            let wanted = true
            const timer = setTimeout(async () => {
              const answer = await fetch('/search?q=' + query)
              if (!wanted) return
              setHits(await answer.json())
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ overtaken {"who": "This effect", "place": "hits", "wait": "line 11"}
            }, 200)
            return () => {
              wanted = false
              clearTimeout(timer)
            }
          }, [query])
          return <input value={query} onChange={(event) => setQuery(event.target.value)} title={hits.length} />
        }
      `,
    },
    {
      name: 'an end that is asked for behind the first wait alone',
      options,
      ...marked`
        export class Line {
          async open(dial) {
            if (this.closed) return
            const key = await this.keys.fetch()
            if (this.closed) return
            const wire = await dial(key)
            this.wire = wire
            ~~~~~~~~~ outlived {"who": "\u0060open\u0060", "place": "this.wire", "read": "line 5", "wait": "line 6", "other": "line 11"}
          }
          close() {
            this.closed = true
            this.wire?.close()
          }
        }
      `,
    },
    {
      name: 'a beginning that is asked for behind the first wait alone',
      options,
      ...marked`
        export class Feed {
          async start(dial) {
            this.running = true
            const key = await this.keys.fetch()
            if (!this.running) return
            this.wire = await dial(key)
            ~~~~~~~~~ revived {"who": "\u0060start\u0060", "place": "this.wire", "read": "line 3", "wait": "line 6", "other": "line 10"}
          }
          stop() {
            this.running = false
            this.wire?.close()
          }
        }
      `,
    },
  ],
})
