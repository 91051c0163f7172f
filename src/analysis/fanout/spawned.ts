import { limitedQueues, MOST_THREADS, ownPage } from '../../knowledge/fanouts.ts'
import { handleAt, lockMethodAt } from '../../knowledge/index.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { functionAround, type Node } from '../../utils/syntax.ts'
import { handingsOf } from '../callbacks/handed.ts'
import { isSuccessor } from '../handles/successors.ts'
import { unjoinedIn } from '../handles/unjoined.ts'
import { isSerialized } from '../races/overlap/queued.ts'
import { type CriticalContext, criticalContexts, type Step } from '../roles/critical.ts'
import { isAside } from '../roles/role.ts'
import { isBounded, isMadeEachTime, type Repetition, repetitionsOf } from './repeated.ts'
import { type Start, startsIn } from './starts.ts'

/** Why there may be any number of workers, processes or pools. */
export type Spawned =
  /** One for each element of what somebody else decides the size of. */
  | { readonly kind: 'item'; readonly start: Start; readonly repetition: Repetition }
  /** A number of them that is written down, and too large. */
  | { readonly kind: 'many'; readonly start: Start; readonly repetition: Repetition; readonly count: number }
  /** One for each request. */
  | { readonly kind: 'request'; readonly start: Start; readonly context: CriticalContext }

/** Workers, processes and pools of the file whose number nothing bounds: one fault for each place that starts them. */
export const spawnedIn = perFile((sourceCode): readonly Spawned[] => {
  const starts = startsIn(sourceCode)
  if (starts.length === 0 || isAside(sourceCode)) return []
  return starts.flatMap((start): readonly Spawned[] => {
    const items = repetitionsOf(sourceCode, start.call).flatMap((each) => perItem(start, each) ?? [])
    return items.length > 0 ? items : [perRequest(sourceCode, start)].filter((each) => each !== undefined)
  })
})

function perItem(start: Start, repetition: Repetition): Spawned | undefined {
  const { amount, over, count } = repetition
  if (amount.kind === 'data' && amount.number !== true && over) return { kind: 'item', start, repetition }
  return count !== undefined && count > MOST_THREADS && start.kind !== 'pool' ? { kind: 'many', start, repetition, count } : undefined
}

// ---------------------------------------------------------------- requests

function perRequest(sourceCode: SourceCode, start: Start): Spawned | undefined {
  const fn = functionAround(start.call)
  if (!fn || !isMadeEachTime(sourceCode, start.call) || isBounded(sourceCode, fn)) return undefined
  const context = criticalContexts(sourceCode, fn).find((each) => isRequest(each) && each.steps.every((step) => isFree(sourceCode, step)))
  if (!context || isBounded(sourceCode, context.handler.fn) || (start.kind === 'process' && ownPage.test(context.handler.handing?.path ?? '')) || isReported(sourceCode, start.call) || isSuccessor(sourceCode, start.call)) return undefined
  return { kind: 'request', start, context }
}

/** A client makes it run: not the answers of a worker, which there are as many of as of questions, and no queue that waits for one job before the next. */
function isRequest({ kind, handler: { handing } }: CriticalContext): boolean {
  if (kind === 'request') return true
  const path = handing?.path
  if (kind !== 'message' || path === undefined || path.startsWith('node:') || path.startsWith('#') || limitedQueues.has(path)) return false
  return !handleAt(path.slice(0, path.lastIndexOf('.')))
}

/** Each time the one runs, the other does: no limiter, no chain of one after the other and nothing unknown stands between. */
function isFree(sourceCode: SourceCode, { from, to, at, call }: Step): boolean {
  if (!isMadeEachTime(sourceCode, at) || isBounded(sourceCode, from)) return false
  if (isSerialized(sourceCode, from)) return false
  if (call) return true
  return handingsOf(sourceCode, to).some((handing) => handing.at === at && handing.timing !== 'unknown' && !(handing.path !== undefined && lockMethodAt(handing.path)))
}

/** Nobody ends it either, and another rule says so. */
function isReported(sourceCode: SourceCode, call: Node): boolean {
  return unjoinedIn(sourceCode).some(({ spawn }) => spawn.call === call)
}
