import { describe, expect, it } from 'vitest'

import { lockSummary } from '../../../src/analysis/locks/summary.ts'
import { shown } from '../../../src/analysis/locks/places/symbol.ts'
import { fn, toldHeld, toldTakes, withLocks } from './support.ts'

describe('what a function takes, and what is held then', () => {
  it.each<[string, ReturnType<typeof withLocks>, string[]]>([
    ['a section', withLocks`export const f = () => a.runExclusive(() => b.runExclusive(work))`, ['a', 'b while a']],
    ['a releaser', withLocks`export async function f() { const r = await a.acquire(); try { await b.acquire() } finally { r() } }`, ['a', 'b while a']],
    ['given back before', withLocks`export async function f() { const r = await a.acquire(); r(); await b.acquire() }`, ['a', 'b']],
    ['on one path', withLocks`export async function f(x) { let r; if (x) r = await a.acquire(); await b.acquire(); r?.() }`, ['a', 'b while maybe a']],
    ['given back by a handle that may be missing', withLocks`export async function f(x) { let r; if (x) r = await a.acquire(); if (r) r(); await b.acquire() }`, ['a', 'b']],
    ['a tuple', withLocks`const s = new Semaphore(2); export async function f() { const [, r] = await s.acquire(); try { await b.acquire() } finally { r() } await c.acquire() }`, ['s', 'b while s', 'c while b']],
    ['using', withLocks`export async function f() { { await using r = await a.acquire(); await b.acquire() } await c.acquire() }`, ['a', 'b while a', 'c while b']],
    ['all of a list are given back by a loop', withLocks`export async function f() { const all = []; all.push(await a.acquire()); all.push(await b.acquire()); for (const r of all) r(); await c.acquire() }`, ['a', 'b while a', 'c']],
    ['a handle that is given away may be used at any time', withLocks`export async function f() { const r = await a.acquire(); later(r); await b.acquire() }`, ['a', 'b']],
    ['not waited for', withLocks`export async function f() { const r = await a.acquire(); b.runExclusive(work); r() }`, ['a', 'b, not waited for']],
    ['waited for later, with what is held then', withLocks`export async function f() { const p = b.acquire(); const r = await a.acquire(); await p; r() }`, ['b while a', 'a']],
    ['raced', withLocks`export async function f() { const r = await a.acquire(); await Promise.race([b.acquire(), late()]); r() }`, ['a', 'b, not waited for']],
    ['returned from try … finally', withLocks`export async function f() { const r = await a.acquire(); try { return b.acquire() } finally { r() } }`, ['a', 'b']],
    ['returned with the lock held', withLocks`export async function f() { await a.acquire(); return b.acquire() }`, ['a', 'b while a']],
    ['until the promise is done', withLocks`export async function f() { const r = await a.acquire(); return b.runExclusive(work).finally(r) }`, ['a', 'b while a']],
    ['a .then of the acquisition', withLocks`export const f = () => a.acquire().then(async (r) => { await b.acquire(); r(); await c.acquire() })`, ['a', 'b while a', 'c while b']],
    ['in a generator that is given up', withLocks`export async function* f() { const r = await a.acquire(); try { yield 1; await b.acquire() } finally { r() } }`, ['a', 'b while a']],
  ])('%s', (_, sourceCode, expected) => {
    expect(toldTakes(lockSummary(sourceCode, fn(sourceCode, 'f')).takes).sort()).toEqual([...expected].sort())
  })

  it('through functions, methods and callbacks', () => {
    const sourceCode = withLocks`
      const log = () => b.runExclusive(work)
      async function retry(work) { for (;;) { try { return await work() } catch { await pause() } } }
      class Store {
        #save() { return c.runExclusive(work) }
        async f() { await a.runExclusive(async () => { await log(); await retry(() => this.#save()) }) }
      }
    `
    expect(toldTakes(lockSummary(sourceCode, fn(sourceCode, 'f')).takes)).toEqual(['a', 'b while a through log', 'c while a through retry, #save'])
  })

  it('the argument decides which lock', () => {
    const sourceCode = withLocks`
      async function both(first, second, work) { return first.runExclusive(() => second.runExclusive(work)) }
      export const f = () => both(a, b, () => c.runExclusive(work))
    `
    expect(toldTakes(lockSummary(sourceCode, fn(sourceCode, 'f')).takes)).toEqual(['a through both', 'b while a through both', 'c while a and b through both'])
  })

  it('functions that call one another for ever come to an end', () => {
    const sourceCode = withLocks`
      export const f = () => a.runExclusive(() => g())
      const g = () => b.runExclusive(() => f())
    `
    expect(toldTakes(lockSummary(sourceCode, fn(sourceCode, 'f')).takes)).toContain('a while a and b through g, f')
  })
})

describe('what a function leaves held, and how it is given back', () => {
  it.each<[string, ReturnType<typeof withLocks>, string[]]>([
    ['by what it returns', withLocks`export const f = () => a.acquire()`, ['a by the result']],
    ['by a function that it returns', withLocks`export async function f() { const r = await a.acquire(); return () => { log(); r() } }`, ['a by the result']],
    ['by a property', withLocks`export async function f() { const r = await a.acquire(); return { release: r } }`, ['a by release']],
    ['by another method', withLocks`export async function f() { await a.acquire() }`, ['a']],
    ['nothing', withLocks`export async function f() { const r = await a.acquire(); r() }`, []],
    ['only sometimes: we cannot say', withLocks`export async function f(x) { if (x) await a.acquire() }`, []],
  ])('%s', (_, sourceCode, expected) => {
    const { leaves } = lockSummary(sourceCode, fn(sourceCode, 'f'))
    expect(leaves.map(({ lock, via }) => shown(lock) + (via ? ` by ${via[0] ?? 'the result'}` : ''))).toEqual(expected)
  })

  it('the caller holds it until it calls that', () => {
    const sourceCode = withLocks`
      async function enter() { const release = await a.acquire(); return { leave() { release() } } }
      export async function f() { const room = await enter(); await b.acquire(); room.leave(); await c.acquire() }
    `
    expect(toldTakes(lockSummary(sourceCode, fn(sourceCode, 'f')).takes)).toEqual(['a through enter', 'b while a', 'c while b'])
  })

  it('a field that holds the handle belongs to its object', () => {
    const sourceCode = withLocks`
      class Guard { #m = new Mutex(); #r; async lock() { this.#r = await this.#m.acquire() } unlock() { this.#r() } }
      const x = new Guard(), y = new Guard()
      export async function f() { await x.lock(); await y.lock(); x.unlock(); await a.acquire() }
    `
    expect(toldTakes(lockSummary(sourceCode, fn(sourceCode, 'f')).takes)).toEqual(['x.#m through lock', 'y.#m while x.#m through lock', 'a while y.#m'])
  })
})

it('says what it holds while it calls a function that it is given', () => {
  const sourceCode = withLocks`export async function f(work) { const r = await a.acquire(); try { return await work() } finally { r() } }`
  expect(lockSummary(sourceCode, fn(sourceCode, 'f')).runs.map(({ held }) => toldHeld(held))).toEqual(['a'])
})

it('is plain data', () => {
  const sourceCode = withLocks`export const f = () => a.runExclusive(() => b.runExclusive(work))`
  const summary = lockSummary(sourceCode, fn(sourceCode, 'f'))
  expect(JSON.parse(JSON.stringify(summary))).toEqual(summary)
})
