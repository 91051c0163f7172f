import { expect, it } from 'vitest'

import { completionContexts, criticalContexts } from '../../../src/analysis/roles/critical.ts'
import { nameIn } from '../../../src/analysis/callbacks/uses.ts'
import { withinReach } from '../../../src/analysis/roles/reach.ts'
import type { SourceCode } from '../../../src/utils/per-file.ts'
import { type FunctionNode, functionAround } from '../../../src/utils/syntax.ts'
import { nodeAt, parse } from '../../support/probe.ts'

function around(code: string, filename = '/app/src/server.ts'): { readonly sourceCode: SourceCode; readonly fn: FunctionNode } {
  const sourceCode = parse(code, { filename, jsx: code.includes('</') })
  const fn = functionAround(nodeAt(sourceCode, 'here()'))
  if (!fn) throw new Error('no function')
  return { sourceCode, fn }
}

/** The ways from handlers to the function around `here()`: why, and the functions on the way. */
function ways(code: string, filename = code.includes('</') ? '/app/src/view.tsx' : '/app/src/server.ts'): string {
  const { sourceCode, fn } = around(code, filename)
  return criticalContexts(sourceCode, fn).map(({ kind, steps }) => [kind, ...steps.map(({ to }) => nameIn(to) ?? '…')].join(' > ')).join(', ')
}

const server = "import express from 'express'\nconst app = express()\n"

it.each([
  ['a route', `${server}app.get('/', (req, res) => { here() })`, 'request'],
  ['a function that a route calls', `${server}const job = () => here()\napp.get('/', (req, res) => res.json(job()))`, 'request > job'],
  ['over two functions', `${server}const deep = () => here()\nfunction job() { return deep() }\napp.get('/', () => job())`, 'request > job > deep'],
  ['over a method', `${server}class Jobs { run() { return here() } }\nconst jobs = new Jobs()\napp.get('/', () => jobs.run())`, 'request > run'],
  ['over a callback', `${server}const each = (x) => here()\napp.get('/', (req) => req.body.map(each))`, 'request > each'],
  ['from two handlers', `${server}const job = () => here()\napp.get('/', () => job())\nsetInterval(() => job(), 9)`, 'request > job, timer > job'],
  ['a handler by its parameters', 'export function list(req, res) { here(); res.end() }', 'request'],
  ['parameters that nobody answers with', 'export function list(req, res) { here() }', ''],
  ['a controller', "import { Controller, Get } from '@nestjs/common'\n@Controller()\nexport class A { @Get() list() { here() } }", 'request'],
  ['a handler of clicks', 'export const view = <button onClick={() => { here() }}></button>', 'ui'],
  ['a timer', 'setInterval(() => { here() }, 9)', 'timer'],
  ['a stream', "import { Transform } from 'node:stream'\nexport class T extends Transform { _transform(chunk, encoding, done) { here(); done() } }", 'message'],
  ['a module', `${server}(function setUp() { here() })()`, ''],
  ['recursion', `${server}function walk(node) { here(); walk(node.next) }\napp.get('/', (req) => walk(req.body))`, 'request > walk'],
])('%s', (_, code, expected) => {
  expect(ways(code)).toBe(expected)
})

it('knows no critical code in workers, tests and commands that nobody asks anything', () => {
  expect(ways('onmessage = () => { here() }')).toBe('')
  expect(ways("process.on('message', () => { here() })", '/app/src/a.test.ts')).toBe('')
  expect(ways('#!/usr/bin/env node\nsetInterval(() => { here() }, 9)')).toBe('')
})

it('tells what runs when something has come', () => {
  const { sourceCode, fn } = around("import { readFile } from 'node:fs'\nreadFile('a', (error, text) => { here() })")
  expect(completionContexts(sourceCode, fn).map(({ kind }) => kind)).toEqual(['completion'])
})

it('answers cheaply what no handler can come to', () => {
  const { sourceCode, fn } = around(`${server}const apart = () => here()\nconst job = () => other()\napp.get('/', () => job())\napart()`)
  const job = functionAround(nodeAt(sourceCode, 'other()'))
  expect(withinReach(sourceCode).has(fn)).toBe(false)
  expect(job && withinReach(sourceCode).has(job)).toBe(true)
})
