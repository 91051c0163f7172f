import type { TSESTree } from '@typescript-eslint/utils'

import { moving, ownIds } from '../../../../knowledge/collections.ts'
import { groupBy } from '../../../../utils/group.ts'
import { callsByName, callsNamed, nodesOf } from '../../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, isCall, isFunction, isInside, keyName, type Node, ownerOf, unwrap } from '../../../../utils/syntax.ts'
import { handingsOf } from '../../../callbacks/handed.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, type Flow, nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { limitOf } from '../../../loops/limits.ts'
import { onlyValue, type Variable, variableOf } from '../../../resolve/bindings.ts'
import type { Location } from '../../../resolve/location.ts'
import type { Fault } from '../../faults.ts'
import { usesOfPlace } from '../../others/elsewhere.ts'
import { entryOf } from '../../overlap/entries.ts'
import { excludeEachOther } from '../../overlap/exclusive.ts'
import { isLocked } from '../../overlap/guards.ts'
import { type Access, accessesIn, goneThrough } from '../../places/accesses.ts'
import { collectionAt } from '../../places/collections.ts'
import { collectionOf } from '../../places/place.ts'
import { wholeOf } from '../../places/wholes.ts'

/** The loops over lists in the code of each owner, where the file takes elements out of lists. */
export const iterationsByOwner = perFile((sourceCode) => {
  const names = callsByName(sourceCode)
  const loops = [...moving].some((name) => names.has(name)) ? nodesOf(sourceCode).loops : []
  return groupBy(loops, (loop) => (loop.type === 'ForOfStatement' || loop.type === 'ForStatement' ? ownerOf(loop) : undefined))
})

/** Arrays that are gone through with waits in between, while other code takes elements out: the rest moves up, and one is left out. */
export function liveIterations(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  if (!iterationsByOwner(sourceCode).has(owner)) return []
  const flow = flowOf(sourceCode, owner)
  const faults: Fault[] = []
  for (const read of accessesIn(sourceCode, owner).reads) {
    const loop = read.shared === 'caller' ? undefined : loopOver(sourceCode, flow, read)
    if (!loop) continue
    const wait = suspensionPoints(flow).find((event) => isInside(nodeOf(flow, event), loop.body) && goesOn(flow, event, read.event, loop) && !isForTheOne(sourceCode, nodeOf(flow, event), loop))
    const taken = wait === undefined ? undefined : takenElsewhere(sourceCode, owner, read, loop)
    if (wait === undefined || !taken || isLocked(sourceCode, read.node, taken)) continue
    const entry = entryOf(sourceCode, owner)
    faults.push({ kind: 'iterated', place: nameOf(sourceCode, read), node: read.node, read: read.node, wait: flow.nodes[wait] as Node, other: taken, ...(entry && { entry }), proven: !excludeEachOther(sourceCode, loop, taken) })
  }
  return faults
}

/** The loop that goes through the array that is read, or through its numbers: `for (let i = 0; i < list.length; i++)` with `list[i]`. */
function loopOver(sourceCode: SourceCode, flow: Flow, { node, event, place }: Access): TSESTree.ForOfStatement | TSESTree.ForStatement | undefined {
  const { parent } = node
  if (parent?.type === 'ForOfStatement') return flow.kinds[event] === 'loop' && (collectionAt(sourceCode, goneThrough(node)) ?? kindOfHeld(sourceCode, goneThrough(node))) === 'array' ? parent : undefined
  const loop = parent?.type === 'BinaryExpression' && node.type === 'MemberExpression' && keyName(node) === 'length' ? parent.parent : undefined
  if (loop?.type !== 'ForStatement' || loop.test !== parent || node.type !== 'MemberExpression' || collectionAt(sourceCode, node.object) !== 'array') return undefined
  const limit = limitOf(sourceCode, { node: loop })
  const counter = limit.kind === 'number' && limit.of.includes(node) ? limit.counter : undefined
  return counter?.references.some(({ identifier }) => {
    const element = identifier.parent
    return element.type === 'MemberExpression' && element.property === identifier && element.computed && isInside(element, loop.body) && collectionOf(sourceCode, element.object)?.base === place.base
  }) ? loop : undefined
}

/** The list as the loop names it, where its place is one of many: `list`, and not `this.listeners[]`. */
function nameOf(sourceCode: SourceCode, { node, place }: Access): string {
  return place.text.endsWith('[]') && node.parent?.type === 'ForOfStatement' ? sourceCode.getText(node) : place.text
}

