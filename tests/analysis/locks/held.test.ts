import { describe, expect, it } from 'vitest'

import { heldAround } from '../../../src/analysis/locks/held.ts'
import { nodeAt } from '../../support/probe.ts'
import { toldHeld, withLocks } from './support.ts'

describe('what is surely held around a node', () => {
  it.each<[string, ReturnType<typeof withLocks>, string]>([
    ['between acquire and release', withLocks`export async function f() { const r = await a.acquire(); HERE(); r() }`, 'a'],
    ['after the release', withLocks`export async function f() { const r = await a.acquire(); r(); HERE() }`, ''],
    ['on one path only', withLocks`export async function f(x) { if (x) await a.acquire(); HERE() }`, ''],
    ['in a section', withLocks`export const f = () => a.runExclusive(async () => { await b.acquire(); HERE() })`, 'b and a'],
    ['in a section inside a section', withLocks`export const f = () => a.runExclusive(() => b.runExclusive(() => { HERE() }))`, 'b and a'],
    ['in a section that nobody waits for, inside another', withLocks`export const f = () => a.runExclusive(() => { void b.runExclusive(() => { HERE() }) })`, 'b'],
    ['in a callback that runs at once', withLocks`export async function f(items) { const r = await a.acquire(); await Promise.all(items.map(() => HERE())); r() }`, 'a'],
    ['in a callback that runs later', withLocks`export async function f() { const r = await a.acquire(); setTimeout(() => HERE(), 1); r() }`, ''],
    ['in a function that helpers run under a lock', withLocks`
      async function locked(work) { const r = await a.acquire(); try { return await work() } finally { r() } }
      export const f = () => locked(async () => { HERE() })`, 'a'],
    ['in a private function, by all its callers', withLocks`
      async function change() { HERE() }
      export const f = () => a.runExclusive(() => change())
      export const g = () => a.runExclusive(async () => { await change() })`, 'a'],
    ['not by one of its callers', withLocks`
      async function change() { HERE() }
      export const f = () => a.runExclusive(() => change())
      export const g = () => change()`, ''],
    ['in a function that is given by its name to a lock', withLocks`
      async function section() { HERE() }
      export const f = () => a.runExclusive(section)`, 'a'],
    ['in one that is given to two locks', withLocks`
      async function section() { HERE() }
      export const f = () => a.runExclusive(section)
      export const g = () => b.runExclusive(section)`, ''],
    ['in one that is also called', withLocks`
      async function section() { HERE() }
      export const f = () => a.runExclusive(section)
      export const g = () => section()`, ''],
    ['in a function that others may call', withLocks`
      export async function change() { HERE() }
      export const f = () => a.runExclusive(() => change())`, ''],
    ['a section that is ended by hand', withLocks`
      import mutexify from 'mutexify'
      const lock = mutexify()
      export const f = () => lock((release) => { HERE(); release() })`, 'lock'],
  ])('%s', (_, sourceCode, expected) => {
    expect(toldHeld(heldAround(sourceCode, nodeAt(sourceCode, 'HERE()')))).toBe(expected)
  })
})
