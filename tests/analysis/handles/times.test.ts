import { expect, it } from 'vitest'

import { timesOf } from '../../../src/analysis/roles/times.ts'
import { ownerOf } from '../../../src/utils/syntax.ts'
import { nodeAt, parse } from '../../support/probe.ts'

/** How often the code around `here()` runs. */
function times(code: string): string {
  const sourceCode = parse(code, { filename: '/src/service.ts' })
  const { runs, hook } = timesOf(sourceCode, ownerOf(nodeAt(sourceCode, 'here()')))
  return hook ? `${runs}, ${hook.runs}` : runs
}

it.each([
  ['a module', 'here()', 'once'],
  ['a function called there', 'function main() { here() } main()', 'once'],
  ['one that is called on the spot', '(async () => { here() })()', 'once'],
  ['a function called in a loop', 'function step() { here() } for (const x of xs) step()', 'many'],
  ['a function called twice', 'function step() { here() } step(); step()', 'open'],
  ['an exported function', 'export function go() { here() }', 'open'],
  ['a method', 'export class A { go() { here() } }', 'open'],
  ['an executor', 'new Promise(() => { here() })', 'once'],
  ['a callback of an array', 'xs.forEach(() => { here() })', 'once'],
  ['a handler of requests', "import http from 'node:http'\nhttp.createServer((req, res) => { here() })", 'many'],
  ['a handler by convention', 'export const route = (req, res) => { here(); res.end() }', 'many'],
  ['a function that a handler calls', "import http from 'node:http'\nfunction job() { here() }\nhttp.createServer((req, res) => { job() })", 'many'],
  ['a listener', "process.on('message', () => { here() })", 'many'],
  ['a listener for once', "process.once('exit', () => { here() })", 'once'],
  ['a listener that says so', "socket.addEventListener('open', () => { here() }, { once: true })", 'once'],
  ['the load of the page', "window.addEventListener('load', async () => { here() })", 'once'],
  ['a listener of clicks', "button.addEventListener('click', () => { here() })", 'many'],
  ['an interval', 'setInterval(() => { here() }, 9)', 'many'],
  ['an effect', "import { useEffect } from 'react'\nexport function A() { useEffect(() => { here() }) }", 'many, each'],
  ['an asynchronous function inside an effect', "import { useEffect } from 'react'\nexport function A() { useEffect(() => { (async () => { here() })() }) }", 'many, each'],
  ['a hook before each test', 'beforeEach(() => { here() })', 'many, each'],
  ['a hook before all tests', "import { before } from 'node:test'\nbefore(() => { here() })", 'once, whole'],
  ['a test', "import { it } from 'vitest'\nit('works', () => { here() })", 'test, test'],
  ['something unknown that takes it', 'register(() => { here() })', 'open'],
])('%s', (_, code, expected) => {
  expect(times(code)).toBe(expected)
})
