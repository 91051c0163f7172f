import { expect, it } from 'vitest'

import { limitOf } from '../../../src/analysis/loops/limits.ts'
import { nodesOf } from '../../../src/utils/nodes.ts'
import { parse } from '../../support/probe.ts'

/** What ends the first loop of the code. */
function limit(code: string): string {
  const sourceCode = parse(code)
  const [node] = nodesOf(sourceCode).loops
  if (!node) throw new Error('no loop')
  const found = limitOf(sourceCode, { node })
  if (found.kind === 'elements') return `elements of ${sourceCode.getText(found.of)}`
  return found.kind === 'number' ? `${found.counter.name} to ${found.of.map((each) => sourceCode.getText(each)).join(' and ')}` : found.kind
}

it.each([
  ['elements', 'for (const row of rows) use(row)', 'elements of rows'],
  ['keys', 'for (const key in table) use(key)', 'elements of table'],
  ['a counter', 'for (let i = 0; i < n; i++) use(i)', 'i to n'],
  ['a counter with two ends', 'for (let i = 0; i < n && i < 10; i++) use(i)', 'i to n and 10'],
  ['a counter that goes down', 'for (let i = n; i > 0; i--) use(i)', 'i to n'],
  ['a counter outside', 'let i = 0\nwhile (i < n) { use(i); i += 2 }', 'i to n'],
  ['doubling', 'for (let i = 1; i < n; i *= 2) use(i)', 'few'],
  ['what is used up', 'while (queue.length > 0) use(queue.shift())', 'elements of queue'],
  ['a condition that says nothing', 'while (isOpen()) use()', 'open'],
  ['for ever', 'for (;;) use()', 'open'],
])('%s', (_, code, expected) => {
  expect(limit(code)).toBe(expected)
})
