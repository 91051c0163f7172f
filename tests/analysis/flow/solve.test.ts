import { expect, test } from 'vitest'

import type { EdgeKind, EventId, Flow } from '../../../src/analysis/flow/graph.ts'
import { nodeOf } from '../../../src/analysis/flow/graph.ts'
import type { BitProblem } from '../../../src/analysis/flow/solve-bits.ts'
import { clearBit, hasBit, setBit, solveBits } from '../../../src/analysis/flow/solve-bits.ts'
import { solve } from '../../../src/analysis/flow/solve.ts'
import type { Probe } from './support.ts'
import { probe } from './support.ts'

const HELD = 0

/** Whether a lock is held: `acquire` takes effect where it succeeds, `release` in any case. */
function held({ flow, name }: Probe, join: BitProblem['join']): { at: (event: EventId) => boolean } {
  const solution = solveBits(flow, {
    size: 1,
    join,
    transfer: (state, event, edge) => {
      if (name(event) === 'await await acquire()' && edge === 'normal') setBit(state, HELD)
      if (name(event) === 'call release()') clearBit(state, HELD)
    },
  })
  return { at: (event) => solution?.has(event, HELD) ?? false }
}

test('an acquisition takes effect where it succeeds only', () => {
  const { flow, ...rest } = probe('async function f() { await acquire() }')
  const lock = held({ flow, ...rest }, 'any')
  expect([lock.at(flow.exit), lock.at(flow.thrown)]).toEqual([true, false])
})

test('a copied finaliser joins no facts of paths that never meet: no leak, no double release', () => {
  const probed = probe(`async function f() {
    await acquire()
    try { if (stop) { release(); return } work() } finally { log() }
    release()
  }`)
  const { flow, name } = probed
  const [may, must] = [held(probed, 'any'), held(probed, 'all')]
  const releases = flow.kinds.map((_, event) => event).filter((event) => name(event) === 'call release()')
  expect(releases.map(must.at)).toEqual([true, true])
  expect([flow.exit, flow.thrown].map(may.at)).toEqual([false, false])
})

test('a release in a finaliser covers a failing await', () => {
  const probed = probe('async function f() { await acquire(); try { await work() } finally { release() } }')
  const lock = held(probed, 'any')
  expect([probed.flow.exit, probed.flow.thrown].map(lock.at)).toEqual([false, false])
})

test('any path or all paths', () => {
  const probed = probe('async function f() { if (busy) await acquire(); work() }')
  const work = probed.event('call work()')
  expect([held(probed, 'any').at(work), held(probed, 'all').at(work)]).toEqual([true, false])
})

test('facts go round loops', () => {
  const probed = probe('async function f() { while (more) { step(); await acquire() } }')
  const step = probed.event('call step()')
  expect([held(probed, 'any').at(step), held(probed, 'all').at(step)]).toEqual([true, false])
})

test('more bits than a word has', () => {
  const { flow, event } = probe('function f() { for (const job of jobs) run(job) }')
  const solution = solveBits(flow, {
    size: 100,
    join: 'any',
    initial: [3, 64],
    transfer: (state, at, edge) => {
      if (flow.kinds[at] === 'call') setBit(state, 99)
      if (edge === 'false') clearBit(state, 64)
    },
  })
  expect([3, 64, 99, 98].map((bit) => solution?.has(flow.exit, bit))).toEqual([true, false, true, false])
  expect([3, 64, 99].map((bit) => solution?.has(event('call run(job)'), bit))).toEqual([true, true, true])
  expect(hasBit(solution?.at(flow.exit) ?? new Uint32Array(4), 99)).toBe(true)
})

