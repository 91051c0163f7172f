import { describe, expect, it } from 'vitest'

import { calledFunction, calledPath, receiver } from '../../../src/analysis/resolve/receiver.ts'
import { pathOf } from '../../../src/analysis/resolve/denote.ts'
import type { Call } from '../../../src/utils/syntax.ts'
import { nodeAt, parse, type ParseOptions } from '../../support/probe.ts'

function called(code: string, text: string, options?: ParseOptions, members?: ReadonlySet<string>): string | undefined {
  const sourceCode = parse(code, options)
  return calledPath(sourceCode, nodeAt<Call>(sourceCode, text, { type: 'CallExpression' }), members)
}

describe('the path of a call', () => {
  it('through an optional chain', () => {
    expect(called("import { parentPort } from 'worker_threads'; parentPort?.postMessage(1)", 'parentPort?.postMessage(1)')).toBe('node:worker_threads#parentPort.postMessage')
  })

  it('of a method that a subclass inherits', () => {
    expect(called("import { Mutex } from 'async-mutex'; class Gate extends Mutex { async f() { await this.acquire() } }", 'this.acquire()')).toBe('async-mutex#Mutex().acquire')
  })

  it('not of a method that the class has itself', () => {
    expect(called("import { Mutex } from 'async-mutex'; class Gate extends Mutex { acquire() {} f() { this.acquire() } }", 'this.acquire()')).toBeUndefined()
  })
})

describe('with types', () => {
  const typed = { typed: true } as const
  const send = new Set(['postMessage'])

  it('a receiver from a library of the language', () => {
    expect(called('declare const all: { w: Worker }; const pick = () => all.w; pick().postMessage(1)', 'pick().postMessage(1)', typed, send)).toBe('#Worker().postMessage')
  })

  it('a receiver of a Node type, behind a generic', () => {
    const code = "import type { Worker } from 'node:worker_threads'; function first<T>(list: { items: T[] }): T { return list.items[0]! } declare const l: { items: Worker[] }; first(l).postMessage(1)"
    expect(called(code, 'first(l).postMessage(1)', typed, send)).toBe('node:worker_threads#Worker().postMessage')
  })

  it('a class of the file', () => {
    const code = 'class Job { run() { return 1 } } declare function make(): { job: Job }; make().job.run()'
    const sourceCode = parse(code, typed)
    expect(receiver(sourceCode, nodeAt(sourceCode, 'make().job'))).toMatchObject({ kind: 'object' })
  })

  it('is not asked about methods that nobody is interested in', () => {
    const code = 'declare function make<T>(type: new (...args: never[]) => T): { one: T }; make(Worker).one.terminate()'
    expect(called(code, 'make(Worker).one.terminate()', typed, send)).toBeUndefined()
    expect(called(code.replace('terminate', 'postMessage'), 'make(Worker).one.postMessage()', typed, send)).toBe('#Worker().postMessage')
  })

  it('a type of the project says nothing', () => {
    const code = 'interface Sender { postMessage(x: unknown): void } declare function make(): { s: Sender }; make().s.postMessage(1)'
    expect(called(code, 'make().s.postMessage(1)', typed, send)).toBeUndefined()
  })

  it('an awaited promise of one', () => {
    const sourceCode = parse('declare function make(): { p: Promise<Worker> }; async function f() { (await make().p).postMessage(1) }', typed)
    expect(pathOf(sourceCode, receiver(sourceCode, nodeAt(sourceCode, 'await make().p')))).toBe('#Worker()')
  })
})

describe('the function of a call', () => {
  it.each([
    ['a declaration', 'function go() {} go()', 'go()'],
    ['a constant', 'const go = () => {}; go()', 'go()'],
    ['a method', 'class A { go() {} f() { this.go() } }', 'this.go()'],
    ['a private method', 'class A { #go() {} f() { this.#go() } }', 'this.#go()'],
    ['a field that holds a function', 'class A { go = () => {}; f() { this.go() } }', 'this.go()'],
    ['a method of another object', 'class A { go() {} } const a = new A(); a.go()', 'a.go()'],
    ['an inherited method', 'class A { go() {} } class B extends A { f() { this.go() } }', 'this.go()'],
    ['super', 'class A { go() {} } class B extends A { go() { super.go() } }', 'super.go()'],
    ['an object literal', 'const api = { go() {} }; api.go()', 'api.go()'],
    ['bound', 'class A { go() {} f() { const g = this.go.bind(this); g() } }', 'g()'],
  ])('%s', (_, code, text) => {
    const sourceCode = parse(code)
    expect(calledFunction(sourceCode, nodeAt<Call>(sourceCode, text, { type: 'CallExpression' }))).toBeDefined()
  })

  it.each([
    ['a parameter', 'function f(go) { go() }', 'go()'],
    ['an import', "import { go } from './go.js'; go()", 'go()'],
    ['a function that is replaced', 'function go() {} go = other; go()', 'go()'],
  ])('unknown: %s', (_, code, text) => {
    const sourceCode = parse(code)
    expect(calledFunction(sourceCode, nodeAt<Call>(sourceCode, text, { type: 'CallExpression' }))).toBeUndefined()
  })
})
