import type { TSESTree } from '@typescript-eslint/utils'

import { initialNames } from '../../knowledge/shared-memory.ts'
import { groupBy } from '../../utils/group.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { isFunction, isInside, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { nameIn, usesOf } from '../callbacks/uses.ts'
import { variableOf } from '../resolve/bindings.ts'
import { isSamePlace } from '../resolve/location.ts'
import { threadAt } from '../roles/role.ts'
import { type Access, isAtomicWrite } from './access.ts'
import { accessesOf } from './accesses.ts'
import { isOpen } from './callers.ts'
import { checkedBy } from './checks.ts'
import { isElected } from './elected.ts'
import { type Element, elementOf, fillsBetween, looksAtOthers, type Within, worksOnOthers } from './elements.ts'
import { mayBeGuarded } from './guards.ts'
import { mayBeJoined } from './joined.ts'
import { isBeforePublication } from './phases.ts'
import { hasSeveralOfItself } from './rivals.ts'
import { isSpinning } from './spins.ts'
import { constantText, foundIn } from './words.ts'

/** Something that goes wrong when two threads run it on the same memory at once. */
export interface SharingFault {
  /**
   * modify: a plain read-modify-write. check: a test, then a write that is only right if nothing changed since. load-store:
   * a load, then a store that depends on it; drain: a load, then a store of something else, where others add; bits: the same,
   * where others set bits that wake this thread. mixed: a plain write to an element that is accessed through Atomics elsewhere.
   * spin: a loop that waits by plain reads.
   */
  readonly kind: 'modify' | 'check' | 'load-store' | 'drain' | 'bits' | 'mixed' | 'spin'
  readonly access: Access
  /** The other place: the read, the load, or the atomic access. */
  readonly other?: Access
}

/** All faults of the file, in source order; at most one for an access. */
export const sharingFaults = perFile((sourceCode): readonly SharingFault[] => accessesOf(sourceCode).flatMap((access) => faultAt(sourceCode, access) ?? []))

function faultAt(sourceCode: SourceCode, access: Access): SharingFault | undefined {
  const element = elementOf(sourceCode, access)
  const told = access.how === 'write' ? waitedOrTold(sourceCode, access) : undefined
  // What others add to by the same field or name, or are told of, is neither a thread's own nor that of whoever allocated it.
  const isCommon = told !== undefined || (element?.contended === true && (isOfObject(access) || isFixed(sourceCode, access)))
  if (access.memory.own || (access.memory.wasm && access.word.kind !== 'constant' && !isCommon)) return undefined
  if (access.word.kind === 'own' && !isCommon && !isScan(sourceCode, access)) return undefined
  const fault = candidate(sourceCode, access, element) ?? (told && element?.atomicWrite && !isInitial(access) ? { kind: 'mixed', access, other: told } : undefined)
  if (!fault || isBeforePublication(sourceCode, access) || (told?.how !== 'notify' && mayBeJoined(sourceCode, access))) return undefined
  const isAnyway = fault.kind === 'spin' || fault.kind === 'bits' || (fault.kind === 'mixed' && access.word.kind === 'constant' && fault.other !== undefined && isAtomicWrite(fault.other))
  return !isAnyway && (mayBeGuarded(sourceCode, access.node, access.element) || isElected(sourceCode, access)) ? undefined : fault
}

/** Where the function itself sleeps on the element before, or wakes who does behind: threads are there on both sides of it. */
function waitedOrTold(sourceCode: SourceCode, { node, owner, element }: Access): Access | undefined {
  return element === undefined ? undefined : accessesOf(sourceCode).find((other) => other.owner === owner && other.element === element
    && ((other.how === 'wait' && other.node.range[1] <= node.range[0]) || (other.how === 'notify' && other.node.range[0] >= node.range[1])))
}

/** Whether a field of the object chooses the element. */
function isOfObject({ word }: Access): boolean {
  return word.key?.startsWith('this.') === true
}

/** Whether a name chooses the element that is given its value once, around the function, and says nothing of this thread. */
function isFixed(sourceCode: SourceCode, { index, owner, word }: Access): boolean {
  const node = unwrap(index)
  const variable = node.type === 'Identifier' && word.kind === 'data' ? variableOf(sourceCode, node) : undefined
  return variable !== undefined && isInside(owner, variable.scope.block) && variable.scope.block !== owner
    && variable.references.every((reference) => reference.init === true || !reference.isWrite())
}

/** `for (let i = 0; i < slots.length; i++) if (…) { Atomics.store(slots, i, TAKEN); return i }`: any thread may come to any element, and stops at one. Where slots begin behind other words, `i` begins with that. */
function isScan(sourceCode: SourceCode, { how, node, object, view, index }: Access): boolean {
  const counter = unwrap(index)
  // Plainly, one thread alone may do it, unless others change the elements through Atomics.
  const isForMany = how === 'store' || (how === 'write' && accessesOf(sourceCode).some((other) => other.view.key === view.key && isAtomicWrite(other)))
  if (!isForMany || counter.type !== 'Identifier') return false
  let leaves = false
  for (let at: Node | undefined = node; at && !isFunction(at); at = at.parent) {
    const block = at.parent
    if (block?.type === 'BlockStatement') leaves ||= block.body.slice(block.body.indexOf(at as never)).some(({ type }) => type === 'ReturnStatement' || type === 'BreakStatement')
    if (at.type === 'ForStatement') return leaves && isFromStart(at, counter.name) && isToEnd(sourceCode, at.test, counter.name, object)
  }
  return false
}

