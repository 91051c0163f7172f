import type { TSESTree } from '@typescript-eslint/utils'

import { collectionChanges, entryReads, wholeReads } from '../../../knowledge/collections.ts'
import { groupBy } from '../../../utils/group.ts'
import { perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, keyName, type Node, sizedIn, unwrap, wrapped } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import type { EventId, Flow } from '../../flow/graph.ts'
import { isEmpty, onlyValue } from '../../resolve/bindings.ts'
import { cellUses } from './cells.ts'
import { collectionAt } from './collections.ts'
import { collectionOf, entryIn, type Place, placeOf, placeOfProperty, type Sharing, sharedBy, VALUE } from './place.ts'
import { type Effect, type Written, writtenIn } from './written.ts'

/** One event of a flow that reads or writes a shared place. */
export interface Access {
  readonly event: EventId
  /** The name, member, property or call. */
  readonly node: Node
  readonly place: Place
  readonly shared: Sharing
  /** Undefined: it reads. */
  readonly effect?: Effect
  /** What is put there. */
  readonly value?: Node
  /** The call that makes the write, where `node` is only a part of it. */
  readonly by?: Node
  /** The write comes later than its event: others run while control waits here. */
  readonly wait?: Node
  /** All waits before it there. */
  readonly waits?: readonly Node[]
  /** Where a helper makes the write, for which `node` is its call. */
  readonly origin?: Node
  /** Nobody waits for the helper. */
  readonly isLetRun?: true
}

export interface Accesses {
  readonly reads: readonly Access[]
  readonly writes: readonly Access[]
}

/** The accesses to shared places that the code of an owner makes itself, by event. */
export function accessesIn(sourceCode: SourceCode, owner: CodeOwner): Accesses {
  return {
    writes: writesIn(sourceCode, owner),
    get reads() {
      return readsIn(sourceCode, owner)
    },
  }
}

const NONE: readonly Access[] = []

const writesIn: (sourceCode: SourceCode, owner: CodeOwner) => readonly Access[] = perNode<CodeOwner, readonly Access[]>((sourceCode, owner) => {
  const written: readonly Written[] = writtenIn(sourceCode, owner)
  if (written.length === 0) return NONE
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise) return NONE
  const byNode = groupBy(written, ({ node, by = node }) => by)
  const writes: Access[] = []
  flow.kinds.forEach((kind, event) => {
    if (kind !== 'write' && kind !== 'call') return
    for (const each of byNode.get(flow.nodes[event] as Node) ?? []) writes.push({ ...each, event })
  })
  return writes
}, NONE)

type Read = Pick<Access, 'node' | 'place'>

const readsIn: (sourceCode: SourceCode, owner: CodeOwner) => readonly Access[] = perNode<CodeOwner, readonly Access[]>((sourceCode, owner) => {
  const flow = flowOf(sourceCode, owner)
  const reads: Access[] = []
  for (let event = 0; !flow.imprecise && event < flow.kinds.length; event++) {
    for (const read of readsAt(sourceCode, flow, event)) {
      const shared = sharedBy(sourceCode, read.place, owner)
      if (shared) reads.push({ ...read, event, shared })
    }
  }
  return reads
}, NONE)

const NO_READS: readonly Read[] = []

function readsAt(sourceCode: SourceCode, flow: Flow, event: EventId): readonly Read[] {
  const node = flow.nodes[event] as Node
  const cell = cellUses(sourceCode).get(node)
  if (cell) return cell.flatMap(({ place, value }) => (value ? [] : [{ node, place }]))
  switch (flow.kinds[event]) {
    case 'read':
      return readAt(sourceCode, node)
    case 'call':
      return node.type === 'CallExpression' ? readBy(sourceCode, node) : NO_READS
    case 'loop':
      return node.type === 'ForOfStatement' || node.type === 'ForInStatement' ? [...whole(sourceCode, goneThrough(node.right), node.right), ...entryOfRound(sourceCode, node)] : NO_READS
    default:
      return NO_READS
  }
}

/** `for (const [id, seat] of this.seats)`: what is kept under the key, in each round. */
function entryOfRound(sourceCode: SourceCode, { left, right }: TSESTree.ForOfStatement | TSESTree.ForInStatement): readonly Read[] {
  const pattern = left.type === 'VariableDeclaration' ? left.declarations[0]?.id : undefined
  const [key, value] = pattern?.type === 'ArrayPattern' ? pattern.elements : []
  if (!pattern || key?.type !== 'Identifier' || !value) return NO_READS
  const entries = unwrap(right)
  const callee = entries.type === 'CallExpression' ? unwrap(entries.callee) : undefined
  const map = callee?.type === 'MemberExpression' && keyName(callee) === 'entries' ? callee.object : entries
  const place = collectionAt(sourceCode, map) === 'map' ? entryIn(sourceCode, map, key) : undefined
  return place ? [{ node: pattern, place }] : NO_READS
}

