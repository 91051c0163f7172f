import rule from '../../src/rules/require-lock-release.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Locks of one's own that say in a word whether they have been acquired, that open by themselves, and marks that go with what they mark.

const clean = (...leave: readonly string[]): string => text`
  import { DockLock } from './dock-lock.js'
  export class Cleaner {
    constructor(store) {
      this.lock = new DockLock(store)
    }
    async clean(ids) {
      const answer = await this.lock.acquire()
      ${leave.join('\n      ')}
      try {
        return await this.count(ids)
      } finally {
        await this.lock.release()
      }
    }
  }
`
const skipped = { messageId: 'skipped', line: 7, column: 26 } as const

/** A lock for all programs, under which one of them counts. */
const count = (given: string, handler: string): string => text`
  import { getLocks } from './locks.js'
  export async function count(minutes) {
    const locks = await getLocks()
    const ttlMs = minutes * 48_000
    let lock
    try {
      lock = await locks.acquire('count', ${given})
    } catch {
      return
    }
    try {
      await countAll()
    } ${handler}
  }
`
const giveBack = 'catch (error) {\n      if (lock) await locks.release(lock)\n    }'

/** A walk that is to find circles, begun in a function that tells what has failed. */
const walk = (declared: string): string => text`
  export class Routes {
    async resolve(root) {
      ${declared}
        const walk = async (at, depth) => {
          if (open.has(at.id)) throw new Error('a circle')
          open.add(at.id)
          const next = await this.next(at.id)
          if (next.length === 0) {
            open.delete(at.id)
            return at
          }
          for (const each of next) await walk(each, depth + 1)
          open.delete(at.id)
          return at
        }
        return await walk(root, 0)
      } catch (error) {
        console.error(error)
      }
      return open
    }
  }
`

run(rule, {
  valid: [
    { name: 'any other word', code: clean("if (answer !== 'acquired') return undefined") },
    { name: 'a word that says no', code: clean("if (answer === 'held_by_other') {", '  return undefined', '}') },
    { name: 'a word that says that somebody has broken it off', code: clean("if (answer === 'aborted') {", "  throw new Error('no time left')", '}') },
    { name: 'by a name, beside something else', code: clean("const may = answer === 'acquired' || (answer === 'skipped' && this.isLax)", 'if (!may) return undefined') },
    { name: 'it opens by itself, and is given back where something has failed', code: count('ttlMs', giveBack) },
    { name: 'all that could ask for the mark is over with the failure', code: walk('try {\n        const open = new Set()') },
    {
      name: 'the timer that an entry stands for takes it out',
      language: 'jsx',
      code: text`
        import { useEffect, useRef } from 'react'
        export function Notes({ cards }) {
          const shown = useRef(new Map())
          useEffect(() => {
            for (const card of cards) {
              if (shown.current.has(card.key)) continue
              const timer = setTimeout(() => {
                shown.current.delete(card.key)
                hide(card)
              }, 3000)
              shown.current.set(card.key, timer)
            }
          }, [cards])
          return null
        }
      `,
    },
  ],
  invalid: [
    { name: 'a word that says yes', code: clean("if (answer === 'acquired') return undefined"), errors: [skipped] },
    { name: 'something else is asked', code: clean("if (ids.kind !== 'acquired') return undefined"), errors: [skipped] },
    { name: 'a word of which nothing is known', code: clean("if (answer === 'blue') return undefined"), errors: [skipped] },
    { name: 'it does not open by itself', code: count('minutes', giveBack), errors: [{ messageId: 'skipped', line: 7, column: 18 }] },
    { name: 'others may ask for the mark later', code: walk('const open = new Set()\n      try {'), errors: [{ messageId: 'stuck', line: 7, column: 9 }] },
    {
      name: 'what takes it out is begun afterwards, and not always',
      language: 'jsx',
      ...marked`
        import { useEffect, useRef } from 'react'
        export function Notes({ cards }) {
          const shown = useRef(new Map())
          useEffect(() => {
            for (const card of cards) {
              if (shown.current.has(card.key)) continue
              shown.current.set(card.key, card)
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ stuck
              if (card.stays) continue
              setTimeout(() => {
                shown.current.delete(card.key)
              }, 3000)
            }
          }, [cards])
          return null
        }
      `,
    },
  ],
})
