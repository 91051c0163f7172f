import { describe, expect, it } from 'vitest'

import { lockUses } from '../../../src/analysis/locks/uses.ts'
import { shown } from '../../../src/analysis/locks/places/symbol.ts'
import { code } from './support.ts'
import type { ParseOptions } from '../../support/probe.ts'

/** Every use in the code: what it does to what, and what is special about it. */
function uses(source: string, options?: ParseOptions): string[] {
  return [...lockUses(code(source, options)).values()].map(({ does, places, mode, waits, section }) =>
    [does, places.map(shown).join(' & ') || '?', ...(mode === 'shared' ? ['shared'] : []), ...(waits === 'ever' ? [] : [`waits ${waits}`]), ...(section ? ['section'] : [])].join(' '))
}

describe('what a call does to which lock', () => {
  it.each<[string, string, string[]]>([
    ['async-mutex', "import { Mutex } from 'async-mutex'; const m = new Mutex(); await m.acquire(); m.release(); m.runExclusive(f)", ['acquire m', 'release m', 'scope m section']],
    ['in a coat', "import { Mutex, withTimeout } from 'async-mutex'; const m = new Mutex(); const t = withTimeout(m, 5); t.acquire()", ['acquire m waits a while']],
    ['await-lock', "import Lock from 'await-lock'; const l = new Lock(); l.acquireAsync(); l.acquireAsync({ timeout: 5 }); l.tryAcquire()", ['acquire l', 'acquire l waits a while', 'try l waits not']],
    ['async-lock by key', "import L from 'async-lock'; const l = new L(); l.acquire('k', f); l.acquire(['x', 'y'], f)", ['scope l["k"] section', 'scope l["x"] & l["y"] section']],
    ['async-lock that gives up', "import L from 'async-lock'; const l = new L({ timeout: 100 }); l.acquire('k', f)", ['scope l["k"] waits a while section']],
    ['Web Locks', "navigator.locks.request('n', f); navigator.locks.request('n', { mode: 'shared' }, f); navigator.locks.request('n', { ifAvailable: true }, f)", ['scope "n" section', 'scope "n" shared section', 'scope "n" waits not section']],
    ['Web Locks that give up', "navigator.locks.request('n', { signal }, f)", ['scope "n" waits a while section']],
    ['Web Locks with options out of sight', "export const f = (o) => navigator.locks.request('n', o, g)", ['scope "n" waits a while section']],
    ['a limiter', "import pLimit from 'p-limit'; const limit = pLimit(2); limit(f)", ['scope limit section']],
    ['a limiter without a limit is no lock', "import Q from 'p-queue'; const q = new Q(); q.add(f); const r = new Q({ concurrency: 1 }); r.add(f)", ['scope r section']],
    ['a semaphore that starts empty is a signal', "import { Semaphore } from 'async-mutex'; const s = new Semaphore(0); s.acquire()", []],
    ['a queue whose worker is given when it is made', "import fastq from 'fastq'; const q = fastq.promise(work, 1); q.push(1)", ['scope q section']],
    ['file locks that do not wait', "import { lock } from 'proper-lockfile'; lock('f'); lock('f', { retries: 3 })", ['acquire "f" waits not', 'acquire "f"']],
    ['redlock', "import R from 'redlock'; const r = new R([c]); r.acquire(['x'], 1); r.using(['x'], 1, f)", ['acquire "x"', 'scope "x" section']],
    ['readers and writers', "import { RWLock } from 'async-rwlock'; const l = new RWLock(); l.readLock(); l.writeLock(); l.unlock()", ['acquire l shared', 'acquire l', 'release l']],
    ['bmutex, unless something may say that nothing is taken', "import { Lock, MapLock } from 'bmutex'; const l = new Lock(); const m = new MapLock(); l.lock(); l.lock(force); m.lock('k'); m.lock('k', force)", ['acquire l', 'acquire m["k"]']],
    ['a lock that is the function', "import m from 'mutexify'; const lock = m(); lock((release) => release())", ['acquire lock section']],
  ])('%s', (_, source, expected) => {
    expect(uses(source)).toEqual(expected)
  })

  it('a lock that was found or made', () => {
    expect(uses("import { Mutex } from 'async-mutex'; const locks = new Map(); export function f(id) { let m = locks.get(id); if (!m) { m = new Mutex(); locks.set(id, m) } return m.acquire() }")).toEqual(['acquire locks[id]'])
  })

  it('the only member of that name, where nothing is known of the object', () => {
    expect(uses("import { Mutex } from 'async-mutex'; class Account { lock = new Mutex() } export const f = (account) => account.lock.acquire()", { ts: false })).toEqual(['acquire account.lock'])
    expect(uses("import { Mutex } from 'async-mutex'; class Account { lock = new Mutex() } class Door { lock = new Key() } export const f = (door) => door.lock.acquire()", { ts: false })).toEqual([])
  })

  it('what types alone show', () => {
    expect(uses("import { Mutex } from 'async-mutex'; const pair = <T>(f: () => T): [T, T] => [f(), f()]; const [m] = pair(() => new Mutex()); m.acquire()", { typed: true })).toEqual(['acquire m'])
  })

  it('locks of the settings', () => {
    const settings = { concurrency: { locks: [{ id: 'team', on: ['@team/locks#Lock()'], permits: 1, methods: { guard: { does: 'scope', callback: 0 } } }] } }
    expect(uses("import { Lock } from '@team/locks'; const l = new Lock(); l.guard(f)", { settings })).toEqual(['scope l section'])
    expect(uses("import { Lock } from '@team/locks'; const l = new Lock(); l.guard(f)")).toEqual([])
  })

  it('methods of other things with such names are none', () => {
    expect(uses("import { Mutex } from 'async-mutex'; const m = new Mutex(); pool.acquire(); items.push(1); file.lock()")).toEqual([])
  })
})

