import { readying } from '../../../../knowledge/openings.ts'
import { linkAt, startOfChain } from '../../../../utils/chains.ts'
import { calledName, callsByOwner, callsNamed, within } from '../../../../utils/nodes.ts'
import type { SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isCall, isFunction, keyName, type Node, unwrap, walkOwn } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, eventsOf, type Flow } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { yieldsPromise } from '../../../locks/floating/promises.ts'
import { onlyValue, sourcesOf, type Variable, variableOf } from '../../../resolve/bindings.ts'
import { apiOf } from '../../../resolve/denote.ts'
import { returnsOf } from '../../../resolve/functions.ts'
import type { Fault } from '../../faults.ts'
import { entryFor } from '../../overlap/entries.ts'
import { isHeldFrom } from '../../overlap/guards.ts'
import { type Gate, gatesOf } from '../../overlap/latches.ts'
import { isSerialized } from '../../overlap/queued.ts'
import { type Access, accessesIn } from '../../places/accesses.ts'
import { decides } from '../../reads/control.ts'

/**
 * What is published before it is ready, by a function that waits for nothing itself: `if (db) return Promise.resolve(db); db =
 * open(file); return prepare(db).then(() => db)`. Who comes second is given what the first one is still preparing.
 */
export function promisedEarly(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!isFunction(owner) || owner.async || owner.generator) return []
  const chains = [...returnsOf(sourceCode, owner).filter(isChain), ...chainsSettling(sourceCode, owner)]
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
  const setUp = chains.map(chainHead).find((head) => head !== undefined && isOnOneWay(flow, set.event, head) && isAbout(sourceCode, owner, head, set))
  const given = returnsOf(sourceCode, owner).find((value) => isGivenAtOnce(sourceCode, owner, value, set) && eventsOf(flow, heldIn(sourceCode, value)).some((event) => decides(flow, test, event) === (opens === undefined ? undefined : !opens)))
  const entry = setUp && given && entryFor(sourceCode, owner, set)
  if (opens === undefined || !entry || isHeldFrom(sourceCode, flow, test, set)) return undefined
  return { kind: 'published', place: set.place.text, node: set.node, read: test.node, wait: setUp, other: given, entry, proven: entry.strength !== 'reached' }
}

/** Whether one comes behind the other: where nobody waits, it does not matter which. */
function isOnOneWay(flow: Flow, one: EventId, node: Node): boolean {
  return eventsOf(flow, node).some((event) => reaches(flow, one, event) || reaches(flow, event, one))
}

/** The chains behind which a deferred promise is settled that the function answers with: `prepare(db).then(() => opened.resolve(db)); return opened.promise`. */
function chainsSettling(sourceCode: SourceCode, owner: FunctionNode): readonly Node[] {
  const deferred = returnsOf(sourceCode, owner).flatMap((value) => {
    const node = unwrap(value)
    const variable = node.type === 'MemberExpression' && keyName(node) === 'promise' ? variableOf(sourceCode, node.object) : undefined
    return variable?.defs[0]?.type === 'Variable' ? [variable] : []
  })
  return deferred.length === 0 ? [] : (callsByOwner(sourceCode).get(owner) ?? []).filter((call) => {
    const [callback] = call.arguments
    return linkAt(call)?.by === 'then' && call.parent.type === 'ExpressionStatement' && callback !== undefined && isFunction(callback)
      && within(callsNamed(sourceCode, ['resolve']), callback).some(({ callee }) => callee.type === 'MemberExpression' && deferred.includes(variableOf(sourceCode, callee.object) as Variable))
  })
}

/** Whether what is set is a new object that is no promise. */
function isObject(sourceCode: SourceCode, { set }: Gate): boolean {
  if (set.effect !== 'set' || set.shared === 'caller' || set.origin || !set.value) return false
  const node = unwrap(set.value)
  const value = unwrap(onlyValue(sourceCode, node) ?? node)
  return isCall(value) ? !yieldsPromise(sourceCode, value) : isMadeEitherWay(sourceCode, value)
}

/** `let db; if (isLocal) db = new Local(); else db = new Remote()`. */
function isMadeEitherWay(sourceCode: SourceCode, name: Node): boolean {
  const variable = name.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
  const sources = (variable && sourcesOf(sourceCode, variable)) ?? []
  return sources.length > 1 && sources.every((source) => source.kind === 'value' && source.steps.length === 0 && unwrap(source.value).type === 'NewExpression')
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
  const held = readIn(sourceCode, heldIn(sourceCode, value))
  return accessesIn(sourceCode, owner).reads.some((read) => read.node === held && read.place.base === set.place.base && read.place.part === set.place.part)
}

/** `db`, and that of `Promise.resolve(db)`. */
export function heldIn(sourceCode: SourceCode, value: Node): Node {
  const node = unwrap(value)
  const [given] = node.type === 'CallExpression' && apiOf(sourceCode, node.callee) === '#Promise.resolve' ? node.arguments : []
  return given ? unwrap(given) : node
}

/** The read itself, where a local name holds what was read: `const known = this.tables.get(id)`. */
function readIn(sourceCode: SourceCode, held: Node): Node {
  return held.type === 'Identifier' ? unwrap(onlyValue(sourceCode, held) ?? held) : held
}
