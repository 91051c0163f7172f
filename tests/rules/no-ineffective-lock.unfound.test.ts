import rule from '../../src/rules/no-ineffective-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Locks that are kept under an object which each call makes anew.

run(rule, {
  valid: [
    {
      name: 'under a text',
      language: 'ts',
      code: text`
        import { Mutex } from 'async-mutex'
        const locks = new Map<string, Mutex>()
        export function lockOf(street: string, house: number): Mutex {
          const key = [street, house].join(' ')
          let lock = locks.get(key)
          if (!lock) {
            lock = new Mutex()
            locks.set(key, lock)
          }
          return lock
        }
      `,
    },
    {
      name: 'under an object that callers share',
      language: 'ts',
      code: text`
        import { Mutex } from 'async-mutex'
        const locks = new WeakMap<object, Mutex>()
        export function lockOf(house: object): Mutex {
          let lock = locks.get(house)
          if (!lock) {
            lock = new Mutex()
            locks.set(house, lock)
          }
          return lock
        }
      `,
    },
    {
      name: 'an object that has a lock from when it is made',
      language: 'ts',
      code: text`
        import { Mutex } from 'async-mutex'
        const locks = new WeakMap<object, Mutex>()
        export function build(street: string): object {
          const house = { street }
          locks.set(house, new Mutex())
          return house
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a list of what it is for',
      language: 'ts',
      ...marked`
        import { Mutex } from 'async-mutex'
        const locks = new Map<(string | number)[], Mutex>()
        export function lockOf(street: string, house: number): Mutex {
          const key = [street, house]
          let lock = locks.get(key)
          if (!lock) {
            lock = new Mutex()
            locks.set(key, lock)
                      ~~~ unfound {"key": "key", "by": " of \u0060lockOf()\u0060"}
          }
          return lock
        }
      `,
    },
    {
      name: 'an object of a class, in a field',
      language: 'ts',
      ...marked`
        import { Mutex } from 'async-mutex'
        import { Address } from './address'
        export class Doors {
          private readonly locks = new Map<Address, Mutex>()
          of(street: string, house: number): Mutex {
            const at = new Address(street, house)
            const known = this.locks.get(at)
            if (known) return known
            const lock = new Mutex()
            this.locks.set(at, lock)
                           ~~ unfound {"key": "at", "by": " of \u0060of()\u0060"}
            return lock
          }
        }
      `,
    },
  ],
})
