import { expect, test } from 'vitest'

import { buildFlow } from '../../../src/analysis/flow/flow.ts'
import { nodesOf } from '../../../src/utils/nodes.ts'
import type { FunctionNode } from '../../../src/utils/syntax.ts'
import { parse } from '../../support/probe.ts'
import { graph, graphText, order, probe } from './support.ts'

test('a finaliser is copied for each place that control goes to afterwards', () => {
  expect(graph('async function f() { for (const job of jobs) { try { if (a) break; if (b) continue; await c } finally { close() } } }')).toEqual([
    '0 enter',
    '1 read jobs',
    '2 loop for (const job of jobs) { try { if (a...',
    '3 next for (const job of jobs) { try { if (a... → true 4 | false 19',
    '4 write job',
    '5 read a',
    '6 test a → true 11 | false 7',
    '7 read b',
    '8 test b → true 13 | false 9',
    '9 read c',
    '10 await await c → 17 | throw 15',
    '11 read close',
    '12 call close() → 19',
    '13 read close',
    '14 call close() → 2',
    '15 read close',
    '16 call close() → 20',
    '17 read close',
    '18 call close() → 2',
    '19 exit',
    '20 thrown',
  ])
})

test('jumps to one place share a copy', () => {
  expect(order('function f() { try { if (a) return 1; if (b) return 2; return 3 } finally { close() } }')).toEqual([
    'read a', 'test a', 'return return 1;', 'read b', 'test b', 'return return 2;', 'return return 3', 'read close', 'call close()',
  ])
})

test('a labelled break out of a finaliser drops the return', () => {
  expect(graph('function f() { outer: for (;;) { try { return a() } finally { if (b) break outer } } c() }')).toEqual([
    '0 enter',
    '1 loop for (;;) { try { return a() } finally...',
    '2 read a',
    '3 call a()',
    '4 return return a()',
    '5 read b',
    '6 test b → true 7 | false 9',
    '7 read c',
    '8 call c()',
    '9 exit',
    '10 thrown',
  ])
})

test('a continue in a finaliser drops what came before', () => {
  expect(graph('async function f() { outer: for (;;) { try { await a } finally { continue outer } } }')).toEqual([
    '0 enter',
    '1 loop for (;;) { try { await a } finally { ...',
    '2 read a',
    '3 await await a → 1 | throw 1',
    '4 exit',
    '5 thrown',
  ])
})

test('an exception goes to the catch, one in the catch to the finaliser', () => {
  expect(graph('async function f() { try { await a } catch (error) { if (b) throw error } finally { c() } }')).toEqual([
    '0 enter',
    '1 read a',
    '2 await await a → 10 | throw 3',
    '3 write error',
    '4 read b',
    '5 test b → true 6 | false 10',
    '6 read error',
    '7 throw throw error → throw 8',
    '8 read c',
    '9 call c() → 13',
    '10 read c',
    '11 call c()',
    '12 exit',
    '13 thrown',
  ])
})

test('where no exception is known, a catch is entered from the last call', () => {
  expect(graph('function f() { try { log(parse(text)); done = true } catch { return } use() }')).toEqual([
    '0 enter',
    '1 read log',
    '2 read parse',
    '3 read text',
    '4 call parse(text)',
    '5 call log(parse(text)) → throw 7',
    '6 write done → 8',
    '7 return return → 10',
    '8 read use',
    '9 call use()',
    '10 exit',
    '11 thrown',
  ])
})

test('without calls, a catch is entered from the last read', () => {
  expect(graph('function f() { try { found = window } catch { found = none } }').slice(0, 3)).toEqual([
    '0 enter', '1 read window → throw 3', '2 write found → 5',
  ])
})

test('a catch that no exception gets to is never entered', () => {
  expect(order('function f() { try { try { run() } finally { return } } catch { never() } }')).toEqual(['read run', 'call run()', 'return return'])
})

