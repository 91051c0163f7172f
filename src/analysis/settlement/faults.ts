import type { End } from '../../knowledge/lives.ts'
import type { Node } from '../../utils/syntax.ts'
import type { Handle } from './handles.ts'
import type { Listening } from './listenings.ts'
import type { Wait } from './waits.ts'

/**
 * What goes wrong when something that was started ends:
 *
 *   unheard   nobody listens to its `error`, which is thrown here
 *   unseen    nobody listens to its end at all
 *   hangs     a promise waits for it, and one way for it to end does not settle that
 *   first     the listener that settles it is there for the first task alone
 *   ignored   it ends with a failure, and what waits is told that all is well
 *   unasked   its end is waited for, and nobody takes the code that comes with that
 *   killed    the same, for an end by a signal alone
 *   codeless  a listener asks something of the exit code where a signal has ended it, and there is none
 *   unended   by its exit code alone it is found to run still, which a signal may have ended, and its end is waited for, or it is put to use again
 *   input     it is written to, and nobody listens to the errors of that
 *   task      the promise of a task that nobody takes
 *   exits     a task ends the process that it shares with others
 *   rejects   an async listener of messages, whose rejection nobody catches
 *   answers   an answer with a value of somebody else, which may not be sendable
 */
export type Fault =
  /** isAborted: it could be started for sure, and says `error` when its signal is aborted. */
  | { readonly kind: 'unheard'; readonly handle: Handle; readonly at: Node; readonly isAborted: boolean }
  | { readonly kind: 'unseen' | 'unasked' | 'codeless'; readonly handle: Handle; readonly at: Node }
  /** isWaited: its end is waited for. */
  | { readonly kind: 'unended'; readonly at: Node; readonly isWaited: boolean }
  /** Without a handle: what has a `stdin` that is written to. */
  | { readonly kind: 'input'; readonly handle?: Handle; readonly at: Node }
  | { readonly kind: 'hangs'; readonly handle: Handle; readonly wait: Wait; readonly end: End; readonly at: Node; readonly listening: Listening | undefined }
  | { readonly kind: 'first' | 'ignored' | 'killed'; readonly handle: Handle; readonly wait: Wait; readonly at: Node }
  | { readonly kind: 'task'; readonly at: Node }
  | { readonly kind: 'exits'; readonly at: Node; readonly by: string }
  | { readonly kind: 'rejects'; readonly at: Node; readonly side: 'process' | 'worker' | 'page' | 'channel' }
  | { readonly kind: 'answers'; readonly at: Node; readonly noun: string }
