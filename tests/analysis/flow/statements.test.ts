import type { TSESTree } from '@typescript-eslint/utils'
import { expect, test } from 'vitest'

import { nodeAt, parse } from '../../support/probe.ts'
import { graph, graphText, names, order, probeOwner, programProbe } from './support.ts'

test('if, else if, else', () => {
  expect(graph('function f() { if (a) b(); else if (c) d(); else e(); done() }')).toEqual([
    '0 enter',
    '1 read a',
    '2 test a → true 3 | false 5',
    '3 read b',
    '4 call b() → 11',
    '5 read c',
    '6 test c → true 7 | false 9',
    '7 read d',
    '8 call d() → 11',
    '9 read e',
    '10 call e()',
    '11 read done',
    '12 call done()',
    '13 exit',
    '14 thrown',
  ])
})

test('switch: tests in order, the default last, bodies fall through', () => {
  expect(graph('function f() { switch (x) { case one(): a(); case 2: b(); break; default: c(); case 3: d() } }')).toEqual([
    '0 enter',
    '1 read x',
    '2 read one',
    '3 call one()',
    '4 case case one(): a(); → true 7 | false 5',
    '5 case case 2: b(); break; → true 9 | false 6',
    '6 case case 3: d() → true 13 | false 11',
    '7 read a',
    '8 call a()',
    '9 read b',
    '10 call b() → 15',
    '11 read c',
    '12 call c()',
    '13 read d',
    '14 call d()',
    '15 exit',
    '16 thrown',
  ])
})

test('switch without a default may match nothing', () => {
  expect(graph('function f() { switch (x) { case 1: return; case 2: b() } }')).toEqual([
    '0 enter',
    '1 read x',
    '2 case case 1: return; → true 4 | false 3',
    '3 case case 2: b() → true 5 | false 7',
    '4 return return; → 7',
    '5 read b',
    '6 call b()',
    '7 exit',
    '8 thrown',
  ])
})

test('labels: continue of an outer loop, break of it, continue at the update', () => {
  const code = `function f() {
    jobs: for (const job of jobs) for (let i = 0; i < 3; i++) { if (a) continue jobs; if (b) break jobs; if (c) continue; run() }
  }`
  expect(graph(code)).toEqual([
    '0 enter',
    '1 read jobs',
    '2 loop for (const job of jobs) for (let i = ...',
    '3 next for (const job of jobs) for (let i = ... → true 4 | false 19',
    '4 write job',
    '5 write i',
    '6 loop for (let i = 0; i < 3; i++) { if (a) ...',
    '7 read i',
    '8 test i < 3 → true 9 | false 2',
    '9 read a',
    '10 test a → true 2 | false 11',
    '11 read b',
    '12 test b → true 19 | false 13',
    '13 read c',
    '14 test c → true 17 | false 15',
    '15 read run',
    '16 call run()',
    '17 read i',
    '18 write i → 6',
    '19 exit',
    '20 thrown',
  ])
})

test('a labelled block, and several labels before one loop', () => {
  expect(graph('function f() { all: { if (a) break all; one: two: while (b) { if (c) continue one; break two } } }')).toEqual([
    '0 enter',
    '1 read a',
    '2 test a → true 8 | false 3',
    '3 loop while (b) { if (c) continue one; brea...',
    '4 read b',
    '5 test b → true 6 | false 8',
    '6 read c',
    '7 test c → true 3 | false 8',
    '8 exit',
    '9 thrown',
  ])
})

test('do: the body comes first, continue goes to the condition', () => {
  expect(graph('function f() { do { if (a) continue; b() } while (c) }')).toEqual([
    '0 enter',
    '1 loop do { if (a) continue; b() } while (c)',
    '2 read a',
    '3 test a → true 6 | false 4',
    '4 read b',
    '5 call b()',
    '6 read c',
    '7 test c → true 1 | false 8',
    '8 exit',
    '9 thrown',
  ])
})

test('an endless loop is left only by break', () => {
  expect(graph('function f() { while (true) { if (a) break } done() }')).toEqual([
    '0 enter',
    '1 loop while (true) { if (a) break }',
    '2 read a',
    '3 test a → true 4 | false 1',
    '4 read done',
    '5 call done()',
    '6 exit',
    '7 thrown',
  ])
  expect(graph('function f() { for (;;) serve(); never() }')).toEqual([
    '0 enter', '1 loop for (;;) serve();', '2 read serve', '3 call serve() → 1', '4 exit', '5 thrown',
  ])
})

