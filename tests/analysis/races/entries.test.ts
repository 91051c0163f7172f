import { expect, it } from 'vitest'

import { entryOf } from '../../../src/analysis/races/overlap/entries.ts'
import { ownerOf } from '../../../src/utils/syntax.ts'
import { nodeAt, parse } from '../../support/probe.ts'

/** How the function that calls `work()` can be entered again. */
function entry(code: string): string | undefined {
  const sourceCode = parse(code)
  const work = nodeAt(sourceCode, 'work()', { type: 'CallExpression' })
  if (!work) throw new Error('no work')
  return entryOf(sourceCode, ownerOf(work))?.strength
}

it.each([
  ['an exported function', 'export async function run() { await work() }', 'public'],
  ['a public method', 'class A { async run() { await work() } }', 'public'],
  ['a private method that a public one calls', 'class A { async run() { await this.#do(); log() } async #do() { await work() } }', 'reached'],
  ['a private method that a public one calls, and does nothing else', 'class A { async run() { await this.#do() } async #do() { await work() } }', 'public'],
  ['a private method that is kept as a promise', 'class A { run() { return (this.ready ??= this.#do()) } async #do() { await work() } }', undefined],
  ['a constructor', 'class A { constructor() { work() } }', undefined],
  ['a function that the module calls', 'async function run() { await work() }\nawait run()', undefined],
  ['a timer', 'setInterval(async () => { await work() }, 10)', 'proven'],
  ['called in a list', 'async function run() { await work() }\nawait Promise.all([run(), run()])', 'proven'],
  ['called for all elements', 'async function run() { await work() }\nitems.forEach(() => run())', 'proven'],
  ['called in a loop that waits', 'async function run() { await work() }\nfor (const item of items) await run(item)', undefined],
  ['called in a loop that does not wait', 'async function run() { await work() }\nfor (const item of items) run(item)', 'proven'],
  ['a callback for all elements', 'await Promise.all(items.map(async (item) => { await work() }))', 'proven'],
  ['wrapped to run once', 'export const run = once(async () => { await work() })', undefined],
])('%s', (_, code, expected) => {
  expect(entry(code)).toBe(expected)
})
