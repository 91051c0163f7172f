import rule from '../../src/rules/no-floating-lock.ts'
import { marked, text } from '../support/marked.ts'
import { run } from '../support/run.ts'

// Locks that the file builds itself: one for each key of a map, and those whose queue hands out what gives them back.

const berths = [
  'const taken = new Map()',
  'async function takeBerth(berth) {',
  '  while (taken.has(berth)) await taken.get(berth)',
  '  let leave',
  '  taken.set(berth, new Promise((resolve) => { leave = resolve }))',
  '  return () => {',
  '    taken.delete(berth)',
  '    leave()',
  '  }',
  '}',
]
const berth = (taking: string, release = 'leave()'): string => [...berths, 'export async function unload(ship) {', `  ${taking}`, '  try {', '    await ship.unload()', '  } finally {', `    ${release}`, '  }', '}', ''].join('\n')

const lock = [
  'class Lock {',
  '  #ships = []',
  '  #full = false',
  '  acquire() {',
  '    return new Promise((resolve) => {',
  '      this.#ships.push(resolve)',
  '      this.#next()',
  '    })',
  '  }',
  '  #next() {',
  '    if (this.#full) return',
  '    const next = this.#ships.shift()',
  '    if (!next) return',
  '    this.#full = true',
  '    next(() => {',
  '      this.#full = false',
  '      this.#next()',
  '    })',
  '  }',
  '}',
  'const lock = new Lock()',
]
const through = (taking: string): string => [...lock, 'export async function pass(ship) {', `  ${taking}`, '  try {', '    await ship.rise()', '  } finally {', '    leave()', '  }', '}', ''].join('\n')

run(rule, {
  valid: [
    { name: 'a key, waited for', code: berth('const leave = await takeBerth(ship.berth)') },
    { name: 'a queue that hands out the releaser, waited for', code: through('const leave = await lock.acquire()') },
    {
      name: 'a map in which nobody takes anything: it only remembers what has been asked for',
      code: text`
        const asked = new Map()
        async function ask(key) {
          while (asked.has(key)) await asked.get(key)
          asked.set(key, fetch(key))
          return asked.get(key)
        }
        export function warm(key) {
          ask(key)
        }
      `,
    },
  ],
  invalid: [
    {
      name: 'a key',
      code: berth('const leave = takeBerth(ship.berth)'),
      errors: [{ messageId: 'unheld', line: 12, column: 17 }],
      suggestions: [[{ messageId: 'await', output: berth('const leave = await takeBerth(ship.berth)') }]],
    },
    {
      name: 'a queue that hands out the releaser',
      code: through('const leave = lock.acquire()'),
      errors: [{ messageId: 'unheld', line: 23, column: 17 }],
      suggestions: [[{ messageId: 'await', output: through('const leave = await lock.acquire()') }]],
    },
    {
      name: 'a key, given back by another function',
      ...marked`
        const taken = new Map()
        async function take(berth) {
          while (taken.has(berth)) await taken.get(berth).promise
          taken.set(berth, Promise.withResolvers())
        }
        function release(berth) {
          const mine = taken.get(berth)
          taken.delete(berth)
          mine.resolve()
        }
        export async function unload(ship) {
          take(ship.berth)
          ~~~~ unheld {"lock": "\u0060taken[ship.berth]\u0060"}
          try {
            await ship.unload()
          } finally {
            release(ship.berth)
          }
        }
      `,
      suggestions: [[{
        messageId: 'await',
        output: text`
          const taken = new Map()
          async function take(berth) {
            while (taken.has(berth)) await taken.get(berth).promise
            taken.set(berth, Promise.withResolvers())
          }
          function release(berth) {
            const mine = taken.get(berth)
            taken.delete(berth)
            mine.resolve()
          }
          export async function unload(ship) {
            await take(ship.berth)
            try {
              await ship.unload()
            } finally {
              release(ship.berth)
            }
          }
        `,
      }]],
    },
  ],
})
