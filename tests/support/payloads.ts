import fc from 'fast-check'

/** A program that makes a value: what stands before, and the expression. It may ask `flags[0]`, `flags[1]` … which way to go. */
export interface Payload {
  readonly before: string
  readonly code: string
  readonly flags: number
}

/** What a payload may import, by name. */
export const IMPORTS = `
import { createHash, randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import * as paths from 'node:path'
import { PassThrough, Readable } from 'node:stream'
`

const PLAIN = [
  '1', "'text'", 'null', 'undefined', 'true', 'NaN', '`a${1}`', '2n', 'BigInt(7)', 'typeof 1', 'Math.PI', 'paths.sep', 'Number.MAX_SAFE_INTEGER', 'Date.now()', 'randomUUID()',
  '[]', '[1, , 3]', '{}', '{ deep: { list: [{ id: 1 }] } }', 'Object.create(null)', 'new Date(0)', '/x/g', "new RegExp('x')", 'new Map()', "new Map([['a', 1]])", 'new Set([1])',
  "new Error('failed')", "new TypeError('failed', { cause: 1 })", "Object.assign(new Error('failed'), { code: 'E', status: 500 })", 'new DOMException("a", "AbortError")',
  'new ArrayBuffer(8)', 'new Uint8Array(2)', 'new DataView(new ArrayBuffer(8))', 'new BigInt64Array(1)', "Buffer.from('text')", "new TextEncoder().encode('text')", "new Blob(['a'])",
  'new SharedArrayBuffer(8)', 'new Int32Array(new SharedArrayBuffer(8))', 'new Number(1)', "new String('text')", 'new Boolean(false)', 'Object(1n)',
]

const FUNCTIONS = [
  '() => 1', 'async () => 1', 'function () {}', 'function named(a) { return a }', 'function* () {}', 'async function* () {}', 'class {}', 'class Named { static count = 1 }',
  '(() => 1).bind(null)', "new Function('return 1')", 'Math.max', 'console.log', 'JSON.stringify', 'Object.keys', 'setTimeout', 'parseInt', 'fetch', 'String', 'Date', 'Map', 'EventEmitter',
  'paths.join', 'createHash', '{ run() {} }', '{ async run() {} }', '{ *walk() {} }', '{ on: { click: (event) => event } }', '[() => 1, 1]',
]

const OTHERS = [
  "Symbol('s')", 'Symbol.iterator', "Symbol.for('s')", 'Object(Symbol())', 'new WeakMap()', 'new WeakSet()', 'new WeakRef({})', 'new FinalizationRegistry(() => {})',
  'Promise.resolve(1)', 'new Promise(() => {})', '(async () => 1)()', 'Promise.all([])', 'Promise.resolve().then(() => 1)', '(function* () { yield 1 })()', '(async function* () { yield 1 })()',
  '[1].values()', '[1].entries()', 'new Map().values()', 'new Map().keys()', 'new Set([1]).values()', '[1][Symbol.iterator]()', "'ab'.matchAll(/a/g)",
  '(function () { return arguments })(1)', 'new Proxy({ a: 1 }, {})', 'new Proxy([], {})', 'new Proxy(() => 1, {})', 'globalThis', 'process', 'paths', 'Math', 'JSON', 'Reflect',
  "new Intl.NumberFormat('en')", "new Intl.DateTimeFormat('en')", 'new Intl.Collator()', 'new WebAssembly.Table({ initial: 1, element: "anyfunc" })',
]

const PLATFORM = [
  "new URL('http://a/b?c')", "new URLSearchParams('a=1')", 'new Headers({ accept: "*/*" })', "new Response('a')", "new Request('http://a/')", 'new FormData()',
  'new AbortController()', 'new AbortController().signal', 'AbortSignal.abort()', 'new EventTarget()', "new Event('a')", 'new TextDecoder()', 'new ReadableStream()', 'new WritableStream()',
  'new TransformStream()', 'new ReadableStream().getReader()', "new CompressionStream('gzip')", 'new MessageChannel()', 'new MessageChannel().port1', 'new EventEmitter()',
  'new Readable({ read() {} })', 'new PassThrough()', "Readable.from(['a'])", "createHash('sha256')", 'performance', 'crypto',
]

