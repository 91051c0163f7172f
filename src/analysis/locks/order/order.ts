import { nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isAwaited } from '../../../utils/syntax.ts'
import { spotOf } from '../effects.ts'
import { isEntry } from '../entries.ts'
import type { Held, Mode, Spot, Take } from '../facts.ts'
import { exactKey, familyKey, nounOf, type Pattern, type Place, shown } from '../places/symbol.ts'
import { lockOwners, lockSummary } from '../summary.ts'
import { lockUseAt } from '../uses.ts'

/** A lock, or a family of locks of which any may be meant, as a node of the lock-order graph. */
export interface LockNode {
  readonly key: string
  /** By what declares it: equal for the locks of all instances. */
  readonly kind?: string
  /** The lock of some instance, not of a certain one. */
  readonly anyInstance: boolean
  readonly text: string
  /** For the lock of one bare key: the lock object that has it, and the words for what the key is. */
  readonly keyed?: { readonly of: string; readonly words: readonly string[] }
}

/** `to` is waited for while `from` is held. */
export interface Edge {
  readonly from: LockNode
  readonly to: LockNode
  /** Where `from` was taken. */
  readonly since: Spot
  /** What waits for `to`: the acquiring call, or the call through which it is reached. */
  readonly at: Spot
  readonly through: readonly string[]
  readonly fromMode: Mode
  readonly toMode: Mode
  /** The locks that are surely held, exclusively, besides `from`. */
  readonly gates: readonly string[]
  readonly owner: CodeOwner
  /** What `owner` does to come there: `at` itself, or a call of the function in which it stands. */
  readonly entry: Spot
}

/** Edges that lead in a circle, in order: each begins with the lock that the one before waits for. */
export type Cycle = readonly Edge[]

const MOST_EDGES = 256
const LONGEST_CYCLE = 4
const MOST_STEPS = 20_000

/** The node that a place is; undefined where it is not known which lock is meant. */
export function nodeOf(place: Place): LockNode | undefined {
  const family = familyKey(place)
  const passing = /^(?:param|local|any):/u.test(place.root)
  const byKind = passing && place.path.length > 0 && place.kind !== undefined
  if (place.root.startsWith('any:') && !byKind) return undefined
  const key = byKind ? `kind:${place.kind ?? ''}` : family
  if (key === undefined) return undefined
  const keyed = byKind ? undefined : keyedOf(place)
  const node = { key, anyInstance: byKind || place.root.startsWith('this:'), text: shown(place), ...(keyed ? { keyed } : {}) }
  return place.kind === undefined ? node : { ...node, kind: place.kind }
}

function keyedOf(place: Place): LockNode['keyed'] {
  const last = place.path.at(-1)
  const [only, second] = typeof last === 'object' && last.named ? last.parts : []
  const of = typeof only === 'object' && 'root' in only && second === undefined ? familyKey({ root: place.root, path: place.path.slice(0, -1) }) : undefined
  return of === undefined ? undefined : { of, words: nounOf(only as Place).split(' ') }
}

/** The lock-order graph of the file: every pair of different locks of which one is waited for while the other is held. */
export const lockOrder = perFile((sourceCode): readonly Edge[] => {
  const edges = new Map<string, Edge>()
  for (const owner of lockOwners(sourceCode)) {
    if (!isEntry(sourceCode, owner)) continue
    for (const take of lockSummary(sourceCode, owner).takes) {
      if (take.waits !== 'ever') continue
      for (const held of take.held) for (const edge of edgesOf(owner, take, held)) {
        const key = `${edge.from.key} ${edge.to.key} ${spotKey(edge.since)} ${spotKey(take.site)} ${edge.gates.join()}`
        if (!edges.has(key) && edges.size < MOST_EDGES) edges.set(key, edge)
      }
    }
  }
  return [...edges.values()].sort((a, b) => a.at.start.line - b.at.start.line || a.at.start.column - b.at.start.column)
})

function spotKey({ start }: Spot): string {
  return `${String(start.line)}:${String(start.column)}`
}

function edgesOf(owner: CodeOwner, take: Take, held: Held): readonly Edge[] {
  return pairs(held.lock, take.lock).flatMap(([a, b]): readonly Edge[] => {
    const from = nodeOf(a)
    const to = nodeOf(b)
    if (!from || !to || from.key === to.key) return []
    const gates = take.held.filter((each) => each !== held && each.sure && each.mode === 'exclusive').map((each) => exactKey(each.lock)).filter((key) => key !== undefined)
    const { at, through, since } = placeOf(held, take)
    return [{ from, to, since, at, through, fromMode: held.mode, toMode: take.mode, gates, owner, entry: take.at }]
  })
}

/** Where both locks come together: in the function that takes them, unless its caller decides which locks they are. */
function placeOf(held: Held, take: Take): { readonly at: Spot; readonly through: readonly string[]; readonly since: Spot } {
  const { meeting } = held
  const same = meeting && JSON.stringify([meeting.held, meeting.taken]) === JSON.stringify([held.lock, take.lock])
  return same ? meeting : { at: take.at, through: take.through, since: held.at }
}

