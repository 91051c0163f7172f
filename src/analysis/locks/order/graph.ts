import type { SourceCode } from '../../../utils/per-file.ts'
import type { Spot } from '../facts.ts'
import { lockUses } from '../uses.ts'
import { deadlocks, lockOrder, type LockNode, nodeOf } from './order.ts'

/** A place in the file: the line from 1, the column from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** A lock of the graph; `key` tells it from the others of the file. */
export interface GraphLock {
  readonly key: string
  readonly text: string
  /** Known by its name alone, such as a Web Lock: the same lock in every file. */
  readonly global: boolean
}

/** `to` is waited for while `from` is held. Locks by key. */
export interface GraphEdge {
  readonly from: string
  readonly to: string
  readonly since: Position
  readonly at: Position
  readonly through: readonly string[]
  /** Whether it is part of a circle that nothing prevents: a deadlock. */
  readonly inCycle: boolean
}

/** The lock-order graph of one file, as plain data that can be written down. */
export interface LockGraph {
  readonly locks: readonly GraphLock[]
  readonly edges: readonly GraphEdge[]
}

/** The locks that the file takes and the order in which it takes them; empty where it takes none. */
export function lockGraph(sourceCode: SourceCode): LockGraph {
  const locks = new Map<string, GraphLock>()
  const add = ({ key, text }: LockNode): string => {
    if (!locks.has(key)) locks.set(key, { key, text, global: key.startsWith('api:') })
    return key
  }
  for (const { places } of lockUses(sourceCode).values()) for (const place of places) addKnown(nodeOf(place), add)
  const circles = new Set(deadlocks(sourceCode).flat())
  const edges = lockOrder(sourceCode).map((edge): GraphEdge => ({
    from: add(edge.from),
    to: add(edge.to),
    since: positionOf(edge.since),
    at: positionOf(edge.at),
    through: edge.through,
    inCycle: circles.has(edge),
  }))
  return { locks: [...locks.values()], edges: distinct(edges) }
}

function addKnown(node: LockNode | undefined, add: (node: LockNode) => void): void {
  if (node) add(node)
}

function positionOf({ start }: Spot): Position {
  return { line: start.line, column: start.column + 1 }
}

/** One edge for each pair of places, whatever else differs. */
function distinct(edges: readonly GraphEdge[]): readonly GraphEdge[] {
  const known = new Map<string, GraphEdge>()
  for (const edge of edges) {
    const key = JSON.stringify([edge.from, edge.to, edge.since, edge.at])
    const same = known.get(key)
    if (!same || (edge.inCycle && !same.inCycle)) known.set(key, edge)
  }
  return [...known.values()]
}