const INSTANCES = [
  'new (class { id = 1 })()', 'new (class { run = () => 1 })()', 'new (class { run() {} })()', 'new (class { #secret = () => 1 })()', 'new (class { get run() { return () => 1 } })()',
  'new (class { static run = () => 1 })()', 'new (class { constructor() { this.run = () => 1 } })()', 'new (class { constructor() { this.run = this.run.bind(this) } run() {} })()',
  'new (class extends Error { run = () => 1 })()', 'new (class extends Error { code = 7 })()', 'new (class extends Map { run = () => 1 })()', 'new (class extends Array { run = () => 1 })()',
  'new (class extends EventEmitter { id = 1 })()', 'new (class extends Promise {})(() => {})', 'new (class extends Uint8Array { run = () => 1 })(2)', 'new (class extends Date { run = () => 1 })(0)',
  'Object.create({ run() {} })', 'Object.create({ run() {} }, { run: { value: () => 1 } })',
]

/** What becomes of a value, or of two: `$a`, `$b`. Before a `|` stands what the expression needs; `$x`, `$y` are names of its own, `$if` a flag. */
const SHAPES = [
  // Objects.
  '({ a: $a })', '({ a: $a, b: $b })', '({ id: 1, nested: { a: $a } })', '({ ["a" + 1]: $a })', "({ [Symbol('key')]: $a })", '({ get a() { return $a } })', '({ set a(value) {}, b: $a })', '({ __proto__: $a })',
  '({ ...{ a: $a } })', '({ ...{ a: $a }, b: $b })', '({ ...{ a: $a }, a: 1 })', '({ a: $a, ...{ a: 1 } })', '({ ...$a })', '({ ...[$a] })', '({ ...(() => $a) })', '({ a: $a }).a', '({ a: $a }).b', '({ a: { b: $a } })?.a.b', "({ a: $a })['a']",
  // Lists.
  '[$a]', '[$a, $b]', '[[$a]]', '[1, $a][1]', '[$a, 1].at(-1)', '[...[$a]]', '[$a].length', '[$a].map((each) => ({ each }))', '[$a].map(() => 1)', '[$a].filter(Boolean)', '[$a].concat([1])', '[1].concat($a)', '[$a].slice()', '[[$a]].flat()',
  '[$a].find(() => true)', '[$a].reduce((all, each) => ({ ...all, each }), {})', '[1].map(() => $a)', '[1, 2].flatMap((n) => [n, $a])', '[$a].reverse()', '[$a].some(Boolean)', "['a'].map((name) => [name, $a])", 'new Array(2).fill($a)',
  'Array.from({ length: 2 }, () => $a)', 'Array.from([$a])', 'Array.of($a)', "[$a].filter((each) => typeof each === 'string')", '[...new Set([$a])]', "[...new Map([['key', $a]])]", 'Object.assign([1], { extra: $a })',
  // Maps and sets.
  "new Map([['key', $a]])", "new Map([[$a, 'value']])", "new Map([['key', $a]]).get('key')", 'new Map(Object.entries({ a: $a }))', "new Map().set('key', $a)", 'new Set([$a])', 'new Set().add($a)', "Object.fromEntries(new Map([['key', $a]]))",
  "const $x = new Map()\n$x.set('key', $a)|$x", 'const $x = new Set()\n$x.add($a)|$x', "new Map([['key', { a: $a }]])", 'Object.assign(new Map(), { extra: $a })',
  // Functions of Object, and others.
  'Object.assign({}, { a: $a })', 'Object.assign({ a: $a }, { a: 1 })', 'Object.assign({}, $a)', 'Object.values({ a: $a })', 'Object.entries({ a: $a })', 'Object.keys({ a: $a })', 'Object.fromEntries(Object.entries({ a: $a }))', 'Object.freeze({ a: $a })',
  "Object.fromEntries([['a', $a]])", "Object.defineProperty({}, 'a', { value: $a })", "Object.defineProperty({}, 'a', { value: $a, enumerable: true })", 'Object.create(null, { a: { value: $a } })', 'Object.assign(Object.create(null), { a: $a })',
  'Object.assign(() => 1, { a: $a })', 'typeof $a', 'Boolean($a)', 'void $a', '!$a', '($a, 1)', '(1, $a)', '(null ?? $a)', '(undefined || $a)', '(1 && $a)', '[$a, $b].indexOf(1)',
  // Errors.
  "Object.assign(new Error('failed'), { extra: $a })", "const $x = new Error('failed')\n$x.extra = $a|$x", "(() => { try { throw new Error('failed') } catch (error) { error.extra = $a; return error } })()", "const $x = await Promise.reject(new Error('failed')).catch((error) => { error.extra = $a\nreturn error })|$x", "new Error('failed', { cause: $a })", '({ error: new Error("failed"), a: $a })',
  'const $x = new Date(0)\n$x.extra = $a|$x', 'const $x = [1]\n$x.extra = $a|$x', 'const $x = () => 1\n$x.extra = $a|$x',
  // Proxies.
  'new Proxy({ a: $a }, {})', 'new Proxy({ a: $a }, {}).a', '({ ...new Proxy({ a: $a }, {}) })', '[...new Proxy([$a], {})]',
  // Variables.
  'const $x = $a|$x', 'const $x = $a|({ $x })', 'let $x\n$x = $a|$x', 'let $x = $b\n$x = $a|$x', 'const $x = {}\n$x.a = $a|$x', 'const $x = { a: $a }\n$x.a = 1|$x', 'const $x = { a: $a }\ndelete $x.a|$x', 'const $x = { a: $a, b: 1 }|({ ...$x, late: true })',
  'const $x = []\n$x.push($a)|$x', 'const $x = []\n$x[0] = $a|$x', 'const $x = []\nfor (const each of [$a]) $x.push(each)|$x', 'const $x = []\nfor (const each of [$a]) $x.push({ each })|({ rows: $x })', "const $x = {}\nfor (const key of ['a']) $x[key] = $a|$x",
  'const $x = { list: [] }\n$x.list.push($a)|$x', 'const $x = { inner: {} }\n$x.inner.a = $a|$x', 'const { a: $x } = { a: $a }|$x', 'const [$x] = [$a]|$x', 'const [, $x = $a] = [1]|$x', 'const { b: $x, ...$y } = { a: $a, b: 1 }|$y', 'const { a: $x, ...$y } = { a: $a, b: 1 }|$y',
  'const { c: $x = $a } = {}|$x', 'const [$x, ...$y] = [$a, $b]|$y', 'const $x = $a\nconst $y = $x|[$y]', 'const $x = [$a]\nconst [$y] = $x|({ $y })', 'const $x = { a: $a }\n$x.run = () => 1|({ a: $x.a })',
  'const $x = [$a]\n$x.pop()|$x', 'const $x = []\n$x.push($a)\n$x.length = 0|$x', 'const $x = [$a]\n$x[0] = $b|$x', 'const $x = new Set([$a])\n$x.clear()|$x', 'const $x = [$a]\nconst $y = $x.shift()|$y', '[$a, 1].slice(1)', 'const $x = [$a, $b]|$x.slice(1)',
  // Choices.
  '($if ? $a : $b)', '({ a: $if ? $a : 1 })', '($if && $a)', '($if || $a)', '({ ...($if ? { a: $a } : {}) })', '({ ...($if && { a: $a }) })', 'let $x = $a\nif ($if) $x = $b|$x', 'const $x = { a: 1 }\nif ($if) $x.a = $a|$x', 'let $x\nif ($if) { $x = $a } else { $x = $b }|$x',
  'const $x = [1]\nif ($if) $x.push($a)|$x', 'function $x() { if ($if) return $a\nreturn $b }|$x()', 'const $x = { on: $a, off: $b }|$x[$if ? "on" : "off"]', 'function $x(kind) { switch (kind) { case true: return $a\ndefault: return $b } }|$x($if)',
  // Functions of the program.
  '((value) => value)($a)', '((value) => ({ value }))($a)', '(({ a }) => a)({ a: $a })', '(({ a, ...rest }) => rest)({ a: $a, b: $b })', '((a, ...rest) => rest)(1, $a)', '((value = $a) => [value])()', '((value = 1) => [value])($a)', '((...all) => all)(...[$a])',
  'function $x() { return $a }|$x()', 'const $x = () => ({ a: $a })|$x()', 'function $x(value, level) { const result = { level }\nresult.value = value\nreturn result }|$x($a, 1)', 'function $x(value) { return { ...value, late: true } }|$x({ a: $a })', 'const $x = (value) => () => value|$x($a)()',
  'async function $x() { return $a }\nconst $y = await $x()|$y', 'async function $x() { return { a: $a } }|$x()', 'const $x = await Promise.all([$a])|$x', 'const $x = await Promise.resolve({ a: $a })|$x', 'const $x = await { a: $a }|$x', 'const $x = await $a|[$x]', 'function* $x() { yield $a }|[...$x()]', 'const $x = { make(a) { return { a } } }|$x.make($a)',
  'function $x(a) { return { handler: a, run() { return a } } }|$x($a)', 'function $x(a) { const { handler } = { handler: a }\nreturn handler }|$x($a)', 'function $x(build) { return build() }|$x(() => $a)', 'function $x(a) { this.a = a }|new $x($a)',
  // Classes of the program.
  'class $x { a = $a }|new $x()', 'class $x { constructor(a) { this.a = a } }|new $x($a)', 'class $x { #a = $a\nget a() { return this.#a } }|new $x()', 'class $x { #a = $a\nget a() { return this.#a } }|new $x().a', 'class $x { a = $a\nrun() {} }|({ ...new $x() })', 'class $x { static a = $a }|$x.a', 'class $x { static a = $a }\n$x.a = 1|$x.a',
  'class $x { a = $a\ntoMessage() { return { a: this.a } } }|new $x().toMessage()', 'class $x { a = $a\ntoMessage() { return { id: 1 } } }|new $x().toMessage()', 'class $x { a = 1 }\nclass $y extends $x { b = $a }|new $y()', 'class $x { constructor(a) { this.a = a } }\nclass $y extends $x {}|new $y($a)',
  'class $x { constructor(a) { this.a = a } }\nclass $y extends $x { constructor(a) { super({ a }) } }|new $y($a)', 'class $x { static from(a) { const made = new $x()\nmade.a = a\nreturn made } }|$x.from($a)', 'class $x { set(a) { this.a = a\nreturn this } }|new $x().set($a)', 'class $x { a = $a\n#b = 1 }|[new $x()]',
  'class $x extends Error { constructor(a) { super("failed")\nthis.a = a } }|new $x($a)', 'class $x { #a\nconstructor(a) { this.#a = a } }|new $x($a)', 'class $x { get a() { return $a } }|new $x()', 'class $x { items = new Map()\nconstructor() { this.items.set("a", $a) } }|new $x()',
  'class $x { items = []\nadd(a) { this.items.push(a)\nreturn this } }|new $x().add($a).items', 'class $x { state = { a: $a } }|({ ...new $x().state })',
]

