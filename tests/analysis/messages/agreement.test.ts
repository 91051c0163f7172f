import fc from 'fast-check'
import { expect, test } from 'vitest'

import { messageFaults } from '../../../src/analysis/messages/faults.ts'
import { parse } from '../../support/probe.ts'

/** Expressions of the language, nested in one another: what is said of them must be what happens to them. */
const { payload } = fc.letrec<{ payload: string }>((tie) => ({
  payload: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom(
      '1', "'text'", 'null', 'undefined', 'true', '2n', 'new Date(0)', '/x/g', "new Error('failed')", 'new Uint8Array(2)', '`a${1}`', '[]', '{}', 'typeof 1',
      '() => 1', 'function () {}', 'class {}', 'Math.max', 'console.log', "Symbol('s')", 'Symbol.iterator', 'new WeakMap()', 'Promise.resolve(1)',
      'async () => 1', '(async () => 1)()', '(function* () { yield 1 })()', 'new Map().values()', "new Intl.NumberFormat('en')", 'new WeakRef({})',
      '(function () { return arguments })(1)', 'new (class { id = 1 })()', 'new (class { run = () => 1 })()', 'new (class extends Error { run = () => 1 })()',
    ),
    tie('payload').map((a) => `[${a}]`),
    tie('payload').map((a) => `({ a: ${a} })`),
    tie('payload').map((a) => `({ ...{ a: ${a} } })`),
    tie('payload').map((a) => `({ ...{ a: ${a} }, a: 1 })`),
    tie('payload').map((a) => `({ [Symbol('key')]: ${a} })`),
    tie('payload').map((a) => `({ a: ${a} }).a`),
    tie('payload').map((a) => `[1, ${a}][1]`),
    tie('payload').map((a) => `[...[${a}]]`),
    tie('payload').map((a) => `[${a}].map((each) => ({ each }))`),
    tie('payload').map((a) => `[${a}].filter(Boolean)`),
    tie('payload').map((a) => `[${a}].concat([1])`),
    tie('payload').map((a) => `Object.assign({}, { a: ${a} })`),
    tie('payload').map((a) => `Object.values({ a: ${a} })`),
    tie('payload').map((a) => `Object.keys({ a: ${a} })`),
    tie('payload').map((a) => `Object.fromEntries(Object.entries({ a: ${a} }))`),
    tie('payload').map((a) => `Object.freeze({ a: ${a} })`),
    tie('payload').map((a) => `new Map([['key', ${a}]])`),
    tie('payload').map((a) => `new Map([['key', ${a}]]).get('key')`),
    tie('payload').map((a) => `[...new Map([['key', ${a}]])]`),
    tie('payload').map((a) => `[...new Set([${a}])]`),
    tie('payload').map((a) => `new Proxy({ a: ${a} }, {})`),
    tie('payload').map((a) => `({ ...new Proxy({ a: ${a} }, {}) })`),
    tie('payload').map((a) => `((value) => ({ value }))(${a})`),
    tie('payload').map((a) => `(({ a }) => a)({ a: ${a} })`),
    tie('payload').map((a) => `((a, ...rest) => rest)(1, ${a})`),
    tie('payload').map((a) => `new (class { constructor(a) { this.a = a } })(${a})`),
    tie('payload').map((a) => `(${a}, 1)`),
    fc.tuple(tie('payload'), tie('payload')).map(([a, b]) => `({ a: ${a}, b: ${b} })`),
    fc.tuple(tie('payload'), tie('payload')).map(([a, b]) => `[${a}, ${b}]`),
  ),
}))

test('what is reported throws, and what throws is reported', () => {
  fc.assert(
    fc.property(payload, (code) => {
      const reported = messageFaults(parse(`new Worker('w.js').postMessage(${code})`)).some((fault) => fault.leaves.some((leaf) => leaf.fault === 'throws'))
      expect({ code, throws: reported }).toEqual({ code, throws: throwsWhenCloned(code) })
    }),
    { numRuns: 300, seed: 7 },
  )
})

function throwsWhenCloned(code: string): boolean {
  const value: unknown = (0, eval)(`(${code})`)
  if (value instanceof Promise) value.catch(() => undefined)
  try {
    structuredClone(value)
    return false
  } catch {
    return true
  }
}