describe('how a call says that it did not get the lock', () => {
  it.each<[string, string, (string | undefined)[]]>([
    ['it always gets it', "import { Mutex } from 'async-mutex'; const m = new Mutex(); m.acquire(); m.runExclusive(f)", [undefined, undefined]],
    ['by a truth value', "import L from 'await-lock'; const l = new L(); l.tryAcquire()", ['result']],
    ['by an error', "import { Mutex, withTimeout } from 'async-mutex'; withTimeout(new Mutex(), 5).acquire(); import { lock } from 'proper-lockfile'; lock('f')", ['error', 'error']],
    ['by nothing in place of the releaser, with a signal', "import { createLock } from 'superlock'; const l = createLock(); l(); l(signal)", [undefined, 'result']],
    ['by what the section is given', "navigator.locks.request('n', { ifAvailable: true }, f); navigator.locks.request('n', { ifAvailable: false }, f)", ['section', undefined]],
  ])('%s', (_, source, expected) => {
    expect([...lockUses(code(source)).values()].map(({ fails }) => fails)).toEqual(expected)
  })
})

describe('locks that the file builds', () => {
  const chain = 'class M { #tail = Promise.resolve(); run(f) { const r = this.#tail.then(() => f()); this.#tail = r.catch(() => {}); return r } }'
  it.each<[string, string, string[]]>([
    ['a chain of promises', `${chain} const m = new M(); m.run(g)`, ['scope m section']],
    ['a chain that keeps the turn', 'class M { tail = Promise.resolve(); async lock() { let done; const mine = new Promise((r) => { done = r }); const before = this.tail; this.tail = mine; await before; return done } } const m = new M(); m.lock()', ['acquire m']],
    ['a chain that hands the turn over', 'class M { tail = Promise.resolve(); lock() { let begin = () => {}; this.tail = this.tail.then(() => new Promise(begin)); return new Promise((r) => { begin = r }) } } const m = new M(); m.lock()', ['acquire m']],
    ['a queue of waiters', 'class M { n = 1; q = []; async acquire() { if (this.n > 0) { this.n--; return } await new Promise((r) => this.q.push(r)) } release() { const next = this.q.shift(); if (next) next(); else this.n++ } } const m = new M(); m.acquire(); m.release()', ['acquire m', 'release m']],
    ['a flag that is polled', 'class M { on = false; async lock() { while (this.on) await sleep(1); this.on = true } unlock() { this.on = false } } const m = new M(); m.lock(); m.unlock()', ['acquire m', 'release m']],
    ['a word of shared memory', 'const w = new Int32Array(buffer); function lock(i) { while (Atomics.compareExchange(w, i, 0, 1) !== 0) Atomics.wait(w, i, 1) } function unlock(i) { Atomics.store(w, i, 0); Atomics.notify(w, i) } lock(3); unlock(3)', ['acquire w[3]', 'release w[3]']],
    ['a promise that is awaited if there is one is a memory', 'class C { #m = new Map(); async get(k, f) { const old = this.#m.get(k); if (old) return await old; const p = f(); this.#m.set(k, p); return p } } const c = new C(); c.get(1, g)', []],
    ['a chain that is not continued is none', 'class C { ready = open(); with(f) { return this.ready.then(() => f()) } } const c = new C(); c.with(g)', []],
  ])('%s', (_, source, expected) => {
    expect(uses(source, { ts: false })).toEqual(expected)
  })
})
