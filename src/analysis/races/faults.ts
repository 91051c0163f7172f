import type { TSESLint } from '@typescript-eslint/utils'

import type { Node } from '../../utils/syntax.ts'
import type { Entry } from './overlap/entries.ts'

/** What goes wrong between two runs: the ids of the messages that say it. */
export type FaultKind =
  | 'leaked' | 'unseen' | 'unmet' | 'unreceived' | 'entangled' | 'usurped' | 'rejoined' | 'iterated' | 'snapshot' | 'published' | 'overtaken' | 'dropped' | 'mixed' | 'lost' | 'row' | 'claimed' | 'granted' | 'picked' | 'drawn' | 'disowned' | 'numbered' | 'renumbered' | 'gone' | 'spent' | 'chosen' | 'leased' | 'counted' | 'relocated' | 'oversold' | 'reused' | 'restored' | 'second' | 'refilled' | 'rewound' | 'filled' | 'replaced' | 'twice' | 'appended' | 'taken' | 'emptied' | 'exceeded' | 'done' | 'due' | 'outlived' | 'revived' | 'undone' | 'belated' | 'rearmed' | 'lowered' | 'lingering' | 'reopened' | 'swapped' | 'unasked' | 'overwritten' | 'crowded' | 'unended' | 'stayed' | 'advanced' | 'unheard' | 'strayed' | 'unwanted' | 'forgotten' | 'misheard' | 'overruled' | 'mistaken' | 'disarmed' | 'rerun' | 'shifted' | 'stepped' | 'paged' | 'doubled' | 'lent' | 'unmarked' | 'withdrawn' | 'unseated' | 'unfilled' | 'displaced' | 'crossed' | 'outlasted' | 'unclosed' | 'uncounted' | 'returned' | 'resent' | 'missed' | 'redeemed' | 'mismatched' | 'endedTwice' | 'disputed' | 'ungiven'

/** One fault: a write that rests on what another run may have changed since. */
export interface Fault {
  readonly kind: FaultKind
  /** The place, as the code names it. */
  readonly place: string
  /** Where the place is written, and what to report. */
  readonly node: Node
  /** The call that makes the write, where `node` is only a part of it. */
  readonly by?: Node
  readonly read: Node
  /** Where others run in between. */
  readonly wait: Node
  readonly entry?: Entry
  /** What costs something is proven, and so is that the code is entered again. */
  readonly proven: boolean
  /** A third place, where the kind has one. */
  readonly other?: Node
  readonly repair?: Repair
  /** Where a helper makes the write: who calls it elsewhere has the same fault. */
  readonly origin?: Node
}

/** A fault before it is known what goes wrong. */
export type Base = Omit<Fault, 'kind' | 'proven'>

/** A change of the code that surely takes the fault away. */
export interface Repair {
  readonly kind: 'update' | 'first'
  readonly fix: TSESLint.ReportFixFunction
}
