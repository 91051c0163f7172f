import { groupBy } from '../../../utils/group.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isFunction, type Node, ownerOf } from '../../../utils/syntax.ts'
import { pointsIn } from '../../callbacks/points.ts'
import { type EventId, eventsOf, type Flow } from '../../flow/graph.ts'
import { eventsWhere, findPath } from '../../flow/queries.ts'
import { dominates, type Follow } from '../../flow/reach.ts'
import { isSuspension } from '../../flow/suspension.ts'
import { guardsOf } from '../../handles/guards.ts'
import { eventsAt, unmet } from '../../obligations/obligations.ts'
import { letsOthersIn } from '../../resolve/evidence.ts'
import { timesOf } from '../../roles/times.ts'
import { both } from '../../worlds.ts'
import { clearingOf, type ClearingWay, skippedByRejection } from './clearing.ts'
import { toldTooEarly } from './early.ts'
import { exampleOf, type Passing } from './exits.ts'
import { flowWithFailures, whileHeld } from './failing.ts'
import { type Guard, guardOf } from './kept-out.ts'
import { type Granting, grantingOf } from './key-marks.ts'
import { marksSeen } from './helped-marks.ts'
import type { Mark } from './marks.ts'
import { beforeTheEnd, diesWithRun, endsByGuard, notLeftOnPurpose } from './over.ts'
import { isOfFailedRun } from './runs.ts'
import { skippedAtError } from './told-of-error.ts'

/** A flag that keeps other calls out stays set when the work fails. */
export interface StuckFlag {
  readonly text: string
  /** What sets it, what clears it, and the test that keeps others out. */
  readonly set: Node
  readonly clear: Node
  readonly guard: Node
  /** It is a count, of which each failure takes one for ever. */
  readonly counts: boolean
  readonly asked: Guard['asked']
  /** What skips the clearing: a way out, or the rejection of a promise. */
  readonly skips: Passing | { readonly promise: Node }
  /** The way out says by a callback that the work is over, or is that of a callback which is told of an error. */
  readonly says?: 'done' | 'error'
}

/** The busy flags of the file that a failure leaves set: one fault for each setting, in source order. */
export const stuckFlags = perFile((sourceCode): readonly StuckFlag[] => {
  if (!letsOthersIn(sourceCode)) return []
  const byKey = groupBy(marksSeen(sourceCode), ({ key }) => key)
  const flags = [...byKey.values()].flatMap((all) => all.filter(({ raises }) => raises).flatMap((mark) => stuck(sourceCode, mark, all) ?? [])).sort((a, b) => a.set.range[0] - b.set.range[0])
  // An entry that others ask for is not told once more as one of how many there are.
  return flags.filter(({ set, counts }) => !counts || !flags.some((other) => other.set === set && !other.counts))
})

function stuck(sourceCode: SourceCode, mark: Mark, all: readonly Mark[]): StuckFlag | undefined {
  const owner = ownerOf(mark.at)
  if (!isFunction(owner)) return undefined
  const clearing = clearingOf(sourceCode, owner, mark, all)
  const flow = clearing && flowWithFailures(sourceCode, owner)
  if (!clearing || !flow || flow.imprecise) return undefined
  const { clears, way, ends } = clearing
  const granting = mark.answers ? grantingOf(sourceCode, flow, mark) : undefined
  const raised = granting ? eventsOf(flow, granting.test).filter((event) => flow.kinds[event] === 'test') : eventsOf(flow, mark.node).filter((event) => ['write', 'call'].includes(flow.kinds[event] ?? ''))
  const guard = guardOf(sourceCode, flow, owner, mark, { raised, clears, granting })
  if (!guard || timesOf(sourceCode, owner).runs === 'once' || (mark.counts && isOfFailedRun(sourceCode, mark.node, owner))) return undefined
  const over = [...ends, ...endsByGuard(sourceCode, guard.node, owner)]
  const skip = skipOf(sourceCode, flow, way, { raised, clears, over, mark, owner, granting })
  if (!skip || ('way' in skip.skips && skip.skips.way.how === 'throw' && diesWithRun(sourceCode, mark, owner))) return undefined
  return { text: mark.text, set: mark.at, clear: clearing.first.at, guard: guard.node, counts: mark.counts, asked: guard.asked, ...skip }
}

