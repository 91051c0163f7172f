import { expect, it } from 'vitest'

import { extentOf } from '../../../src/analysis/loops/amounts.ts'
import { nodesOf } from '../../../src/utils/nodes.ts'
import { parse } from '../../support/probe.ts'

/** How much the first loop of the code goes through. */
function extent(code: string): string {
  const sourceCode = parse(code)
  const [loop] = nodesOf(sourceCode).loops
  if (loop?.type !== 'ForOfStatement') throw new Error('no loop')
  const amount = extentOf(sourceCode, loop.right, undefined)
  return amount.kind === 'count' ? `${amount.count}` : amount.kind
}

const steps = (step: (i: number) => string): string => Array.from({ length: 12 }, (_, i) => step(i)).join('\n')

it.each([
  ['a list that is filtered many times over', `function f(list) {\n${steps((i) => `if (a > ${i}) list = list.filter(g${i})`)}\nfor (const each of list) use(each)\n}`, 'data'],
  ['a list of which nothing but itself is known', `let list = [1, 2]\n${steps((i) => `list = list.filter(g${i})`)}\nfor (const each of list) use(each)`, '2'],
  ['names that are made of each other', `function f() {\nlet a = [1], b = [2], c = [3]\n${steps((i) => `a = b.filter(g${i}); b = c.filter(g${i}); c = a.filter(g${i})`)}\nfor (const each of a) use(each)\n}`, '1'],
  ['choices within choices', `for (const each of ${'(p ? [1] : '.repeat(14)}[1, 2]${')'.repeat(14)}) use(each)`, '1'],
])('%s', (_, code, expected) => {
  expect(extent(code)).toBe(expected)
})
