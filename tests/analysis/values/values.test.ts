import { describe, expect, it } from 'vitest'

import { sent } from './shown.ts'

describe('a value', () => {
  it.each([
    ['a literal', 'send(1)', 'data'],
    ['a big integer', 'send(1n)', 'bigint'],
    ['a regular expression', 'send(/x/)', '#RegExp()'],
    ['a template', 'send(`a${b}`)', 'data'],
    ['a function', 'send(() => 1)', 'function'],
    ['a class', 'send(class {})', 'class'],
    ['an object', 'send({ id: 1, run() {}, stop: () => 1 })', '{ id: data, run: method, stop: function }'],
    ['a getter', 'send({ get run() { return () => 1 } })', '{ run: function }'],
    ['a property under a symbol', "const key = Symbol('key')\nsend({ [key]: () => 1 })", '{  }'],
    ['a computed property', 'export const f = (key) => send({ [key]: () => 1 })', '{ []: function }'],
    ['an array', 'send([1, () => 1, ...[1n]])', '[0: data, 1: function, []: bigint]'],
    ['a symbol', "send(Symbol.for('x'))", 'symbol'],
    ['a promise', 'send(Promise.resolve(1))', 'promise of data'],
    ['an awaited promise', 'export async function f() { send(await Promise.resolve(1n)) }', 'bigint'],
    ['an instance of the platform', "send(new URL('https://a.example'))", '#URL()'],
    ['a proxy', 'send(new Proxy({ a: 1 }, {}))', 'proxy of { a: data }'],
    ['a module namespace', "import * as tools from './tools.js'\nsend(tools)", 'namespace'],
    ['a module of data', "import * as data from './data.json'\nsend(data)", './data.json#'],
    ['an import', "import { tools } from './tools.js'\nsend(tools)", './tools.js#tools'],
    ['an import that is called', "import { build } from './tools.js'\nbuild()\nsend(build)", 'function'],
    ['a global', 'send(document.body)', '#HTMLElement()'],
    ['a function of the platform', 'send(console.log)', 'function'],
    ['a branch', 'export const f = (a) => send(a ? 1n : () => 1)', '(bigint | function)'],
    ['a fallback', 'export const f = (a) => send(a ?? (() => 1))', '(? | function)'],
  ])('%s', (_, code, expected) => {
    expect(sent(code)).toBe(expected)
  })
})

describe('a name', () => {
  it.each([
    ['a constant', 'const a = { run() {} }\nsend(a)', '{ run: method }'],
    ['destructured', 'const { a: { b } } = { a: { b: 1n } }\nsend(b)', 'bigint'],
    ['a default', 'const { done = () => 1 } = options()\nsend(done)', 'function'],
    ['what is left over', 'const { a, ...rest } = { a: 1, b: () => 1 }\nsend(rest)', '{ b: function }'],
    ['overwritten', "let a = () => 1\na = 'text'\nsend(a)", 'data'],
    ['overwritten on one path', "let a = () => 1\nif (process.argv[2]) a = 'text'\nsend(a)", '(function | data)'],
    ['set by another function', "let a = () => 1\nexport function set() { a = 'text' }\nexport function f() { send(a) }", '(function & data)'],
    ['declared without a value', 'let a\nsend(a)', 'data'],
    ['declared elsewhere', 'declare const a: () => void\nsend(a)', 'function'],
    ['a parameter', 'export function f(a) { send(a) }', '?'],
    ['a parameter that is called', 'export function f(a) { a(); send(a) }', 'function'],
    ['a parameter that is called if it is a function', "export function f(a) { if (typeof a === 'function') a(); send(a) }", '?'],
    ['a parameter that is given another value', 'export function f(a) { a = 1n; send(a) }', 'bigint'],
    ['a parameter of a function whose calls are all here', 'const f = (a) => send(a)\nf(1n)', 'bigint'],
    ['an element of a loop', 'for (const a of [1n]) send(a)', 'bigint'],
    ['a pair of a map', "for (const [key, a] of new Map([['x', 1n]])) send(a)", 'bigint'],
    ['a caught error', 'try { run() } catch (a) { send(a) }', '?'],
    ['the arguments', 'export function f() { send(arguments) }', '#IArguments()'],
  ])('%s', (_, code, expected) => {
    expect(sent(code)).toBe(expected)
  })
})

