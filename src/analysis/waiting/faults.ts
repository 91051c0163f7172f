import { perFile, type SourceCode } from '../../utils/per-file.ts'
import type { Node } from '../../utils/syntax.ts'
import type { Access } from '../sharing/access.ts'
import { accessesOf } from '../sharing/accesses.ts'
import { type Misled, misledBy } from './expected.ts'
import { type Edge, edgeForOne, gateForOne } from './gates.ts'
import { lateStoreOf, missedWait, sleptThrough, type Unheard, unheardStore } from './notifies.ts'
import { type Trust, trustOf } from './trusted.ts'
import { notifyOfUnchanged, undoingStore, unnotifiedWait } from './unwoken.ts'
import { type Wait, waitsOf } from './waits.ts'

/** A way in which threads that wait for an element of shared memory sleep too long, or go on too soon. */
export type WaitFault =
  | { readonly kind: 'misled'; readonly wait: Wait; readonly misled: Misled }
  | { readonly kind: 'trusted'; readonly wait: Wait; readonly trust: Trust }
  | { readonly kind: 'early'; readonly notify: Access; readonly store: Access }
  | { readonly kind: 'one'; readonly notify: Access; readonly wait: Wait }
  | ({ readonly kind: 'edge' } & Edge)
  | { readonly kind: 'unheard'; readonly store: Access; readonly unheard: Unheard }
  | { readonly kind: 'undone'; readonly notify: Access; readonly store: Access; readonly wait: Wait }
  | { readonly kind: 'unchanged'; readonly notify: Access; readonly wait: Wait }
  | { readonly kind: 'asleep'; readonly notify: Access; readonly wait: Wait }
  | { readonly kind: 'elsewhere'; readonly notify: Access; readonly store: Access; readonly wait: Wait }

/** All such faults of a file, in source order; at most one for each wait, store and notify. */
export const waitFaults = perFile((sourceCode): readonly WaitFault[] => {
  const found: WaitFault[] = waitsOf(sourceCode).flatMap((wait) => atWait(sourceCode, wait) ?? [])
  for (const access of accessesOf(sourceCode)) {
    const fault = access.how === 'notify' ? atNotify(sourceCode, access) : CHANGES.has(access.how) ? atChange(sourceCode, access) : undefined
    if (fault) found.push(fault)
  }
  return found.sort((a, b) => placeOf(a).range[0] - placeOf(b).range[0])
})

const CHANGES: ReadonlySet<Access['how']> = new Set<Access['how']>(['store', 'exchange', 'compare', 'atomic modify'])

/** What a fault is reported at. */
export function placeOf(fault: WaitFault): Node {
  switch (fault.kind) {
    case 'misled':
      return fault.wait.expected ?? fault.wait.call
    case 'trusted':
    case 'unchanged':
      return fault.wait.call
    case 'unheard':
    case 'undone':
      return fault.store.node
    default:
      return fault.notify.node
  }
}

function atWait(sourceCode: SourceCode, wait: Wait): WaitFault | undefined {
  const misled = misledBy(sourceCode, wait)
  if (misled) return { kind: 'misled', wait, misled }
  const trust = trustOf(sourceCode, wait)
  if (trust) return { kind: 'trusted', wait, trust }
  const notify = notifyOfUnchanged(sourceCode, wait)
  return notify && { kind: 'unchanged', notify, wait }
}

function atNotify(sourceCode: SourceCode, notify: Access): WaitFault | undefined {
  const store = lateStoreOf(sourceCode, notify)
  if (store) return { kind: 'early', notify, store }
  const missed = missedWait(sourceCode, notify)
  if (missed) return { kind: 'elsewhere', notify, ...missed }
  const asleep = sleptThrough(sourceCode, notify)
  if (asleep) return { kind: 'asleep', notify, wait: asleep }
  const wait = gateForOne(sourceCode, notify)
  if (wait) return { kind: 'one', notify, wait }
  const undone = undoingStore(sourceCode, notify)
  if (undone) return { kind: 'undone', notify, ...undone }
  const edge = edgeForOne(sourceCode, notify)
  return edge && { kind: 'edge', ...edge }
}

function atChange(sourceCode: SourceCode, change: Access): WaitFault | undefined {
  const unheard = change.how === 'store' ? unheardStore(sourceCode, change) : undefined
  if (unheard) return { kind: 'unheard', store: change, unheard }
  const wait = unnotifiedWait(sourceCode, change)
  return wait && { kind: 'unheard', store: change, unheard: { wait } }
}
