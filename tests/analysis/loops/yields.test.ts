import { expect, it } from 'vitest'

import { waitFor } from '../../../src/analysis/loops/yields.ts'
import { nodesOf } from '../../../src/utils/nodes.ts'
import { parse } from '../../support/probe.ts'

/** What the first `await` of the code lets run. */
function wait(code: string): string {
  const sourceCode = parse(code)
  const [first] = nodesOf(sourceCode).awaits
  if (!first) throw new Error('nothing is awaited')
  return waitFor(sourceCode, first.argument)
}

it.each([
  ['nothing', 'await null', 'microtasks'],
  ['a promise that is settled', 'await Promise.resolve()', 'microtasks'],
  ['an executor that settles on the spot', 'await new Promise((resolve) => resolve())', 'microtasks'],
  ['an executor that queues a microtask', 'await new Promise((resolve) => process.nextTick(resolve))', 'microtasks'],
  ['an executor that sets a timer', 'await new Promise((resolve) => setTimeout(resolve))', 'tasks'],
  ['setImmediate', 'await new Promise(setImmediate)', 'tasks'],
  ['the scheduler', 'await scheduler.yield()', 'tasks'],
  ['a timer of Node', "import { setTimeout } from 'node:timers/promises'\nawait setTimeout(1)", 'tasks'],
  ['a function of the file that waits', 'const pause = () => new Promise((resolve) => setTimeout(resolve))\nawait pause()', 'tasks'],
  ['a function of the file that does not', 'async function pause() {}\nawait pause()', 'microtasks'],
  ['a call of something unknown', 'await load()', 'unknown'],
  ['one of two', 'await (busy ? new Promise(setImmediate) : null)', 'tasks'],
])('%s', (_, code, expected) => {
  expect(wait(code)).toBe(expected)
})
