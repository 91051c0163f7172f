import type { TSESTree } from '@typescript-eslint/utils'

import type { Node } from '../../../utils/syntax.ts'
import type { Spot } from '../facts.ts'
import type { Place } from '../places/symbol.ts'
import type { Section } from './sections.ts'

/** Where `await` has to stand, and where the report. */
interface Site {
  readonly call: TSESTree.CallExpression
  readonly at: Spot
}

/**
 * Something that nobody waits for, or not long enough:
 *
 *   unheld     a lock is asked for, and the code goes on without it
 *   tested     the promise of a lock is tested as if it were the answer
 *   mistaken   the promise of a section is used as what it yields
 *   lost       a lock is asked for in a race: it may come when nobody waits for it any more
 *   late       the promise of a lock is waited for only where it is given back
 *   relied     a section, on what it changes the code after it relies
 *   reliedBy   the same of sections in the callbacks of a `forEach`
 *   forgotten  a section, by a function that others wait for
 *   work       work begun in a section
 *   callback   the callbacks of a `forEach` in a section
 *   callsBack  the same of a function that calls back when it is done
 *   returned   a promise that is returned before the lock is given back
 *   after      work of a section that is waited for only after it
 *   timed      a section that a timer ends
 *   lazy       an iterator or stream that a section only makes
 *   raced      work in a section that loses a race
 *   lent       a promise that is returned before what it works with is given back
 *   strewn     the callbacks of a `forEach` that work with what is given back behind it
 *   lowered    a promise of work that is returned when the flag is taken down that keeps others out of it
 *   ongoing    work that nobody waits for when that flag is taken down
 *   uncommitted  the end of a transaction
 *   carried    work in a transaction of the caller's
 */
export type Fault =
  | (Site & { readonly kind: 'unheld' | 'tested' | 'mistaken' | 'lost'; readonly lock: Place | undefined })
  | (Site & { readonly kind: 'late'; readonly lock: Place | undefined; readonly given: Node })
  | (Site & { readonly kind: 'relied' | 'reliedBy'; readonly lock: Place | undefined; readonly place: string; readonly later: Node })
  | (Site & { readonly kind: 'forgotten'; readonly lock: Place | undefined; readonly by: string })
  | (Site & { readonly kind: 'work' | 'callback' | 'callsBack'; readonly section: Section })
  /** The lock has no name of its own where the function itself is one for its callers. */
  | { readonly kind: 'returned'; readonly at: Spot; readonly value: Node; readonly lock: string | undefined; readonly given: Node }
  | { readonly kind: 'lent'; readonly at: Spot; readonly value: Node; readonly what: string; readonly given: Node }
  | (Site & { readonly kind: 'strewn' | 'ongoing'; readonly what: string; readonly given: Node })
  | { readonly kind: 'lowered'; readonly at: Spot; readonly value: Node; readonly what: string; readonly given: Node }
  | { readonly kind: 'carried'; readonly call: TSESTree.CallExpression | TSESTree.TaggedTemplateExpression; readonly at: Spot; readonly carrier: string; readonly isCallback: boolean; readonly isUnrun: boolean }
  | (Site & { readonly kind: 'after'; readonly lock: Place; readonly later: Node })
  | (Site & { readonly kind: 'uncommitted'; readonly begun: Node })
  | { readonly kind: 'timed'; readonly at: Spot; readonly lock: Place; readonly later: Node }
  | { readonly kind: 'lazy'; readonly at: Spot; readonly section: Section }
  | { readonly kind: 'raced'; readonly at: Spot; readonly section: Section; readonly work: string }
