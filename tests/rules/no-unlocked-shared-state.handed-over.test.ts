import rule from '../../src/rules/no-unlocked-shared-state.ts'
import { text } from '../support/marked.ts'
import { run } from '../support/run.ts'

/** A place for one value: who puts one there waits until it is free, who takes it waits until it is full. */
const slot = (put: string, take: string): string => text`
  const EMPTY = 0, FULL = 1
  export class Slot {
    constructor(memory) { this.words = new Int32Array(memory) }
    put(value) {
      while (Atomics.load(this.words, 0) === FULL) Atomics.wait(this.words, 0, FULL)
      ${put}
    }
    take() {
      while (Atomics.load(this.words, 0) === EMPTY) Atomics.wait(this.words, 0, EMPTY)
      ${take}
    }
  }
`
const tell = (state: string): string => `Atomics.store(this.words, 0, ${state}); Atomics.notify(this.words, 0)`
const put = `this.words[1] = value; ${tell('FULL')}`
const take = `const value = this.words[1]; ${tell('EMPTY')}; return value`

// ---------------------------------------------------------------- data that is used when it has been handed over

run(rule, {
  valid: [
    { name: 'written before others are told, read before it is given back', code: slot(put, take) },
    { name: 'written behind a wait that has given it back', code: slot(`${put}; this.waitUntilTaken(); this.words[1] = 0`, take) },
    { name: 'written behind an answer', code: slot(`${put}; this.answer = this.ask(); this.words[1] = 0`, take) },
    { name: 'another value, which nobody else uses', code: slot(`${put}; this.words[2] = value`, take) },
    { name: 'read where nobody writes', code: slot(tell('FULL'), `${tell('EMPTY')}; return this.words[1]`) },
  ],
  invalid: [
    {
      name: 'written when others have been told',
      code: slot(`Atomics.store(this.words, 0, FULL); this.words[1] = value; Atomics.notify(this.words, 0)`, take),
      errors: [{ messageId: 'lateWrite', line: 6, column: 41, endColumn: 54, data: { element: 'this.words[1]', told: 'line 6', wait: 'line 9' } }],
    },
    {
      name: 'read when it has been given back',
      code: slot(put, `${tell('EMPTY')}; return this.words[1]`),
      errors: [{ messageId: 'lateRead', line: 10, column: 80, endColumn: 93, data: { element: 'this.words[1]', told: 'line 10', wait: 'line 5' } }],
    },
  ],
})