test('a generator that is given up passes its finalisers', () => {
  expect(graph('function* f() { try { yield job } finally { close() } }')).toEqual([
    '0 enter',
    '1 read job',
    '2 yield yield job → 7 | throw 3 | stop 5',
    '3 read close',
    '4 call close() → 10',
    '5 read close',
    '6 call close() → 9',
    '7 read close',
    '8 call close()',
    '9 exit',
    '10 thrown',
  ])
})

test('using disposes in reverse order, on every way out; await using waits', () => {
  expect(graph('async function f() { using a = open(); await using b = await join(a); if (b) return; use(b) }')).toEqual([
    '0 enter',
    '1 read open',
    '2 call open()',
    '3 write a',
    '4 read join',
    '5 read a',
    '6 call join(a)',
    '7 await await join(a) → throw 17',
    '8 write b',
    '9 read b',
    '10 test b → true 11 | false 12',
    '11 return return; → 15',
    '12 read use',
    '13 read b',
    '14 call use(b) → 16',
    '15 dispose b = await join(a) → 18 | throw 17',
    '16 dispose b = await join(a) → 19 | throw 17',
    '17 dispose a = open() → 21',
    '18 dispose a = open() → 20',
    '19 dispose a = open()',
    '20 exit',
    '21 thrown',
  ])
})

test('using in the head of a loop ends with the iteration, or with the loop', () => {
  expect(order('function f() { for (using job of jobs) { if (a) continue; use(job) } }')).toEqual([
    'read jobs', 'loop for (using job of jobs) { if (a) cont...', 'next for (using job of jobs) { if (a) cont...', 'write job',
    'read a', 'test a', 'read use', 'read job', 'call use(job)', 'dispose job', 'dispose job',
  ])
  expect(order('function f() { for (using job = open(); job.more;) job.step() }').slice(-3)).toEqual([
    'read job.step', 'call job.step()', 'dispose job = open()',
  ])
})

test('the copies of nested finalisers', () => {
  const { flow } = probe('async function f() { try { await a } finally { try { await b } finally { c() } } }')
  expect(flow.imprecise).toBe(false)
  expect(flow.kinds.filter((kind) => kind === 'call')).toHaveLength(4)
})

test('deep inside finalisers, ways are merged and the flow is imprecise', () => {
  const { flow } = probe(`async function f() {
    try { await a } finally { try { await b } finally { try { await c } finally { d() } } }
  }`)
  expect(flow.imprecise).toBe(true)
  // Two copies of the outermost, two of the next in each, one of the innermost in each of those.
  expect(flow.kinds.filter((kind) => kind === 'call')).toHaveLength(4)
})

test('merged ways do not multiply edges either', () => {
  const ways = `${'try { '.repeat(12)} if (a) return; await b ${' } finally { }'.repeat(12)}`
  const { flow } = probe(`async function f() { try { await c } finally { try { await d } finally { ${ways} } } }`)
  expect(flow.imprecise).toBe(true)
  expect(flow.to.length).toBeLessThan(1_000)
})

test('what is known of calls: they may throw, always throw, or end the program', () => {
  const sourceCode = parse(`function f() { try { check(); if (a) fail(); if (b) process.exit() } catch { repair() } }`)
  const owner = nodesOf(sourceCode).functions[0] as FunctionNode
  const ends = { 'check()': 'may throw', 'fail()': 'throws', 'process.exit()': 'ends' } as const
  const flow = buildFlow(owner, { callEnd: (call) => ends[sourceCode.getText(call) as keyof typeof ends] })
  const name = (event: number): string => `${String(flow.kinds[event])} ${flow.nodes[event] === owner ? '' : sourceCode.getText(flow.nodes[event])}`.trim()
  expect(graphText({ flow, name }).split('\n')).toEqual([
    '0 enter',
    '1 read check',
    '2 call check() → throw 12',
    '3 read a',
    '4 test a → true 5 | false 7',
    '5 read fail',
    '6 call fail() → throw 12',
    '7 read b',
    '8 test b → true 9 | false 14',
    '9 read process',
    '10 read process.exit',
    '11 call process.exit()',
    '12 read repair',
    '13 call repair()',
    '14 exit',
    '15 thrown',
  ])
})
