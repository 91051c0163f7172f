import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isFunction, isInside, type Node, walkOwn } from '../../../utils/syntax.ts'
import { sourcesOf } from '../../resolve/bindings.ts'
import { denote } from '../../resolve/denote.ts'
import { isEntry } from '../entries.ts'
import type { Held, Spot, Take } from '../facts.ts'
import { classAt } from '../places/fields.ts'
import { valueOf, variableAt } from '../places/identity.ts'
import { exactKey, hasRank, nounOf, type Pattern, type Place, shown } from '../places/symbol.ts'
import { lockOwners, lockSummary } from '../summary.ts'
import { choose, nodeOf, severalIn } from './order.ts'

/** Two locks of one family, taken in the order in which the caller of a function gives them. */
export interface GivenOrder {
  readonly first: string
  readonly second: string
  /** Where the first was taken. */
  readonly since: Spot
  /** The acquiring call of the second. */
  readonly at: Spot
  /** One call takes both, turn by turn of a loop: over this. */
  readonly over?: string
  /** They are rows that a transaction locks: the database ends one of two that wait for each other. */
  readonly areRows?: true
}

/** Every place of the file that takes two locks of one family in caller-given order, once per acquiring call. */
export const givenOrders = perFile((sourceCode): readonly GivenOrder[] => {
  const found = new Map<string, GivenOrder>()
  for (const owner of lockOwners(sourceCode)) {
    if (!isFunction(owner) || !isEntry(sourceCode, owner)) continue
    for (const take of lockSummary(sourceCode, owner).takes) {
      if (take.waits !== 'ever') continue
      for (const held of take.held) {
        const order = held.ordered ? undefined : judge(sourceCode, owner, held, take)
        const key = order && `${String(order.at.start.line)}:${String(order.at.start.column)}`
        if (order && key !== undefined && !found.has(key)) found.set(key, order)
      }
    }
  }
  return [...found.values()]
})

/** Whether the one lock is taken while the other is held in the order in which the caller of `owner` gives them; undefined where not. */
export function judge(sourceCode: SourceCode, owner: CodeOwner, held: Held, take: Take): GivenOrder | undefined {
  if (held.mode === 'shared' && take.mode === 'shared') return undefined
  const several = severalIn(take.lock)
  const gated = take.held.some((each) => each !== held && each.sure && each.mode === 'exclusive' && nodeOf(each.lock)?.key !== nodeOf(take.lock)?.key)
  if (gated) return undefined
  if (several && JSON.stringify(held.lock.path) === JSON.stringify(take.lock.path)) return judgeList(sourceCode, owner, held, take, several)
  const [from, to] = [nodeOf(held.lock), nodeOf(take.lock)]
  if (!from || !to || (from.key !== to.key && !isSelfAndOther(held.lock, take.lock))) return undefined
  const order = { first: shown(held.lock), second: shown(take.lock), since: held.meeting?.since ?? held.at, at: held.meeting?.at ?? take.site }
  const [a, b] = [exactKey(held.lock), exactKey(take.lock)]
  if (JSON.stringify(held.lock) === JSON.stringify(take.lock)) {
    const over = sameSpot(held.site, take.site) ? loopOver(sourceCode, owner, take.lock) : undefined
    return over && { ...order, over: shown(over) }
  }
  if (a === undefined && b === undefined) return undefined
  const [left, right] = difference(held.lock, take.lock) ?? []
  return left && right && isGiven(sourceCode, owner, left) && isGiven(sourceCode, owner, right) && isOneSort(sourceCode, owner, take.lock, left, right) ? order : undefined
}

function sameSpot(a: Spot, b: Spot): boolean {
  return a.start.line === b.start.line && a.start.column === b.start.column
}

/** `this.lock` and `other.lock` of one class. */
function isSelfAndOther(a: Place, b: Place): boolean {
  return a.kind !== undefined && a.kind === b.kind && a.path.length === 1 && b.path.length === 1 && (a.root.startsWith('this:') || b.root.startsWith('this:'))
}

// ---------------------------------------------------------------- what tells two locks apart

interface Chooser {
  readonly place: Place
  /** It is (part of) a key, not the object that holds the lock. */
  readonly isKey: boolean
}

/** The two places that make the difference between two locks of a family; undefined where there is more than one. */
function difference(a: Place, b: Place): readonly [Chooser, Chooser] | undefined {
  if (a.root !== b.root || a.path.length !== b.path.length) return a.path.length > 0 && b.path.length > 0 ? [holder(a), holder(b)] : undefined
  const steps = a.path.flatMap((step, i) => (JSON.stringify(step) === JSON.stringify(b.path[i]) ? [] : [[step, b.path[i]] as const]))
  const [only, second] = steps
  if (!only || second) return undefined
  const [left, right] = only
  if (typeof left === 'string' || typeof right !== 'object') return typeof left === 'string' && typeof right === 'string' ? [holder(a), holder(b)] : undefined
  const parts = left.parts.flatMap((part, i) => (JSON.stringify(part) === JSON.stringify(right.parts[i]) ? [] : [[part, right.parts[i]] as const]))
  const [pair, more] = parts
  if (!pair || more || left.parts.length !== right.parts.length) return undefined
  const [x, y] = pair
  return typeof x === 'object' && typeof y === 'object' && 'root' in x && 'root' in y ? [{ place: x, isKey: true }, { place: y, isKey: true }] : undefined
}

