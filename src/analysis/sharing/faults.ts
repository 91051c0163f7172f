import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Node, unwrap, wrapped } from '../../utils/syntax.ts'
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
export const sharingFaults = perFile((sourceCode): readonly SharingFault[] => {
  const accesses = accessesOf(sourceCode)
  return accesses.flatMap((access) => faultAt(sourceCode, access, accesses) ?? [])
})

function faultAt(sourceCode: SourceCode, access: Access, all: readonly Access[]): SharingFault | undefined {
  if (access.memory.own || access.word.kind === 'own' || (access.memory.wasm && access.word.kind !== 'constant')) return undefined
  const same = all.filter((other) => other !== access && isSameWord(access, other))
  const fault = candidate(sourceCode, access, same)
  if (!fault || isBeforePublication(sourceCode, access)) return undefined
  return fault.kind !== 'mixed' && mayBeGuarded(sourceCode, access.node) ? undefined : fault
}

function candidate(sourceCode: SourceCode, access: Access, same: readonly Access[]): SharingFault | undefined {
  switch (access.how) {
    case 'modify':
      return { kind: 'modify', access, ...otherOf(same.find(isAtomic)) }
    case 'write':
      return plainWrite(sourceCode, access, same)
    case 'store':
      return loadThenStore(sourceCode, access, same)
    default:
      return undefined
  }
}

function otherOf(other: Access | undefined): { other?: Access } {
  return other ? { other } : {}
}

function plainWrite(sourceCode: SourceCode, access: Access, same: readonly Access[]): SharingFault | undefined {
  const dependent = same.find((other) => isPlainRead(other) && other.owner === access.owner && access.value && dependsOn(sourceCode, access.value, other))
  if (dependent) return { kind: 'modify', access, other: dependent }
  const tested = access.word.kind === 'constant' ? same.find((other) => isPlainRead(other) && other.owner === access.owner && isTested(other.node, access.node)) : undefined
  if (tested) return { kind: 'check', access, other: tested }
  const atomic = same.find(isAtomicWrite)
  return atomic && access.word.kind === 'constant' ? { kind: 'mixed', access, other: atomic } : undefined
}

/**
 * `store(load + 1)`. A thread that alone writes an element may do so: where the function also looks at another element of
 * the view it follows a protocol (the two indices of a ring buffer), and where it stores twice it brackets (a sequence lock).
 */
function loadThenStore(sourceCode: SourceCode, access: Access, same: readonly Access[]): SharingFault | undefined {
  const load = same.find((other) => other.how === 'load' && other.owner === access.owner && access.value && dependsOn(sourceCode, access.value, other))
  if (!load) return undefined
  const here = accessesOf(sourceCode).filter((other) => other.owner === access.owner && other.view.key === access.view.key)
  const protocol = here.some((other) => other.how === 'load' && !isSameWord(other, access))
  const stores = here.filter((other) => other.how === 'store' && isSameWord(other, access)).length
  return protocol || stores > 1 ? undefined : { kind: 'load-store', access, other: load }
}

function dependsOn(sourceCode: SourceCode, value: Node, on: Access): boolean {
  return reads(sourceCode, value, (node) => node === on.node)
}

function isSameWord(a: Access, b: Access): boolean {
  return a.view.key === b.view.key && a.word.key !== undefined && a.word.key === b.word.key
}

function isPlainRead(access: Access): boolean {
  return access.how === 'read'
}

const ATOMIC_WRITES: ReadonlySet<How> = new Set<How>(['store', 'atomic modify', 'exchange', 'compare', 'wait', 'notify'])

function isAtomicWrite(access: Access): boolean {
  return ATOMIC_WRITES.has(access.how)
}

function isAtomic(access: Access): boolean {
  return access.how === 'load' || isAtomicWrite(access)
}

/** Whether a read stands in the test of an `if` that the write runs under, or that leaves before it. */
function isTested(read: Node, write: Node): boolean {
  if (read.range[1] > write.range[0]) return false
  let at: Node = wrapped(read)
  while (at.parent && ['BinaryExpression', 'UnaryExpression', 'LogicalExpression'].includes(at.parent.type)) at = at.parent
  const test = at.parent
  if (test?.type !== 'IfStatement' || unwrap(test.test) !== at) return false
  const inside = write.range[0] >= test.range[0] && write.range[1] <= test.range[1]
  const leaves = test.consequent.type === 'ReturnStatement'
    || (test.consequent.type === 'BlockStatement' && test.consequent.body.at(-1)?.type === 'ReturnStatement')
  return inside || (leaves && isInSameBlock(test, write))
}

function isInSameBlock(statement: Node, later: Node): boolean {
  for (let at: Node | undefined = later; at; at = at.parent) if (at.parent === statement.parent) return true
  return false
}
