import { expect, it } from 'vitest'

import { loadingOf } from '../../../src/analysis/loading/loaded.ts'
import { nodeAt, parse } from '../../support/probe.ts'

/** The functions through which loading the module comes to `start()`; undefined where it does not. */
function way(code: string): readonly string[] | undefined {
  const sourceCode = parse(code)
  return loadingOf(sourceCode, nodeAt(sourceCode, 'start()'), () => false)?.names
}

it('is reached by the code of the module and by what that calls', () => {
  expect(way('start()')).toEqual([])
  expect(way('function run() { start() }\nfunction main() { run() }\nmain()')).toEqual(['main', 'run'])
  expect(way('[1, 2].forEach(() => { start() })')).toEqual([])
  expect(way('class Pool { constructor() { start() } }\nnew Pool()')).toEqual(['constructor'])
  expect(way('class Pool { static first = start() }')).toEqual([])
  expect(way('ready().then(() => { start() })')).toEqual([])
})

it('is not reached by what waits for others', () => {
  expect(way('export function run() { start() }')).toBeUndefined()
  expect(way("process.on('SIGHUP', () => { start() })")).toBeUndefined()
  expect(way('class Pool { first = start() }')).toBeUndefined()
})
