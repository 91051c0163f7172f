import type { TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, type Node, ownerOf, wrapped } from '../../utils/syntax.ts'
import type { Location } from '../resolve/location.ts'
import type { Shared } from './memory.ts'
import { elementKey, type Word, wordOf } from './words.ts'

export type How =
  | 'read' | 'write' | 'modify' // plain
  | 'load' | 'store' | 'atomic modify' | 'exchange' | 'compare' | 'wait' | 'notify' // through Atomics

/** One access to an element of shared memory. */
export interface Access {
  readonly how: How
  /** `view[i]`, the call of Atomics or of the DataView, or the call of a helper that does it. */
  readonly node: Node
  /** The view as the code writes it, and the place that holds it. */
  readonly object: Node
  readonly view: Location
  readonly memory: Shared
  readonly word: Word
  /** Equal for accesses to the same element of the same view; undefined when it can't be compared. */
  readonly element: string | undefined
  readonly index: Node
  /** What is written, for write, modify and store; for `x++` undefined. */
  readonly value?: Node
  readonly owner: CodeOwner
  /** A function or accessor of this file does it. */
  readonly helped?: true
}

export type AccessParts = Pick<Access, 'how' | 'node' | 'object' | 'view' | 'memory' | 'index' | 'helped'> & { readonly value: Node | undefined }

export function accessOf(sourceCode: SourceCode, { value, ...rest }: AccessParts): Access {
  return {
    ...rest,
    ...(value ? { value } : {}),
    word: wordOf(sourceCode, rest.index),
    element: elementKey(sourceCode, rest.view.key, rest.index),
    owner: ownerOf(rest.node),
  }
}

/** How a member expression is used: read, written, or both, and what is written to it. */
export function usageOf(member: TSESTree.MemberExpression): { readonly how: 'read' | 'write' | 'modify'; readonly value: Node | undefined } {
  const outer = wrapped(member)
  const parent = outer.parent
  if (parent?.type === 'UpdateExpression') return { how: 'modify', value: undefined }
  if (parent?.type !== 'AssignmentExpression' || parent.left !== outer) return { how: 'read', value: undefined }
  return { how: parent.operator === '=' ? 'write' : 'modify', value: parent.right }
}

const BITWISE: ReadonlySet<string> = new Set(['|', '&', '^', '>>>'])

/** Whether a write puts a mask of bits there: `words[i] = word | bit`. */
export function setsBits({ value }: Access): boolean {
  return value?.type === 'BinaryExpression' && BITWISE.has(value.operator)
}

const ATOMIC_WRITES: ReadonlySet<How> = new Set<How>(['store', 'atomic modify', 'exchange', 'compare', 'wait', 'notify'])

export function isAtomicWrite({ how }: Access): boolean {
  return ATOMIC_WRITES.has(how)
}

export function isAtomic(access: Access): boolean {
  return access.how === 'load' || isAtomicWrite(access)
}

export function isPlain({ how }: Access): boolean {
  return how === 'read' || how === 'write' || how === 'modify'
}
