import type { TSESTree } from '@typescript-eslint/utils'

import { type AtomicsMethod, atomicsMethods, sharedBuffers, viewTypes } from '../../knowledge/shared-memory.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, isCall, isInside, keyName, type Node, wrapped } from '../../utils/syntax.ts'
import type { Start } from '../fanout/starts.ts'
import { variableOf } from '../resolve/bindings.ts'
import { recordAt } from '../resolve/constants.ts'
import { apiOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { usageOf } from '../sharing/access.ts'
import { comparisonOf } from './arrivals.ts'
import { endsLoop, isZero } from './barriers.ts'
import { type Count, countOf, differenceOf, number, plain, plus } from './counts.ts'
import { homeOf } from './rounds.ts'
import { areOfThisFile, startedIn, workersIn } from './started.ts'

/** A number of threads that stands in shared memory for workers of another file, and that is not how many are started. */
export interface Told {
  readonly at: Node
  readonly awaited: Count
  readonly workers: Count
  readonly start: Start
}

const shared = evidenceFrom(sharedBuffers)

/**
 * Barriers and latches whose workers are of another file. Memory that this file makes and only hands to its workers says who
 * comes to it: they do, and the thread that starts them does not.
 */
export const toldCounts = perFile((sourceCode): readonly Told[] => {
  const starts = mentions(sourceCode, shared) ? workersIn(sourceCode) : []
  const [start, second] = starts
  if (!start || second || areOfThisFile(sourceCode, starts)) return []
  return nodesOf(sourceCode).calls.flatMap((call) => (sharedBuffers.has(apiOf(sourceCode, call.callee) ?? '') ? (toldIn(sourceCode, call, start) ?? []) : []))
})

function toldIn(sourceCode: SourceCode, buffer: Call, start: Start): Told | undefined {
  const uses = usesOfMemory(sourceCode, buffer, start)
  if (!uses?.handed || takesPart(sourceCode, buffer, start)) return undefined
  const started = startedIn(sourceCode, [start], homeOf(buffer))
  const stores = uses.at.filter(({ value }) => value && !isZero(value))
  return started && uses.at.flatMap((use): Told[] => {
    const comparison = use.value || !endsLoop(sourceCode, use.node) ? undefined : comparisonOf(sourceCode, use.node)
    const at = use.value ?? comparison?.expected
    const count = at && countOf(sourceCode, at, undefined)
    const awaited = count && plus(count, number(comparison?.more ?? 0))
    const isOnly = stores.every((store) => store === use || isOther(sourceCode, store, use))
    return at && awaited && isOnly && isOneMore(awaited, started.count) ? [{ at, awaited, workers: started.count, start }] : []
  })[0]
}

/** Whether two touch different words. */
function isOther(sourceCode: SourceCode, a: Use, b: Use): boolean {
  const [one, two] = [a, b].map(({ index }) => index && countOf(sourceCode, index, undefined))
  return one !== undefined && two !== undefined && (plain(plus(one, two, -1)) ?? 0) !== 0
}

/** One more than are started, and made of the same number: of two plain ones, nobody knows what the other stands for. */
function isOneMore(count: Count, workers: Count): boolean {
  const { names, rest } = plus(count, workers, -1)
  const isRelated = plain(count) === undefined || (count.of !== undefined && count.of === workers.of)
  return isRelated && names.size === 0 && differenceOf(count, workers) === 'more' && rest.every((each) => each === 0 || each === 1)
}

// ---------------------------------------------------------------- who holds the memory

/** A place that touches the memory: which word, and what is put there. */
interface Use {
  readonly node: Node
  readonly index: Node | undefined
  readonly value?: Node | undefined
}

interface Uses {
  readonly at: readonly Use[]
  /** The workers get it. */
  readonly handed: boolean
}

/** Everything that is done with the memory; undefined where somebody else may hold it too. */
function usesOfMemory(sourceCode: SourceCode, buffer: Call, start: Start): Uses | undefined {
  const at: Use[] = []
  const values: Node[] = [buffer]
  let handed = false
  for (const value of values) {
    const outer = wrapped(value)
    const { parent } = outer
    if (!parent || values.length > MOST_USES) return undefined
    if (isInside(outer, start.call)) handed = true
    else if (parent.type === 'VariableDeclarator' && parent.init === outer && parent.id.type === 'Identifier') {
      values.push(...(variableOf(sourceCode, parent.id)?.references ?? []).flatMap(({ identifier, init }) => (init === true ? [] : [identifier])))
    } else if (parent.type === 'NewExpression' && parent.arguments[0] === outer && isView(parent.callee)) values.push(parent)
    else if (parent.type === 'MemberExpression' && parent.object === outer && keyName(parent) === 'buffer') values.push(parent)
    else if (parent.type === 'MemberExpression' && parent.object === outer && parent.computed && usageOf(parent).how !== 'modify') at.push({ node: parent, index: parent.property, value: usageOf(parent).value })
    else if (isCall(parent) && parent.arguments[0] === outer && isLookedAt(sourceCode, parent)) {
      const [, index, value] = parent.arguments
      at.push({ node: parent, index, ...(doesAt(sourceCode, parent) === 'store' && { value }) })
    }
    else if (parent.type !== 'MemberExpression' || !SIZES.has(keyName(parent) ?? '')) return undefined
  }
  return { at, handed }
}

const MOST_USES = 40
const SIZES: ReadonlySet<string> = new Set(['length', 'byteLength'])

function isView(callee: Node): boolean {
  return callee.type === 'Identifier' && viewTypes.has(callee.name)
}

/** Only looks, sets or wakes: a thread that comes to a barrier counts itself in. */
function isLookedAt(sourceCode: SourceCode, call: Call): boolean {
  const does = doesAt(sourceCode, call)
  return does === 'load' || does === 'store' || does === 'wait' || does === 'notify'
}

function doesAt(sourceCode: SourceCode, call: Call): AtomicsMethod['does'] | undefined {
  return atomicsMethods.get(apiOf(sourceCode, call.callee) ?? '')?.does
}

/** Whether the thread that starts them may do a part of the work: it calls something with what the workers get too. */
function takesPart(sourceCode: SourceCode, buffer: Call, { call: start }: Start): boolean {
  const home = homeOf(buffer)
  const given = new Set(start.arguments.flatMap((each) => {
    const record = recordAt(sourceCode, each)
    return record ? inObject(record) : []
  }))
  return nodesOf(sourceCode).calls.some((call) =>
    isInside(call, home) && !isInside(call, start) && !isInside(start, call) && call.callee.type === 'Identifier' && !isView(call.callee)
    && call.arguments.some((each) => each.type === 'Identifier' && given.has(each.name)))
}

/** The names that stand in what a call is given, by themselves. */
function inObject(object: TSESTree.ObjectExpression): readonly string[] {
  return object.properties.flatMap((each) => {
    if (each.type !== 'Property') return []
    if (each.value.type === 'Identifier') return [each.value.name]
    return each.value.type === 'ObjectExpression' ? inObject(each.value) : []
  })
}
