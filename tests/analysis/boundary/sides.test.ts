import { describe, expect, it } from 'vitest'

import { sidesOf } from '../../../src/analysis/boundary/sides.ts'
import { nodeAt, parse } from '../../support/probe.ts'

/** The sides that run an expression of the code. */
function sides(code: string, expression: string): string[] {
  const sourceCode = parse(`import { isMainThread } from 'node:worker_threads'\n${code}`)
  return [...sidesOf(sourceCode, nodeAt(sourceCode, expression))].sort()
}

describe('the sides of code', () => {
  it('are told apart by branches', () => {
    expect(sides('if (isMainThread) start(); else work()', 'start()')).toEqual(['first'])
    expect(sides('if (isMainThread) start(); else work()', 'work()')).toEqual(['other'])
    expect(sides('if (!isMainThread) work()\nboth()', 'both()')).toEqual(['first', 'other'])
  })

  it('are those of a branch that was not left', () => {
    expect(sides('function main() { if (!isMainThread) { work(); return }\nstart() }\nmain()', 'start()')).toEqual(['first'])
  })

  it('come from callers and from what a function is handed to', () => {
    expect(sides('function work() { step() }\nif (!isMainThread) work()', 'step()')).toEqual(['other'])
    expect(sides('function work() { step() }\nif (!isMainThread) port.on("message", work)', 'step()')).toEqual(['other'])
    expect(sides('export function work() { step() }\nif (!isMainThread) work()', 'step()')).toEqual(['first', 'other'])
  })

  it('are unknown for a function that nobody runs', () => {
    expect(sides('function work() { step() }\nif (!isMainThread) start()', 'step()')).toEqual([])
  })
})
