import { describe, expect, it } from 'vitest'

import { yieldsPromise } from '../../../src/analysis/locks/floating/promises.ts'
import { changedBy } from '../../../src/analysis/locks/floating/relied.ts'
import { sectionAround } from '../../../src/analysis/locks/floating/sections.ts'
import { shown } from '../../../src/analysis/locks/places/symbol.ts'
import type { FunctionNode } from '../../../src/utils/syntax.ts'
import { nodeAt } from '../../support/probe.ts'
import { code, fn, withLocks } from './support.ts'

describe('whether a call yields a promise', () => {
  it.each([
    ['an async function', 'async function f() {} f()', 'f()', true],
    ['a function that returns a promise', 'const f = () => new Promise(begin); f()', 'f()', true],
    ['a function that returns what another one yields', 'async function g() {} function f(x) { return x ? g() : undefined } f()', 'f()', true],
    ['a plain function', 'function f() { return 1 } f()', 'f()', false],
    ['an async generator: its elements do', 'async function* f() {} f()', 'f()', false],
    ['a method of the class', 'class A { async f() {} g() { this.f() } }', 'this.f()', true],
    ['a function on the spot', '(async () => {})()', '(async () => {})()', true],
    ['the platform', "import { writeFile } from 'node:fs/promises'; writeFile('f', '')", "writeFile('f', '')", true],
    ['a chain', 'save().then(log)', 'save().then(log)', true],
    ['.catch of something that takes no function', 'schema.catch(1)', 'schema.catch(1)', false],
    ['by its return type', 'declare const x: { f(): Promise<void> }; x.f()', 'x.f()', true],
    ['by the type of the parameter, in a union', 'function g(f: () => Promise<number> | number) { f() }', 'f()', true],
    ['by an alias of a function type', 'type Work = () => Promise<void>; function g(f: Work) { f() }', 'f()', true],
    ['by a type that says otherwise', 'declare const x: { f(): void }; x.f()', 'x.f()', false],
    ['by a caller that hands in an async function', 'function g(f) { f() } g(async () => {})', 'f()', true],
    ['by an await of the same method elsewhere', 'class A { g() { this.db.save(1) } async h() { await this.db.save(2) } }', 'this.db.save(1)', true],
    ['an await of another method says nothing', 'class A { g() { this.db.save(1) } async h() { await this.db.load(2) } }', 'this.db.save(1)', false],
    ['nothing is known', 'save()', 'save()', false],
  ])('%s', (_, source, text, expected) => {
    const sourceCode = code(source)
    expect(yieldsPromise(sourceCode, nodeAt(sourceCode, text, { type: 'CallExpression' }))).toBe(expected)
  })
})

describe('the section that a node runs in', () => {
  it.each<[string, ReturnType<typeof withLocks>, string | undefined]>([
    ['a callback of a lock', withLocks`a.runExclusive(() => { HERE() })`, 'a'],
    ['in a callback that it runs', withLocks`export const f = (x) => a.runExclusive(() => { x.forEach(() => { HERE() }) })`, 'a'],
    ['in a .then of a promise that it begins', withLocks`export const f = (x) => a.runExclusive(() => x.then(() => { HERE() }))`, 'a'],
    ['between acquire and release', withLocks`export async function f() { const r = await a.acquire(); HERE(); r() }`, 'a'],
    ['a lock that the function keeps', withLocks`export async function f() { await a.acquire(); HERE() }`, undefined],
    ['a lock that is taken on some paths', withLocks`export async function f(x) { let r; if (x) r = await a.acquire(); HERE(); r?.() }`, undefined],
    ['a timer that the section starts', withLocks`a.runExclusive(() => { setTimeout(() => { HERE() }) })`, undefined],
    ['outside', withLocks`export async function f() { const r = await a.acquire(); r(); HERE() }`, undefined],
  ])('%s', (_, sourceCode, expected) => {
    const section = sectionAround(sourceCode, nodeAt(sourceCode, 'HERE()'))
    expect(section && shown(section.lock)).toBe(expected)
  })
})

describe('what a function changes outside of itself', () => {
  it.each([
    ['variables', 'let n = 0; function f() { n = 1 }', ['n']],
    ['counters', 'let n = 0; const f = () => { n++ }', ['n']],
    ['fields, through methods', 'class A { f() { this.g() } g() { this.x = 1 } }', ['this.x']],
    ['collections', 'const all = new Map(); function f() { all.set(1, 2); all.get(1) }', ['all']],
    ['properties that go', 'const all = {}; function f() { delete all.x }', ['all.x']],
    ['in callbacks, later', 'let n = 0; function f() { setTimeout(() => { n = 1 }) }', ['n']],
    ['not its own variables and parameters', 'function f(p) { let n = 0; n = 1; p.x = n }', []],
  ])('%s', (_, source, expected) => {
    const sourceCode = code(source)
    expect([...changedBy(sourceCode, fn(sourceCode, 'f') as FunctionNode).values()].map(({ text }) => text)).toEqual(expected)
  })
})
