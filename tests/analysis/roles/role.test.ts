import { expect, it } from 'vitest'

import { roleOf, threadAt } from '../../../src/analysis/roles/role.ts'
import { nodeAt, parse } from '../../support/probe.ts'

const guard = "import { isMainThread } from 'node:worker_threads'\n"

it.each([
  ['a module', '', '/app/src/a.ts', 'unknown application'],
  ['a worker by what it imports', "import { parentPort } from 'node:worker_threads'\nparentPort.postMessage(1)", '/app/src/a.ts', 'worker application'],
  ['a name that is imported and not used', "import { parentPort } from 'node:worker_threads'", '/app/src/a.ts', 'unknown application'],
  ['a worker by what it sets up', 'onmessage = () => {}', '/app/src/a.ts', 'worker application'],
  ['a page that sets up a message port', 'port.onmessage = () => {}', '/app/src/a.ts', 'unknown application'],
  ['a worker by its name', '', '/app/src/resize.worker.ts', 'worker application'],
  ['both sides in one file', `${guard}if (isMainThread) start()`, '/app/src/a.ts', 'both application'],
  ['a command', '#!/usr/bin/env node\n', '/app/src/a.ts', 'unknown command'],
  ['a test', '', '/app/src/a.test.ts', 'unknown test'],
  ['a configuration', '', '/app/vite.config.ts', 'unknown config'],
])('%s', (_, code, filename, expected) => {
  const { thread, program } = roleOf(parse(code, { filename }))
  expect(`${thread} ${program}`).toBe(expected)
})

it('takes files that the settings list for workers', () => {
  const settings = { concurrency: { entries: ['**/jobs/*.ts'] } }
  expect(roleOf(parse('', { filename: '/app/jobs/a.ts', settings })).thread).toBe('worker')
  expect(roleOf(parse('', { filename: '/app/other/a.ts', settings })).thread).toBe('unknown')
})

it.each([
  ['behind the test', `${guard}if (isMainThread) here()`, 'main'],
  ['in its other branch', `${guard}if (isMainThread) start()\nelse here()`, 'worker'],
  ['behind its opposite', `${guard}if (!isMainThread) here()`, 'worker'],
  ['after a branch that leaves', `${guard}function go() { if (isMainThread) { start(); return }\n here() }`, 'worker'],
  ['in a conditional expression', `${guard}const x = isMainThread ? 1 : here()`, 'worker'],
  ['beside it', `${guard}if (isMainThread) start()\nhere()`, 'unknown'],
])('tells the sides of a file apart: %s', (_, code, expected) => {
  const sourceCode = parse(code)
  expect(threadAt(sourceCode, nodeAt(sourceCode, 'here()'))).toBe(expected)
})
