import { expect, it } from 'vitest'

import { flowOf } from '../../../src/analysis/flow/flow.ts'
import { accessesIn } from '../../../src/analysis/races/places/accesses.ts'
import { followTokens } from '../../../src/analysis/races/reads/tokens.ts'
import { nodesOf } from '../../../src/utils/nodes.ts'
import { parse } from '../../support/probe.ts'

/** What the first read is worth at the last write of a function that shares `x`. */
function worth(body: string): string {
  const sourceCode = parse(`let x; export async function run(other) { ${body} }`)
  const [fn] = nodesOf(sourceCode).functions
  if (!fn) throw new Error('no function')
  const { reads, writes } = accessesIn(sourceCode, fn)
  const flow = flowOf(sourceCode, fn)
  const tokens = followTokens(sourceCode, flow, reads, writes, [])
  const at = writes.at(-1)?.event
  if (!tokens || at === undefined) return 'nothing'
  return [tokens.fresh(at, 0) && 'fresh', tokens.stale(at, 0) && 'stale', tokens.unsettled(at, 0) && 'unsettled'].filter(Boolean).join(' ')
}

it.each([
  ['no wait', 'const a = x; x = a + 1', 'fresh'],
  ['a wait in between', 'const a = x; await other(); x = a + 1', 'stale unsettled'],
  ['a wait before', 'await other(); const a = x; x = a + 1', 'fresh'],
  ['a wait on one of two ways', 'const a = x; if (other) await other(); x = a + 1', 'stale unsettled'],
  ['a wait in the value', 'x = x + (await other())', 'stale unsettled'],
  ['written by this run before the wait', 'const a = x; x = 0; await other(); x = a + 1', 'stale'],
  ['a wait in a loop before the next read', 'while (x) { x = 1; await other() }', 'fresh'],
  ['an entry of a round before', 'for (const id of other) { if (other(id) && x[id]) continue; x[id] = 1; await other() }', 'fresh'],
  ['an entry of the round before, which the loop does not choose', 'const id = other.id; for (const each of other) { if (each && x[id]) continue; x[id] = 1; await other() }', 'stale unsettled'],
  ['a generator that is waited for', 'const a = x; for await (const each of other) each(); x = a', 'stale unsettled'],
  ['a disposal that is waited for', 'const a = x; { await using b = other() } x = a', 'stale unsettled'],
])('%s', (_, body, expected) => {
  expect(worth(body)).toBe(expected)
})
