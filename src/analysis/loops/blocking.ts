import { heavy } from '../../knowledge/heavy.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, isInside, type Node } from '../../utils/syntax.ts'
import { completionContexts, type CriticalContext, criticalContexts } from '../roles/critical.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { withinReach } from '../roles/reach.ts'
import { isNamedAside, roleOf, threadAt } from '../roles/role.ts'
import { isBusyWait } from '../spins/index.ts'
import type { Amount } from './amounts.ts'
import { blockOf, type Iteration } from './blocks.ts'
import { type VainPause, vainPauses } from './chunks.ts'
import { type Frame, framesOf } from './frames.ts'
import { depthDecidedBy } from './depths.ts'
import { type Explosion, explosionOf } from './recursion.ts'
import { functionsWithLoops, recursiveFunctions } from './suspects.ts'
import { type LongWork, longWorkOf } from './verdict.ts'
import { callsHeavy, isChained } from './work.ts'
import { limitOf } from './limits.ts'
import { pauseOf } from './yields.ts'

/** Work that keeps an event loop from everything else, with the proof that others wait for it. */
export type Blocking =
  | { readonly kind: 'work'; readonly fn: FunctionNode; readonly work: LongWork; readonly context: CriticalContext }
  | { readonly kind: 'explosion'; readonly fn: FunctionNode; readonly explosion: Explosion; readonly by: Amount; readonly context: CriticalContext }
  | { readonly kind: 'vain'; readonly fn: FunctionNode; readonly pause: VainPause }

/** What blocks event loops in this file: one finding for each outermost loop or recursive function. */
export const blockingIn = perFile((sourceCode): readonly Blocking[] => {
  const found = [...vainIn(sourceCode), ...longIn(sourceCode)].filter((each) => !onlyAsks(sourceCode, each))
  // Asked last: the role of a file may take a look at the disk.
  if (found.length === 0 || !isShared(sourceCode)) return []
  return outermost(found)
})

/** A loop that does nothing but ask is a fault of another kind: the work is none. */
function onlyAsks(sourceCode: SourceCode, finding: Blocking): boolean {
  const loop = finding.kind === 'vain' ? finding.pause.loop.node : finding.kind === 'work' ? finding.work.loops[0]?.node : undefined
  return loop !== undefined && isBusyWait(sourceCode, loop)
}

/** Whether an event loop runs this file: workers have one of their own, tests and scripts nobody waits for. */
function isShared(sourceCode: SourceCode): boolean {
  const { program, thread } = roleOf(sourceCode)
  return (program === 'application' || program === 'command') && thread !== 'worker'
}

function vainIn(sourceCode: SourceCode): readonly Blocking[] {
  const pauses = vainPauses(sourceCode)
  if (pauses.length === 0 || roleOf(sourceCode).program !== 'application') return []
  return pauses.filter(({ node }) => threadAt(sourceCode, node) !== 'worker').map((pause) => ({ kind: 'vain', fn: pause.fn, pause }))
}

function longIn(sourceCode: SourceCode): readonly Blocking[] {
  if (isNamedAside(sourceCode)) return []
  const recursive = recursiveFunctions(sourceCode)
  const looping = functionsWithLoops(sourceCode)
  // Who waits is asked last: that takes a look at every function.
  if (recursive.size === 0 && looping.size === 0) return []
  const reach = withinReach(sourceCode)
  const mayKeepTime = mentions(sourceCode, heavyModules)
  if (reach.size === 0 && !mayKeepTime) return []
  const found: Blocking[] = []
  for (const fn of recursive) {
    const explosion = reach.has(fn) ? explosionOf(sourceCode, fn) : undefined
    const one = explosion && explodes(sourceCode, explosion)
    if (one) found.push(one)
  }
  for (const fn of looping) {
    if (!reach.has(fn) && !mayKeepTime) continue
    for (const iteration of candidates(sourceCode, blockOf(sourceCode, fn).iterations)) {
      const work = (reach.has(fn) ? blocks(sourceCode, fn, iteration) : undefined) ?? keepsTime(sourceCode, fn, iteration)
      if (work) found.push(work)
    }
  }
  return found
}

