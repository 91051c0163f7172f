import { expect, it } from 'vitest'

import { nodesOf } from '../../src/utils/nodes.ts'
import { lineOf } from '../../src/utils/report.ts'
import { nodeAt, parse } from '../support/probe.ts'

it('nodesOf lists what analyses start from, in source order', () => {
  const sourceCode = parse('class A { m() { new B(a.c) } }\nfor (const x of y) await z(() => x)')
  const { calls, functions, classes, members, loops, awaits, size } = nodesOf(sourceCode)
  const shown = [calls, functions, classes, members, loops, awaits].map((nodes) => nodes.map((node) => sourceCode.getText(node)))
  expect(shown).toEqual([
    ['new B(a.c)', 'z(() => x)'],
    ['() { new B(a.c) }', '() => x'],
    ['class A { m() { new B(a.c) } }'],
    ['a.c'],
    ['for (const x of y) await z(() => x)'],
    ['await z(() => x)'],
  ])
  expect(size).toBeGreaterThan(20)
})

it('lineOf names a place as messages do', () => {
  const sourceCode = parse('a\n\nb')
  expect(lineOf(nodeAt(sourceCode, 'b'))).toBe('line 3')
})
