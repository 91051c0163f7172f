import { describe, expect, it } from 'vitest'

import { callersOf, escapes, isExported, returnsOf } from '../../../src/analysis/resolve/functions.ts'
import { evidenceFrom, mentions } from '../../../src/analysis/resolve/evidence.ts'
import { nodesOf } from '../../../src/utils/nodes.ts'
import { parse, type ParseOptions } from '../../support/probe.ts'

function first(code: string, options?: ParseOptions) {
  const sourceCode = parse(code, options)
  const [node] = nodesOf(sourceCode).functions
  if (!node) throw new Error('no function')
  return { sourceCode, node }
}

describe('callers', () => {
  it.each([
    ['by name', 'function f() {} f(); f()', 2],
    ['before the declaration', 'f(); function f() {}', 1],
    ['on the spot', '(function () {})()', 1],
    ['through this', 'class A { #f() {} g() { this.#f() } }', 1],
    ['a constructor', 'class A { constructor() {} } new A()', 1],
    ['not as an argument', 'function f() {} list.map(f)', 0],
  ])('%s', (_, code, count) => {
    const { sourceCode, node } = first(code)
    expect(callersOf(sourceCode, node)).toHaveLength(count)
  })
})

describe('escapes', () => {
  it.each([
    ['a function that is only called', 'function f() {} f()', false],
    ['a function handed on', 'function f() {} list.map(f)', true],
    ['an exported function', 'export function f() {}', true],
    ['exported below', 'function f() {} export { f }', true],
    ['a private method', 'class A { #f() {} g() { this.#f() } }', false],
    ['a method marked private', 'class A { private f() {} g() { this.f() } }', false],
    ['a private method bound as a listener', 'class A { #f() {} g(x) { x.on("end", this.#f) } }', true],
    ['a public method', 'class A { f() {} }', true],
  ])('%s', (_, code, expected) => {
    const { sourceCode, node } = first(code)
    expect(escapes(sourceCode, node)).toBe(expected)
  })
})

describe('exported', () => {
  it.each([
    ['a declaration', 'export function f() {}', {}, true],
    ['a default', 'export default function () {}', {}, true],
    ['by a list', 'const f = () => {}; export { f as g }', {}, true],
    ['CommonJS', 'function f() {} module.exports = { f }', { ts: false, sourceType: 'commonjs' }, true],
    ['CommonJS by name', 'function f() {} exports.f = f', { ts: false, sourceType: 'commonjs' }, true],
    ['not', 'function f() {} f()', {}, false],
  ] as const)('%s', (_, code, options, expected) => {
    const { sourceCode, node } = first(code, options)
    expect(isExported(sourceCode, node)).toBe(expected)
  })
})

it('returns are those of the function itself', () => {
  const { sourceCode, node } = first('function f(x) { if (x) return 1; list.map(() => { return 2 }); return 3 }')
  expect(returnsOf(sourceCode, node).map((each) => sourceCode.getText(each))).toEqual(['1', '3'])
})

describe('evidence', () => {
  const roots = evidenceFrom(['node:worker_threads#Worker()', '#Worker().postMessage'])

  it.each([
    ['an import', "import { Worker } from 'worker_threads'", {}, true],
    ['a global', 'new Worker("a.js")', {}, true],
    ['a configured global', 'new Worker("a.js")', { globals: { Worker: 'readonly' } }, true],
    ['a member of globalThis', 'new globalThis.Worker("a.js")', {}, true],
    ['required inside a function', "function f() { return require('worker_threads') }", { ts: false, sourceType: 'commonjs' }, true],
    ['a dynamic import', "const f = () => import('node:worker_threads')", {}, true],
    ['a type', 'function f(w: Worker) {}', {}, true],
    ['a JSDoc type', '/** @param {Worker} w */\nfunction f(w) {}', { ts: false }, true],
    ['a class of the file with that name', 'class Worker {} new Worker()', {}, false],
    ['nothing', 'const a = 1', {}, false],
  ] as const)('%s', (_, code, options, expected) => {
    expect(mentions(parse(code, options), roots)).toBe(expected)
  })
})
