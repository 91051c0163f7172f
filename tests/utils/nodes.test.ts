import { expect, it } from 'vitest'

import { callsByName, callsByOwner, nodesOf, within } from '../../src/utils/nodes.ts'
import { lineOf } from '../../src/utils/report.ts'
import { ownerOf } from '../../src/utils/syntax.ts'
import { nodeAt, parse } from '../support/probe.ts'

it('nodesOf lists what analyses start from, in source order', () => {
  const sourceCode = parse('class A { static { n++ } m() { new B(a.c) } }\nfor (const x of y) await z(() => x)')
  const { calls, functions, classes, members, loops, awaits, writes, owners, size } = nodesOf(sourceCode)
  const shown = [calls, functions, classes, members, loops, awaits, writes, owners].map((nodes) => nodes.map((node) => sourceCode.getText(node)))
  expect(shown).toEqual([
    ['new B(a.c)', 'z(() => x)'],
    ['() { new B(a.c) }', '() => x'],
    ['class A { static { n++ } m() { new B(a.c) } }'],
    ['a.c'],
    ['for (const x of y) await z(() => x)'],
    ['await z(() => x)'],
    ['n++'],
    ['static { n++ }', '() { new B(a.c) }', '() => x'],
  ])
  expect(size).toBeGreaterThan(20)
})

it('callsByOwner groups the calls by whose control flow they belong to', () => {
  const sourceCode = parse(`
    first(a => second(a), third())
    function f(x = fourth()) { return () => fifth(sixth()) }
    class C { static { seventh() } field = eighth(); [ninth()]() { tenth() } }
    (function () { eleventh() }).call(twelfth)
    thirteenth()
  `)
  const { calls } = nodesOf(sourceCode)
  const grouped = [...callsByOwner(sourceCode)].flatMap(([owner, all]) => all.map((call) => [call, owner] as const))
  expect(new Map(grouped)).toEqual(new Map(calls.map((call) => [call, ownerOf(call)])))
  expect(calls).toHaveLength(13)
})

it('callsByName groups the calls by the name they are written with', () => {
  const sourceCode = parse('a.run(1); run(2); new run(3); a["run"](4); a[run](5); run`6`')
  expect(callsByName(sourceCode).get('run')?.map((call) => sourceCode.getText(call))).toEqual(['a.run(1)', 'run(2)', 'new run(3)', 'a["run"](4)'])
})

it('within finds the nodes inside another', () => {
  const sourceCode = parse('a(); function f() { b(); g(() => c()) } d()')
  const inside = within(nodesOf(sourceCode).calls, nodeAt(sourceCode, 'function f() { b(); g(() => c()) }'))
  expect(inside.map((call) => sourceCode.getText(call))).toEqual(['b()', 'g(() => c())', 'c()'])
})

it('lineOf names a place as messages do', () => {
  const sourceCode = parse('a\n\nb')
  expect(lineOf(nodeAt(sourceCode, 'b'))).toBe('line 3')
})