/** Where both are "each of a list", every earlier one with every later one. */
function pairs(held: Place, taken: Place): readonly (readonly [Place, Place])[] {
  const list = severalIn(taken)
  if (!list || JSON.stringify(held.path) !== JSON.stringify(taken.path)) return [[held, taken]]
  return list.flatMap((later, i) => list.slice(0, i).map((earlier): readonly [Place, Place] => [choose(held, earlier), choose(taken, later)]))
}

/** The patterns of which a place means any one; undefined where it is one alone. */
export function severalIn(place: Place): readonly Pattern[] | undefined {
  for (const step of place.path) {
    if (typeof step === 'string') continue
    const [only] = step.parts
    if (typeof only === 'object' && 'several' in only) return only.several
  }
  return undefined
}

/** The place with one of several chosen. */
export function choose(place: Place, chosen: Pattern): Place {
  const path = place.path.map((step) => {
    if (typeof step === 'string') return step
    const [only] = step.parts
    if (typeof only !== 'object' || !('several' in only)) return step
    return step.named ? { ...chosen, named: true as const } : chosen
  })
  return { ...place, path }
}

// ---------------------------------------------------------------- cycles

/** Whether two nodes may be one lock: the same one, or one instance's and "some instance's" of the same declaration. */
function meets(waited: LockNode, held: LockNode): boolean {
  return waited.key === held.key || (waited.kind !== undefined && waited.kind === held.kind && (waited.anyInstance || held.anyInstance))
}

/** Two locks of the same declaration are told apart by instances, which only equal keys prove to be the same. */
function isExact(edge: Edge): boolean {
  return edge.from.kind === undefined || edge.from.kind !== edge.to.kind
}

/**
 * `years.acquire(book.fiscalYear, …)` and `years.acquire(year, …)`: keys of one lock object, one named more closely than the other.
 * Only where the other lock is no key of that object: what tells the keys of one apart are their names alone.
 */
function mayHaveOneKey(a: Edge, b: Edge): boolean {
  const [waited, held] = [a.to.keyed, b.from.keyed]
  if (!waited || waited.of !== held?.of || a.from.keyed?.of === waited.of || b.to.keyed?.of === held.of) return false
  const [fewer, more] = waited.words.length < held.words.length ? [waited.words, held.words] : [held.words, waited.words]
  return fewer.every((word) => word !== '' && more.includes(word))
}

function follows(a: Edge, b: Edge): boolean {
  const linked = (isExact(a) && isExact(b) ? meets(a.to, b.from) : a.to.key === b.from.key) || mayHaveOneKey(a, b)
  return linked && !(a.toMode === 'shared' && b.fromMode === 'shared')
}

/**
 * The deadlocks of the file: circles in the lock-order graph, the shortest for each set of locks, that no gate around all
 * of them prevents. Each comes once, its edges in source order.
 */
export const deadlocks: (sourceCode: SourceCode) => readonly Cycle[] = perFile((sourceCode) => {
  const edges = lockOrder(sourceCode)
  const found = new Map<string, Cycle>()
  const known: Set<string>[] = []
  let steps = 0
  for (let length = 2; length <= LONGEST_CYCLE; length++) {
    edges.forEach((start, first) => {
      const paths: Edge[][] = [[start]]
      for (let path = paths.pop(); path && steps++ < MOST_STEPS; path = paths.pop()) {
        const last = path.at(-1) as Edge
        if (path.length === length) {
          if (follows(last, start) && isDeadlock(sourceCode, path)) add(path)
          continue
        }
        for (let i = edges.length - 1; i > first; i--) {
          const next = edges[i] as Edge
          if (follows(last, next) && !path.some((each) => each.to.key === next.to.key)) paths.push([...path, next])
        }
      }
    })
  }
  return [...found.values()]

  function add(cycle: Cycle): void {
    const locks = new Set(cycle.map((edge) => edge.to.kind ?? edge.to.key))
    // A longer circle through locks that already lead in a circle says nothing new.
    if (known.some((each) => each.size < locks.size && [...each].every((lock) => locks.has(lock)))) return
    const key = [...locks].sort().join(' ')
    if (found.has(key)) return
    known.push(locks)
    found.set(key, cycle)
  }
})

function isDeadlock(sourceCode: SourceCode, cycle: Cycle): boolean {
  const [first, ...rest] = cycle
  if (!first || cycle.every((edge) => isInTurn(sourceCode, edge))) return false
  return !first.gates.some((gate) => rest.every((edge) => edge.gates.includes(gate)))
}

/** Code of the module itself runs once, and what it awaits one after the other. */
function isInTurn(sourceCode: SourceCode, { owner, entry: at }: Edge): boolean {
  if (owner.type !== 'Program') return false
  const call = nodesOf(sourceCode).calls.find((each) => JSON.stringify(spotOf(each)) === JSON.stringify(at))
  return call !== undefined && (isAwaited(call) || lockUseAt(sourceCode, call) !== undefined)
}