test('for in and for of write their target each time, whatever it is', () => {
  expect(order('function f() { for (const key in o) go(key); for (state.job of jobs); for ({ id = next() } of jobs); }')).toEqual([
    'read o', 'loop for (const key in o) go(key);', 'next for (const key in o) go(key);', 'write key', 'read go', 'read key', 'call go(key)',
    'read jobs', 'loop for (state.job of jobs);', 'next for (state.job of jobs);', 'read state', 'write state.job',
    'read jobs', 'loop for ({ id = next() } of jobs);', 'next for ({ id = next() } of jobs);',
    'read id = next()', 'default id = next()', 'read next', 'call next()', 'write id',
  ])
})

test('for await waits at its head, and where it is left early', () => {
  expect(graph('async function f() { for await (const job of jobs) { if (a) break; if (b) return; await c } }')).toEqual([
    '0 enter',
    '1 read jobs',
    '2 loop for await (const job of jobs) { if (a...',
    '3 await for await (const job of jobs) { if (a... → throw 17',
    '4 next for await (const job of jobs) { if (a... → true 5 | false 16',
    '5 write job',
    '6 read a',
    '7 test a → true 13 | false 8',
    '8 read b',
    '9 test b → true 10 | false 11',
    '10 return return; → 14',
    '11 read c',
    '12 await await c → 2 | throw 15',
    '13 await for await (const job of jobs) { if (a... → 16 | throw 17',
    '14 await for await (const job of jobs) { if (a... → 16 | throw 17',
    '15 await for await (const job of jobs) { if (a... → 17 | throw 17',
    '16 exit',
    '17 thrown',
  ])
})

test('code after a jump has no events', () => {
  expect(order('function f() { return first(); second() }')).toEqual(['read first', 'call first()', 'return return first();'])
})

test('function declarations are there from the start of their block', () => {
  expect(order('function f() { run(); { go(); function go() {} } function run() {} }')).toEqual([
    'closure function run() {}', 'read run', 'call run()', 'closure function go() {}', 'read go', 'call go()',
  ])
})

test('a program: exports, enums, namespaces; nothing that is only declared', () => {
  const code = `
    import data from 'data'
    export const limit = one()
    export default two()
    enum Level { Low = 1, High = shift(), Top }
    namespace Jobs.Queue { export const size = three() }
    declare const absent: number
    declare enum Absent { A = 1 }
    declare class Missing { static x: number }
    declare module 'elsewhere' { const y: number }
    type Id = string
    interface Job { id: Id }
    function load(id: string): void
    function load(id: number): void
    function load(id: any) {}
    abstract class Base { abstract run(): void; abstract size: number }`
  expect(names(programProbe(code))).toEqual([
    'closure function load(id: any) {}',
    'read one', 'call one()', 'write limit',
    'read two', 'call two()',
    'read shift', 'call shift()',
    'read three', 'call three()', 'write size',
    'closure abstract class Base { abstract run():...',
  ])
})

test('export equals and import equals', () => {
  expect(names(programProbe("import fs = require('node:fs'); export = make(fs)"))).toEqual(['read make', 'read fs', 'call make(fs)'])
})

test('a static block is an owner of its own', () => {
  const sourceCode = parse('class Pool { static { for (const job of jobs) start(job) } }')
  const block = nodeAt<TSESTree.StaticBlock>(sourceCode, 'static { for (const job of jobs) start(job) }', { type: 'StaticBlock' })
  expect(graphText(probeOwner(sourceCode, block)).split('\n')).toEqual([
    '0 enter',
    '1 read jobs',
    '2 loop for (const job of jobs) start(job)',
    '3 next for (const job of jobs) start(job) → true 4 | false 8',
    '4 write job',
    '5 read start',
    '6 read job',
    '7 call start(job) → 2',
    '8 exit',
    '9 thrown',
  ])
})

test('JavaScript: with, a return of a whole module', () => {
  expect(names(programProbe('with (scope) { go() }; return', { ts: false, sourceType: 'commonjs' }))).toEqual(['read scope', 'read go', 'call go()', 'return return'])
})
