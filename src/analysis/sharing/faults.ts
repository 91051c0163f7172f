import type { TSESTree } from '@typescript-eslint/utils'

import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, isInside, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { type Access, accessesOf, type How } from './accesses.ts'
import { isBeforePublication, mayBeGuarded } from './phases.ts'
import { reads } from './words.ts'

/** Something that goes wrong when two threads run it on the same memory at once. */
export interface SharingFault {
  /**
   * modify: a plain read-modify-write. check: a plain test, then a plain write. load-store: an atomic load, then a store
   * that depends on it. mixed: a plain write to an element that is accessed through Atomics elsewhere.
   */
  readonly kind: 'modify' | 'check' | 'load-store' | 'mixed'
  readonly access: Access
  /** The other place: the read, the load, or the atomic access. */
  readonly other?: Access
}

/** All faults of the file, in source order; at most one for an access. */
export const sharingFaults = perFile((sourceCode): readonly SharingFault[] => accessesOf(sourceCode).flatMap((access) => faultAt(sourceCode, access) ?? []))

function faultAt(sourceCode: SourceCode, access: Access): SharingFault | undefined {
  if (access.memory.own || access.word.kind === 'own' || (access.memory.wasm && access.word.kind !== 'constant')) return undefined
  const fault = candidate(sourceCode, access)
  if (!fault || isBeforePublication(sourceCode, access)) return undefined
  return fault.kind !== 'mixed' && mayBeGuarded(sourceCode, access.node) ? undefined : fault
}

function candidate(sourceCode: SourceCode, access: Access): SharingFault | undefined {
  const element = elementOf(access)
  const same = element === undefined ? undefined : elements(sourceCode).get(element)
  switch (access.how) {
    case 'modify':
      return { kind: 'modify', access, ...(same?.atomic ? { other: same.atomic } : {}) }
    case 'write':
      return same && plainWrite(sourceCode, access, same)
    case 'store':
      return same && loadThenStore(sourceCode, access, same)
    default:
      return undefined
  }
}

function plainWrite(sourceCode: SourceCode, access: Access, same: Element): SharingFault | undefined {
  const here = same.within.get(access.owner)
  const dependent = here && access.value && readIn(sourceCode, access.value, here.reads)
  if (dependent) return { kind: 'modify', access, other: dependent }
  if (access.word.kind !== 'constant') return undefined
  const tested = here?.tested.find(({ read, test }) => isUnder(test, read.node, access.node))
  if (tested) return { kind: 'check', access, other: tested.read }
  return same.atomicWrite && { kind: 'mixed', access, other: same.atomicWrite }
}

/**
 * `store(load + 1)`. A thread that alone writes an element may do so: where the function also looks at another element of
 * the view it follows a protocol (the two indices of a ring buffer), and where it stores twice it brackets (a sequence lock).
 */
function loadThenStore(sourceCode: SourceCode, access: Access, same: Element): SharingFault | undefined {
  const here = same.within.get(access.owner)
  const load = here && access.value && readIn(sourceCode, access.value, here.loads)
  if (!load) return undefined
  const protocol = (loadedWords(sourceCode).get(access.owner)?.get(access.view.key)?.size ?? 0) > 1
  return protocol || here.stores > 1 ? undefined : { kind: 'load-store', access, other: load }
}

/** The first of these accesses, by their nodes, that a value contains. */
function readIn(sourceCode: SourceCode, value: Node, accesses: ReadonlyMap<Node, Access>): Access | undefined {
  let found: Access | undefined
  if (accesses.size > 0) reads(sourceCode, value, (node) => (found = accesses.get(node)) !== undefined)
  return found
}

// ---------------------------------------------------------------- accesses by element, so that none has to look at all others

interface Element {
  /** The first access through Atomics, and the first of those that writes. */
  atomic?: Access
  atomicWrite?: Access
  readonly within: Map<CodeOwner, Within>
}

/** The accesses of one function to one element. */
interface Within {
  readonly reads: Map<Node, Access>
  readonly loads: Map<Node, Access>
  readonly tested: { readonly read: Access; readonly test: TSESTree.IfStatement }[]
  stores: number
}

/** Equal for accesses to the same element of the same view; undefined when it can't be compared. */
function elementOf({ view, word }: Access): string | undefined {
  return word.key === undefined ? undefined : `${view.key} ${word.key}`
}

const elements = perFile((sourceCode): ReadonlyMap<string, Element> => {
  const all = new Map<string, Element>()
  for (const access of accessesOf(sourceCode)) {
    const key = elementOf(access)
    if (key === undefined) continue
    const element = all.get(key) ?? { within: new Map<CodeOwner, Within>() }
    all.set(key, element)
    note(element, access)
  }
  return all
})

function note(element: Element, access: Access): void {
  const here: Within = element.within.get(access.owner) ?? { reads: new Map(), loads: new Map(), tested: [], stores: 0 }
  element.within.set(access.owner, here)
  if (isAtomic(access)) element.atomic ??= access
  if (isAtomicWrite(access)) element.atomicWrite ??= access
  if (access.how === 'load') here.loads.set(access.node, access)
  if (access.how === 'store') here.stores++
  if (access.how !== 'read') return
  here.reads.set(access.node, access)
  const test = testOf(access.node)
  if (test) here.tested.push({ read: access, test })
}

/** By function and view, the words that are loaded; one that can't be compared counts for itself. */
const loadedWords = perFile((sourceCode): ReadonlyMap<CodeOwner, ReadonlyMap<string, ReadonlySet<unknown>>> => {
  const loaded = new Map<CodeOwner, Map<string, Set<unknown>>>()
  for (const access of accessesOf(sourceCode)) {
    if (access.how !== 'load') continue
    const views = loaded.get(access.owner) ?? new Map<string, Set<unknown>>()
    const words = views.get(access.view.key) ?? new Set<unknown>()
    loaded.set(access.owner, views.set(access.view.key, words.add(access.word.key ?? access)))
  }
  return loaded
})

const ATOMIC_WRITES: ReadonlySet<How> = new Set<How>(['store', 'atomic modify', 'exchange', 'compare', 'wait', 'notify'])

function isAtomicWrite(access: Access): boolean {
  return ATOMIC_WRITES.has(access.how)
}

function isAtomic(access: Access): boolean {
  return access.how === 'load' || isAtomicWrite(access)
}

/** The `if` that a read is a test of. */
function testOf(read: Node): TSESTree.IfStatement | undefined {
  let at: Node = wrapped(read)
  while (at.parent && ['BinaryExpression', 'UnaryExpression', 'LogicalExpression'].includes(at.parent.type)) at = at.parent
  const test = at.parent
  return test?.type === 'IfStatement' && unwrap(test.test) === at ? test : undefined
}

/** Whether a write after the read runs under its test, or after a test that leaves. */
function isUnder(test: TSESTree.IfStatement, read: Node, write: Node): boolean {
  if (read.range[1] > write.range[0]) return false
  if (isInside(write, test)) return true
  const leaves = test.consequent.type === 'ReturnStatement'
    || (test.consequent.type === 'BlockStatement' && test.consequent.body.at(-1)?.type === 'ReturnStatement')
  return leaves && isInSameBlock(test, write)
}

function isInSameBlock(statement: Node, later: Node): boolean {
  for (let at: Node | undefined = later; at; at = at.parent) if (at.parent === statement.parent) return true
  return false
}
