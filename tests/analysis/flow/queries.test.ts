import { expect, test } from 'vitest'

import { eventsOf } from '../../../src/analysis/flow/graph.ts'
import type { Escapes, WayOut } from '../../../src/analysis/flow/queries.ts'
import { escapes, findPath, iterationsPassing } from '../../../src/analysis/flow/queries.ts'
import type { Follow } from '../../../src/analysis/flow/reach.ts'
import { dominates, reaches } from '../../../src/analysis/flow/reach.ts'
import { suspensionPoints, suspensionsBetween } from '../../../src/analysis/flow/suspension.ts'
import { nodesOf } from '../../../src/utils/nodes.ts'
import type { Loop } from '../../../src/utils/nodes.ts'
import { nodeAt } from '../../support/probe.ts'
import { randomFrom, randomProgram } from './programs.ts'
import type { Probe } from './support.ts'
import { graph, probe } from './support.ts'

test('the events of a node, in their order; several in copies of a finaliser', () => {
  const { flow, sourceCode, name } = probe('async function f() { try { n += await a } finally { close() } }')
  expect(eventsOf(flow, nodeAt(sourceCode, 'n')).map(name)).toEqual(['read n', 'write n'])
  expect(eventsOf(flow, nodeAt(sourceCode, 'close()', { type: 'CallExpression' })).map(name)).toEqual(['call close()', 'call close()'])
})

test('a node that is never reached, or is another owner’s, has no events', () => {
  const { flow, sourceCode } = probe('function f() { on(() => inner()); return; late() }')
  expect(eventsOf(flow, nodeAt(sourceCode, 'inner()'))).toEqual([])
  expect(eventsOf(flow, nodeAt(sourceCode, 'late()'))).toEqual([])
})

test('suspension points', () => {
  const { flow, name } = probe(`async function* f() {
    for await (const job of jobs) { yield job }
    using a = open()
    await using b = open()
    await b.ready
  }`)
  expect(suspensionPoints(flow).map(name)).toEqual([
    'await for await (const job of jobs) { yield...',
    'yield yield job',
    'await for await (const job of jobs) { yield...',
    'await for await (const job of jobs) { yield...',
    'await await b.ready',
    'dispose b = open()',
    'dispose b = open()',
  ])
})

test('suspensions between two events: on the ways that do not begin anew, nor come by what is left out', () => {
  const { flow, event, name } = probe('async function f() { await before; while (first()) { await a; if (b) { reset(); await c } last(); await after } }')
  const [first, reset, last] = ['call first()', 'call reset()', 'call last()'].map(event) as [number, number, number]
  expect(suspensionsBetween(flow, first, last).map(name)).toEqual(['await await a', 'await await c'])
  expect(suspensionsBetween(flow, first, last, [reset]).map(name)).toEqual(['await await a'])
  expect(suspensionsBetween(flow, last, first).map(name)).toEqual(['await await after'])
})

test('reaching and dominating', () => {
  const { flow, event } = probe('function f() { first(); while (a) { second() } third() }')
  const [first, second, third] = ['call first()', 'call second()', 'call third()'].map(event) as [number, number, number]
  expect([reaches(flow, second, second), reaches(flow, third, second), reaches(flow, first, third)]).toEqual([true, false, true])
  expect([dominates(flow, first, third), dominates(flow, second, third), dominates(flow, third, third)]).toEqual([true, false, true])
})

test('an event reaches another exactly where there is a path, with and without loops, one goal or several', () => {
  const wrong: string[] = []
  let asked = 0
  for (let seed = 1; seed <= 30; seed++) {
    const { flow } = probe(randomProgram(randomFrom(seed)))
    const events = flow.kinds.map((_, event) => event).filter((event) => event % 4 === 0)
    const isHeeded: Follow = (_, edge) => edge !== 'true'
    for (const from of events) {
      for (const to of events) {
        asked++
        if (reaches(flow, from, to) !== (findPath(flow, from, (event) => event === to) !== undefined)) wrong.push(`seed ${seed}: ${from} to ${to}`)
        const path = findPath(flow, from, (event) => event === to || event === flow.exit, isHeeded)
        if (reaches(flow, from, new Set([to, flow.exit]), isHeeded) !== (path !== undefined)) wrong.push(`seed ${seed}: ${from} to ${to} or the exit`)
      }
    }
  }
  expect(wrong).toEqual([])
  expect(asked).toBeGreaterThan(1000)
})

test('a path is a shortest one, and stays where it may', () => {
  const { flow, event, name } = probe('function f() { if (a) { b(); c() } else d(); e() }')
  const events = (path: readonly number[] | undefined): string[] | undefined => path?.map((edge) => name(flow.to[edge] ?? 0))
  const goal = event('read e')
  expect(events(findPath(flow, event('test a'), (at) => at === goal))).toEqual(['read d', 'call d()', 'read e'])
  expect(events(findPath(flow, event('test a'), (at) => at === goal, (_, edge) => edge !== 'false'))).toEqual([
    'read b', 'call b()', 'read c', 'call c()', 'read e',
  ])
})

