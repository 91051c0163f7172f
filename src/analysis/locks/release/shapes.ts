import type { TSESTree } from '@typescript-eslint/utils'

import { endings } from '../../../knowledge/endings.ts'
import { beginning, endsTransaction, endStatement } from '../../../knowledge/locks/lent.ts'
import { acquiringNames, leaseShapes, lockNames, lockTouches, nounLock, nounPair, type PairShape, pairShapes, promised, releaserShape, resource, selfReturns, transaction } from '../../../knowledge/locks/pools.ts'
import type { LeaseShape } from '../../../knowledge/locks/schema.ts'
import { groupBy } from '../../../utils/group.ts'
import { calledName, callsByName, callsByOwner, callsNamed, callsWhere, nodesOf, within } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { isDropped } from '../../../utils/results.ts'
import { type Call, classOfThis, isFunction, keyName, nameAtEnd, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { isUsing } from '../../handles/scopes.ts'
import { reactionOf } from '../../promises/reactions.ts'
import { variableOf } from '../../resolve/bindings.ts'
import { textAt } from '../../resolve/constants.ts'
import { functionName } from '../names.ts'
import { calledLocal } from '../receiver.ts'
import { begunByStatement } from '../transactions/begun.ts'
import { lockUseAt } from '../uses.ts'
import type { Acquisition } from './acquisitions.ts'
import { calledBack } from './called-back.ts'
import { BARE, endedInstead, holdingOf, RELEASER } from './holding.ts'

/**
 * What the file acquires from things that it does not show: parameters, what other files export. Told by names in pairs, and
 * only where the file itself gives back what it acquired so.
 */
export const shapedAcquisitions = perFile((sourceCode): readonly Acquisition[] => {
  const candidates = candidatesIn(sourceCode)
  if (candidates.size === 0 || !mayGiveBack(sourceCode)) return []
  return [...candidates].flatMap((call) => {
    if (call.type !== 'CallExpression' || lockUseAt(sourceCode, call)) return []
    const name = calledName(call) ?? ''
    return leased(sourceCode, call, name) ?? named(sourceCode, call, name) ?? releaser(sourceCode, call, name) ?? paired(sourceCode, call, name) ?? stated(sourceCode, call) ?? []
  })
})

/** By their names, or by that of the variable that their result is put into. */
function candidatesIn(sourceCode: SourceCode): ReadonlySet<Call> {
  const named = callsWhere(sourceCode, (name) => shapeNamed(name) !== undefined || builders.has(name) || pairNamed(name) !== undefined || nounPair.acquire.test(name) || releaserShape.acquire.test(name))
  const kept = nodesOf(sourceCode).awaits.flatMap(({ argument }) => {
    const call = unwrap(argument)
    return call.type === 'CallExpression' && releaserShape.surely.test(keptAs(call) ?? '') ? [call] : []
  })
  return new Set([...named, ...begunByStatement(sourceCode), ...kept])
}

/** Names without which a file gives nothing back. */
const GIVING_BACK = /release|unlock|^(?:leave|exit|up|done|commit|rollback|endSession|createQueryRunner|startSession|acquireConnection|getConnection)$/iu

function mayGiveBack(sourceCode: SourceCode): boolean {
  if (begunByStatement(sourceCode).length > 0) return true
  for (const name of nodesOf(sourceCode).names) if (GIVING_BACK.test(name)) return true
  return false
}

/** What gives back what a method of this name takes: written down, or the same noun. */
export function pairNamed(name: string): PairShape | undefined {
  const known = pairShapes.get(name)
  if (known) return known
  const [, mark = '', noun] = nounLock.exec(name) ?? []
  return noun === undefined ? undefined : { releases: [`${mark}release${noun}`] }
}

const shapesByName = new Map(leaseShapes.flatMap((shape) => (shape.through === undefined ? shape.acquire.map((name) => [name, shape] as const) : [])))

function shapeNamed(name: string): LeaseShape | undefined {
  return shapesByName.get(name) ?? shapesByName.get(name.replace(promised, ''))
}

const builders = groupBy(leaseShapes.filter(({ through }) => through !== undefined), ({ through }) => through)

/** `db.startTransaction().execute()`, other settings of the builder between them. */
function builtBy(call: TSESTree.CallExpression, name: string): LeaseShape | undefined {
  const shapes = builders.get(name) ?? []
  for (let at = linkOf(call); at && shapes.length > 0; at = linkOf(at)) {
    const first = calledName(at) ?? ''
    const shape = shapes.find(({ acquire }) => acquire.includes(first))
    if (shape) return shape
  }
  return undefined
}

/** The call on whose value another one is made. */
function linkOf({ callee }: TSESTree.CallExpression): TSESTree.CallExpression | undefined {
  const object = callee.type === 'MemberExpression' ? unwrap(callee.object) : undefined
  return object?.type === 'CallExpression' ? object : undefined
}

/** `const client = await pool.connect()`, and `client.release()` somewhere. Who takes nothing of what comes has not leased it: only the name is that of a driver's method. */
function leased(sourceCode: SourceCode, call: TSESTree.CallExpression, name: string): Acquisition | undefined {
  const shape = builtBy(call, name) ?? shapeNamed(name)
  if (!shape || call.callee.type !== 'MemberExpression') return undefined
  if (call.arguments.length > 0 && isFunction(call.arguments.at(-1))) return calledBack(sourceCode, call, shape)
  if (call.arguments.some((each) => isFunction(unwrap(each))) || isDropped(call)) return undefined
  const handle = { ...BARE, ends: [...shape.releasedBy, ...(shape.telling ? namesOfReturn(sourceCode, call) : [])] }
  const holding = holdingOf(sourceCode, call, handle, shape.telling !== true)
  // What is a function makes what acquires: `await links.acquireConnection(id)()`.
  if (isCallee(call) || holding?.trails.some(({ variables }) => [...variables].some(({ references }) => references.some(({ identifier }) => isCallee(identifier))))) return undefined
  // What has an end of its own is another thing, whatever the method is called that gave it.
  const isTold = shape.telling === true && isNamedSo(call, shape) && !holding?.trails.some(({ uses }) => uses.some(({ at }) => isEndedSo(at)))
  const isGivenBack = holding?.trails.some(({ uses }) => uses.some((use) => use.does === 'end' || (use.does === 'give' && isGivenTo(use.call, shape))))
  const given = isGivenBack || isTold ? [] : givenTo(sourceCode, call, shape.releasedTo ?? [])
  if (!holding || holding.trails.length === 0 || (!isGivenBack && !isTold && given.length === 0)) return undefined
  const { lease } = shape
  if (given.length > 0 && !isOfLocks(sourceCode, call, name)) return undefined
  if (lease && !(shape.telling === undefined && isOfLocks(sourceCode, call, name))) return { call, text: lease.noun, lease, handle, changed: endedInstead(holding.trails), ...holding }
  return { call, text: lockText(sourceCode, call), handle, changed: changesOf(sourceCode, call, shape), ...(given.length > 0 && { given }), ...holding }
}

/** The calls of methods with these names, on the object that acquires, that are given what a call has acquired: `this.release(lock)`. */
function givenTo(sourceCode: SourceCode, call: TSESTree.CallExpression, names: readonly string[]): readonly TSESTree.CallExpression[] {
  const kept = keptAs(call)
  const on = unwrap(call.callee)
  if (kept === undefined || on.type !== 'MemberExpression') return []
  const object = sourceCode.getText(on.object)
  return names.flatMap((name) => within(callsByName(sourceCode).get(name) ?? [], ownerOf(call))).filter((each): each is TSESTree.CallExpression => {
    const callee = unwrap(each.callee)
    const [first] = each.arguments
    return each.type === 'CallExpression' && callee.type === 'MemberExpression' && first?.type === 'Identifier' && first.name === kept && sourceCode.getText(callee.object) === object
  })
}

/** `const session = client.startSession()`. A daemon starts a session of its own by a method that is called like that of a driver. */
function isNamedSo(call: TSESTree.CallExpression, { named }: LeaseShape): boolean {
  const { parent } = wrapped(call)
  const at = parent?.type === 'AwaitExpression' ? wrapped(parent).parent : parent
  const target = at?.type === 'VariableDeclarator' ? at.id : at?.type === 'AssignmentExpression' ? at.left : undefined
  return named === undefined || named.test((target && nameAtEnd(target)) ?? '')
}

/** `const page = await browser.acquirePage()`, and `browser.releasePage(page)` in the same function: the same noun, on the same object. */
function named(sourceCode: SourceCode, call: TSESTree.CallExpression, name: string): Acquisition | undefined {
  const [, mark = '', noun] = nounPair.acquire.exec(name) ?? []
  if (noun === undefined) return undefined
  const given = givenTo(sourceCode, call, nounPair.release.map((verb) => `${mark}${verb}${noun}`))
  const holding = given.length > 0 ? holdingOf(sourceCode, call, BARE, true) : undefined
  // What a method of the file does with it says less than what that is called.
  const isOwn = given.some((each) => calledLocal(sourceCode, each) !== undefined)
  return holding && { call, text: resource.noun, lease: resource, handle: BARE, ...(isOwn && { given }), ...holding }
}

/** `locks.acquire(key)`, `this.acquire(key)` of `class LockManager`: by its name it is no pool that hands this out. */
function isOfLocks(sourceCode: SourceCode, { callee }: TSESTree.CallExpression, name: string): boolean {
  if (!name.startsWith('acquire') || callee.type !== 'MemberExpression') return false
  const on = callee.object.type === 'ThisExpression' ? classOfThis(callee)?.id?.name : sourceCode.getText(callee.object)
  return on !== undefined && lockNames.test(on)
}

/** Calls of other methods of a lock that is an object: they may make it another one, or end it. */
function changesOf(sourceCode: SourceCode, call: TSESTree.CallExpression, { releasedBy }: LeaseShape): readonly Node[] {
  return methodsOf(sourceCode, call).flatMap(({ at, name }) => (releasedBy.includes(name) || lockTouches.test(name) ? [] : [at]))
}

function isCallee(node: Node): boolean {
  const outer = wrapped(node)
  return outer.parent?.type === 'CallExpression' && outer.parent.callee === outer
}

/** The methods by which the function gives back what it has put into a variable: `lease.returnLease()`. */
function namesOfReturn(sourceCode: SourceCode, call: TSESTree.CallExpression): readonly string[] {
  return methodsOf(sourceCode, call).flatMap(({ name }) => (selfReturns.test(name) ? [name] : []))
}

/** The calls of methods on the variable that the awaited result of a call is put into, in the same function. */
function methodsOf(sourceCode: SourceCode, call: TSESTree.CallExpression): readonly { readonly at: Call; readonly name: string }[] {
  const kept = keptAs(call)
  return kept === undefined ? [] : within(nodesOf(sourceCode).calls, ownerOf(call)).flatMap((at) => {
    const on = unwrap(at.callee)
    const name = on.type === 'MemberExpression' && on.object.type === 'Identifier' && on.object.name === kept ? keyName(on) : undefined
    return name === undefined ? [] : [{ at, name }]
  })
}

function isEndedSo(handle: Node): boolean {
  const member = wrapped(handle).parent
  return member?.type === 'MemberExpression' && unwrap(member.object) === unwrap(handle) && endings.has(keyName(member) ?? '')
}

function isGivenTo(call: Node | undefined, shape: LeaseShape): boolean {
  return call?.type === 'CallExpression' && (shape.releasedTo?.includes((calledName(call) ?? '').replace(promised, '')) ?? false)
}

/** `const release = await queue.lock()`, and `release()` somewhere. */
function releaser(sourceCode: SourceCode, call: TSESTree.CallExpression, name: string): Acquisition | undefined {
  const kept = keptAs(call)
  if (!releaserShape.acquire.test(name) && (kept === undefined || !releaserShape.surely.test(kept))) return undefined
  const handle = { ...RELEASER, ends: ['resolve'] } // or what the lock waits for: `unlock.resolve()`
  const holding = holdingOf(sourceCode, call, handle, true)
  const variables = holding?.trails.flatMap((trail) => [...trail.variables]) ?? []
  const names = releaserShape.acquire.test(name) ? releaserShape.releaser : releaserShape.surely
  const isNamed = variables.length > 0 && variables.every((variable) => names.test(variable.name))
  // Called, or handed on as the end: `work().finally(unlock)`.
  if (!holding || !isNamed || !holding.trails.some(({ uses }) => uses.some(({ does, at }) => does === 'end' || (does === 'give' && reactionOf(sourceCode, at) !== undefined)))) return undefined
  return { call, text: lockText(sourceCode, call), handle, ...holding }
}

/** The variable that the awaited result of a call is put into: one look before anything is followed. */
function keptAs(call: TSESTree.CallExpression): string | undefined {
  const awaited = wrapped(call).parent
  const parent = awaited?.type === 'AwaitExpression' ? wrapped(awaited).parent : undefined
  const target = parent?.type === 'VariableDeclarator' ? parent.id : parent?.type === 'AssignmentExpression' ? parent.left : undefined
  return target?.type === 'Identifier' ? target.name : undefined
}

/** `await lock.acquire()`, and `lock.release()` in the same function. */
function paired(sourceCode: SourceCode, call: TSESTree.CallExpression, name: string): Acquisition | undefined {
  const shape = pairNamed(name)
  const owner = ownerOf(call)
  // A function that is called like that acquires for its caller.
  if (!shape || !isFunction(owner) || pairNamed(functionName(sourceCode, owner)) !== undefined || acquiringNames.test(functionName(sourceCode, owner)) || shape.only?.test(sourceCode.getText(call.callee)) === false || isDisposedOf(sourceCode, call)) return undefined
  const holding = holdingOf(sourceCode, call, BARE, true)
  if (!holding || holding.trails.some(({ uses }) => uses.some(({ does }) => does !== 'touch'))) return undefined
  const given = shape.releases.flatMap((each) => within(callsByName(sourceCode).get(each) ?? [], owner)).flatMap((each) => (
    each.type === 'CallExpression' && isSameLock(sourceCode, call, each) ? [each] : []
  ))
  const { lease } = shape
  return given.length > 0 ? { call, text: lease?.noun ?? lockText(sourceCode, call), ...(lease ? { lease } : {}), given: [...given, ...helpedBack(sourceCode, call, shape)], ...holding } : undefined
}

/** `await using connection = …; await connection.begin()`: what is disposed of at the end of its scope ends there what it has begun. */
function isDisposedOf(sourceCode: SourceCode, { callee }: TSESTree.CallExpression): boolean {
  const object = callee.type === 'MemberExpression' ? unwrap(callee.object) : undefined
  const [def] = (object?.type === 'Identifier' && variableOf(sourceCode, object)?.defs) || []
  return def !== undefined && isUsing(def.node)
}

/** `await this.undo(connection)`, where that calls `connection.rollback()`, or says by its name that it ends a transaction and is written elsewhere. */
function helpedBack(sourceCode: SourceCode, call: TSESTree.CallExpression, { releases, lease }: PairShape): readonly TSESTree.CallExpression[] {
  const callee = unwrap(call.callee)
  const object = callee.type === 'MemberExpression' ? sourceCode.getText(unwrap(callee.object)) : undefined
  return within(nodesOf(sourceCode).calls, ownerOf(call)).flatMap((each) => {
    const index = each.type === 'CallExpression' ? each.arguments.findIndex((given) => sourceCode.getText(unwrap(given)) === object) : -1
    if (each.type !== 'CallExpression' || index < 0) return []
    const helper = calledLocal(sourceCode, each)
    const parameter = helper?.params[index]
    const does = helper ? parameter?.type === 'Identifier' && variableOf(sourceCode, parameter)?.references.some(({ identifier }) => releases.includes(methodOf(identifier) ?? '')) : lease !== undefined && endsTransaction.test(calledName(each) ?? '')
    return does ? [each] : []
  })
}

/** The name of the method that is called on what a name stands for. */
function methodOf(name: Node): string | undefined {
  const { parent } = wrapped(name)
  return parent?.type === 'MemberExpression' && isCallee(parent) ? keyName(parent) : undefined
}

/** `await client.query('BEGIN')`, and `client.query('COMMIT')` in the same function. */
function stated(sourceCode: SourceCode, call: TSESTree.CallExpression): Acquisition | undefined {
  const begun = begunByStatement(sourceCode).find((each) => each === call)
  const owner = ownerOf(call)
  if (!begun || !isFunction(owner) || isDisposedOf(sourceCode, begun)) return undefined
  const client = sourceCode.getText(unwrap(begun.callee.object))
  const calls = (callsByOwner(sourceCode).get(owner) ?? []).flatMap((each) => (each.type === 'CallExpression' && each !== call ? [each] : []))
  const isEnd = (each: TSESTree.CallExpression): boolean => isOn(each, client) && beginning.has(calledName(each) ?? '') && states(sourceCode, each, endStatement)
  const ends = calls.filter(isEnd)
  // What a function within does, it does where that runs.
  const nested = ends.length > 0 ? within(callsNamed(sourceCode, beginning), owner).filter((each): each is TSESTree.CallExpression => each.type === 'CallExpression' && ownerOf(each) !== owner && isEnd(each)) : []
  // `client.end()` and `client.release(error)` end the client itself.
  const others = calls.filter((each) => endsTransaction.test(calledName(each) ?? '') && (isOn(each, client) ? calledName(each) !== 'release' || each.arguments.length > 0 : each.arguments.some((given) => sourceCode.getText(unwrap(given)) === client)))
  const holding = ends.length > 0 ? holdingOf(sourceCode, call, BARE, true) : undefined
  return holding && { call, text: transaction.noun, lease: transaction, harmless: true, given: [...ends, ...nested, ...others], ...holding }

  function isOn(each: TSESTree.CallExpression, text: string): boolean {
    const on = unwrap(each.callee)
    return on.type === 'MemberExpression' && sourceCode.getText(unwrap(on.object)) === text
  }
}

function states(sourceCode: SourceCode, { arguments: [text] }: TSESTree.CallExpression, statement: RegExp): boolean {
  return text !== undefined && statement.test(textAt(sourceCode, text) ?? '')
}

/** Whether the pair works on one object, and one key; a method without a key means the whole object. */
export function isSameLock(sourceCode: SourceCode, acquire: TSESTree.CallExpression, release: TSESTree.CallExpression): boolean {
  const [a, b] = [acquire, release].map(({ callee }) => unwrap(callee))
  if (a?.type !== b?.type) return false
  const isMethod = a?.type === 'MemberExpression' && b?.type === 'MemberExpression'
  if (isMethod && sourceCode.getText(unwrap(a.object)) !== sourceCode.getText(unwrap(b.object))) return false
  const [key, released] = [acquire.arguments[0], release.arguments[0]]
  return released && key ? sourceCode.getText(key) === sourceCode.getText(released) : isMethod && !released
}

/** What a lock is called in the code, by the call that takes it. */
export function lockText(sourceCode: SourceCode, call: TSESTree.CallExpression): string {
  const callee = unwrap(call.callee)
  const [key] = call.arguments
  // `this.lock(key)`: an object that locks for others is none itself.
  if (callee.type === 'MemberExpression' && callee.object.type === 'ThisExpression') return sourceCode.getText(callee)
  return callee.type === 'MemberExpression' ? sourceCode.getText(callee.object) : key ? sourceCode.getText(key) : sourceCode.getText(callee)
}