function holder(lock: Place): Chooser {
  return { place: { root: lock.root, path: lock.path.slice(0, -1) }, isKey: false }
}

/** Whether the caller of the function decides what this is: a parameter, or its `this`. */
function isGiven(sourceCode: SourceCode, owner: CodeOwner, { place, isKey }: Chooser): boolean {
  if (place.root.startsWith('this:')) return !isKey && place.path.length === 0 && classAt(sourceCode, place.root) !== undefined
  if (!place.root.startsWith('param:')) return false
  // What hangs below an object hangs there in one order; its elements and its keys do not.
  if (!isKey && place.path.some((step) => typeof step === 'string' && !/^\d+$/u.test(step))) return false
  return isParameterOf(sourceCode, owner, place.root)
}

function isParameterOf(sourceCode: SourceCode, owner: CodeOwner, root: string): boolean {
  const definition: Node | undefined = variableAt(sourceCode, root)?.defs[0]?.node
  return definition !== undefined && isFunction(definition) && (definition === owner || isInside(owner, definition))
}

/** Whether both come from one set of things, so that another caller may name them the other way round. */
function isOneSort(sourceCode: SourceCode, owner: CodeOwner, lock: Place, left: Chooser, right: Chooser): boolean {
  if (hasRank(left.place) || hasRank(right.place)) return false
  // Two rows of one table that are found by the same column.
  if (lock.root.startsWith('rows:')) return true
  if (nounOf(left.place) === nounOf(right.place)) return true
  if (!left.isKey) return sameClass(sourceCode, left.place, right.place)
  if (areCompared(sourceCode, owner, left.place, right.place)) return true
  return lock.path.some((step) => typeof step === 'object' && step.parts.some((part) => typeof part === 'string' && part.trim() !== ''))
}

const EQUAL: ReadonlySet<string> = new Set(['===', '!==', '==', '!='])

/** `if (keptId === droppedId) return`: who asks whether two keys are the same has keys of one sort. */
function areCompared(sourceCode: SourceCode, owner: CodeOwner, a: Place, b: Place): boolean {
  const keys = [exactKey(a), exactKey(b)]
  let found = false
  walkOwn(sourceCode, owner, (node) => {
    if (found || node.type !== 'BinaryExpression' || !EQUAL.has(node.operator)) return
    const sides = [node.left, node.right].map((side) => placeKey(sourceCode, side))
    found = keys.every((key) => key !== undefined && sides.includes(key))
  })
  return found
}

function placeKey(sourceCode: SourceCode, node: Node): string | undefined {
  const value = valueOf(sourceCode, node)
  return value?.is === 'place' ? exactKey(value.place) : undefined
}

/** Whether both are objects of one class of this file; interfaces may be implemented by different things. */
function sameClass(sourceCode: SourceCode, a: Place, b: Place): boolean {
  const [x, y] = [a, b].map((place) => {
    const owner = classAt(sourceCode, place.root)
    if (owner) return owner
    const [name] = variableAt(sourceCode, place.root)?.identifiers ?? []
    const known = name && place.path.length === 0 ? denote(sourceCode, name) : undefined
    return known?.kind === 'object' ? known.node : undefined
  })
  return x !== undefined && x === y
}

// ---------------------------------------------------------------- loops

/** What the loop goes over that chooses the lock, where the caller gives it; undefined otherwise. */
function loopOver(sourceCode: SourceCode, owner: CodeOwner, lock: Place): Place | undefined {
  for (const place of [lock, ...holes(lock)]) {
    const at = place.path.findIndex((step) => typeof step !== 'string' && step.parts.some((part) => typeof part === 'object' && 'root' in part && isLoopVariable(sourceCode, part.root)))
    if (at < 0) continue
    const whole = { root: place.root, path: place.path.slice(0, at) }
    if (whole.root.startsWith('param:') && isParameterOf(sourceCode, owner, whole.root)) return whole
  }
  return undefined
}

function holes(place: Place): readonly Place[] {
  return place.path.flatMap((step) => (typeof step === 'string' ? [] : step.parts.flatMap((part) => (typeof part === 'object' && 'root' in part ? [part, ...holes(part)] : []))))
}

function isLoopVariable(sourceCode: SourceCode, root: string): boolean {
  if (root.startsWith('some:')) return true
  const variable = variableAt(sourceCode, root)
  const sources = variable && sourcesOf(sourceCode, variable)
  return sources?.some((source) => source.kind === 'element' || source.kind === 'parameter') === true || (variable?.references.some((each) => each.isWrite() && each.init !== true) ?? false)
}

function judgeList(sourceCode: SourceCode, owner: CodeOwner, held: Held, take: Take, several: readonly Pattern[]): GivenOrder | undefined {
  const places = several.map((each) => choose(take.lock, each))
  for (const [i, later] of places.entries()) {
    for (const earlier of places.slice(0, i)) {
      const order = judge(sourceCode, owner, { ...held, lock: earlier }, { ...take, lock: later, held: [] })
      if (order) return order
    }
  }
  return undefined
}
