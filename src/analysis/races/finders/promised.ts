import { readying } from '../../../knowledge/openings.ts'
import { linkAt, startOfChain } from '../../../utils/chains.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isCall, isFunction, type Node, unwrap, walkOwn } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { type EventId, eventsOf, type Flow } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { yieldsPromise } from '../../locks/floating/promises.ts'
import { onlyValue } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { returnsOf } from '../../resolve/functions.ts'
import type { Fault } from '../faults.ts'
import { entryFor } from '../overlap/entries.ts'
import { isLocked } from '../overlap/guards.ts'
import { type Gate, gatesOf } from '../overlap/latches.ts'
import { isSerialized } from '../overlap/queued.ts'
import { type Access, accessesIn } from '../places/accesses.ts'
import { decides } from '../reads/control.ts'

/**
 * What is published before it is ready, by a function that waits for nothing itself: `if (db) return Promise.resolve(db); db =
 * open(file); return prepare(db).then(() => db)`. Who comes second is given what the first one is still preparing.
 */
export function promisedEarly(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || owner.async || owner.generator) return []
  const chains = returnsOf(sourceCode, owner).filter(isChain)
  if (chains.length === 0) return []
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise || isSerialized(sourceCode, owner)) return []
  for (const gate of gatesOf(sourceCode, owner)) {
    const fault = isObject(sourceCode, gate) ? faultOf(sourceCode, owner, flow, gate, chains) : undefined
    if (fault) return [fault]
  }
  return []
}

function faultOf(sourceCode: SourceCode, owner: FunctionNode, flow: Flow, gate: Gate, chains: readonly Node[]): Fault | undefined {
  const { test, set } = gate
  const opens = decides(flow, test, set.event)
  const setUp = chains.map(chainHead).find((head) => head !== undefined && isReached(flow, set.event, head) && isAbout(sourceCode, owner, head, set))
  const given = returnsOf(sourceCode, owner).find((value) => isGivenAtOnce(sourceCode, owner, value, set) && eventsOf(flow, heldIn(sourceCode, value)).some((event) => decides(flow, test, event) === (opens === undefined ? undefined : !opens)))
  const entry = setUp && given && entryFor(sourceCode, owner, set)
  if (opens === undefined || !entry || isLocked(sourceCode, test.node, set.node)) return undefined
  return { kind: 'published', place: set.place.text, node: set.node, read: test.node, wait: setUp, other: given, entry, proven: entry.strength !== 'reached' }
}

function isReached(flow: Flow, from: EventId, node: Node): boolean {
  return eventsOf(flow, node).some((event) => reaches(flow, from, event))
}

/** Whether what is set is a new object that is no promise. */
function isObject(sourceCode: SourceCode, { set }: Gate): boolean {
  if (set.effect !== 'set' || set.shared === 'caller' || set.origin || !set.value) return false
  const node = unwrap(set.value)
  const value = unwrap(onlyValue(sourceCode, node) ?? node)
  return isCall(value) && !yieldsPromise(sourceCode, value)
}

/** `prepare(db).then(…)`. */
function isChain(value: Node): boolean {
  return linkAt(value)?.by === 'then' && chainHead(value) !== undefined
}

/** The call that a chain begins with. */
function chainHead(value: Node): Call | undefined {
  const head = startOfChain(value)
  return head.type === 'CallExpression' ? head : undefined
}

/** Whether a call does something to what was set. What a call has made may be ready: then its name says that it was not. */
function isAbout(sourceCode: SourceCode, owner: FunctionNode, head: Call, set: Access): boolean {
  const { reads } = accessesIn(sourceCode, owner)
  const value = unwrap(set.value as Node)
  const made = unwrap(onlyValue(sourceCode, value) ?? value)
  if (made.type === 'CallExpression' && !readying.test(calledName(head) ?? '')) return false
  let found = false
  walkOwn(sourceCode, head, (node) => {
    found ||= reads.some((read) => read.node === node && read.place.base === set.place.base) || (value.type === 'Identifier' && node.type === 'Identifier' && node.name === value.name)
  })
  return found
}

/** Whether what was found is given at once: `return db`, `return Promise.resolve(db)`. */
function isGivenAtOnce(sourceCode: SourceCode, owner: FunctionNode, value: Node, set: Access): boolean {
  const held = heldIn(sourceCode, value)
  return accessesIn(sourceCode, owner).reads.some((read) => read.node === held && read.place.base === set.place.base && read.place.part === set.place.part)
}

function heldIn(sourceCode: SourceCode, value: Node): Node {
  const node = unwrap(value)
  const [given] = node.type === 'CallExpression' && apiOf(sourceCode, node.callee) === '#Promise.resolve' ? node.arguments : []
  return given ? unwrap(given) : node
}
