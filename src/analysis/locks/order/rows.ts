import { forEachElement } from '../../../knowledge/collections.ts'
import { transactionEnders, transactionEnds } from '../../../knowledge/locks/row-locks.ts'
import { calledName, callsByOwner, nodesOf } from '../../../utils/nodes.ts'
import { perFile, perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, isCall, isFunction, literalText, type Node, ownerOf, wrapped } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf } from '../../flow/graph.ts'
import { findPath } from '../../flow/queries.ts'
import { callbackAt } from '../../promises/reactions.ts'
import { standingAt } from '../../resolve/functions.ts'
import { isPool } from '../connections.ts'
import { spotOf } from '../effects.ts'
import { isEntry } from '../entries.ts'
import type { Held, Spot, Take } from '../facts.ts'
import { bindingOf } from '../places/binding.ts'
import { valueOf } from '../places/identity.ts'
import { isOrdered } from '../places/imposed.ts'
import { type Binding, exactKey, patternOf, type Place, substitute } from '../places/symbol.ts'
import { calledLocal } from '../receiver.ts'
import { type GivenOrder, judge } from './given.ts'
import { type RowLock, rowLocksByOwner } from './row-locks.ts'

/** A row that is locked, in terms of the function. */
interface Taken {
  readonly row: Place
  /** The place of the transaction; absent where it is not known. */
  readonly by: string | undefined
  readonly site: Spot
}

/** Two rows of one table of which the second is locked while the first one is, not in an order of the program's own. */
interface Pair {
  readonly first: Taken
  readonly second: Taken
}

interface Summary {
  readonly taken: readonly Taken[]
  readonly pairs: readonly Pair[]
}

const NONE: Summary = { taken: [], pairs: [] }
const MOST = 24

/** Every place of the file where a transaction locks two rows of one table in caller-given order. */
export const rowOrders = perFile((sourceCode): readonly GivenOrder[] => {
  const locks = rowLocksByOwner(sourceCode)
  if (locks.size === 0) return []
  const found = new Map<number, GivenOrder>()
  for (const owner of nodesOf(sourceCode).owners) {
    if (isHanded(sourceCode, owner) || !isEntry(sourceCode, owner)) continue
    for (const { first, second } of summaryOf(sourceCode, owner).pairs) {
      const order = judge(sourceCode, owner, held(first), { ...held(second), ...TAKE, held: [held(first)] })
      const key = second.site.start.line * 10_000 + second.site.start.column
      if (order && !found.has(key)) found.set(key, { ...order, areRows: true })
    }
  }
  return [...found.values()]
})

const TAKE = { model: 'rows', waits: 'ever', through: [], waited: true } as const satisfies Partial<Take>

function held({ row, site }: Taken): Held {
  return { lock: row, mode: 'exclusive', at: site, site, sure: true }
}

/** A function that is written where it is handed on, or in the code that hands it on: its rows are judged with the code around it. */
function isHanded(sourceCode: SourceCode, owner: CodeOwner): boolean {
  const outer = wrapped(isFunction(owner) && isFunction(ownerOf(owner)) ? standingAt(sourceCode, owner) : owner)
  return isCall(outer.parent) && (outer.parent.callee as Node) !== outer
}

