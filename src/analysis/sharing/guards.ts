import { lockMethodAt } from '../../knowledge/index.ts'
import { lockingNames, lockNames, releasingNames } from '../../knowledge/shared-memory.ts'
import { callsByOwner, nodesOf } from '../../utils/nodes.ts'
import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isCall, isFunction, keyName, type Node, ownerOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { usesOf } from '../callbacks/uses.ts'
import { flowOf } from '../flow/flow.ts'
import { type EventId, eventsOf, type Flow, nodeOf } from '../flow/graph.ts'
import { type BitSolution, clearBit, setBit, solveBits } from '../flow/solve-bits.ts'
import { variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { locationOf } from '../resolve/location.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { atomicAt } from './atomics.ts'
import { isOpen } from './callers.ts'
import { elementKey } from './words.ts'

// ---------------------------------------------------------------- entering and leaving

/** Operations that a lock over shared memory is built from. */
const LOCKING = new Set(['compare', 'exchange', 'wait'])

/** A call behind which the code may be in a critical section. `lock` is what the call is made on, `word` the element that it is built from. */
interface Entry {
  readonly call: Call
  readonly lock?: string
  readonly word?: string
}

function entryAt(sourceCode: SourceCode, call: Call): Entry | undefined {
  const callee = unwrap(call.callee)
  const name = calleeName(callee)
  // `new SpinLock(words)` makes a lock, and takes none.
  if (name !== undefined && call.type === 'CallExpression' && (lockingNames.test(name) || (isOnLock(sourceCode, callee) && !releasingNames.test(name)))) return { call, lock: lockOf(sourceCode, call) }
  const atomic = atomicAt(sourceCode, call)
  if (atomic) return LOCKING.has(atomic.does) ? { call, ...wordAt(sourceCode, call) } : undefined
  const known = lockMethodAt(apiOf(sourceCode, callee) ?? '')?.method.does
  if (known === 'acquire' || known === 'try' || known === 'scope') return { call }
  const target = calledFunction(sourceCode, call)
  return target && lockingOwners(sourceCode).has(target) ? { call, lock: lockOf(sourceCode, call) } : undefined
}

/** `mutex.exec(…)`, `this.lock.run(…)`: what the method is called on has the name of a lock, or is of a class that has. */
function isOnLock(sourceCode: SourceCode, callee: Node): boolean {
  const object = callee.type === 'MemberExpression' ? unwrap(callee.object) : undefined
  return object !== undefined && (lockNames.test(calleeName(object) ?? '') || lockNames.test(apiOf(sourceCode, object)?.replace(/\(\)$/u, '') ?? ''))
}

function calleeName(callee: Node): string | undefined {
  return (callee.type === 'MemberExpression' ? keyName(callee) : callee.type === 'Identifier' ? callee.name : undefined)?.replace('#', '')
}

function wordAt(sourceCode: SourceCode, call: Call): { readonly word?: string } {
  const [view, index] = call.arguments
  const place = view && locationOf(sourceCode, view)
  const word = place && index && elementKey(sourceCode, place.key, index)
  return word === undefined ? {} : { word }
}

/** What is locked, as written: the object of a method, the arguments of a function. */
function lockOf(sourceCode: SourceCode, call: Call): string {
  const callee = unwrap(call.callee)
  return callee.type === 'MemberExpression' ? sourceCode.getText(callee.object) : call.arguments.map((each) => sourceCode.getText(each)).join()
}

/** The functions that themselves do what a lock does to get hold of it. */
const lockingOwners = perFile((sourceCode) => {
  const owners = new Set<CodeOwner>()
  for (const call of nodesOf(sourceCode).calls) {
    const atomic = atomicAt(sourceCode, call)
    if (atomic && LOCKING.has(atomic.does)) owners.add(ownerOf(call))
  }
  return owners
})

interface Crossings {
  /** Where a function may enter a critical section. */
  readonly entries: readonly Entry[]
  /** The calls that leave one by name, and what they are made on. */
  readonly exits: ReadonlyMap<Node, string>
}

const NONE: Crossings = { entries: [], exits: new Map() }

const crossingsOf = perNode<CodeOwner, Crossings>((sourceCode, owner) => {
  const entries: Entry[] = []
  const exits = new Map<Node, string>()
  for (const call of callsByOwner(sourceCode).get(owner) ?? []) {
    const entry = entryAt(sourceCode, call)
    if (entry) entries.push(entry)
    else if (releasingNames.test(calleeName(unwrap(call.callee)) ?? '')) exits.set(call, lockOf(sourceCode, call))
  }
  return { entries, exits }
}, NONE)

// ---------------------------------------------------------------- where a function may hold a lock

const MOST_LOCKS = 30

interface Holding {
  readonly flow: Flow
  readonly locks: readonly string[]
  readonly solution: BitSolution
}

/** Where a function may hold which of its locks: one bit for each; undefined where flow says nothing. */
const holdingIn = perNode<CodeOwner, Holding | undefined>((sourceCode, owner) => {
  const { entries, exits } = crossingsOf(sourceCode, owner)
  const locks = [...new Set(entries.map(identityOf))].slice(0, MOST_LOCKS)
  const taken = new Map<Node, number>(entries.map((entry) => [entry.call, Math.max(0, locks.indexOf(identityOf(entry)))]))
  const left = new Map<Node, number>([...exits].map(([call, lock]) => [call, locks.indexOf(`lock ${lock}`)]))
  const flow = flowOf(sourceCode, owner)
  const solution = solveBits(flow, {
    size: locks.length,
    join: 'any',
    transfer: (held, event) => {
      if (flow.kinds[event] !== 'call' && flow.kinds[event] !== 'new') return
      const node = nodeOf(flow, event)
      const entered = taken.get(node)
      const released = left.get(node)
      if (entered !== undefined) setBit(held, entered)
      else if (released !== undefined && released >= 0) clearBit(held, released)
    },
  })
  return solution && { flow, locks, solution }
}, undefined)

function identityOf({ lock, word }: Entry): string {
  return lock !== undefined ? `lock ${lock}` : `word ${word ?? ''}`
}

/** Whether a lock may be held where `node` stands, in its function; a wait on the element itself is no lock for it, and neither is what the node takes itself. */
function mayHold(sourceCode: SourceCode, owner: CodeOwner, node: Node, element: string | undefined): boolean {
  const { entries } = crossingsOf(sourceCode, owner)
  if (entries.length === 0) return false
  const holding = holdingIn(sourceCode, owner)
  if (!holding) return entries.some(({ call, word }) => call.range[1] <= node.range[0] && (word === undefined || word !== element))
  const { flow, locks, solution } = holding
  const taken = entries.find(({ call }) => call === node)
  const own = taken && identityOf(taken)
  const events = eventsOf(flow, node)
  return events.length === 0 || events.some((event: EventId) => locks.some((lock, bit) => lock !== `word ${element ?? ''}` && lock !== own && solution.has(event, bit)))
}

// ---------------------------------------------------------------- guarded by callers

const CALLERS_DEPTH = 3

/** Answers about functions, by how far their callers have been asked. */
const guarded = perFile(() => Array.from({ length: CALLERS_DEPTH }, () => new Map<CodeOwner, boolean>()))

/**
 * Whether the code at `node` may stand in a critical section: a lock may be held there, is held around it, or by all who
 * call the function. `element` is the element that is accessed there: waiting for that one protects nothing.
 */
export function mayBeGuarded(sourceCode: SourceCode, node: Node, element?: string, depth = 0): boolean {
  const owner = ownerOf(node)
  if (mayHold(sourceCode, owner, node, element)) return true
  if (!isFunction(owner)) return false
  const around = wrapped(owner).parent
  if (isCall(around) && around.callee !== owner) return entryAt(sourceCode, around) !== undefined || isRunInSection(sourceCode, around, owner) || mayBeGuarded(sourceCode, around, element, depth)
  const known = guarded(sourceCode)[depth]
  const answer = known?.get(owner) ?? (known !== undefined && isGuardedByCallers(sourceCode, owner, depth))
  known?.set(owner, answer)
  return answer
}

/** `with(work) { this.lock(); try { return work() } finally { this.unlock() } }`: whether a function of the file runs what it is given where it may hold a lock. */
function isRunInSection(sourceCode: SourceCode, call: Call, given: FunctionNode): boolean {
  const runner = calledFunction(sourceCode, call)
  const parameter = runner?.params[call.arguments.findIndex((each) => unwrap(each) === given)]
  const runs = (parameter?.type === 'Identifier' && variableOf(sourceCode, parameter)?.references.map(({ identifier }) => identifier.parent).filter((user) => isCall(user))) || []
  return runner !== undefined && runs.some((run) => mayHold(sourceCode, runner, run, undefined))
}

function isGuardedByCallers(sourceCode: SourceCode, owner: FunctionNode, depth: number): boolean {
  if (isOpen(sourceCode, owner)) return false
  const { calls, values } = usesOf(sourceCode, owner)
  const handed = values.filter((value) => value !== owner).map((value) => wrapped(value).parent)
  if (calls.length + handed.length === 0) return false
  return calls.every((call) => mayBeGuarded(sourceCode, call, undefined, depth + 1))
    && handed.every((taker) => isCall(taker) && entryAt(sourceCode, taker) !== undefined)
}
