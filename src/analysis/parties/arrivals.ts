import type { TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from '../../utils/per-file.ts'
import { isLoop } from '../../utils/nodes.ts'
import { type Call, functionAround, type FunctionNode, isCall, isFunction, type Node, wrapped } from '../../utils/syntax.ts'
import { usesOf } from '../callbacks/uses.ts'
import type { Frame } from '../loops/frames.ts'
import { variableOf } from '../resolve/bindings.ts'
import { threadAt } from '../roles/role.ts'
import type { Access } from '../sharing/access.ts'
import { atomicAt } from '../sharing/atomics.ts'
import { type Count, countOf, number, plus } from './counts.ts'
import { isConditional, isSkipped } from './rounds.ts'

/** A place where a thread counts itself in, or down: `Atomics.add(view, i, 1)`, `Atomics.sub(view, i, 1)`. */
export interface Arrival {
  readonly call: Call
  readonly access: Access
  /** It counts up from nothing, or down to nothing. */
  readonly way: 'up' | 'down'
}

export function arrivalAt(sourceCode: SourceCode, access: Access): Arrival | undefined {
  const { node: call, value } = access
  if (access.how !== 'atomic modify' || access.helped || !isCall(call) || value?.type !== 'Literal' || value.value !== 1) return undefined
  const operator = atomicAt(sourceCode, call)?.replaces
  return operator === '+' ? { call, access, way: 'up' } : operator === '-' ? { call, access, way: 'down' } : undefined
}

// ---------------------------------------------------------------- which number

/** A comparison of how many have arrived with the number that is waited for: `expected`, and `more` than that. */
export interface Expectation {
  readonly expected: Node
  readonly more: number
  readonly test: TSESTree.BinaryExpression
}

const TURNED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' }

/**
 * What a value is compared with, where it tells the one moment when it has come so far: `value === n`, `value + 1 >= n`.
 * `more` is what has to be added to the other side.
 */
export function comparedWith(value: Node): Expectation | undefined {
  const sum = summed(value)
  if (!sum) return undefined
  const { at } = sum
  const more = -sum.offset
  const test = at.parent
  if (test?.type !== 'BinaryExpression' || test.left.type === 'PrivateIdentifier') return undefined
  const isLeft = test.left === at
  switch (isLeft ? test.operator : (TURNED[test.operator] ?? test.operator)) {
    case '===':
    case '==':
    case '!==':
    case '!=':
    case '>=':
    case '<':
      return { expected: isLeft ? test.right : test.left, more, test }
    case '>':
    case '<=':
      return { expected: isLeft ? test.right : test.left, more: more + 1, test }
    default:
      return undefined
  }
}

/** The same of what a call yields, put into a constant or not; undefined also where several comparisons differ. */
export function comparisonOf(sourceCode: SourceCode, call: Node): Expectation | undefined {
  const direct = comparedWith(call)
  if (direct) return direct
  const sum = summed(call)
  const holder = sum?.at.parent
  if (!sum || holder?.type !== 'VariableDeclarator' || holder.init !== sum.at || holder.id.type !== 'Identifier') return undefined
  const uses = (variableOf(sourceCode, holder.id)?.references ?? []).flatMap(({ identifier, init }) => (init === true ? [] : (comparedWith(identifier) ?? [])))
  const [only, second] = uses
  return only && !second ? { ...only, more: only.more - sum.offset } : undefined
}

/** `value + 1`: the whole sum, and what it adds. */
function summed(value: Node): { readonly at: Node; readonly offset: number } | undefined {
  let at = wrapped(value)
  let offset = 0
  for (let up = at.parent; up?.type === 'BinaryExpression' && (up.operator === '+' || up.operator === '-') && up.left === at; up = at.parent) {
    if (up.right.type !== 'Literal' || typeof up.right.value !== 'number') return undefined
    offset += up.operator === '+' ? up.right.value : -up.right.value
    at = wrapped(up)
  }
  return { at, offset }
}

/** The number of arrivals after which those who wait go on; `initial` is what a countdown starts with. */
export function awaitedCount(sourceCode: SourceCode, { way, call }: Arrival, initial: Count | undefined, frame: Frame | undefined): { readonly count: Count; readonly at: Node } | undefined {
  const comparison = comparisonOf(sourceCode, call)
  const expected = comparison && countOf(sourceCode, comparison.expected, frame)
  if (!comparison || !expected) return undefined
  // What the call yields is the count before it: the n-th to arrive sees n - 1, or in a countdown n - 1 less than the start.
  const value = plus(expected, number(comparison.more))
  if (way === 'up') return { count: plus(value, number(1)), at: comparison.expected }
  return initial && { count: plus(plus(initial, number(1)), value, -1), at: comparison.expected }
}

// ---------------------------------------------------------------- who arrives

export interface Visitors {
  readonly main: boolean
  readonly worker: boolean
}

const MOST_DEPTH = 8

/**
 * The threads that come to the code at `node`: surely, each as often as the others. Undefined where some may not, or where
 * somebody unknown runs it. `once`: loops count as several times.
 */
export function visitorsOf(sourceCode: SourceCode, node: Node, once: boolean, depth = 0): Visitors | undefined {
  if (depth > MOST_DEPTH) return undefined
  const side = threadAt(sourceCode, node)
  let child = node
  for (let up = node.parent; up; child = up, up = up.parent) {
    if (isFunction(up)) return asked(sourceCode, up, side, once, depth)
    if (once && isLoop(up)) return undefined
    if (isConditional(sourceCode, up, child) || isSkipped(sourceCode, up, child)) return undefined
  }
  return { main: side !== 'worker', worker: side !== 'main' }
}

function asked(sourceCode: SourceCode, fn: FunctionNode, side: ReturnType<typeof threadAt>, once: boolean, depth: number): Visitors | undefined {
  const { calls, values } = usesOf(sourceCode, fn)
  if (fn.generator || values.some((value) => value !== fn)) return undefined
  if (calls.length === 0) return isDeclared(fn) ? NOBODY : undefined
  let main = false
  let worker = false
  for (const call of calls) {
    if (functionAround(call) === fn) return undefined
    const visitors = visitorsOf(sourceCode, call, once, depth + 1)
    if (!visitors) return undefined
    main ||= visitors.main && side !== 'worker'
    worker ||= visitors.worker && side !== 'main'
  }
  // Several calls on one side are several arrivals of one thread.
  return once && calls.length > Number(main) + Number(worker) ? undefined : { main, worker }
}

const NOBODY: Visitors = { main: false, worker: false }

/** It has a name and is not handed to anybody as it stands: without a call, it does not run. */
function isDeclared(fn: FunctionNode): boolean {
  const holder = wrapped(fn).parent
  return (fn.type === 'FunctionDeclaration' && !fn.parent.type.startsWith('Export')) || holder?.type === 'MethodDefinition' || holder?.type === 'VariableDeclarator'
}
