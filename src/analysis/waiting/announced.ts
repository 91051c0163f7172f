import type { SourceCode } from '../../utils/per-file.ts'
import { unwrap } from '../../utils/syntax.ts'
import { type Variable, variableOf } from '../resolve/bindings.ts'
import { type Access, isAtomicWrite } from '../sharing/access.ts'
import { accessesByOwner } from './waits.ts'

/**
 * Whether a function of this file writes `what` first, then changes `by`, and then wakes those who wait for `by`: to them
 * the one tells of the other.
 */
export function isAnnouncedBy(sourceCode: SourceCode, what: Access, by: Access): boolean {
  for (const accesses of accessesByOwner(sourceCode).values()) {
    const notify = accesses.findLast((each) => each.how === 'notify' && isSameElement(sourceCode, each, by))
    const change = notify && accesses.findLast((each) => changes(each) && isSameElement(sourceCode, each, by) && isBefore(each, notify))
    if (change && accesses.some((each) => changes(each) && isSameElement(sourceCode, each, what) && isBefore(each, change))) return true
  }
  return false
}

/** The same element by its place in the memory, or by the constant that names it in views which each side makes for itself. */
function isSameElement(sourceCode: SourceCode, a: Access, b: Access): boolean {
  if (a.element !== undefined && a.element === b.element) return true
  const name = nameOf(sourceCode, a)
  return name !== undefined && name === nameOf(sourceCode, b)
}

/** The constant that names an element. */
export function nameOf(sourceCode: SourceCode, { index, word }: Access): Variable | undefined {
  const node = unwrap(index)
  return word.kind === 'constant' && node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
}

function changes(access: Access): boolean {
  return access.how === 'write' || access.how === 'modify' || isAtomicWrite(access)
}

function isBefore(a: Access, b: Access): boolean {
  return a.node.range[1] <= b.node.range[0]
}
