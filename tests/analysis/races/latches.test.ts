import { expect, it } from 'vitest'

import { latchedAt } from '../../../src/analysis/races/overlap/latches.ts'
import { ownerOf } from '../../../src/utils/syntax.ts'
import { nodeAt, parse } from '../../support/probe.ts'

/** Whether a second run is kept from `work()` while the first is on its way. */
function isShut(body: string): boolean {
  const sourceCode = parse(`let busy = false; const running = new Map(); export async function run(key) { ${body} }`)
  const work = nodeAt(sourceCode, 'work()', { type: 'CallExpression' })
  if (!work) throw new Error('no work')
  return latchedAt(sourceCode, ownerOf(work), work)
}

it.each([
  ['a flag, tested and raised at once', 'if (busy) return; busy = true; await work()', true],
  ['a flag that is waited for', 'while (busy) await turn(); busy = true; await work()', true],
  ['an entry of a map', 'if (running.has(key)) return running.get(key); running.set(key, 1); await work()', true],
  ['a flag raised after a wait', 'if (busy) return; await turn(); busy = true; await work()', false],
  ['a flag raised on one way only', 'if (key) { if (busy) return; busy = true } await work()', false],
  ['a flag that is down again', 'if (busy) return; busy = true; busy = false; await work()', false],
  ['a flag that nobody tests', 'busy = true; await work()', false],
  ['who finds it raised goes on', 'if (!busy) busy = true; await work()', false],
])('%s', (_, body, expected) => {
  expect(isShut(body)).toBe(expected)
})
