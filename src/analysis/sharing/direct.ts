import type { TSESTree } from '@typescript-eslint/utils'

import { dataViewMethod } from '../../knowledge/shared-memory.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { keyName, type Node, ownerOf, unwrap } from '../../utils/syntax.ts'
import { typeServices } from '../../utils/types.ts'
import { superOf } from '../resolve/denote.ts'
import { type Location, locationOf, numberOf } from '../resolve/location.ts'
import { membersOf } from '../resolve/members.ts'
import { type Access, accessOf, type How, isAtomic, usageOf } from './access.ts'
import { atomicAt } from './atomics.ts'
import { type Shared, sharedMemory } from './memory.ts'
import { isPrivate } from './private.ts'
import { withinReach } from './reach.ts'
import { isConstant } from './words.ts'
import { presumedShared } from './worker-side.ts'

/**
 * The accesses that the code spells out: `view[i]`, `Atomics.load(view, i)`, `data.setUint32(i, x)`. Whether a plain read is
 * one is only asked where it may matter: of places that are changed or used with Atomics too, in functions that do so, and
 * in conditions of loops.
 */
export const directAccesses = perFile((sourceCode): readonly Access[] => {
  const accesses = [...atomicAccesses(sourceCode), ...dataViewAccesses(sourceCode)]
  const proven = new Set(accesses.filter(isAtomic).map(({ view }) => view.key))
  const members = nodesOf(sourceCode).members.filter((member) => member.computed && mayBeShared(sourceCode, member.object)).map((member) => ({ member, ...usageOf(member) }))
  for (const { member, how, value } of members) {
    const access = how === 'read' ? undefined : elementAccess(sourceCode, member, how, value, proven)
    if (access) accesses.push(access)
  }
  const places = new Set(accesses.map(({ view }) => view.key))
  const owners = new Set(accesses.map(({ owner }) => owner))
  for (const { member, how, value } of members) {
    const matters = how === 'read' && (owners.has(ownerOf(member)) || isInLoopTest(member) || places.has(placeOf(sourceCode, member.object)?.key ?? ''))
    const access = matters ? elementAccess(sourceCode, member, how, value, proven) : undefined
    if (access) accesses.push(access)
  }
  return accesses.sort((a, b) => a.node.range[0] - b.node.range[0])
})

/** A first, cheap answer; the type checker may know more. */
function mayBeShared(sourceCode: SourceCode, object: Node): boolean {
  return withinReach(sourceCode).has(unwrap(object)) || typeServices(sourceCode) !== undefined
}

function elementAccess(sourceCode: SourceCode, member: TSESTree.MemberExpression, how: How, value: Node | undefined, proven: ReadonlySet<string>): Access | undefined {
  const { object, property } = member
  const view = placeOf(sourceCode, object)
  const memory = view && (sharedMemory(sourceCode, object) ?? (proven.has(view.key) ? UNTYPED : presumed(sourceCode, object, property)))
  return view && memory?.form === 'view' ? accessOf(sourceCode, { how, node: member, object, view, index: property, value, memory }) : undefined
}

function isInLoopTest(member: Node): boolean {
  let at: Node = member
  while (at.parent && ['BinaryExpression', 'UnaryExpression', 'LogicalExpression'].includes(at.parent.type)) at = at.parent
  const loop = at.parent
  return (loop?.type === 'WhileStatement' || loop?.type === 'DoWhileStatement' || loop?.type === 'ForStatement') && loop.test === at
}

/** Seen with Atomics, so shared: nobody takes the trouble for private memory. */
const UNTYPED: Shared = { form: 'view', wasm: false, own: false }

function presumed(sourceCode: SourceCode, object: Node, index: Node): Shared | undefined {
  const found = presumedShared(sourceCode, object)
  return found && (found.only === 'all' || isConstant(sourceCode, index)) ? found.memory : undefined
}

const CLASSES = 4

/** The place of a view; a field that is inherited is that of the class that declares it. */
function placeOf(sourceCode: SourceCode, object: Node): Location | undefined {
  const place = locationOf(sourceCode, object)
  const [field, ...rest] = place?.path ?? []
  if (place?.root.kind !== 'this' || field === undefined) return place
  let owner = place.root.of
  for (let i = 0; i < CLASSES; i++) {
    const parent = superOf(sourceCode, owner)
    if (parent?.kind !== 'class' || !membersOf(sourceCode, parent.node).has(field)) break
    owner = parent.node
  }
  return owner === place.root.of ? place : { ...place, key: [`this:${numberOf(sourceCode, owner)}`, field, ...rest].join('.') }
}

function atomicAccesses(sourceCode: SourceCode): Access[] {
  return nodesOf(sourceCode).calls.flatMap((call) => {
    const method = atomicAt(sourceCode, call)
    const [object, index, value] = call.arguments
    const view = method && object && index && placeOf(sourceCode, object)
    if (!view || isPrivate(sourceCode, object)) return []
    const how = method.does === 'modify' ? 'atomic modify' : method.does
    return [accessOf(sourceCode, { how, node: call, object, view, index, value, memory: sharedMemory(sourceCode, object) ?? UNTYPED })]
  })
}

function dataViewAccesses(sourceCode: SourceCode): Access[] {
  return nodesOf(sourceCode).calls.flatMap((call) => {
    const callee = unwrap(call.callee)
    const does = callee.type === 'MemberExpression' ? dataViewMethod.exec(keyName(callee) ?? '')?.groups?.['how'] : undefined
    const [index, value] = call.arguments
    if (callee.type !== 'MemberExpression' || does === undefined || !index) return []
    const memory = mayBeShared(sourceCode, callee.object) ? sharedMemory(sourceCode, callee.object) : undefined
    const view = memory?.type === 'DataView' ? placeOf(sourceCode, callee.object) : undefined
    if (!memory || !view) return []
    const how = does === 'get' ? 'read' : 'write'
    return [accessOf(sourceCode, { how, node: call, object: callee.object, view, index, value: how === 'write' ? value : undefined, memory })]
  })
}