/** From a number that is written down: threads with a part each would begin with their own. */
function isFromStart({ init }: TSESTree.ForStatement, name: string): boolean {
  const [first] = init?.type === 'VariableDeclaration' ? init.declarations : []
  return first?.id.type === 'Identifier' && first.id.name === name && first.init?.type === 'Literal' && typeof first.init.value === 'number'
}

/** `i < view.length`, of the same view; a constant; `i <= this.count`, a field that has been given to the object. */
function isToEnd(sourceCode: SourceCode, test: Node | null, name: string, view: Node): boolean {
  if (test?.type !== 'BinaryExpression' || (test.operator !== '<' && test.operator !== '<=') || test.left.type !== 'Identifier' || test.left.name !== name) return false
  const end = unwrap(test.right)
  if (constantText(sourceCode, end) !== undefined) return true
  if (end.type !== 'MemberExpression') return false
  return keyName(end) === 'length' ? isSamePlace(sourceCode, end.object, view) : end.object.type === 'ThisExpression'
}

function candidate(sourceCode: SourceCode, access: Access, element: Element | undefined): SharingFault | undefined {
  const here = element?.within.get(access.owner)
  switch (access.how) {
    case 'modify':
      return { kind: 'modify', access, ...(element?.atomic ? { other: element.atomic } : {}) }
    case 'write':
      return element && here && plainWrite(sourceCode, access, element, here)
    case 'store':
      return element && here && store(sourceCode, access, element, here)
    case 'atomic modify':
      return here && checked(sourceCode, access, here)
    case 'read':
      return isSpinning(sourceCode, access) ? { kind: 'spin', access, ...(element?.atomicWrite ? { other: element.atomicWrite } : {}) } : undefined
    default:
      return undefined
  }
}

function checked(sourceCode: SourceCode, access: Access, here: Within): SharingFault | undefined {
  const other = checkedBy(sourceCode, access, here)
  return other && { kind: 'check', access, other }
}

function plainWrite(sourceCode: SourceCode, access: Access, element: Element, here: Within): SharingFault | undefined {
  if (putsBack(sourceCode, access)) return undefined
  const dependent = access.value && (readIn(sourceCode, access.value, here.reads) ?? readIn(sourceCode, access.value, here.loads))
  if (dependent) return { kind: 'modify', access, other: dependent }
  const found = checked(sourceCode, access, here)
  const fault = found && takesOver(sourceCode, access) ? undefined : found
  if (fault || access.word.kind !== 'constant' || isInitial(access)) return fault
  const other = element.atomicWrite ?? announced(sourceCode, access, element)
  return other && { kind: 'mixed', access, other }
}

/** `const written = Atomics.load(view, 1); …; view[0] = written`: the one reader of a ring catches up with the writer's index. */
function takesOver(sourceCode: SourceCode, { value, view, element, owner }: Access): boolean {
  const others = accessesOf(sourceCode).filter((other) => other.how === 'load' && other.owner === owner && other.view.key === view.key && other.element !== element)
  return value !== undefined && readIn(sourceCode, value, new Map(others.map((other) => [other.node, other]))) !== undefined
}

/** `view[i] = Atomics.add(view, i, 1)`: that the old value is put back is worse than that it is put back plainly. */
function putsBack(sourceCode: SourceCode, access: Access): boolean {
  const value = access.value && unwrap(access.value)
  return value?.type === 'CallExpression' && accessesOf(sourceCode).some((other) => other.node === value && other.element === access.element && isAtomicWrite(other))
}

/** The load of another function that a plain write is for, unless something else announces it. */
function announced(sourceCode: SourceCode, access: Access, element: Element): Access | undefined {
  const load = element.loads.find(({ owner }) => owner !== access.owner)
  const announces = atomicWritesByOwner(sourceCode).get(access.owner)?.some(({ node }) => node.range[0] > access.node.range[0])
  return announces ? undefined : load
}

const atomicWritesByOwner = perFile((sourceCode) => groupBy(accessesOf(sourceCode).filter(isAtomicWrite), ({ owner }) => owner))

/** Whether the function is one that runs before others have the memory, by its name. */
function isInitial({ owner }: Access): boolean {
  return isFunction(owner) && initialNames.test(nameIn(owner)?.replace('#', '') ?? '')
}