/** `return on line 2`: how a lock that is acquired in the code leaves the function unreleased. */
function leaks(code: string): Record<keyof Escapes, string | undefined> {
  const { flow, event, name } = probe(code)
  const ways = escapes(flow, event('await await acquire()'), (at) => name(at) === 'call release()')
  const words = (way: WayOut | undefined): string | undefined => way && `${way.how} on line ${way.node.loc.start.line}`
  return { normal: words(ways?.normal), exceptional: words(ways?.exceptional) }
}

test('a lock that every path gives back does not escape', () => {
  expect(leaks('async function f() { const release = await acquire(); try { await work() } finally { release() } }')).toEqual({})
})

test('the failing acquisition itself is no escape', () => {
  expect(leaks('async function f() { const release = await acquire(); release() }')).toEqual({})
})

test('an early return is named', () => {
  expect(leaks(`async function f() {
    const release = await acquire()
    if (stop)
      return
    release()
  }`)).toEqual({ normal: 'return on line 4' })
})

test('the return is named, not the finaliser on its way', () => {
  expect(leaks(`async function f() {
    const release = await acquire()
    try {
      if (stop) return
    } finally {
      await log()
    }
    release()
  }`)).toEqual({ normal: 'return on line 4', exceptional: 'throw on line 6' })
})

test('a failing await is named', () => {
  expect(leaks(`async function f() {
    const release = await acquire()
    await work()
    release()
  }`)).toEqual({ exceptional: 'throw on line 3' })
})

test('an exception that is caught is not the cause of the end', () => {
  expect(leaks(`async function f() {
    const release = await acquire()
    try {
      await work()
      release()
    } catch (error) {
      log(error)
    }
  }`)).toEqual({ normal: 'end on line 1' })
})

test('a generator that is given up', () => {
  expect(leaks(`async function* f() {
    const release = await acquire()
    try {
      yield job
    } catch { release(); return }
    release()
  }`)).toEqual({ normal: 'stop on line 4' })
})

test('an endless loop lets nothing escape', () => {
  expect(leaks('async function f() { const release = await acquire(); for (;;) work() }')).toEqual({})
})

test('nothing is said about an imprecise flow', () => {
  const { flow } = probe(`async function f() { ${'try { await a } finally { '.repeat(4)}${' }'.repeat(4)} }`)
  expect(escapes(flow, flow.enter, () => false)).toBeUndefined()
  expect(dominates(flow, flow.enter, flow.exit)).toBe(false)
})

function yields(code: string, which = 0): ReturnType<typeof iterationsPassing> {
  const { flow, sourceCode }: Probe = probe(code)
  return iterationsPassing(flow, nodesOf(sourceCode).loops[which] as Loop, (event) => flow.kinds[event] === 'await')
}

test('a loop that waits on every iteration, on some, on none', () => {
  expect(yields('async function f() { for (const job of jobs) { run(job); await pause() } }')).toBe('always')
  expect(yields('async function f() { for (let i = 0; i < n; i++) { run(i); if (i % 100 === 0) await pause() } }')).toBe('sometimes')
  expect(yields('async function f() { for (const job of jobs) { run(job) } await pause() }')).toBe('never')
})

test('continue may go round the pause', () => {
  expect(yields('async function f() { for (const job of jobs) { if (job.done) continue; await pause() } }')).toBe('sometimes')
})

test('a pause before a break is on no iteration that goes on', () => {
  expect(yields('async function f() { while (a) { if (b) { await pause(); break } run() } }')).toBe('never')
})

test('a pause in an inner loop may be passed by', () => {
  expect(yields('async function f() { while (a) { for (const b of c) await b } }')).toBe('sometimes')
})

test('the pause of an outer loop is none of the inner', () => {
  const code = 'async function f() { while (a) { await pause(); while (b) run() } }'
  expect([yields(code, 0), yields(code, 1)]).toEqual(['always', 'never'])
})

test('an inner loop is not judged by its way round the outer one', () => {
  expect(yields('async function f() { while (a) { while (b) await pause() } }', 1)).toBe('always')
})

test('for await waits by itself', () => {
  expect(yields('async function f() { for await (const job of jobs) run(job) }')).toBe('always')
})

test('a loop in each copy of a finaliser', () => {
  expect(yields('async function f() { try { await work() } finally { for (const job of jobs) await job.close() } }')).toBe('always')
})

test('the text of a graph, for those who read it', () => {
  expect(graph('function f() {}')).toEqual(['0 enter', '1 exit', '2 thrown'])
})
