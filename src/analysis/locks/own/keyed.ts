import type { TSESTree } from '@typescript-eslint/utils'

import { callsNamed, loopAround, within } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, functionAround, isFunction, unwrap, walk } from '../../../utils/syntax.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { functionName } from '../names.ts'
import { exactKey, type Place } from '../places/symbol.ts'
import { entryPlace, type OwnMethod, RELEASES } from './method.ts'

const PUTTING: ReadonlySet<string> = new Set(['set'])
const DROPPING: ReadonlySet<string> = new Set(['delete'])

/**
 * `while (busy.has(key)) await busy.get(key); busy.set(key, mine)`: a lock for each key of a map, taken by who finds nothing there
 * and puts something there. It is given back by the function that it returns, or by one that is called like that, which takes the
 * key out.
 */
export function keyedLock(sourceCode: SourceCode, node: TSESTree.AwaitExpression, fn: FunctionNode): ReadonlyMap<FunctionNode, OwnMethod> {
  const methods = new Map<FunctionNode, OwnMethod>()
  const loop = loopAround(node)
  if (loop?.type !== 'WhileStatement') return methods
  const place = within(callsNamed(sourceCode, PUTTING), fn.body).flatMap((call) => (call.type === 'CallExpression' && call.range[0] > loop.range[1] && functionAround(call) === fn ? (entryPlace(sourceCode, call, 'set') ?? []) : []))[0]
  if (!place || !asksFor(sourceCode, loop, place)) return methods
  const dropped = callsNamed(sourceCode, DROPPING).flatMap((call) => {
    const by = functionAround(call)
    const entry = call.type === 'CallExpression' ? entryPlace(sourceCode, call, 'delete') : undefined
    return by && entry && by !== fn && mapOf(entry) === mapOf(place) ? [{ by, entry }] : []
  })
  const returned = returnsOf(sourceCode, fn).map(unwrap)
  if (dropped.some(({ by }) => isFunction(by) && returned.includes(by))) return methods.set(fn, { does: 'acquire', place, yields: 'releaser', awaited: true })
  const paired = dropped.filter(({ by }) => RELEASES.test(functionName(sourceCode, by)))
  if (paired.length === 0) return methods
  // Both are told the key, and it says which of the locks is meant.
  methods.set(fn, { does: 'acquire', place, yields: 'nothing', awaited: true })
  for (const { by, entry } of paired) methods.set(by, { does: 'release', place: entry, awaited: false })
  return methods
}

/** The comparable key of the map that has a place. */
function mapOf({ root, path }: Place): string | undefined {
  return exactKey({ root, path: path.slice(0, -1) })
}

/** Whether a loop waits as long as something is there under the key. */
function asksFor(sourceCode: SourceCode, loop: TSESTree.WhileStatement, place: Place): boolean {
  const key = exactKey(place)
  let found = false
  walk(sourceCode, loop.test, (node) => {
    const asked = node.type === 'CallExpression' ? (entryPlace(sourceCode, node, 'has') ?? entryPlace(sourceCode, node, 'get')) : undefined
    found ||= asked !== undefined && exactKey(asked) === key
    return !found
  })
  return found
}
