import { describe, expect, it } from 'vitest'

import { locationOf } from '../../../src/analysis/resolve/location.ts'
import { parse } from '../../support/probe.ts'

/** The places that the arguments of each call of `at(…)` name. */
function placesIn(code: string): (ReturnType<typeof locationOf>)[] {
  const sourceCode = parse(code)
  const found: (ReturnType<typeof locationOf>)[] = []
  for (const token of sourceCode.ast.tokens) {
    const node = token.value === 'at' ? (sourceCode.getNodeByRangeIndex(token.range[0])?.parent) : undefined
    if (node?.type === 'CallExpression') for (const argument of node.arguments) found.push(locationOf(sourceCode, argument))
  }
  return found
}

describe('equal places have equal keys', () => {
  it.each([
    ['a variable', 'let x = 1; function f() { at(x, x) }'],
    ['a field and an alias of the object', 'class A { f() { const self = this; at(this.x, self.x) } }'],
    ['a field taken out by destructuring', 'class A { f() { const { x } = this; at(this.x, x) } }'],
    ['a field behind a constant', 'class A { f() { const q = this.jobs; at(this.jobs.head, q.head) } }'],
    ['a field behind a name that is declared first', 'class A { f() { let q; q = this.jobs; at(this.jobs.head, q.head) } }'],
    ['a field by a constant key', "class A { f() { at(this.x, this['x']) } }"],
    ['an element by the same variable', 'function f(list, i) { at(list[i], list[i]) }'],
    ['through a type assertion', 'class A { f() { at(this.x, (this.x as Foo)!) } }'],
    ['a global', 'at(process.env, process.env)'],
  ])('%s', (_, code) => {
    const [first, second] = placesIn(code)
    expect(first?.key).toBeDefined()
    expect(second?.key).toBe(first?.key)
  })
})

describe('different places have different keys', () => {
  it.each([
    ['variables of one name', 'const x = 1; at(x); { const x = 2; at(x) }'],
    ['fields of two classes', 'class A { f() { at(this.x) } } class B { f() { at(this.x) } }'],
    ['elements by different variables', 'function f(list, i, j) { at(list[i], list[j]) }'],
    ['elements by different constants', "function f(map) { at(map['a'], map['b']) }"],
    ['a field and a private field', 'class A { #x; f() { at(this.x, this.#x) } }'],
    ['a variable and what it was copied from, when it changes', 'class A { f() { let x = this.x; x = 2; at(this.x, x) } }'],
  ])('%s', (_, code) => {
    const [first, second] = placesIn(code)
    expect(first).toBeDefined()
    expect(second).toBeDefined()
    expect(second?.key).not.toBe(first?.key)
  })
})

it('names the place as the user would', () => {
  expect(placesIn('class A { f(i) { at(this.pool.free, this.jobs[i]) } }').map((each) => each?.text)).toEqual(['this.pool.free', 'this.jobs[]'])
})

it('knows module variables, locals and parameters apart', () => {
  const scopes = placesIn('const a = load(); export function f(b) { const c = load(); at(a, b, c) }').map((each) => (each?.root.kind === 'variable' ? each.root.scope : undefined))
  expect(scopes).toEqual(['module', 'parameter', 'local'])
})

it('a call, a literal and a path of more than three names are no place', () => {
  expect(placesIn('function f(x) { at(x(), 1, x.a.b.c.d) }')).toEqual([undefined, undefined, undefined])
})
