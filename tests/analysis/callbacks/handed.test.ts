import { expect, it } from 'vitest'

import { handingsOf } from '../../../src/analysis/callbacks/handed.ts'
import { functionAround } from '../../../src/utils/syntax.ts'
import { nodeAt, parse } from '../../support/probe.ts'

/** How the function around `here()` is run by what it is handed to. */
function handings(code: string): string {
  const sourceCode = parse(code, { jsx: code.includes('<') })
  const fn = functionAround(nodeAt(sourceCode, 'here()'))
  if (!fn) throw new Error('no function')
  return handingsOf(sourceCode, fn).map(({ timing, event, critical, elsewhere }) => [timing, event, critical, elsewhere && 'elsewhere'].filter(Boolean).join(' ')).join(', ')
}

it.each([
  ['during the call', 'xs.forEach(() => here())', 'now'],
  ['an executor', 'new Promise(() => here())', 'now'],
  ['later once', 'load().then(() => here())', 'once'],
  ['a timer', 'setTimeout(() => here(), 9)', 'once timer'],
  ['a timer that repeats', 'setInterval(() => here(), 9)', 'many timer'],
  ['a listener', "emitter.on('data', () => here())", 'many data'],
  ['a listener for once', "emitter.once('data', () => here())", 'once data'],
  ['a listener that takes itself off', "worker.addEventListener('message', () => here(), { once: true })", 'once message'],
  ['a handler of requests', "import express from 'express'\nexpress().get('/', () => here())", 'many / request'],
  ['what is assigned', 'self.onmessage = () => here()', 'many message'],
  ['a handler in markup', 'export const view = <button onClick={() => here()} />', 'many ui'],
  ['by its name', "function job() { here() }\nprocess.on('exit', job)", 'many exit'],
  ['bound', "function job() { here() }\nprocess.on('exit', job.bind(null))", 'many exit'],
  ['a method', "class A { start() { process.on('exit', this.stop) } stop() { here() } }", 'many exit'],
  ['through a wrapper that nobody knows', 'window.onclick = debounce(() => here(), 9)', 'many ui'],
  ['to two', "function job() { here() }\nxs.map(job)\nsetTimeout(job)", 'now, once timer'],
  ['to something unknown', 'register(() => here())', 'unknown'],
  ['to a thread', "import workerpool from 'workerpool'\nworkerpool.pool().exec(() => here())", 'unknown elsewhere'],
  ['as an option', 'Bun.serve({ fetch() { here() } })', 'many request'],
  ['to nothing', 'const job = () => here()\njob()', ''],
])('%s', (_, code, expected) => {
  expect(handings(code)).toBe(expected)
})