/** The collection of a loop: `map.get(key)`, of `for (const each of map.get(key) ?? [])`. */
export function goneThrough(right: Node): Node {
  const node = unwrap(right)
  return node.type === 'LogicalExpression' && node.operator !== '&&' && isEmpty(node.right) ? unwrap(node.left) : right
}

function readAt(sourceCode: SourceCode, node: Node): readonly Read[] {
  if (node.type === 'Property') {
    const place = placeOfProperty(sourceCode, node)
    return place ? [{ node, place }] : NO_READS
  }
  if (node.type === 'MemberExpression') {
    const outer = wrapped(node)
    if (outer.parent?.type === 'CallExpression' && outer.parent.callee === outer) return NO_READS
    if (sizedIn(node)) return whole(sourceCode, node.object, node)
    if (node.computed && isCountedFromEnd(sourceCode, node.object, node.property)) return whole(sourceCode, node.object, node)
  }
  const place = placeOf(sourceCode, node)
  if (!place) return NO_READS
  const taker = wrapped(node).parent
  // `key in this.sizes`: what is kept under the key.
  const entry = taker?.type === 'BinaryExpression' && taker.operator === 'in' && unwrap(taker.right) === node && taker.left.type !== 'PrivateIdentifier' ? entryIn(sourceCode, node, taker.left) : undefined
  if (taker && entry) return [{ node, place }, { node: taker, place: entry }]
  // `[...this.queue]`, `const [next] = this.queue`: what it holds.
  const isTakenApart = taker?.type === 'SpreadElement' || (taker?.type === 'VariableDeclarator' && taker.id.type === 'ArrayPattern')
  return isTakenApart && place.part === VALUE ? [{ node, place }, ...whole(sourceCode, node, node)] : [{ node, place }]
}

/** `jobs[jobs.length - 1]`: which one that is depends on what else is there, as for `jobs.at(-1)`. */
function isCountedFromEnd(sourceCode: SourceCode, collection: Node, property: Node): boolean {
  const index = unwrap(onlyValue(sourceCode, property) ?? property)
  const count = index.type === 'BinaryExpression' && index.operator === '-' ? unwrap(index.left) : undefined
  return count?.type === 'MemberExpression' && keyName(count) === 'length' && sourceCode.getText(count.object) === sourceCode.getText(collection)
}

/** A read of all that a collection holds. */
function whole(sourceCode: SourceCode, collection: Node, node: Node): readonly Read[] {
  const place = collectionOf(sourceCode, collection)
  return place ? [{ node, place }] : NO_READS
}

function readBy(sourceCode: SourceCode, call: Call): readonly Read[] {
  const callee = unwrap(call.callee)
  const method = callee.type === 'MemberExpression' ? keyName(callee) : undefined
  if (callee.type !== 'MemberExpression' || method === undefined || collectionChanges.has(method)) return NO_READS
  const { object } = callee
  if (entryReads.has(method)) {
    const [key] = call.arguments
    const place = key && collectionAt(sourceCode, object) ? entryIn(sourceCode, object, key) : undefined
    return place ? [{ node: call, place }] : NO_READS
  }
  if (!wholeReads.has(method)) return NO_READS
  const place = collectionAt(sourceCode, object) ? collectionOf(sourceCode, object) : undefined
  return place ? [{ node: call, place }] : objectRead(sourceCode, call)
}

/** `Object.keys(this.entries)`. */
function objectRead(sourceCode: SourceCode, call: Call): readonly Read[] {
  const callee = unwrap(call.callee)
  const [argument] = call.arguments
  const isStatic = callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && callee.object.name === 'Object'
  return isStatic && argument ? whole(sourceCode, argument, call) : NO_READS
}

/** Whether two accesses are of one place, or of parts of it. */
export function sharesBase(a: Access, b: Access): boolean {
  return a.place.base === b.place.base
}

/** Whether a write adds to a list by putting a longer one there: `rows = [...rows, ...more]`, `rows = rows.concat(more)`. */
export function isLonger({ reads }: Accesses, { effect, place, value }: Access): boolean {
  const made = effect === 'set' && value ? unwrap(value) : undefined
  const callee = made?.type === 'CallExpression' ? unwrap(made.callee) : undefined
  const kept = made?.type === 'ArrayExpression' && made.elements.length > 1 ? made.elements.flatMap((each) => (each?.type === 'SpreadElement' ? [unwrap(each.argument)] : []))
    : callee?.type === 'MemberExpression' && keyName(callee) === 'concat' ? [unwrap(callee.object)] : []
  return kept.some((node) => reads.some((read) => read.node === node && read.place.base === place.base))
}