/** What goes past the clearing, by where that is; undefined where nothing does. */
function skipOf(sourceCode: SourceCode, flow: Flow, way: ClearingWay, section: Section): Pick<StuckFlag, 'skips' | 'says'> | undefined {
  const { clears, over, owner } = section
  const as = (skips: Passing | undefined, says?: StuckFlag['says']): Pick<StuckFlag, 'skips' | 'says'> | undefined => skips && { skips, ...(says && { says }) }
  switch (way.in) {
    case 'rejection':
      return skippedByRejection(sourceCode, clears, over, owner) ? { skips: { promise: way.promise } } : undefined
    case 'answer':
      return as(skippedInAnswer(sourceCode, way.fn, section))
    case 'told':
      return as(toldTooEarly(sourceCode, flow, section), 'done') ?? as(skippedAtError(sourceCode, clears, owner), 'error')
    case 'later':
      return as(neverCleared(sourceCode, flow, section)) ?? as(skippedAtError(sourceCode, clears, owner), 'error')
    case 'path':
      return as(skippedOnPath(sourceCode, flow, section))
  }
}

interface Section {
  readonly raised: readonly EventId[]
  readonly clears: readonly Mark[]
  /** What ends the object that the mark is of. */
  readonly over: readonly Node[]
  readonly mark: Mark
  readonly owner: FunctionNode
  /** The test of what it answers. */
  readonly granting?: Granting | undefined
}

/** The way out between the setting and the clearing; undefined where there is none, or where it is meant to stay set. */
function skippedOnPath(sourceCode: SourceCode, flow: Flow, { raised, clears, over, mark, owner, granting }: Section): Passing | undefined {
  const points = [...clears.map(({ at }) => at), ...over].flatMap((at) => pointsIn(sourceCode, owner, at)).map((point) => clears.find(({ at }) => at === point)?.node ?? point)
  const settled = eventsAt(flow, [...points, ...points.flatMap((point) => guardsOf(sourceCode, point, mark.at))])
  const follow = both(both(whileHeld(sourceCode, flow, points, () => undefined), both(beforeTheEnd(sourceCode, flow), notLeftOnPurpose(flow, clears))), whereGranted(flow, mark, granting))
  const isWork = (event: EventId): boolean => isSuspension(flow, event)
  if (!raised.some((event) => findPath(flow, event, isWork, (_, __, to) => !settled(to)))) return undefined
  // Left set on purpose where all goes well: a state, not a latch.
  const smooth = unmet(sourceCode, { flow, acquired: raised, settled, follow: both(follow, (_, edge) => edge !== 'throw') })
  if (!smooth || (smooth.normal && (smooth.normal.how !== 'return' || !clears.some(({ at }) => isUnconditional(at, owner))))) return undefined
  const obligation = { flow, acquired: raised, settled, follow }
  const ways = unmet(sourceCode, obligation)
  const way = ways && (ways.normal ?? exampleOf(sourceCode, obligation, ways))
  return way && { way, flow, settled }
}

/** Where a test has put the mark up, and nowhere else. */
function whereGranted(flow: Flow, { tries, at }: Mark, granting: Granting | undefined): Follow {
  if (granting) return (event, edge) => flow.kinds[event] !== 'test' || flow.nodes[event] !== granting.test || edge === granting.edge
  return (event, edge) => !tries || flow.kinds[event] !== 'test' || flow.nodes[event] !== at || edge !== 'false'
}

/** A way out of the function past all callbacks that would clear it: `if (job) send(job, () => { this.busy = false })`. */
function neverCleared(sourceCode: SourceCode, flow: Flow, { raised, clears, over, owner }: Section): Passing | undefined {
  const points = [...clears.map(({ at }) => at), ...over].flatMap((at) => pointsIn(sourceCode, owner, at))
  const settled = eventsAt(flow, points)
  const follow: Follow = (_, edge) => edge !== 'throw'
  // The entry that a timer of its own takes out again: `const timer = setTimeout(() => shown.delete(key)); shown.set(key, timer)`.
  const begun = eventsWhere(flow, settled)
  if (raised.every((event) => begun.some((each) => each !== event && dominates(flow, each, event)))) return undefined
  if (!raised.some((event) => findPath(flow, event, settled, follow))) return undefined
  const ways = unmet(sourceCode, { flow, acquired: raised, settled, follow })
  return ways?.normal && { way: ways.normal, flow, settled }
}

/** The way out of that function that goes past the clearing: it begins with the mark set. */
function skippedInAnswer(sourceCode: SourceCode, answered: FunctionNode, section: Pick<Section, 'clears' | 'over' | 'mark'>): Passing | undefined {
  const flow = flowWithFailures(sourceCode, answered)
  return !flow || flow.imprecise ? undefined : skippedOnPath(sourceCode, flow, { ...section, raised: [flow.enter], owner: answered })
}

/** Whether control always comes to a clearing if nothing fails or leaves before. */
function isUnconditional(clear: Node, owner: Node): boolean {
  for (let child = clear, at = clear.parent; at && at !== owner; child = at, at = at.parent) {
    if (at.type === 'TryStatement' ? at.handler === child : at.type !== 'ExpressionStatement' && at.type !== 'AwaitExpression' && at.type !== 'BlockStatement') return false
  }
  return true
}