describe('an object, changed', () => {
  it.each([
    ['a later write', 'const a = { id: 1 }\na.run = () => 1\nsend(a)', '{ id: data, run: function }'],
    ['a write after the use', 'const a = { id: 1 }\nsend(a)\na.run = () => 1', '{ id: data }'],
    ['a write on a path that does not come here', 'export function f(a) { if (a.x) { a.run = () => 1; return }\nsend(a) }', '?'],
    ['a deleted property', 'const a = { run: () => 1 }\ndelete a.run\nsend(a)', '{ run?: function }'],
    ['a spread in between', 'const a = { run: () => 1 }\nsend({ ...a, run: 1 })', '{ run: data }'],
    ['a spread of something unknown behind it', 'export const f = (b) => send({ run: () => 1, ...b })', '{ run?: function }'],
    ['Object.assign as a statement', 'const a = { id: 1 }\nObject.assign(a, { run: () => 1 })\nsend(a)', '{ id: data, run: function }'],
    ['a helper of another file', "import { strip } from './strip.js'\nconst a = { run: () => 1 }\nstrip(a)\nsend(a)", '{ run?: function }'],
    ['a helper of this file that only reads', 'const a = { run: () => 1 }\nlog(a)\nfunction log(b) { console.log(b.run) }\nsend(a)', '{ run: function }'],
    ['elements that are pushed', 'const a = []\na.push(() => 1)\nsend(a)', '[[]: function]'],
  ])('%s', (_, code, expected) => {
    expect(sent(code)).toBe(expected)
  })
})

describe('a call', () => {
  it.each([
    ['with its arguments', 'const f = (a, b) => ({ a, b })\nsend(f(1n, () => 1))', '{ a: bigint, b: function }'],
    ['without an argument', 'const f = (a, b = 1n) => ({ a, b })\nsend(f(() => 1))', '{ a: function, b: bigint }'],
    ['with more arguments', 'const f = (a, ...rest) => rest\nsend(f(1, () => 1))', '[[]: function]'],
    ['behind a spread', 'const f = (a, b) => b\nexport const g = (list) => send(f(...list, () => 1))', '?'],
    ['of several returns', 'function f(a) { if (a.x) return 1n; return () => 1 }\nexport const g = (a) => send(f(a))', '(bigint | function)'],
    ['of a return that an argument chooses', "function f(a) { if (a === 'x') return () => 1; return 1n }\nsend(f('y'))", '(function & bigint)'],
    ['of a return that hands back a parameter', 'function f(a) { if (a.x) return a; return 1n }\nsend(f(() => 1))', '(? | bigint)'],
    ['of an async function', 'async function f() { return 1n }\nsend(f())', 'promise of bigint'],
    ['of a generator', 'function* f() { yield 1 }\nsend(f())', '#Generator()[[]: data]'],
    ['of itself', 'function f(a) { return f(a) }\nsend(f(1))', '?'],
    ['of a constructor', 'class A { constructor(run) { this.run = run } }\nsend(new A(() => 1))', 'A { run: function }'],
    ['of a method', 'class A { all() { return { run: () => 1 } } }\nsend(new A().all())', '{ run: function }'],
    ['bind', 'send(run.bind(null))\nfunction run() {}', 'function'],
    ['map', 'send([1n].map((a) => ({ a })))', '[[]: { a: bigint }]'],
    ['filter', 'send([() => 1].filter(Boolean))', '[[]: function]'],
    ['filter by kind', "send([() => 1].filter((a) => typeof a !== 'function'))", '[[]?: function]'],
    ['find', 'send([() => 1].find((a) => a.name))', 'function'],
    ['Object.values', 'send(Object.values({ a: 1n }))', '[[]: bigint]'],
    ['Object.fromEntries', 'send(Object.fromEntries(Object.entries({ a: 1n })))', '{ []: bigint }'],
    ['Array.from', 'send(Array.from([1n], (a) => ({ a })))', '[[]: { a: bigint }]'],
    ['a set', 'send(new Set([1n]))', '#Set()[[]: bigint]'],
    ['a map', "send(new Map([['a', 1n]]))", '#Map()[[]: bigint]'],
    ['an iterator', 'send(new Map().values())', '#ArrayIterator()[[]: ?]'],
    ['all of several promises', 'export async function f() { send(await Promise.all([Promise.resolve(1n)])) }', '[0: bigint]'],
    ['JSON', 'send(JSON.parse(text))', '#JSON.parse()'],
  ])('%s', (_, code, expected) => {
    expect(sent(code)).toBe(expected)
  })
})

