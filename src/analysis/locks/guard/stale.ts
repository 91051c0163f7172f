import { perNode, type SourceCode } from '../../../utils/per-file.ts'
import { isInside, type Node, unwrap, walk } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import type { EventId, Flow } from '../../flow/graph.ts'
import { eventsOf, nodeOf } from '../../flow/graph.ts'
import { comesWhere, reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { sourcesOf, variableOf } from '../../resolve/bindings.ts'
import type { Access } from './states.ts'

/** A write that rests on what was read before others could run. */
export interface StaleWrite {
  readonly write: Access
  readonly read: Access
  /** Where others run in between. */
  readonly wait: Node
}

/** The first such write among the accesses that one function makes to one state, in source order. */
export function staleWrite(sourceCode: SourceCode, accesses: readonly Access[], candidates: readonly Access[]): StaleWrite | undefined {
  const [any] = accesses
  if (!any) return undefined
  const flow = flowOf(sourceCode, any.owner)
  if (flow.imprecise) return undefined
  const waits = suspensionPoints(flow)
  if (waits.length === 0) return undefined
  const reads = accesses.filter(({ writes }) => !writes)
  const readEvents = new Set(reads.flatMap((each) => eventsAt(flow, each)))
  const writeEvents = new Set(accesses.filter(({ writes }) => writes).flatMap((each) => eventsAt(flow, each)))
  for (const write of candidates) {
    const goals = new Set(eventsAt(flow, write))
    for (const read of reads) {
      if (!restsOn(sourceCode, flow, write, read, goals)) continue
      const wait = waits.find((event) => eventsAt(flow, read).some((from) => comes(flow, from, event, writeEvents))
        && reaches(flow, event, goals, (_, edge, to) => edge !== 'throw' && (!readEvents.has(to) || goals.has(to))))
      if (wait !== undefined) return { write, read, wait: nodeOf(flow, wait) }
    }
  }
  return undefined
}

/** Whether control comes from one event to the other without passing any of a third kind. */
function comes(flow: Flow, from: EventId, to: EventId, not: ReadonlySet<EventId>): boolean {
  return reaches(flow, from, to, (_, __, next) => !not.has(next))
}

function eventsAt(flow: Flow, { event, writes }: Access): readonly EventId[] {
  return eventsOf(flow, event).filter((each) => flow.kinds[each] === (writes ? 'write' : 'read') || flow.kinds[each] === 'call' || (!writes && flow.kinds[each] === 'test'))
}

/** Whether what is written, or that it is written, depends on what was read. */
function restsOn(sourceCode: SourceCode, flow: Flow, write: Access, read: Access, goals: ReadonlySet<EventId>): boolean {
  if (write.node === read.node) return true // `total += await cost()`
  const value = valueWritten(write)
  if (value && dependsOn(sourceCode, value, read.node)) return true
  return flow.kinds.some((kind, test) => (kind === 'test' || kind === 'nullish') && dependsOn(sourceCode, nodeOf(flow, test), read.node)
    && comesWhere(flow, test, true, goals) !== comesWhere(flow, test, false, goals))
}

/** What a write puts into the state. */
export function valueWritten({ node, event }: Access): Node | undefined {
  if (event.type === 'CallExpression') return event.arguments.at(-1)
  const { parent } = node
  return parent?.type === 'AssignmentExpression' ? parent.right : undefined
}

const MOST_DEPTH = 3

/** Whether an expression contains another one, or a variable that was made from it. */
function dependsOn(sourceCode: SourceCode, expression: Node, on: Node, depth = 0): boolean {
  if (isInside(on, expression)) return true
  if (depth >= MOST_DEPTH) return false
  return namesIn(sourceCode, expression).some((value) => dependsOn(sourceCode, value, on, depth + 1))
}

/** The values that the names of an expression stand for. */
const namesIn = perNode<Node, readonly Node[]>((sourceCode, expression) => {
  const values: Node[] = []
  walk(sourceCode, expression, (node) => {
    const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
    for (const source of (variable && sourcesOf(sourceCode, variable)) ?? []) if (source.kind === 'value') values.push(unwrap(source.value))
  })
  return values.slice(0, 16)
}, [])
