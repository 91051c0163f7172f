import type { Call, FunctionNode, Node } from '../../utils/syntax.ts'
import type { WayOut } from '../flow/queries.ts'
import type { Times } from '../roles/times.ts'
import type { Place, Use } from './deeds.ts'
import type { Spawn } from './spawns.ts'

/** What goes wrong with a handle. */
export type Fault =
  /** Made again and again, and nothing ends it. */
  | { readonly kind: 'never'; readonly spawn: Spawn; readonly times: Times }
  /** A way out of the function skips the end. */
  | { readonly kind: 'skipped'; readonly spawn: Spawn; readonly way: WayOut; readonly end: Use }
  /** It is kept, or handed on, only after a wait that may fail while it lives. */
  | { readonly kind: 'lost'; readonly spawn: Spawn; readonly way: WayOut; readonly keep: Use }
  /** A loop makes another before this one is ended. */
  | { readonly kind: 'repeated'; readonly spawn: Spawn; readonly end: Use }
  /** It is ended where a promise is fulfilled, not where it is rejected. */
  | { readonly kind: 'rejected'; readonly spawn: Spawn; readonly at: Node; readonly end: Use }
  /** One listener ends it, another settles the promise without that. */
  | { readonly kind: 'unsettled'; readonly spawn: Spawn; readonly at: Node; readonly end: Use }
  /** A timer gives up what the end of the handle would settle, and nothing ends it then. */
  | { readonly kind: 'givenUp'; readonly spawn: Spawn; readonly at: Node }
  /** What ends the owner does not end it: it forgets it, or drops the handle. */
  | { readonly kind: 'forgotten'; readonly spawn: Spawn; readonly place: Place; readonly by: FunctionNode; readonly name: string; readonly drops: Node | undefined; readonly isInherited?: true }
  /** What hears its answer lets go of it without ending it. */
  | { readonly kind: 'letGo'; readonly spawn: Spawn; readonly place: Place; readonly at: Node }
  /** What ends all that are in a list does not end those that somebody has taken out of it for a while. */
  | { readonly kind: 'lent'; readonly spawn: Spawn; readonly place: Place; readonly by: FunctionNode; readonly name: string; readonly at: Node }
  /** A component that keeps it has no end, or none for it. */
  | { readonly kind: 'kept'; readonly spawn: Spawn; readonly place: Place; readonly times: Times | undefined }
  /** What promises to end everything does not wait for this end. */
  | { readonly kind: 'unawaited'; readonly spawn: Spawn; readonly call: Call; readonly name: string }
  /** Each call replaces it without ending the last. */
  | { readonly kind: 'replaced'; readonly spawn: Spawn; readonly place: Place }
