import rule from '../../src/rules/no-race-across-await.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// ---------------------------------------------------------------- helpers that write what they are given otherwise, and lists known by what is done with them

run(rule, {
  valid: [
    {
      name: 'the helper reserves before the wait',
      code: text`
        const taken = new Set()
        function reserve(name) {
          taken.add(name.trim().toLowerCase())
        }
        export async function register(accounts, name) {
          if (taken.has(name.trim().toLowerCase())) throw new Error('taken')
          reserve(name)
          return accounts.create(name)
        }
      `,
    },
    {
      name: 'a helper that answers whether something is there',
      code: text`
        const rooms = new Map()
        const isKnown = (name) => !!rooms.get(name)
        export async function rename(accounts, name, title) {
          if (!isKnown(name)) throw new Error('unknown')
          await accounts.check(name)
          rooms.set(name, title)
        }
      `,
    },
    {
      name: 'the element is taken out as it is looked at',
      code: text`
        export class Hive {
          #combs = new Map()
          async harvest(key) {
            const comb = this.#combs.get(key)
            if (!comb || comb.cells.length === 0) return null
            const cell = comb.cells.pop()
            await this.jar.fill(cell)
            return cell
          }
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'the helper reserves the same key, written in small letters, after the wait',
      ...marked`
        const taken = new Set()
        function reserve(name) {
          taken.add(name.trim().toLowerCase())
        }
        export async function register(accounts, name) {
          if (taken.has(name.trim().toLowerCase())) throw new Error('taken')
          const account = await accounts.create(name)
          reserve(name)
          ~~~~~~~~~~~~~ granted
          return account
        }
      `,
    },
    {
      name: 'two helpers, one of which asks',
      ...marked`
        const taken = new Set()
        function isFree(name) {
          return !taken.has(name.toLowerCase())
        }
        function reserve(name) {
          taken.add(name.toLowerCase())
        }
        export async function register(accounts, name) {
          if (!isFree(name)) throw new Error('taken')
          const account = await accounts.create(name)
          reserve(name)
          ~~~~~~~~~~~~~ granted
          return account
        }
      `,
    },
    {
      name: 'what is popped and has a length is a list',
      ...marked`
        export class Hive {
          #combs = new Map()
          async harvest(key) {
            const comb = this.#combs.get(key)
            if (!comb || comb.cells.length === 0) return null
            const cell = comb.cells[comb.cells.length - 1]
            await this.jar.fill(cell)
            comb.cells.pop()
            ~~~~~~~~~~~~~~~~ taken
            return cell
          }
        }
      `,
    },
  ],
})