/** What rounds that are there to take time call: no global is used for that. */
const heavyModules = evidenceFrom(heavy.map(({ path }) => path).filter((path) => !path.startsWith('#')))

/** The outermost iterations that let nobody in, and could take long at all. */
function candidates(sourceCode: SourceCode, iterations: readonly Iteration[]): Iteration[] {
  return iterations.flatMap((each) => {
    const pause = pauseOf(sourceCode, each)
    if (pause === 'tasks' || pause === 'unknown') return candidates(sourceCode, each.iterations)
    return mayTakeLong(sourceCode, each) ? [each] : []
  })
}

/** A first look that costs little: more than one plain pass over something. */
function mayTakeLong(sourceCode: SourceCode, iteration: Iteration): boolean {
  if (iteration.remote || iteration.spreads || iteration.iterations.length > 0 || iteration.calls.length > 0) return true
  return limitOf(sourceCode, iteration).kind === 'number'
}

const OTHERS_WAIT = new Set(['request', 'message', 'ui', 'timer'])

function waysTo(sourceCode: SourceCode, fn: FunctionNode): CriticalContext[] {
  return criticalContexts(sourceCode, fn).filter(({ kind }) => OTHERS_WAIT.has(kind))
}

function blocks(sourceCode: SourceCode, fn: FunctionNode, iteration: Iteration): Blocking | undefined {
  for (const context of waysTo(sourceCode, fn)) {
    const work = longWorkOf(sourceCode, iteration, framesOf(context))
    if (work && startsHere(work, fn)) return { kind: 'work', fn, work, context }
  }
  return undefined
}

/** Rounds that are there to take time need no handler: it is enough that they run when something has come. */
function keepsTime(sourceCode: SourceCode, fn: FunctionNode, iteration: Iteration): Blocking | undefined {
  if (limitOf(sourceCode, iteration).kind !== 'number' || !isChained(sourceCode, iteration) || !callsHeavy(sourceCode, iteration)) return undefined
  for (const context of completionContexts(sourceCode, fn)) {
    const work = longWorkOf(sourceCode, iteration, framesOf(context))
    if (work?.kind === 'rounds') return { kind: 'work', fn, work, context }
  }
  return undefined
}

/** The loops that take long are in this function: those of a callee are found there. */
function startsHere({ loops }: LongWork, fn: FunctionNode): boolean {
  const [first] = loops
  return first !== undefined && isInside(first.node, fn)
}

function explodes(sourceCode: SourceCode, explosion: Explosion): Blocking | undefined {
  for (const context of waysTo(sourceCode, explosion.fn)) {
    const frame: Frame = framesOf(context)
    const by = depthDecidedBy(sourceCode, explosion, frame)
    if (by) return { kind: 'explosion', fn: explosion.fn, explosion, by, context }
  }
  return undefined
}

/** Those that are no part of another: whose loop runs inside the other's nest, or is reached through that. */
function outermost(found: readonly Blocking[]): readonly Blocking[] {
  const exploding = new Set<FunctionNode>()
  const cut = new Set<Node>()
  const heads = new Set<Node>()
  const inner = new Set<Node>()
  for (const each of found) {
    if (each.kind === 'explosion') exploding.add(each.fn)
    else if (each.kind === 'vain') cut.add(each.pause.loop.node)
    else each.work.nest.forEach(({ node }, i) => (i === 0 ? heads : inner).add(node))
  }
  return found.filter((each) => {
    const head = each.kind === 'work' ? each.work.nest[0]?.node : undefined
    if (each.kind !== 'work' || !head) return true
    return !exploding.has(each.fn) && !cut.has(head) && !inner.has(head) && !each.context.steps.some(({ at }) => isBelow(at, heads, head))
  })
}

/** Whether a node lies in one of several others, one of them aside. */
function isBelow(node: Node, others: ReadonlySet<Node>, aside: Node): boolean {
  for (let at: Node | undefined = node; at; at = at.parent) if (at !== aside && others.has(at)) return true
  return false
}
