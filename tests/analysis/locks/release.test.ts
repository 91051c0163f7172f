import { describe, expect, it } from 'vitest'

import { acquisitionsOf } from '../../../src/analysis/locks/release/acquisitions.ts'
import { mayReject } from '../../../src/analysis/locks/release/failing.ts'
import { marksOf } from '../../../src/analysis/locks/release/marks.ts'
import { settlingOf } from '../../../src/analysis/locks/release/settling.ts'
import { nodesOf } from '../../../src/utils/nodes.ts'
import { parse } from '../../support/probe.ts'

const mutex = `import { Mutex } from 'async-mutex'\nconst mutex = new Mutex()\n`

describe('acquisitions', () => {
  const found = (code: string): readonly string[] => acquisitionsOf(parse(code)).map(({ text, owner }) => `${text} in ${owner.type}`)

  it('belong to the function that waits for them', () => {
    expect(found(`${mutex}export async function f() { const release = await mutex.acquire(); release() }`)).toEqual(['mutex in FunctionDeclaration'])
  })

  it('belong to the callback that is handed them', () => {
    expect(found(`${mutex}export function f() { return mutex.acquire().then((release) => release()) }`)).toEqual(['mutex in ArrowFunctionExpression'])
    expect(found(`import lockfile from 'lockfile'\nlockfile.lock('a', {}, function (error) { lockfile.unlock('a', () => {}) })`)).toEqual(["'a' in FunctionExpression"])
  })

  it('are those of nobody where nobody waits', () => {
    expect(found(`${mutex}export function f() { mutex.acquire() }`)).toEqual([])
    expect(found(`${mutex}export const f = () => mutex.acquire()`)).toEqual([])
  })

  it('are passed on by functions that return them', () => {
    const code = `import { Pool } from 'pg'
      const pool = new Pool()
      async function take() { return await pool.connect() }
      export async function f() { const client = await take(); client.release() }`
    expect(found(code)).toEqual(['connection in FunctionDeclaration', 'connection in FunctionDeclaration'])
  })

  it('of unknown things need a release of the same in the file', () => {
    expect(found('export async function f(lock) { await lock.acquire(); lock.release() }')).toEqual(['lock in FunctionDeclaration'])
    expect(found('export async function f(lock) { await lock.acquire() }')).toEqual([])
    expect(found('export async function f(a, b) { await a.acquire(); b.release() }')).toEqual([])
  })
})

describe('how they end', () => {
  const ends = (code: string): string => {
    const sourceCode = parse(code)
    const [first] = acquisitionsOf(sourceCode)
    if (!first) return 'nothing'
    const { releases, leaves, guards } = settlingOf(sourceCode, first)
    return [...releases.map(({ by }) => by), ...leaves.map(() => 'left'), ...(guards.length > 0 ? ['guarded'] : [])].join(' ')
  }

  it.each([
    ['by what acquiring yields', `const release = await mutex.acquire(); release()`, 'handle'],
    ['by the lock', `await mutex.acquire(); mutex.release()`, 'place'],
    ['by a function of the file', `await mutex.acquire(); end()`, 'helper'],
    ['by somebody who is given it', `const release = await mutex.acquire(); keep(release)`, 'left'],
    ['by whoever called', `const release = await mutex.acquire(); return release`, 'left'],
    ['as a test decides', `const release = await mutex.acquire(); if (own) release()`, 'handle guarded'],
  ])('%s', (_, code, expected) => {
    expect(ends(`${mutex}function end() { mutex.release() }\nexport async function f(own) { ${code} }`)).toBe(expected)
  })
})

describe('what an await may come to', () => {
  const fails = (code: string): boolean => {
    const sourceCode = parse(`import { setTimeout as pause } from 'node:timers/promises'\n${mutex}${code}`)
    const [wait] = nodesOf(sourceCode).awaits.slice(-1)
    if (!wait) throw new Error('no await')
    return mayReject(sourceCode, wait.argument)
  }

  it.each([
    ['work that is not known', 'await work()', true],
    ['work whose failure is handled', 'await work().catch(() => undefined)', false],
    ['a timer', 'await pause(5)', false],
    ['a lock that waits for ever', 'await mutex.acquire()', false],
    ['a lock whose waits are cancelled', 'mutex.cancel(); await mutex.acquire()', true],
    ['a function that catches everything', 'async function quiet() { try { await work() } catch { /* as it is */ } }\nawait quiet()', false],
    ['a function that throws again', 'async function loud() { try { await work() } catch (e) { throw e } }\nawait loud()', true],
  ])('%s', (_, code, expected) => {
    expect(fails(code)).toBe(expected)
  })
})

describe('marks', () => {
  const marks = (code: string): readonly string[] => marksOf(parse(`${code}\nawait 0`)).map(({ text, raises }) => `${raises ? '+' : '-'}${text}`)

  it('are flags, promises, counts and entries', () => {
    expect(marks('class C { m() { this.busy = true; this.busy = false } }')).toEqual(['+this.busy', '-this.busy'])
    expect(marks('class C { m() { this.work = run(); this.work = undefined } }')).toEqual(['+this.work', '-this.work'])
    expect(marks('class C { m() { this.n++; this.n -= 1 } }')).toEqual(['+this.n', '-this.n'])
    expect(marks('const jobs = new Set(); function f(id) { jobs.add(id); jobs.delete(id) }')).toEqual(['+jobs', '-jobs'])
  })

  it('are not what ends with the call', () => {
    expect(marks('function f() { let busy = true; busy = false }')).toEqual([])
  })
})