/**
 * `store(load + 1)`. A thread that alone writes an element may do so: where the function also looks at an element that it
 * does not write it follows a protocol (the two indices of a ring buffer), where it works on other memory between the two it
 * publishes that (unless workers do it: there are several), and where it stores twice around such work it brackets it (a
 * sequence lock).
 */
function store(sourceCode: SourceCode, access: Access, element: Element, here: Within): SharingFault | undefined {
  const load = access.value && (readIn(sourceCode, access.value, here.loads) ?? readIn(sourceCode, access.value, here.reads))
  if (!load) return checked(sourceCode, access, here) ?? drain(sourceCode, access, element, here) ?? clearedBits(sourceCode, access, here)
  const [from, to] = [load.node.range[1], access.node.range[0]]
  const publishes = (worksOnOthers(sourceCode, access, from, to) || fillsBetween(sourceCode, access, from, to)) && !isRunByWorkers(sourceCode, access)
  // Where another function compares and exchanges it, or several workers run this one, it has rivals, whatever else it looks at.
  const hasRivals = ([...element.comparing].some((owner) => owner !== access.owner) && !element.comparing.has(access.owner))
    || (access.word.kind === 'constant' && isRunByWorkers(sourceCode, access) && hasSeveralOfItself(sourceCode))
  const brackets = here.writes.some((other) => other !== access && other.how === 'store'
    && worksOnOthers(sourceCode, access, Math.min(other.node.range[1], access.node.range[1]), Math.max(other.node.range[0], access.node.range[0])))
  return publishes || brackets || (!hasRivals && looksAtOthers(sourceCode, access)) ? undefined : { kind: 'load-store', access, other: load }
}

/** Whether workers run the function. What the file offers and never calls itself is for another side than that of the file. */
function isRunByWorkers(sourceCode: SourceCode, { node, owner }: Access): boolean {
  return threadAt(sourceCode, node) === 'worker' && !(isFunction(owner) && isOpen(sourceCode, owner) && usesOf(sourceCode, owner).calls.length === 0)
}

/** `n = load(); store(0)`, where others add: what they add in between is lost. */
function drain(sourceCode: SourceCode, access: Access, element: Element, here: Within): SharingFault | undefined {
  const adds = element.atomicModify ?? anywhere(sourceCode, access)
  if (!adds || adds.owner === access.owner || !access.value || constantText(sourceCode, access.value) === undefined) return undefined
  const load = [...here.loads.values()].find(({ node }) => node.range[1] <= access.node.range[0] && isKept(node))
  return load && !here.writes.some((other) => other !== access) && !worksOnOthers(sourceCode, access, load.node.range[1], access.node.range[0])
    ? { kind: 'drain', access, other: load }
    : undefined
}

/** Where data choose the element on both sides: the first that adds to any element of the view. */
function anywhere(sourceCode: SourceCode, { word, view }: Access): Access | undefined {
  return word.kind === 'data' ? accessesOf(sourceCode).find((other) => other.how === 'atomic modify' && other.word.kind === 'data' && other.view.key === view.key) : undefined
}

/**
 * `wait(0); mask = load(); if (mask & STOP) …; store(0)`: whoever sets a bit in between is not heard. Where the thread notifies
 * behind the store, the others wait until they may set the next.
 */
function clearedBits(sourceCode: SourceCode, access: Access, here: Within): SharingFault | undefined {
  const value = access.value && constantText(sourceCode, access.value)
  const load = value === undefined || here.writes.length > 1 ? undefined : [...here.loads.values()].find(({ node }) => node.range[1] <= access.node.range[0] && isKept(node) && isOfBits(sourceCode, node))
  if (!load) return undefined
  const same = accessesOf(sourceCode).filter(({ owner, element }) => owner === access.owner && element === access.element)
  const waits = same.some((each) => each.how === 'wait' && each.value && constantText(sourceCode, each.value) === value && each.node.range[1] <= load.node.range[0])
  return waits && !same.some(({ how }) => how === 'notify') ? { kind: 'bits', access, other: load } : undefined
}

/** Whether single bits of a value that is kept are asked for: `mask & STOP`. */
function isOfBits(sourceCode: SourceCode, load: Node): boolean {
  const name = load.parent?.type === 'VariableDeclarator' ? load.parent.id : undefined
  const uses = (name?.type === 'Identifier' && variableOf(sourceCode, name)?.references) || []
  return uses.some(({ identifier }) => {
    const parent = identifier.parent
    return parent.type === 'BinaryExpression' && parent.operator === '&' && constantText(sourceCode, parent.left === identifier ? parent.right : parent.left) !== undefined
  })
}

/** `const n = Atomics.load(…)`: the value is kept for later. */
function isKept(node: Node): boolean {
  return node.parent?.type === 'VariableDeclarator'
}

/** The first of these accesses, by their nodes, that a value is computed from. */
function readIn(sourceCode: SourceCode, value: Node, accesses: ReadonlyMap<Node, Access>): Access | undefined {
  const node = accesses.size > 0 ? foundIn(sourceCode, value, (each) => accesses.has(each)) : undefined
  return node && accesses.get(node)
}
