import { expect, it } from 'vitest'

import { flowOf } from '../../src/analysis/flow/flow.ts'
import { eventsOf } from '../../src/analysis/flow/graph.ts'
import { findPath } from '../../src/analysis/flow/queries.ts'
import { worldsOf } from '../../src/analysis/worlds.ts'
import { ownerOf } from '../../src/utils/syntax.ts'
import { nodeAt, parse } from '../support/probe.ts'

/** Whether, with every test of the same thing turning out alike, some path passes `a()` and then `b()`. */
function passesBoth(code: string): boolean {
  const sourceCode = parse(`async function run(given, other) { ${code} }`)
  const [a, b] = ['a()', 'b()'].map((text) => nodeAt(sourceCode, text, { type: 'CallExpression' }))
  if (!a || !b) throw new Error('no calls')
  const flow = flowOf(sourceCode, ownerOf(a))
  const [first] = eventsOf(flow, a)
  const ends = new Set(eventsOf(flow, b))
  if (first === undefined) throw new Error('no event')
  return worldsOf(sourceCode, flow).some((world) =>
    findPath(flow, flow.enter, (event) => event === first, world) !== undefined && findPath(flow, first, (event) => ends.has(event), world) !== undefined)
}

it.each([
  ['one after the other', 'a(); b()', true],
  ['the same test twice', 'if (given) a(); if (given) b()', true],
  ['a test and its opposite', 'if (given) a(); if (!given) b()', false],
  ['an early return for the opposite', 'if (!given) a(); if (!given) return; b()', false],
  ['two tests', 'if (given) a(); if (!other) b()', true],
  ['a comparison and its opposite', "if (given === 'x') a(); if (given !== 'x') b()", false],
  ['null, and something', 'if (given == null) a(); if (given) b()', false],
  ['falsy, and not null', 'if (!given) a(); if (given != null) b()', true],
  ['a condition in an expression', 'given && a(); given || b()', false],
  ['a constant that says the opposite', 'const own = !given.open; if (given.open) a(); if (own) b()', false],
  ['a constant that says the same', 'const open = given.open; if (given.open) a(); if (open) b()', true],
  ['a constant that compares', "const none = given === 'x'; if (given === 'x') a(); if (!none) b()", false],
  ['a constant of a constant', 'const open = given.open; const own = !open; if (given.open) a(); if (own) b()', false],
  ['a constant of what this function may change', 'const idle = !this.open; if (this.open) a(); if (idle) b()', true],
  ['a name that is given another value', 'let own = !given.open; own = other; if (given.open) a(); if (own) b()', true],
  ['a test of what changes', 'if (given) a(); given = other; if (!given) b()', true],
  ['a test of what a call yields', 'if (given()) a(); if (!given()) b()', true],
])('%s', (_, code, expected) => {
  expect(passesBoth(code)).toBe(expected)
})
