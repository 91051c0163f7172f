import { moving } from '../../knowledge/collections.ts'
import { groupBy } from '../../utils/group.ts'
import { callsByName, nodesOf } from '../../utils/nodes.ts'
import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, isInside, keyName, type Node, ownerOf, unwrap } from '../../utils/syntax.ts'
import { flowOf } from '../flow/flow.ts'
import { type EventId, type Flow, nodeOf } from '../flow/graph.ts'
import { reaches, suspensionPoints } from '../flow/queries.ts'
import { accessesIn } from './accesses.ts'
import { collectionAt } from './collections.ts'
import { usesOfPlace } from './elsewhere.ts'
import { entryOf } from './entries.ts'
import { excludeEachOther } from './exclusive.ts'
import type { Fault } from './faults.ts'
import { isLocked } from './guards.ts'

/** The loops over lists in the code of each owner, where the file takes elements out of lists. */
export const iterationsByOwner = perFile((sourceCode) => {
  const names = callsByName(sourceCode)
  const loops = [...moving].some((name) => names.has(name)) ? nodesOf(sourceCode).loops : []
  return groupBy(loops, (loop) => (loop.type === 'ForOfStatement' ? ownerOf(loop) : undefined))
})

/** Arrays that are gone through with waits in between, while other code takes elements out: the rest moves up, and one is left out. */
export const liveIterations: (sourceCode: SourceCode, owner: CodeOwner) => readonly Fault[] = perNode<CodeOwner, readonly Fault[]>((sourceCode, owner) => {
  if (!iterationsByOwner(sourceCode).has(owner)) return []
  const flow = flowOf(sourceCode, owner)
  const faults: Fault[] = []
  for (const read of accessesIn(sourceCode, owner).reads) {
    const loop = read.node.parent
    if (flow.kinds[read.event] !== 'loop' || loop?.type !== 'ForOfStatement' || read.shared === 'caller' || collectionAt(sourceCode, read.node) !== 'array') continue
    const wait = suspensionPoints(flow).find((event) => isInside(nodeOf(flow, event), loop.body) && goesOn(flow, event, read.event, loop))
    const taken = usesOfPlace(sourceCode, read.place).find((use) => use.owner !== owner && use.does === 'remove' && takesOut(use.node))
    if (wait === undefined || !taken || isLocked(sourceCode, read.node, taken.node)) continue
    const entry = entryOf(sourceCode, owner)
    faults.push({ kind: 'iterated', place: read.place.text, node: read.node, read: read.node, wait: flow.nodes[wait] as Node, other: taken.node, ...(entry && { entry }), proven: !excludeEachOther(sourceCode, loop, taken.node) })
  }
  return faults
}, [])

/** Whether the loop comes to the next element after an event: not where it is left for good then. */
function goesOn(flow: Flow, event: EventId, head: EventId, loop: Node): boolean {
  return reaches(flow, event, head, (_, __, to) => isInside(nodeOf(flow, to), loop))
}

function takesOut(call: Node): boolean {
  const callee = call.type === 'CallExpression' ? unwrap(call.callee) : undefined
  return callee?.type === 'MemberExpression' && moving.has(keyName(callee) ?? '')
}
