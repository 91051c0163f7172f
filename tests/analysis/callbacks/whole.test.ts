import { expect, it } from 'vitest'

import { actionName, isParameterOfRun, wholeOf } from '../../../src/analysis/callbacks/whole.ts'
import { functionAround } from '../../../src/utils/syntax.ts'
import { nodeAt, parse } from '../../support/probe.ts'

/** What the function around `here()` is a part of, by name, and whether `id` there is given to the run. */
function whole(code: string): string {
  const sourceCode = parse(code)
  const found = nodeAt(sourceCode, 'here(id)')
  const call = found.type === 'ExpressionStatement' ? found.expression : found
  const fn = functionAround(call)
  if (!fn || call.type !== 'CallExpression' || !call.arguments[0]) throw new Error('no function')
  return [wholeOf(sourceCode, fn) ? `part of ${actionName(sourceCode, fn)}` : 'whole', isParameterOfRun(sourceCode, fn, call.arguments[0]) ? 'given' : 'kept'].join(', ')
}

it.each([
  ['called on the spot', 'async function load(id) { await (async () => { here(id) })() }', 'part of load, given'],
  ['called by its name', 'async function load(id) { const work = async () => { here(id) }; return work() }', 'part of load, given'],
  ['declared inside', 'function load(id) { return work(); function work() { here(id) } }', 'part of load, given'],
  ['of a part', 'function load(id) { const a = () => { const b = () => { here(id) }; b() }; a() }', 'part of load, given'],
  ['of a method', 'class A { load(id) { void (async () => { here(id) })() } }', 'part of load, given'],
  ['called twice', 'function load(id) { const work = () => { here(id) }; work(); work() }', 'whole, kept'],
  ['called in a loop', 'function load(id) { const work = () => { here(id) }; for (;;) work() }', 'whole, kept'],
  ['handed on', 'function load(id) { const work = () => { here(id) }; work(); on(work) }', 'whole, kept'],
  ['called by another', 'function load(id) { const work = () => { here(id) }; on(() => work()) }', 'whole, kept'],
  ['of the module', 'const id = 1\nconst work = () => { here(id) }\nwork()', 'whole, kept'],
  ['a method', 'class A { load(id) { this.work(id) } work(id) { here(id) } }', 'whole, given'],
])('%s', (_, code, expected) => {
  expect(whole(code)).toBe(expected)
})
