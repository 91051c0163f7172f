import type { TSESTree } from '@typescript-eslint/utils'

import { moving } from '../../knowledge/collections.ts'
import { groupBy } from '../../utils/group.ts'
import { callsByName, nodesOf } from '../../utils/nodes.ts'
import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, isInside, keyName, type Node, ownerOf, unwrap } from '../../utils/syntax.ts'
import { flowOf } from '../flow/flow.ts'
import { type EventId, type Flow, nodeOf } from '../flow/graph.ts'
import { reaches } from '../flow/reach.ts'
import { suspensionPoints } from '../flow/suspension.ts'
import { limitOf } from '../loops/limits.ts'
import { type Access, accessesIn } from './accesses.ts'
import { collectionAt } from './collections.ts'
import { usesOfPlace } from './elsewhere.ts'
import { entryOf } from './entries.ts'
import { excludeEachOther } from './exclusive.ts'
import type { Fault } from './faults.ts'
import { isLocked } from './guards.ts'
import { collectionOf } from './places.ts'

/** The loops over lists in the code of each owner, where the file takes elements out of lists. */
export const iterationsByOwner = perFile((sourceCode) => {
  const names = callsByName(sourceCode)
  const loops = [...moving].some((name) => names.has(name)) ? nodesOf(sourceCode).loops : []
  return groupBy(loops, (loop) => (loop.type === 'ForOfStatement' || loop.type === 'ForStatement' ? ownerOf(loop) : undefined))
})

/** Arrays that are gone through with waits in between, while other code takes elements out: the rest moves up, and one is left out. */
export const liveIterations: (sourceCode: SourceCode, owner: CodeOwner) => readonly Fault[] = perNode<CodeOwner, readonly Fault[]>((sourceCode, owner) => {
  if (!iterationsByOwner(sourceCode).has(owner)) return []
  const flow = flowOf(sourceCode, owner)
  const faults: Fault[] = []
  for (const read of accessesIn(sourceCode, owner).reads) {
    const loop = read.shared === 'caller' ? undefined : loopOver(sourceCode, flow, read)
    if (!loop) continue
    const wait = suspensionPoints(flow).find((event) => isInside(nodeOf(flow, event), loop.body) && goesOn(flow, event, read.event, loop))
    const taken = usesOfPlace(sourceCode, read.place).find((use) => use.owner !== owner && use.does === 'remove' && takesOut(use.node))
    if (wait === undefined || !taken || isLocked(sourceCode, read.node, taken.node)) continue
    const entry = entryOf(sourceCode, owner)
    faults.push({ kind: 'iterated', place: read.place.text, node: read.node, read: read.node, wait: flow.nodes[wait] as Node, other: taken.node, ...(entry && { entry }), proven: !excludeEachOther(sourceCode, loop, taken.node) })
  }
  return faults
}, [])

/** The loop that goes through the array that is read, or through its numbers: `for (let i = 0; i < list.length; i++)` with `list[i]`. */
function loopOver(sourceCode: SourceCode, flow: Flow, { node, event, place }: Access): TSESTree.ForOfStatement | TSESTree.ForStatement | undefined {
  const { parent } = node
  if (parent?.type === 'ForOfStatement') return flow.kinds[event] === 'loop' && collectionAt(sourceCode, node) === 'array' ? parent : undefined
  const loop = parent?.type === 'BinaryExpression' && node.type === 'MemberExpression' && keyName(node) === 'length' ? parent.parent : undefined
  if (loop?.type !== 'ForStatement' || loop.test !== parent || node.type !== 'MemberExpression' || collectionAt(sourceCode, node.object) !== 'array') return undefined
  const limit = limitOf(sourceCode, { node: loop })
  const counter = limit.kind === 'number' && limit.of.includes(node) ? limit.counter : undefined
  return counter?.references.some(({ identifier }) => {
    const element = identifier.parent
    return element.type === 'MemberExpression' && element.property === identifier && element.computed && isInside(element, loop.body) && collectionOf(sourceCode, element.object)?.base === place.base
  }) ? loop : undefined
}

/** Whether the loop comes to the next element after an event: not where it is left for good then. */
function goesOn(flow: Flow, event: EventId, head: EventId, loop: Node): boolean {
  return reaches(flow, event, head, (_, __, to) => isInside(nodeOf(flow, to), loop))
}

function takesOut(call: Node): boolean {
  const callee = call.type === 'CallExpression' ? unwrap(call.callee) : undefined
  return callee?.type === 'MemberExpression' && moving.has(keyName(callee) ?? '') && !putsIn(call)
}

/** `list.splice(at, 0, element)` adds, and with as many new elements as old ones nothing moves. */
function putsIn(call: Node): boolean {
  const [, count, ...added] = call.type === 'CallExpression' ? call.arguments : []
  return count?.type === 'Literal' && typeof count.value === 'number' && added.length >= count.value && added.length > 0
}