test('an edge that contradicts what is known carries nothing', () => {
  const { flow, event } = probe('function f(given) { const own = !given; if (own) a(); if (own) b(); else c() }')
  const OWN = 0
  const OTHER = 1
  const solution = solveBits(flow, {
    size: 2,
    join: 'any',
    transfer: (state, at, edge) => {
      if (flow.kinds[at] !== 'test') return true
      const [bit, opposite] = edge === 'true' ? [OWN, OTHER] : [OTHER, OWN]
      if (hasBit(state, opposite) && !hasBit(state, bit)) return false
      clearBit(state, opposite)
      setBit(state, bit)
      return true
    },
  })
  expect(solution?.reaches(event('call b()'))).toBe(true)
  const never = solveBits(flow, { size: 1, join: 'any', transfer: (_, at, edge) => !(flow.kinds[at] === 'test' && edge === 'true') })
  expect([never?.reaches(event('call a()')), never?.reaches(event('call c()'))]).toEqual([false, true])
})

test('backward: what will happen on every path', () => {
  const { flow, event } = probe('async function f() { if (a) { await b; close() } else { close() } }')
  const solution = solveBits(flow, {
    size: 1,
    join: 'all',
    direction: 'backward',
    transfer: (state, at) => {
      if (flow.kinds[at] === 'call') setBit(state, 0)
    },
  })
  expect([event('test a'), event('read b')].map((at) => solution?.has(at, 0))).toEqual([false, false])
  const [closed] = flow.kinds.map((_, at) => at).filter((at) => flow.kinds[at] === 'call')
  expect(solution?.has(closed ?? 0, 0)).toBe(true)
})

/** Values of local constants, as far as they are numbers in the code. */
type Values = ReadonlyMap<string, string | undefined>

function constants(flow: Flow): readonly (Values | undefined)[] | undefined {
  return solve<Values>(flow, {
    initial: new Map(),
    transfer: (state, event) => {
      const node = nodeOf(flow, event)
      if (flow.kinds[event] !== 'write' || node.type !== 'Identifier' || node.parent.type !== 'AssignmentExpression') return state
      const { right } = node.parent
      return new Map(state).set(node.name, right.type === 'Literal' ? right.raw : undefined)
    },
    join: (a, b) => new Map([...a].map(([name, value]) => [name, b.get(name) === value ? value : undefined])),
    equal: (a, b) => a.size === b.size && [...a].every(([name, value]) => b.get(name) === value),
  })
}

test('any lattice: constants', () => {
  const { flow } = probe('function f(a) { x = 1; y = 2; if (a) y = 3; else x = 1 }')
  expect(constants(flow)?.[flow.exit]).toEqual(new Map([['x', '1'], ['y', undefined]]))
})

test('states that never settle give no answer', () => {
  const { flow } = probe('function f() { while (more) step() }')
  const growing = solve<number>(flow, { initial: 0, transfer: (state) => state + 1, join: Math.max, equal: (a, b) => a === b })
  expect(growing).toBeUndefined()
})

test('an imprecise flow gives no answer', () => {
  const deep = probe(`async function f() { ${'try { await a } finally { '.repeat(4)}${' }'.repeat(4)} }`)
  expect(solveBits(deep.flow, { size: 1, join: 'any', transfer: () => true })).toBeUndefined()
  expect(constants(deep.flow)).toBeUndefined()
})

test('each edge is taken about once, more often only in loops', () => {
  const branches = Array.from({ length: 200 }, (_, i) => `if (a${i}) b${i}(); else c${i}();`).join('\n')
  const steps = (code: string): number => {
    const { flow } = probe(code)
    let count = 0
    const transfer = (state: number, event: EventId, edge: EdgeKind): number => {
      count++
      return flow.kinds[event] === 'call' && edge === 'normal' ? state | 1 : state
    }
    solve<number>(flow, { initial: 0, transfer, join: (a, b) => a | b, equal: (a, b) => a === b })
    return count / flow.to.length
  }
  expect(steps(`function f() { ${branches} }`)).toBeLessThan(1.2)
  expect(steps(`function f() { while (a) { while (b) { while (c) { ${branches} } } } }`)).toBeLessThan(3)
})
