import { expect, test } from 'vitest'

import { buildFlow } from '../../../src/analysis/flow/flow.ts'
import { parse } from '../../support/probe.ts'
import { graph, names, order, programProbe } from './support.ts'

test('a call: object, computed key, method, arguments, call', () => {
  expect(order('function f() { queue.jobs[next()].run(first(), ...rest) }')).toEqual([
    'read queue',
    'read queue.jobs',
    'read next',
    'call next()',
    'read queue.jobs[next()]',
    'read queue.jobs[next()].run',
    'read first',
    'call first()',
    'read rest',
    'call queue.jobs[next()].run(first(), ...rest)',
  ])
})

test('an assignment: object and key of the target, then the value, then the write', () => {
  expect(order('function f() { stats[key()] = value() }')).toEqual([
    'read stats', 'read key', 'call key()', 'read value', 'call value()', 'write stats[key()]',
  ])
})

test('a compound assignment reads before its value waits', () => {
  expect(order('async function f() { stats.hits += await count() }')).toEqual([
    'read stats', 'read stats.hits', 'read count', 'call count()', 'await await count()', 'write stats.hits',
  ])
})

test('an update reads and writes', () => {
  expect(order('function f() { stats.hits++ }')).toEqual(['read stats', 'read stats.hits', 'write stats.hits'])
})

test('delete writes, and reads nothing but object and key', () => {
  expect(order('function f() { delete cache[key] }')).toEqual(['read cache', 'read key', 'write cache[key]'])
})

test('new: constructor, arguments, spread options', () => {
  expect(order('function f() { new Worker(url(), { type: kind, ...options }) }')).toEqual([
    'read Worker', 'read url', 'call url()', 'read kind', 'read options', 'new new Worker(url(), { type: kind, ...op...',
  ])
})

test('an import expression has no callee', () => {
  expect(order('const load = async () => import(await locate(), options)')).toEqual([
    'read locate', 'call locate()', 'await await locate()', 'read options',
    'import import(await locate(), options)', 'return import(await locate(), options)',
  ])
})

test('a tagged template calls its tag after its parts', () => {
  expect(order('function f() { log`a ${first()} b ${second}` }')).toEqual([
    'read log', 'read first', 'call first()', 'read second', 'call log`a ${first()} b ${second}`',
  ])
})

test('functions in expressions are created, not entered', () => {
  expect(order('function f() { on(() => go(), { run() { go() }, get size() { return go() } }) }')).toEqual([
    'read on', 'closure () => go()', 'closure () { go() }', 'closure () { return go() }',
    'call on(() => go(), { run() { go() }, get ...',
  ])
})

test('type syntax changes nothing', () => {
  expect(order('function f() { (<Job>(jobs as any)!.next satisfies unknown as Run)<string>(id!) }')).toEqual([
    'read jobs', 'read (jobs as any)!.next', 'read id', 'call (<Job>(jobs as any)!.next satisfies u...',
  ])
})

test('destructuring reads each key, in computed order, and writes each target', () => {
  expect(order('function f() { const { head, [key()]: { deep }, ...others } = state.jobs; [first, this.second, ...tail] = others }')).toEqual([
    'read state', 'read state.jobs',
    'read head', 'write head',
    'read key', 'call key()', 'read [key()]: { deep }', 'read deep', 'write deep',
    'write others',
    'read others', 'write first', 'write this.second', 'write tail',
  ])
})

test('let without a value writes undefined, var writes nothing', () => {
  expect(order('function f() { let release; var old }')).toEqual(['write release'])
})

test('defaults branch', () => {
  expect(graph('function f({ size = ask() } = {}) {}')).toEqual([
    '0 enter',
    '1 default { size = ask() } = {} → true 2 | false 2',
    '2 read size = ask()',
    '3 default size = ask() → true 4 | false 6',
    '4 read ask',
    '5 call ask()',
    '6 write size',
    '7 exit',
    '8 thrown',
  ])
})

test('parameter properties and rest parameters are taken apart, plain names are just there', () => {
  expect(order('class Pool { constructor(private readonly size = count(), id: string, ...[first]: number[]) { super() } }')).toEqual([
    'default size = count()', 'read count', 'call count()', 'write size', 'write first', 'call super()',
  ])
})

test('an optional chain is left as a whole', () => {
  expect(graph('function f() { return cache?.jobs.get(id())?.at(0).name }')).toEqual([
    '0 enter',
    '1 read cache',
    '2 nullish cache → true 12 | false 3',
    '3 read cache?.jobs',
    '4 read cache?.jobs.get',
    '5 read id',
    '6 call id()',
    '7 call cache?.jobs.get(id())',
    '8 nullish cache?.jobs.get(id()) → true 12 | false 9',
    '9 read cache?.jobs.get(id())?.at',
    '10 call cache?.jobs.get(id())?.at(0)',
    '11 read cache?.jobs.get(id())?.at(0).name',
    '12 return return cache?.jobs.get(id())?.at(0).name',
    '13 exit',
    '14 thrown',
  ])
})

test('parentheses end an optional chain', () => {
  expect(graph('function f() { (cache?.jobs).size }')).toEqual([
    '0 enter', '1 read cache', '2 nullish cache → true 4 | false 3', '3 read cache?.jobs', '4 read (cache?.jobs).size', '5 exit', '6 thrown',
  ])
})

test('an optional call evaluates its arguments only if it happens', () => {
  expect(graph('function f() { on?.(event()) }')).toEqual([
    '0 enter', '1 read on', '2 nullish on → true 6 | false 3', '3 read event', '4 call event()', '5 call on?.(event())', '6 exit', '7 thrown',
  ])
})

