import type { Node } from '../../../utils/syntax.ts'
import type { Spot } from '../facts.ts'
import type { Place } from '../places/symbol.ts'

/**
 * Why a lock keeps nobody out:
 *
 *   made       each call of a function makes one for itself
 *   instance   each request makes an object that has one for itself
 *   rendered   each rendering of a component makes another one
 *   handed     a function that hands out locks makes another one for each caller
 *   replaced   a method puts another one into the place of the one that is held
 *   unique     its name is another one each time
 *   unfound    it is kept under an object that each call makes anew, and no other call finds it
 *   optional   it may not be there, and then the call is skipped
 *   asked      it is only looked at, and then the code acts
 *   untaken    nobody takes it, and it is waited for
 *   removed    it is taken out of a collection while others may wait for it
 *   unbound    it is one of the rows that a query reads, and no transaction keeps it
 *   pooled     it is a transaction that a pool is asked to begin: each statement goes to another client
 *   pooledLock it is one of the database that a pool is asked for: it belongs to a client that nobody keeps
 *   idle       it is a transaction around work that is not asked in it
 *   processes  it is known to this process alone, and what it guards is a file
 *   flag       a mark of the function itself: each call has another one, which is down
 */
export type Fault = { readonly at: Spot; readonly lock: Place | undefined } & (
  | { readonly kind: 'optional' | 'processes' }
  | { readonly kind: 'made' | 'rendered' | 'handed' | 'replaced' | 'unbound' | 'pooled' | 'pooledLock'; readonly by: string }
  | { readonly kind: 'unfound'; readonly by: string; readonly key: string }
  | { readonly kind: 'idle'; readonly by: string; readonly until: Node }
  | { readonly kind: 'instance'; readonly by: string; readonly of: string }
  | { readonly kind: 'unique'; readonly value: Node }
  | { readonly kind: 'asked'; readonly call: string; readonly waits: boolean; readonly later: Node }
  | { readonly kind: 'untaken'; readonly call: string }
  | { readonly kind: 'removed'; readonly from: string }
  | { readonly kind: 'flag'; readonly by: string; readonly flag: string; readonly guard: Node }
)