/** Where other code takes elements out of the list. */
function takenElsewhere(sourceCode: SourceCode, owner: CodeOwner, { node, place }: Access, loop: Node): Node | undefined {
  const isOther = (of: CodeOwner, taken: Node): boolean => of !== owner && (isInside(taken, loop) || !isDoneAtOnce(sourceCode, of, owner))
  return usesOfPlace(sourceCode, place).find((use) => use.does === 'remove' && takesOut(use.node) && isOther(use.owner, use.node))?.node
    ?? changesOfHeld(sourceCode, goneThrough(node)).find((call) => takesOut(call) && isOther(ownerOf(call), call))
}

/** Whether a function is run where it stands, by the owner alone: `done.forEach((each) => list.splice(list.indexOf(each), 1))`. */
function isDoneAtOnce(sourceCode: SourceCode, fn: CodeOwner, owner: CodeOwner): boolean {
  if (fn === owner) return true
  if (!isFunction(fn) || fn.async || !isInside(fn, owner)) return false
  const handings = handingsOf(sourceCode, fn)
  return handings.length > 0 && handings.every(({ at, timing }) => timing === 'now' && isDoneAtOnce(sourceCode, ownerOf(at), owner))
}

/** What is taken out of a list, or moved in it, that a collection holds, under whatever key: `const list = this.listeners.get(name); list.splice(at, 1)`. */
function changesOfHeld(sourceCode: SourceCode, list: Node): readonly Call[] {
  const held = heldIn(wholeOf(sourceCode, list))
  if (!held) return []
  return callsNamed(sourceCode, moving).filter(({ callee }) => {
    const member = unwrap(callee)
    const other = member.type === 'MemberExpression' ? heldIn(wholeOf(sourceCode, member.object)) : undefined
    return other !== undefined && other.holder === held.holder && !(other.name !== held.name && other.isConstant && held.isConstant)
  })
}

/** What elements are taken out of by their number is a list. */
function kindOfHeld(sourceCode: SourceCode, list: Node): 'array' | undefined {
  return changesOfHeld(sourceCode, list).length > 0 ? 'array' : undefined
}

/** The collection that holds what is at a place, and under which key: `this.listeners`, of `this.listeners[name]` and `this.listeners.get(name)`. */
function heldIn(location: Location | undefined): { readonly holder: string, readonly name: string, readonly isConstant: boolean } | undefined {
  const [, holder, name] = /^(.+?)(?:\.\[\]|@)(["$].*)$/su.exec(location?.key ?? '') ?? []
  return holder === undefined || name === undefined ? undefined : { holder, name, isConstant: name.startsWith('"') }
}

/** Whether the loop comes to the next element after an event: not where it is left for good then. */
function goesOn(flow: Flow, event: EventId, head: EventId, loop: Node): boolean {
  return reaches(flow, event, head, (_, __, to) => isInside(nodeOf(flow, to), loop))
}

/** `for (const berth of berths) if (berth.id === id) await free(berth)`: only one of them is meant, and the one that is left out then is not. */
function isForTheOne(sourceCode: SourceCode, wait: Node, loop: TSESTree.ForOfStatement | TSESTree.ForStatement): boolean {
  const [declared] = loop.type === 'ForOfStatement' && loop.left.type === 'VariableDeclaration' ? loop.left.declarations : []
  const element = declared?.id.type === 'Identifier' ? variableOf(sourceCode, declared.id) : undefined
  for (let child = wait, at = wait.parent; element && at && at !== loop; child = at, at = at.parent) {
    if (at.type !== 'IfStatement' || at.consequent !== child || at.test.type !== 'BinaryExpression' || !/^===?$/u.test(at.test.operator)) continue
    if ([at.test.left, at.test.right].some((side) => isOwnId(sourceCode, onlyValue(sourceCode, side) ?? side, element))) return true
  }
  return false
}

/** `berth.id`, `keyFor(berth.id)`. */
function isOwnId(sourceCode: SourceCode, side: Node, element: Variable): boolean {
  const node = unwrap(side)
  if (isCall(node)) return node.arguments.length === 1 && isOwnId(sourceCode, node.arguments[0] as Node, element)
  return node.type === 'MemberExpression' && ownIds.has(keyName(node) ?? '') && node.object.type === 'Identifier' && variableOf(sourceCode, node.object) === element
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