test('delete at the end of an optional chain', () => {
  expect(graph('function f() { delete cache?.job }')).toEqual([
    '0 enter', '1 read cache', '2 nullish cache → true 4 | false 3', '3 write cache?.job', '4 exit', '5 thrown',
  ])
})

test('a chain that is cut short is a condition that fails', () => {
  expect(graph('function f() { if (worker?.ready) go() }')).toEqual([
    '0 enter',
    '1 read worker',
    '2 nullish worker → true 7 | false 3',
    '3 read worker?.ready',
    '4 test worker?.ready → true 5 | false 7',
    '5 read go',
    '6 call go()',
    '7 exit',
    '8 thrown',
  ])
})

test('logical assignments read, ask, and may write', () => {
  expect(graph('function f() { a.x ??= make(); a.y ||= b; a.z &&= c }')).toEqual([
    '0 enter',
    '1 read a',
    '2 read a.x',
    '3 nullish a.x → true 4 | false 7',
    '4 read make',
    '5 call make()',
    '6 write a.x',
    '7 read a',
    '8 read a.y',
    '9 test a.y → true 12 | false 10',
    '10 read b',
    '11 write a.y',
    '12 read a',
    '13 read a.z',
    '14 test a.z → true 15 | false 17',
    '15 read c',
    '16 write a.z',
    '17 exit',
    '18 thrown',
  ])
})

test('conditions are edges: what is decided is not asked again', () => {
  expect(graph('function f() { if (!(a && b) || c) go(); else stop() }')).toEqual([
    '0 enter',
    '1 read a',
    '2 test a → true 3 | false 7',
    '3 read b',
    '4 test b → true 5 | false 7',
    '5 read c',
    '6 test c → true 7 | false 9',
    '7 read go',
    '8 call go() → 11',
    '9 read stop',
    '10 call stop()',
    '11 exit',
    '12 thrown',
  ])
})

test('as a value, the last operand is not asked', () => {
  expect(graph('function f() { return a && b || c }')).toEqual([
    '0 enter',
    '1 read a',
    '2 test a → true 3 | false 5',
    '3 read b',
    '4 test b → true 6 | false 5',
    '5 read c',
    '6 return return a && b || c',
    '7 exit',
    '8 thrown',
  ])
})

test('the first of many ?? that is something is the value of the whole', () => {
  expect(graph('function f() { return a ?? b ?? c }')).toEqual([
    '0 enter',
    '1 read a',
    '2 nullish a → true 3 | false 6',
    '3 read b',
    '4 nullish b → true 5 | false 6',
    '5 read c',
    '6 return return a ?? b ?? c',
    '7 exit',
    '8 thrown',
  ])
})

test('a conditional as a condition', () => {
  expect(graph('function f() { return (a ? b : c) ? d : e }')).toEqual([
    '0 enter',
    '1 read a',
    '2 test a → true 3 | false 5',
    '3 read b',
    '4 test b → true 7 | false 8',
    '5 read c',
    '6 test c → true 7 | false 8',
    '7 read d → 9',
    '8 read e',
    '9 return return (a ? b : c) ? d : e',
    '10 exit',
    '11 thrown',
  ])
})

test('constants decide, patterns and big integers do not', () => {
  expect(order('function f() { if (false) never(); if (1) always(); if (/x/) maybe() }')).toEqual([
    'read always', 'call always()', 'test /x/', 'read maybe', 'call maybe()',
  ])
})

test('a constant decides where it is put somewhere, and not where it is added to what is there', () => {
  expect(order('function f() { (busy = true) && always(); if (busy = null) never(); if (count += 1) maybe() }')).toEqual([
    'write busy', 'read always', 'call always()', 'write busy', 'read count', 'write count', 'test count += 1', 'read maybe', 'call maybe()',
  ])
})

test('a yield may fail, or be where the generator is given up', () => {
  expect(graph('function* f() { const reply = yield request; use(reply) }')).toEqual([
    '0 enter',
    '1 read request',
    '2 yield yield request → throw 8 | stop 7',
    '3 write reply',
    '4 read use',
    '5 read reply',
    '6 call use(reply)',
    '7 exit',
    '8 thrown',
  ])
})

test('a class: decorators, superclass, computed keys; then the class; then its static parts', () => {
  const code = `
    @service('a') class Pool extends base() {
      @field() accessor job = make();
      [key()]() { run() }
      static { start(Pool) }
      static size = count()
    }`
  expect(names(programProbe(code))).toEqual([
    'read service', "call service('a')", 'read base', 'call base()', 'read field', 'call field()', 'read key', 'call key()',
    "closure @service('a') class Pool extends base...", 'closure static { start(Pool) }', 'read count', 'call count()',
  ])
})

test('JSX: attributes, then children; names of components are not read', () => {
  const code = 'const view = () => <><List items={load()} {...rest} on={() => go()}>{rows.map(row)} text {/* none */}<b.c/></List></>'
  expect(order(code, { jsx: true })).toEqual([
    'read load', 'call load()', 'read rest', 'closure () => go()', 'read rows', 'read rows.map', 'read row', 'call rows.map(row)',
    'return <><List items={load()} {...rest} on={...',
  ])
})

test('syntax that we do not know makes the flow imprecise', () => {
  const { ast } = parse('use(value)')
  expect(buildFlow(ast).imprecise).toBe(false)
  const [statement] = ast.body
  Object.assign(statement ?? {}, { expression: { type: 'DoExpression', body: [] } })
  expect(buildFlow(ast).imprecise).toBe(true)
})
