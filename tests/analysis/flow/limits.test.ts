import { readdirSync, readFileSync } from 'node:fs'

import { parseForESLint } from '@typescript-eslint/parser'
import type { TSESTree } from '@typescript-eslint/utils'
import { expect, test } from 'vitest'

import { buildFlow, flowOf } from '../../../src/analysis/flow/flow.ts'
import type { Flow } from '../../../src/analysis/flow/graph.ts'
import { nodesOf } from '../../../src/utils/nodes.ts'
import type { FunctionNode } from '../../../src/utils/syntax.ts'
import { parse } from '../../support/probe.ts'
import { programProbe } from './support.ts'

const name = { type: 'Identifier', name: 'a' }
const empty = { type: 'BlockStatement', body: [] }

/** A tree of so many links as no parser has the stack for, from the innermost outwards. */
function grown(links: number, link: (inner: object) => object, innermost: object = name): Flow {
  let node = innermost
  for (let i = 0; i < links; i++) node = link(node)
  const statement = 'body' in node || 'block' in node || 'test' in node ? node : { type: 'ExpressionStatement', expression: node }
  return buildFlow({ type: 'Program', body: [statement] } as unknown as TSESTree.Program)
}

test.each(Object.entries<(inner: object) => object>({
  and: (left) => ({ type: 'LogicalExpression', operator: '&&', left, right: name }),
  coalescing: (left) => ({ type: 'LogicalExpression', operator: '??', left, right: name }),
  sum: (left) => ({ type: 'BinaryExpression', operator: '+', left, right: name }),
  then: (object) => ({
    type: 'CallExpression',
    callee: { type: 'MemberExpression', object, property: { type: 'Identifier', name: 'then' }, computed: false },
    arguments: [],
  }),
  elseIf: (alternate) => ({ type: 'IfStatement', test: name, consequent: empty, alternate: alternate === name ? empty : alternate }),
  conditional: (alternate) => ({ type: 'ConditionalExpression', test: name, consequent: name, alternate }),
}))('a spine of 6000 links costs no stack and no precision: %s', (_, link) => {
  const flow = grown(6_000, link)
  expect(flow.imprecise).toBe(false)
  expect(flow.kinds.length).toBeGreaterThan(6_000)
})

test.each(Object.entries<(inner: object) => object>({
  arrays: (inner) => ({ type: 'ArrayExpression', elements: [inner] }),
  arguments: (inner) => ({ type: 'CallExpression', callee: name, arguments: [inner] }),
  negations: (argument) => ({ type: 'UnaryExpression', operator: '!', argument }),
  conditions: (inner) => ({ type: 'IfStatement', test: inner === name ? name : { type: 'UnaryExpression', operator: '!', argument: name }, consequent: inner === name ? empty : inner, alternate: null }),
  rightSides: (right) => ({ type: 'LogicalExpression', operator: '||', left: name, right }),
  blocks: (inner) => ({ type: 'BlockStatement', body: inner === name ? [] : [inner] }),
  tries: (inner) => ({ type: 'TryStatement', block: inner === name ? empty : { type: 'BlockStatement', body: [inner] }, handler: null, finalizer: empty }),
}))('nesting that no parser takes is left out, and the flow imprecise: %s', (_, link) => {
  const flow = grown(50_000, link)
  expect(flow.imprecise).toBe(true)
  expect(flow.kinds.at(-1)).toBe('thrown')
})

test.each([
  ['arrays', 'x = [', ']'],
  ['calls', 'f(', ')'],
  ['branches', 'if (a) {', '}'],
  ['conditions', 'if (a && (b || c)) {', '}'],
  ['exceptions', 'try {', '} catch (error) { a() }'],
  ['loops', 'for (const a of b) {', '}'],
  ['functions in classes', 'x = class { static a() {', '} }'],
])('nesting that parsers take is laid out in full: %s', (_, open, close) => {
  const { ast } = parseForESLint(open.repeat(60) + close.repeat(60))
  expect(buildFlow(ast).imprecise).toBe(false)
})

test('nested finalisers do not explode', () => {
  const nested = (depth: number): Flow => {
    const code = `async () => { ${'try { if (a) return; await b } finally { '.repeat(depth)}c()${' }'.repeat(depth)} }`
    const [statement] = parseForESLint(code).ast.body
    return buildFlow((statement as unknown as { expression: FunctionNode }).expression)
  }
  expect([1, 2, 3].map((depth) => nested(depth).imprecise)).toEqual([false, false, true])
  expect(nested(60).kinds.length).toBeLessThan(5_000)
})

test('too large a body is cut off and imprecise', () => {
  const flow = buildFlow(parseForESLint(`for (;;) { try { ${'a();\n'.repeat(15_000)} } finally { b() } }`).ast)
  expect(flow.imprecise).toBe(true)
  expect(flow.kinds.length).toBeLessThan(20_010)
  expect(flow.to.every((to) => to >= 0)).toBe(true)
})

test('our own sources: every edge leads somewhere, ahead but for loops, and every event is reached', () => {
  const folder = `${import.meta.dirname}/../../../src/analysis/flow`
  for (const file of readdirSync(folder)) {
    const sourceCode = parse(readFileSync(`${folder}/${file}`, 'utf8'))
    for (const owner of [sourceCode.ast, ...nodesOf(sourceCode).functions]) {
      const flow = flowOf(sourceCode, owner)
      expect(flow.imprecise).toBe(false)
      const reached = new Set(flow.to)
      expect(flow.kinds.every((kind, event) => reached.has(event) || kind === 'enter' || kind === 'exit' || kind === 'thrown')).toBe(true)
      expect(flow.to.every((to, edge) => to > (flow.from[edge] ?? 0) || flow.kinds[to] === 'loop')).toBe(true)
      expect(flow.kinds.every((kind, event) => (flow.firstOut[event] ?? -1) >= 0 || kind === 'exit' || kind === 'thrown')).toBe(true)
    }
  }
})

test('the flow of an owner is built once', () => {
  const sourceCode = parse('f()')
  expect(flowOf(sourceCode, sourceCode.ast)).toBe(flowOf(sourceCode, sourceCode.ast))
})

test('an empty file has a flow', () => {
  const { flow } = programProbe('')
  expect(flow.kinds).toEqual(['enter', 'exit', 'thrown'])
})
