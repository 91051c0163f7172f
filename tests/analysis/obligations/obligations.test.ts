import { describe, expect, it } from 'vitest'

import type { WayOut } from '../../../src/analysis/flow/queries.ts'
import { givenTwice, givenUnheld, openAt, unmet } from '../../../src/analysis/obligations/obligations.ts'
import type { Node } from '../../../src/utils/syntax.ts'
import { text } from '../../support/marked.ts'
import { subject } from './support.ts'

/** The ways out with the obligation open: `take()` begins it, `give()` ends it, `client` holds what it yields. */
function leaks(code: string): readonly string[] | undefined {
  const { sourceCode, flow, calls } = subject(code)
  const gives = new Set(calls('give'))
  const isHeld = (node: Node): boolean => node.type === 'Identifier' && node.name === 'client'
  const ways = unmet(sourceCode, { flow, acquired: calls('take'), settled: (event) => gives.has(event), isHeld })
  const shown = (way: WayOut): string => `${way.how} ${String(way.node.loc.start.line)}`
  return ways && [ways.normal, ways.exceptional].filter((way) => way !== undefined).map(shown)
}

describe('an obligation that is met', () => {
  it.each([
    ['on the only path', 'async function f() { const client = await take(); give(client) }'],
    ['in a finaliser', 'async function f() { const client = await take(); try { if (await ask()) return; await work() } finally { give(client) } }'],
    ['on both branches', 'async function f() { const client = await take(); if (fast()) give(client); else give(client) }'],
    ['by an end that fails', 'async function f() { const client = await take(); await give(client) }'],
    ['before the exception', 'async function f() { const client = await take(); give(client); throw new Error() }'],
    ['not begun, because the acquisition failed', 'async function f() { try { await take() } catch { return } give() }'],
    ['not begun on the way out', 'async function f() { if (await full()) return; const client = await take(); give(client) }'],
    ['under a test of the thing itself', 'async function f() { let client; try { client = await take() } finally { if (client) give(client) } }'],
    ['where a comparison finds that nothing is there', 'async function f() { const client = await take(); if (client === undefined) throw new Error(); give(client) }'],
    ['where a comparison finds that something is there', 'async function f() { const client = await take(); if (null != client) give(client) }'],
    ['by an optional call on the thing', 'async function f() { let client; try { client = await take() } finally { client && give(client) } }'],
  ])('%s', (_, code) => {
    expect(leaks(code)).toEqual([])
  })
})

describe('an obligation that is left open', () => {
  it('by an early return', () => {
    expect(leaks(text`
      async function f() {
        const client = await take()
        if (empty()) {
          return
        }
        give(client)
      }
    `)).toEqual(['return 4'])
  })

  it('by a comparison with something else', () => {
    expect(leaks(text`
      async function f() {
        const client = await take()
        if (client === spare) {
          return
        }
        give(client)
      }
    `)).toEqual(['return 4'])
  })

  it('where a comparison finds it', () => {
    expect(leaks(text`
      async function f() {
        const client = await take()
        if (client !== undefined) {
          return
        }
        give(client)
      }
    `)).toEqual(['return 4'])
  })

  it('by a rejection', () => {
    expect(leaks(text`
      async function f() {
        const client = await take()
        await work()
        give(client)
      }
    `)).toEqual(['throw 3'])
  })

  it('by a throw that passes a finaliser for something else', () => {
    expect(leaks(text`
      function f() {
        const client = take()
        try {
          if (bad()) throw new Error('bad')
        } finally {
          log()
        }
        give(client)
      }
    `)).toEqual(['throw 4'])
  })

  it('by a handler that swallows the failure', () => {
    expect(leaks(text`
      async function f() {
        try {
          const client = await take()
          await work()
          give(client)
        } catch (error) {
          log(error)
        }
      }
    `)).toEqual(['end 1'])
  })

  it('by a generator that its consumer gives up', () => {
    expect(leaks(text`
      function* f() {
        const client = take()
        yield client
        give(client)
      }
    `)).toEqual(['stop 3', 'throw 3'])
  })

  it('by the end of the function', () => {
    expect(leaks('function f() { const client = take(); work(client) }')).toEqual(['end 1'])
  })
})