const STATEMENT = /^(?:const|let|function|class|async)\b/u

/** A program as it is written: each part takes fresh names and flags where it stands. */
type Written = (page: Page) => string

interface Page {
  readonly before: string[]
  names: number
  flags: number
}

const value = (code: string): Written => () => (code.startsWith('{') || code.startsWith('class') || code.startsWith('function') || code.includes('=>') ? `(${code})` : code)

const shape = (text: string) => (parts: readonly Written[]): Written => (page) => {
  const holes = parts.map((part) => part(page))
  const names = { $x: `x${page.names++}`, $y: `y${page.names++}` }
  const fill = (piece: string) =>
    piece.replaceAll(/\$(?:if|[abxy])/gu, (mark) => {
      if (mark === '$if') return `flags[${page.flags++}]`
      return mark === '$a' ? (holes[0] ?? '') : mark === '$b' ? (holes[1] ?? '') : names[mark as '$x']
    })
  const bar = STATEMENT.test(text) ? text.indexOf('|') : -1
  if (bar >= 0) page.before.push(fill(text.slice(0, bar)))
  return fill(text.slice(bar + 1))
}

const { payload } = fc.letrec<{ payload: Written }>((tie) => ({
  payload: fc.oneof(
    { maxDepth: 2 },
    { weight: 3, arbitrary: fc.constantFrom(...PLAIN).map(value) },
    { weight: 2, arbitrary: fc.constantFrom(...FUNCTIONS).map(value) },
    { weight: 2, arbitrary: fc.constantFrom(...OTHERS).map(value) },
    { weight: 1, arbitrary: fc.constantFrom(...PLATFORM).map(value) },
    { weight: 1, arbitrary: fc.constantFrom(...INSTANCES).map(value) },
    { weight: 20, arbitrary: fc.tuple(fc.constantFrom(...SHAPES), fc.tuple(tie('payload'), tie('payload'))).map(([text, parts]) => shape(text)(parts)) },
  ),
}))

/** Programs that make values of all kinds, nested in one another, come by in all the ways that code has. */
export const payloads: fc.Arbitrary<Payload> = payload.map((written) => {
  const page: Page = { before: [], names: 0, flags: 0 }
  const code = written(page)
  return { before: page.before.map((each) => `${each}\n`).join(''), code, flags: page.flags }
})
