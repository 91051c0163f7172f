import type { TSESTree } from '@typescript-eslint/utils'

import { atomicsMethods } from '../../../knowledge/shared-memory.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, walkOwn } from '../../../utils/syntax.ts'
import { apiOf } from '../../resolve/denote.ts'
import { constantText } from '../../sharing/words.ts'
import { functionName } from '../names.ts'
import { valueOf } from '../places/identity.ts'
import { patternOf, type Place, placeAt } from '../places/symbol.ts'
import { ACQUIRES, type OwnMethod, RELEASES } from './method.ts'

const LOOPS: ReadonlySet<string> = new Set(['WhileStatement', 'DoWhileStatement', 'ForStatement'])

/** A function that spins or sleeps until it has changed a shared word from free to taken, or that frees one and wakes the next. */
export function wordLock(sourceCode: SourceCode, fn: FunctionNode): OwnMethod | undefined {
  const name = functionName(sourceCode, fn)
  if (!ACQUIRES.test(name) && !RELEASES.test(name)) return undefined
  let taken: Place | undefined
  let freed: Place | undefined
  let loops = false
  let wakes = false
  walkOwn(sourceCode, fn.body, (node) => {
    loops ||= LOOPS.has(node.type)
    const does = node.type === 'CallExpression' ? atomicsMethods.get(apiOf(sourceCode, node.callee) ?? '')?.does : undefined
    if (node.type !== 'CallExpression' || !does) return
    if (does === 'compare' && changes(sourceCode, node)) taken ??= wordAt(sourceCode, node)
    else if (does === 'store' || does === 'exchange' || does === 'modify') freed ??= wordAt(sourceCode, node)
    else if (does === 'notify') wakes = true
  })
  if (taken && loops && !freed && !wakes && ACQUIRES.test(name)) return { does: 'acquire', place: taken, yields: 'nothing', awaited: false }
  const place = freed ?? taken
  return place && wakes && RELEASES.test(name) ? { does: 'release', place, awaited: false } : undefined
}

/** An exchange of one constant for another, `compareExchange(words, 0, FREE, TAKEN)`; not one that only looks. */
function changes(sourceCode: SourceCode, call: TSESTree.CallExpression): boolean {
  const [expected, replacement] = call.arguments.slice(2).map((each) => constantText(sourceCode, each))
  return expected !== replacement
}

function wordAt(sourceCode: SourceCode, call: TSESTree.CallExpression): Place | undefined {
  const [view, index] = call.arguments
  const whole = view && valueOf(sourceCode, view)
  const chosen = index && valueOf(sourceCode, index)
  // A lock object that knows its word: the object is the lock.
  if (whole?.is === 'place' && whole.place.root.startsWith('this:') && chosen?.is === 'place' && chosen.place.root === whole.place.root) return placeAt(whole.place.root)
  return whole?.is === 'place' && index ? { root: whole.place.root, path: [...whole.place.path, patternOf(chosen)] } : undefined
}