describe('ownership that depends on a condition', () => {
  it.each([
    ['the same parameter', 'async function f(given) { const client = given ?? (await take()); work(); if (!given) { log(); give(client) } }'],
    ['compared with undefined', 'async function f(given) { const client = given === undefined ? await take() : given; if (given === undefined) give(client) }'],
    ['compared both ways', 'async function f(mode) { if (mode === "own") take(); work(); if (mode !== "own") return; give() }'],
    ['a constant', 'async function f(o) { const own = !o.client; const client = own ? await take() : o.client; if (own) { log(); give(client) } }'],
    ['a member of a parameter', 'async function f(o) { if (o.lock) await take(); work(); if (o.lock) { log(); give() } }'],
    ['a null check and a truth check', 'async function f(given) { const client = given || await take(); if (given == null) give(client); else if (!given) give(client) }'],
  ])('is carried along: %s', (_, code) => {
    expect(leaks(code)).toEqual([])
  })

  it('is not carried where the name is assigned in between', () => {
    expect(leaks('function f(given) { if (given) take(); given = next(); if (given) { log(); give() } }')).toEqual(['end 1'])
  })

  it('is not carried where the test is a call', () => {
    expect(leaks('function f() { if (busy()) take(); if (busy()) give() }')).toEqual(['end 1'])
  })

  it('is not carried between different conditions', () => {
    expect(leaks('function f(a, b) { if (a) take(); if (b) give() }')).toEqual(['end 1'])
  })
})

it('says nothing where paths were merged', () => {
  const nested = 'try { work() } finally { try { if (a()) return; work() } finally { try { if (b()) return; work() } finally { try { if (c()) return; work() } finally { log() } } } }'
  expect(leaks(`function f() { take(); ${nested} }`)).toBeUndefined()
})

describe('open at an event', () => {
  const again = (code: string): boolean => {
    const { sourceCode, flow, calls } = subject(code)
    const gives = new Set(calls('give'))
    const takes = new Set(calls('take'))
    return openAt(sourceCode, { flow, acquired: [...takes], settled: (event) => gives.has(event) }, (event) => takes.has(event)) !== undefined
  }

  it('acquired again in the next iteration', () => {
    expect(again('function f() { for (const x of xs()) { take(x); if (x) give(x) } }')).toBe(true)
    expect(again('function f() { for (const x of xs()) { take(x); give(x) } }')).toBe(false)
  })
})

describe('given back', () => {
  const twice = (code: string): readonly number[] => {
    const { sourceCode, flow, calls } = subject(code)
    const takes = new Set(calls('take'))
    const gives = calls('give')
    const found = givenTwice(sourceCode, flow, gives, (event) => gives.includes(event), (event) => takes.has(event))
    return found ? [found.from, found.to].map((event) => (flow.nodes[event] as Node).loc.start.column) : []
  }
  const unheld = (code: string): boolean => {
    const { sourceCode, flow, calls } = subject(code)
    const takes = new Set(calls('take'))
    const gives = new Set(calls('give'))
    return givenUnheld(sourceCode, flow, (event) => gives.has(event), (event) => takes.has(event)) !== undefined
  }

  it('twice on a path', () => {
    expect(twice('function f() { take(); if (done()) give(); give() }')).toHaveLength(2)
  })

  it('twice with an acquisition between is in order', () => {
    expect(twice('function f() { take(); give(); take(); give() }')).toEqual([])
  })

  it('once on each of two branches is in order', () => {
    expect(twice('function f(own) { take(); if (own) give(); work(); if (!own) give() }')).toEqual([])
  })

  it('once more after a release that failed is in order', () => {
    expect(twice('async function f() { take(); try { await give() } catch { give() } }')).toEqual([])
  })

  it('without having been acquired', () => {
    expect(unheld('function f() { try { check(); take() } finally { give() } }')).toBe(false)
    expect(unheld('async function f() { try { await check(); take() } finally { give() } }')).toBe(true)
    expect(unheld('function f() { take(); give() }')).toBe(false)
  })
})
