import type { TSESTree } from '@typescript-eslint/utils'
import { describe, expect, it } from 'vitest'

import type { Node } from '../../src/utils/syntax.ts'
import { classOfThis, functionAround, isInside, keyName, literalText, ownerOf, unwrap, walk, walkOwn, wrapped } from '../../src/utils/syntax.ts'
import { nodeAt, parse } from '../support/probe.ts'

function at(code: string, text: string, type?: `${Node['type']}`): Node {
  const sourceCode = parse(code)
  return nodeAt(sourceCode, text, type ? { type } : {})
}

const textOf = (code: string, node: Node | undefined) => node && code.slice(...node.range)

describe('unwrap and wrapped', () => {
  it.each(['(a as any)', 'a!', '<any>a', 'a satisfies B', 'f<string>', '(a!.b)'])('see through %s, there and back', (text) => {
    const code = `x = ${text}`
    const outer = (at(code, code, 'AssignmentExpression') as TSESTree.AssignmentExpression).right
    const inner = unwrap(outer)
    expect(['Identifier', 'MemberExpression']).toContain(inner.type)
    expect(wrapped(inner)).toBe(outer)
  })

  it('stop at what changes the value', () => {
    const code = 'x = (await a)!'
    expect(unwrap(at(code, '(await a)!')).type).toBe('AwaitExpression')
  })
})

describe('keyName', () => {
  it.each([
    ['a.b', 'b'],
    ["a['b c']", 'b c'],
    ['a[1]', '1'],
    ['a[`b`]', 'b'],
    ['a[b]', undefined],
    ['a[`b${c}`]', undefined],
  ])('of %s is %s', (code, name) => {
    expect(keyName(at(code, code, 'MemberExpression') as TSESTree.MemberExpression)).toBe(name)
  })

  it('marks private names', () => {
    expect(keyName(at('class A { #b = 1 }', '#b = 1') as TSESTree.PropertyDefinition)).toBe('#b')
  })
})

describe('literalText', () => {
  it.each([["'a'", 'a'], ['1', '1'], ['`a`', 'a'], ['`a${b}`', undefined], ['null', undefined], ['/a/', undefined], ['a', undefined]])('of %s is %s', (text, expected) => {
    const code = `x = ${text}`
    expect(literalText(at(code, text, undefined))).toBe(expected)
  })
})

describe('ownerOf and functionAround', () => {
  it.each([
    ['x()', 'x()', undefined],
    ['function f() { x() }', 'x()', 'function f() { x() }'],
    ['function f() {}', 'function f() {}', undefined],
    ['a = () => x()', 'x()', '() => x()'],
    ['class A { static { x() } }', 'x()', undefined],
    ['function f() { if (a) { for (;;) x() } }', 'x()', 'function f() { if (a) { for (;;) x() } }'],
  ])('in %s, the function around %s', (code, text, expected) => {
    expect(textOf(code, functionAround(at(code, text)))).toBe(expected)
  })

  it('a static block owns its code', () => {
    expect(ownerOf(at('class A { static { x() } }', 'x()')).type).toBe('StaticBlock')
  })
})

describe('classOfThis', () => {
  it.each([
    ['class A { m() { this } }', true],
    ['class A { m() { return () => this } }', true],
    ['class A { x = this }', true],
    ['class A { x = () => this }', true],
    ['class A { get x() { return this } }', true],
    ['class A { static m() { this } }', false],
    ['class A { static { this } }', false],
    ['class A { static x = this }', false],
    ['class A { m() { function f() { this } } }', false],
    ['class A { m() { a(function () { this }) } }', false],
    ['class A { [this] = 1 }', false],
    ['this', false],
  ])('in %s: %s', (code, known) => {
    expect(classOfThis(at(code, 'this', 'ThisExpression')) !== undefined).toBe(known)
  })
})

describe('walk', () => {
  const visited = (code: string, enter: (node: Node) => boolean | undefined, own = false) => {
    const sourceCode = parse(code)
    const types: string[] = []
    const visit = own ? walkOwn : walk
    visit(sourceCode, sourceCode.ast, (node) => {
      types.push(node.type)
      return enter(node)
    })
    return types
  }

  it('visits everything in source order', () => {
    expect(visited('a(b); c', () => undefined)).toEqual(['Program', 'ExpressionStatement', 'CallExpression', 'Identifier', 'Identifier', 'ExpressionStatement', 'Identifier'])
  })

  it('skips what is below a node on request', () => {
    expect(visited('a(b)', (node) => node.type !== 'CallExpression')).toEqual(['Program', 'ExpressionStatement', 'CallExpression'])
  })

  it('stays in the code of one function on request', () => {
    expect(visited('() => { a }', () => undefined, true)).toEqual(['Program', 'ExpressionStatement', 'ArrowFunctionExpression'])
  })

  it('goes as deep as a tree can be', () => {
    expect(visited(`x = ${Array.from({ length: 500 }, () => 'a').join('+')}`, () => undefined).length).toBe(500 + 499 + 4)
  })
})

it('isInside tells whether a node lies in another', () => {
  const sourceCode = parse('a(b); c')
  const [call, b, c] = [nodeAt(sourceCode, 'a(b)'), nodeAt(sourceCode, 'b'), nodeAt(sourceCode, 'c')]
  expect([isInside(b, call), isInside(call, call), isInside(c, call)]).toEqual([true, true, false])
})
