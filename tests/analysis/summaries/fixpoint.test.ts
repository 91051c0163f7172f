import { expect, it } from 'vitest'

import { calledFunction } from '../../../src/analysis/resolve/receiver.ts'
import { summaries } from '../../../src/analysis/summaries/fixpoint.ts'
import { callsByOwner } from '../../../src/utils/nodes.ts'
import type { SourceCode } from '../../../src/utils/per-file.ts'
import { isFunction } from '../../../src/utils/syntax.ts'
import { nodeAt, parse } from '../../support/probe.ts'

/** The unknown functions that a function comes to call, by name. */
const reached = summaries<readonly string[]>({
  bottom: [],
  compute: (sourceCode, owner, get) => [...new Set((callsByOwner(sourceCode).get(owner) ?? []).flatMap((call) => {
    const target = calledFunction(sourceCode, call)
    return target ? get(target) : [sourceCode.getText(call.callee)]
  }))].sort(),
  equal: (a, b) => a.join() === b.join(),
})

function named(sourceCode: SourceCode, text: string): readonly string[] {
  const fn = nodeAt(sourceCode, text)
  if (!isFunction(fn)) throw new Error('no function')
  return reached(sourceCode, fn)
}

it('sees through calls', () => {
  const c = 'function c() { log() }'
  const b = 'function b() { c(); save() }'
  const sourceCode = parse(`${b}\n${c}`)
  expect(named(sourceCode, b)).toEqual(['log', 'save'])
  expect(named(sourceCode, c)).toEqual(['log'])
})

it('ends where functions call one another, with the same answer whoever asks first', () => {
  const even = 'function even(n) { read(); return odd(n - 1) }'
  const odd = 'function odd(n) { write(); return even(n - 1) }'
  for (const order of [[even, odd], [odd, even]]) {
    const sourceCode = parse(`${even}\n${odd}`)
    expect(order.map((text) => named(sourceCode, text))).toEqual([['read', 'write'], ['read', 'write']])
  }
})
