import type { Node } from '../../../utils/syntax.ts'
import type { Spot } from '../facts.ts'
import type { LockUse } from '../uses.ts'

/**
 * An attempt to take a lock whose failure changes nothing:
 *
 *   ignored    nobody looks at the result
 *   passed     the result is tested, but the code goes on to give back what it does not hold
 *   offered    the section does not look at whether it is given a lock
 *   swallowed  the error that ends the wait is caught, and the section is entered
 */
export type Fault = { readonly use: LockUse; readonly at: Spot } & (
  | { readonly kind: 'ignored' | 'offered' }
  | { readonly kind: 'passed'; readonly tested: Node; readonly given: Node }
  | { readonly kind: 'swallowed'; readonly caught: Node }
)
