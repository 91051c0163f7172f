import { mortalPeers, portSends, wordWait } from '../../../knowledge/locks/endless.ts'
import { nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, functionAround, type FunctionNode, isInside, type Node, ownerOf, unwrap } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf } from '../../flow/graph.ts'
import { findPath } from '../../flow/queries.ts'
import { atomicAt } from '../../sharing/atomics.ts'
import { variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { callersOf } from '../../resolve/functions.ts'
import { calledPath } from '../../resolve/receiver.ts'

/** A wait without end for a word of shared memory that a thread changes which may die before it does. */
export interface WordWait {
  readonly call: Call
  /** What the thread was sent, or started by, before the wait. */
  readonly asked: Node
}

export const wordWaits = perFile((sourceCode): readonly WordWait[] => {
  if (!nodesOf(sourceCode).names.has('Atomics')) return []
  return nodesOf(sourceCode).calls.flatMap((call): readonly WordWait[] => {
    if (!isEndless(sourceCode, call)) return []
    const fn = functionAround(call)
    if (fn && exchanges(sourceCode, fn)) return [] // a mutex, or a semaphore
    const asked = askedBefore(sourceCode, call, fn, 0)
    return asked ? [{ call, asked }] : []
  })
})

function isEndless(sourceCode: SourceCode, call: Call): boolean {
  if (atomicAt(sourceCode, call)?.does !== 'wait' || apiOf(sourceCode, unwrap(call.callee)) !== wordWait.path) return false
  const timeout = call.arguments[wordWait.timeout]
  if (!timeout) return !call.arguments.some((each) => each.type === 'SpreadElement')
  return timeout.type === 'Identifier' && (timeout.name === 'Infinity' || timeout.name === 'undefined')
}

function exchanges(sourceCode: SourceCode, fn: FunctionNode): boolean {
  return nodesOf(sourceCode).calls.some((call) => isInside(call, fn) && atomicAt(sourceCode, call)?.does === 'compare')
}

const MOST_CALLERS = 2

/** The call that comes before the wait, here or in all that call this function, and makes another thread work. */
function askedBefore(sourceCode: SourceCode, at: Node, fn: FunctionNode | undefined, depth: number): Node | undefined {
  const asked = peers(sourceCode).find((call) => functionAround(call) === fn && comesAfter(sourceCode, call, at))
  if (asked || !fn || depth >= MOST_CALLERS) return asked
  const callers = callersOf(sourceCode, fn).map((caller) => askedBefore(sourceCode, caller, functionAround(caller), depth + 1))
  return callers.length > 0 && callers.every((each) => each) ? callers[0] : undefined
}

function comesAfter(sourceCode: SourceCode, first: Call, later: Node): boolean {
  const flow = flowOf(sourceCode, ownerOf(first))
  const to = new Set(eventsOf(flow, later))
  return eventsOf(flow, first).some((event) => findPath(flow, event, (next) => to.has(next)) !== undefined)
}

/** The names of such calls; `new Worker` has none. */
const NAMES: ReadonlySet<string> = new Set([...mortalPeers].map((path) => path.slice(path.lastIndexOf('.') + 1)).filter((name) => !name.includes('#')))

const peers = perFile((sourceCode): readonly Call[] => nodesOf(sourceCode).calls.filter((call) => {
  const path = calledPath(sourceCode, call, NAMES) ?? ''
  return mortalPeers.has(path) && !(portSends.has(path) && isOfCaller(sourceCode, call))
}))

/** Who hands over a port knows what is behind it. */
function isOfCaller(sourceCode: SourceCode, { callee }: Call): boolean {
  const member = unwrap(callee)
  const variable = member.type === 'MemberExpression' && member.object.type === 'Identifier' ? variableOf(sourceCode, member.object) : undefined
  return variable?.defs[0]?.type === 'Parameter'
}