describe('a type', () => {
  it.each([
    ['a function type', 'export const f = (a: () => void) => send(a)', 'function'],
    ['a union', 'export const f = (a: string | (() => void)) => send(a)', '(data & function)'],
    ['a union with nothing', 'export const f = (a: (() => void) | undefined) => send(a)', 'function'],
    ['an interface', 'interface A { id: number; run: () => void; stop(): void; done?: () => void }\nexport const f = (a: A) => send(a)',
      '{ id: data, run: function, stop: declared method, done?: function }'],
    ['a member that is read by name', 'interface A { stop(): void }\nexport const f = (a: A) => send({ stop: a.stop })', '{ stop: function }'],
    ['an interface that extends', 'interface B { run: () => void }\ninterface A extends B { id: 1 }\nexport const f = (a: A) => send(a)', '{ id: data, run: function, … }'],
    ['a generic alias', 'type Maybe<T> = T | null\nexport const f = (a: Maybe<() => void>) => send(a)', 'function'],
    ['a type parameter', 'export const f = <T>(a: T) => send(a)', '?'],
    ['a type parameter with a bound', 'export const f = <T extends { run: () => void }>(a: T) => send(a)', '{ run: function }'],
    ['a member of a type', "interface A { run: () => void }\nexport const f = (a: A['run']) => send(a)", 'function'],
    ['a record', 'export const f = (a: Record<string, bigint>) => send(a)', '{ []: bigint }'],
    ['a list', 'export const f = (a: readonly Promise<1>[]) => send(a)', '[[]: promise of data]'],
    ['all members optional', 'interface A { run: () => void }\nexport const f = (a: Partial<A>) => send(a)', '{ run?: function }'],
    ['some members', "interface A { id: 1; run: () => void }\nexport const f = (a: Omit<A, 'run'>) => send(a)", '{ id: data }'],
    ['a class', 'class A { run = () => 1 }\nexport const f = (a: A) => send(a)', 'A { run: function }'],
    ['a class of the platform', 'export const f = (a: HTMLVideoElement) => send(a)', '#HTMLVideoElement()'],
    ['an enum', 'enum A { B }\nexport const f = (a: A) => send(a)', 'data'],
    ['a field', 'class A { constructor(private readonly run: () => void) {}\nf() { send({ run: this.run }) } }', '{ run: function }'],
    ['any', 'export const f = (a: any) => send(a)', '?'],
  ])('%s', (_, code, expected) => {
    expect(sent(code)).toBe(expected)
  })
})

describe('a type in a comment', () => {
  it.each([
    ['a function', '/** @param {Function} a */\nexport const f = (a) => send(a)', 'function'],
    ['a function type', '/** @param {(id: number) => string|null} a */\nexport const f = (a) => send(a)', 'function'],
    ['a union', '/** @param {string|Function} a */\nexport const f = (a) => send(a)', '(data & function)'],
    ['a list', '/** @param {symbol[]} a */\nexport const f = (a) => send(a)', '[[]: symbol]'],
    ['a class of the platform', '/** @param {Headers} a */\nexport const f = (a) => send(a)', '#Headers()'],
    ['a type of this file', '/** @typedef {object} Headers */\n/** @param {Headers} a */\nexport const f = (a) => send(a)', '?'],
  ])('%s', (_, code, expected) => {
    expect(sent(code, { ts: false })).toBe(expected)
  })
})

describe('reactive state', () => {
  it.each([
    ['an object', "import { reactive } from 'vue'\nsend(reactive({ a: 1 }))", 'reactive of { a: data }'],
    ['an object in it', "import { reactive } from 'vue'\nconst a = reactive({ b: {} })\nsend(a.b)", 'reactive of {  }'],
    ['a primitive in it', "import { reactive } from 'vue'\nconst a = reactive({ b: 1 })\nsend(a.b)", 'data'],
    ['a copy', "import { reactive } from 'vue'\nconst a = reactive({ b: {}, c: 1 })\nsend({ ...a })", '{ b: reactive of {  }, c: data }'],
    ['what is behind it', "import { reactive, toRaw } from 'vue'\nsend(toRaw(reactive({ a: {} })))", '{ a: {  } }'],
    ['a holder', "import { ref } from 'vue'\nconst a = ref([])\nsend(a.value)", 'reactive of []'],
    ['a shallow holder', "import { shallowRef } from 'vue'\nconst a = shallowRef([])\nsend(a.value)", '[]'],
    ['a holder of something unknown', "import { ref } from 'vue'\nconst a = ref(load())\nsend(a.value)", '#load()'],
    ['a computed value', "import { reactive, computed } from 'vue'\nconst a = reactive({ b: {} })\nconst c = computed(() => a.b)\nsend(c.value)", 'reactive of {  }'],
    ['an observed field', "import { makeAutoObservable } from 'mobx'\nclass A { list = []; constructor() { makeAutoObservable(this) }\nf() { send(this.list) } }", 'reactive of []'],
  ])('%s', (_, code, expected) => {
    expect(sent(code)).toBe(expected)
  })
})

describe('limits', () => {
  it('ends on a value that holds itself', () => {
    expect(sent('const a = {}\na.b = a\nsend(a)')).toBe('{ b: {  } }')
  })

  it('gives up on a variable with very many values', () => {
    expect(sent(`let a\n${'a = () => 1\n'.repeat(40)}send(a)`)).toBe('?')
  })
})
