import { describe, expect, it } from 'vitest'

import { lockSummary } from '../../../src/analysis/locks/summary.ts'
import { fn, toldTakes, withLocks } from './support.ts'

/** What `f` takes, through the function that it calls. */
function taken(sourceCode: ReturnType<typeof withLocks>): string[] {
  return toldTakes(lockSummary(sourceCode, fn(sourceCode, 'f')).takes)
}

describe('what a call takes depends on what it gives', () => {
  const helper = 'async function g(locked) { if (!locked) await a.acquire() }'
  it.each<[string, ReturnType<typeof withLocks>, string[]]>([
    ['true', withLocks`${helper}; const f = () => g(true)`, []],
    ['false', withLocks`${helper}; const f = () => g(false)`, ['a through g']],
    ['nothing', withLocks`${helper}; const f = () => g()`, ['a through g']],
    ['an object', withLocks`${helper}; const f = () => g({})`, []],
    ['something unknown', withLocks`${helper}; const f = () => g(load())`, ['a through g']],
    ['a spread', withLocks`${helper}; const f = (all) => g(...all)`, ['a through g']],
    ['a default', withLocks`async function g(lock = true) { if (lock) await a.acquire() }; const f = () => g()`, ['a through g']],
    ['a default that is overridden', withLocks`async function g(lock = true) { if (lock) await a.acquire() }; const f = () => g(false)`, []],
    ['an option', withLocks`async function g({ lock = false } = {}) { if (lock) await a.acquire() }; const f = () => g()`, []],
    ['an option that is given', withLocks`async function g({ lock = false } = {}) { if (lock) await a.acquire() }; const f = () => g({ lock: true })`, ['a through g']],
    ['an optional chain', withLocks`async function g(options) { if (options?.lock) await a.acquire() }; const f = () => g()`, []],
    ['a constant that is compared', withLocks`async function g(mode) { if (mode === 'x') await a.acquire() }; const f = () => g('y')`, []],
    ['a test for nothing', withLocks`async function g(held) { if (held == null) await a.acquire() }; const f = () => g({})`, []],
    ['an early return', withLocks`async function g(locked) { if (locked) return; await a.acquire() }; const f = () => g(true)`, []],
    ['handed on', withLocks`async function h(x) { if (x.lock) await a.acquire() }; const g = (y) => h({ ...y, z: 1 }); const f = () => g({ lock: false })`, []],
    ['to a closure', withLocks`async function g(lock) { await each(async () => { if (lock) await a.acquire() }) }; const each = async (w) => { await w() }; const f = () => g(false)`, []],
    ['a parameter that is written to', withLocks`async function g(locked) { locked = false; if (!locked) await a.acquire() }; const f = () => g(true)`, ['a through g']],
    ['the function itself, with its caller unknown', withLocks`async function f(locked) { if (!locked) await a.acquire() }`, ['a']],
  ])('%s', (_, sourceCode, expected) => {
    expect(taken(sourceCode)).toEqual(expected)
  })
})

describe('a take that looks first whether the lock is held', () => {
  it.each<[string, ReturnType<typeof withLocks>, boolean]>([
    ['in the context of the call', withLocks`
      import { AsyncLocalStorage } from 'node:async_hooks'
      const held = new AsyncLocalStorage()
      async function f(w) { if (held.getStore()) return w(); return a.runExclusive(w) }`, true],
    ['by asking the lock', withLocks`async function f(w) { if (a.isLocked()) return w(); return a.runExclusive(w) }`, true],
    ['in a flag that it raises and lowers', withLocks`
      let inside = false
      async function f(w) { if (inside) return w(); return a.runExclusive(async () => { inside = true; try { return await w() } finally { inside = false } }) }`, true],
    ['in a collection of holders', withLocks`
      const holders = new Set()
      async function f(w) { if (holders.has(w)) return w(); return a.runExclusive(async () => { holders.add(w); await w(); holders.delete(w) }) }`, true],
    ['in a flag that was raised before', withLocks`
      let busy = false
      async function f(w) { if (busy) return; busy = true; await a.runExclusive(w); busy = false }`, false],
    ['in something that is only set', withLocks`
      let token
      async function f(w) { if (token) return token; return a.runExclusive(async () => { token = await w() }) }`, false],
    ['not at all', withLocks`async function f(w) { return a.runExclusive(w) }`, false],
  ])('%s', (_, sourceCode, expected) => {
    expect(lockSummary(sourceCode, fn(sourceCode, 'f')).takes.some(({ guarded }) => guarded)).toBe(expected)
  })
})

describe('what is held by functions that others make or run', () => {
  it.each<[string, ReturnType<typeof withLocks>, string, string[]]>([
    ['a function that a wrapper makes', withLocks`
      const locked = (w) => async () => { const r = await a.acquire(); try { await w() } finally { r() } }
      const g = locked(() => b.runExclusive(load))
      export const f = () => g()`, 'f', ['a through g', 'b while a through g']],
    ['the body of a loop over a generator', withLocks`
      async function* rows() { const r = await a.acquire(); try { yield 1; yield 2 } finally { r() } }
      export async function f() { for await (const row of rows()) { await b.runExclusive(row) } await c.runExclusive(load) }`, 'f', ['a through rows', 'b while a', 'c']],
    ['a generator that gives it back before it yields', withLocks`
      async function* rows() { const r = await a.acquire(); r(); yield 1 }
      export async function f() { for await (const row of rows()) await b.runExclusive(row) }`, 'f', ['a through rows', 'b']],
    ['a worker of a queue', withLocks`
      import fastq from 'fastq'
      const q = fastq.promise(work, 1)
      async function work() { await b.runExclusive(load) }`, 'work', ['b while q']],
    ['a worker that is called by name as well', withLocks`
      import fastq from 'fastq'
      const q = fastq.promise(work, 1)
      async function work() { await b.runExclusive(load) }
      export const f = () => work()`, 'work', ['b']],
    ['a list of sections', withLocks`
      import PQueue from 'p-queue'
      const q = new PQueue({ concurrency: 1 })
      export const f = () => q.addAll([() => b.runExclusive(load), () => c.runExclusive(load)])`, 'f', ['q', 'b while q', 'c while q']],
  ])('%s', (_, sourceCode, name, expected) => {
    expect(toldTakes(lockSummary(sourceCode, fn(sourceCode, name)).takes)).toEqual(expected)
  })
})