const summaryOf: (sourceCode: SourceCode, owner: CodeOwner) => Summary = perNode<CodeOwner, Summary>((sourceCode, owner) => {
  const events: { readonly node: Node; readonly taken: readonly Taken[] }[] = (rowLocksByOwner(sourceCode).get(owner) ?? []).map((lock) => ({ node: lock.node, taken: takenBy(sourceCode, lock) }))
  const pairs: Pair[] = []
  for (const call of callsByOwner(sourceCode).get(owner) ?? []) {
    for (const argument of call.arguments) {
      const callback = callbackAt(sourceCode, argument)
      if (callback) pairs.push(...summaryOf(sourceCode, callback).pairs)
    }
    const called = call.type === 'CallExpression' ? calledLocal(sourceCode, call) : undefined
    // A parameter may be a function that was written where it is given.
    const fn = called && !isHanded(sourceCode, called) ? called : undefined
    const inside = fn ? summaryOf(sourceCode, fn) : NONE
    if (!fn || call.type !== 'CallExpression' || inside === NONE) continue
    const bind = bindingOf(sourceCode, call, fn)
    events.push({ node: call, taken: inside.taken.flatMap((each) => inCaller(each, bind, call)) })
    pairs.push(...inside.pairs.flatMap(({ first, second }) => pairIn(inCaller(first, bind)[0], inCaller(second, bind)[0])))
  }
  if (events.length === 0 && pairs.length === 0) return NONE
  events.sort((a, b) => a.node.range[0] - b.node.range[0])
  for (const [i, { node, taken }] of events.entries()) {
    if (isRepeated(sourceCode, owner, node)) pairs.push(...taken.flatMap((each) => pairIn(each, each)))
    for (const later of events.slice(i + 1)) {
      if (!comesTo(sourceCode, owner, node, later.node)) continue
      for (const first of taken) pairs.push(...later.taken.flatMap((second) => pairIn(first, second)))
    }
  }
  const open = pairs.filter(({ first, second }) => !isOrdered(sourceCode, owner, first.row, second.row))
  return { taken: events.flatMap(({ taken }) => taken).slice(0, MOST), pairs: open.slice(0, MOST) }
}, NONE)

/** Nothing where a statement is a transaction of its own: told to a pool, or to a model without one. */
function takenBy(sourceCode: SourceCode, { where, table, client, site }: RowLock): readonly Taken[] {
  if (!client || isPool(sourceCode, client)) return []
  const parts = where.flatMap(({ value }) => patternOf(valueOf(sourceCode, value)).parts)
  const transaction = valueOf(sourceCode, client)
  const row = { root: `rows:${table}@${where.map(({ column }) => column).join()}`, path: [{ parts }] }
  return exactKey(row) === undefined ? [] : [{ row, by: transaction?.is === 'place' ? exactKey(transaction.place) : undefined, site }]
}

/** The same in terms of the caller, and at the call where the caller's own row is meant. */
function inCaller(taken: Taken, bind: Binding, call?: Call): readonly Taken[] {
  const row = substitute(taken.row, bind)
  return row?.is === 'place' && exactKey(row.place) !== undefined ? [{ row: row.place, by: undefined, site: call ? spotOf(call) : taken.site }] : []
}

/** Two rows of one table by one transaction. */
function pairIn(first: Taken | undefined, second: Taken | undefined): readonly Pair[] {
  if (!first || !second || first.row.root !== second.row.root) return []
  return first.by !== undefined && second.by !== undefined && first.by !== second.by ? [] : [{ first, second }]
}

/** Whether a loop, or what a method of arrays is given, runs the code for one row after the other in one transaction. */
function isRepeated(sourceCode: SourceCode, owner: CodeOwner, node: Node): boolean {
  const outer = wrapped(isFunction(owner) ? standingAt(sourceCode, owner) : owner)
  const { parent } = outer
  const isEach = isCall(parent) && parent.arguments[0] === outer && forEachElement.has(calledName(parent) ?? '')
  return isEach || comesTo(sourceCode, owner, node, node)
}

/** Whether control gets from one node to the other with the transaction still open. */
function comesTo(sourceCode: SourceCode, owner: CodeOwner, from: Node, to: Node): boolean {
  const flow = flowOf(sourceCode, owner)
  const ends = new Set((callsByOwner(sourceCode).get(owner) ?? []).filter(endsTransaction).flatMap((call) => eventsOf(flow, call)))
  const goals = new Set(eventsOf(flow, around(to, owner)))
  const start = eventsOf(flow, around(from, owner)).at(-1)
  return start !== undefined && findPath(flow, start, (at) => goals.has(at), (event) => !ends.has(event)) !== undefined
}

/** The call or wait that a node is part of: templates are no events themselves. */
function around(node: Node, owner: Node): Node {
  let at: Node = node
  while (at.parent && at.type !== 'CallExpression' && at.type !== 'AwaitExpression' && at.parent !== owner) at = at.parent
  return at
}

function endsTransaction(call: Call): boolean {
  const text = call.arguments[0] && literalText(call.arguments[0])
  return transactionEnders.has(calledName(call) ?? '') || (text !== undefined && transactionEnds.test(text))
}
