import { calledName } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, functionAround, isFunction, keyName, type Node, ownerOf, unwrap } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf, nodeOf } from '../../flow/graph.ts'
import { comesWhere, leadsOn, reaches } from '../../flow/reach.ts'
import { isEmpty, isNothing, onlyValue } from '../../resolve/bindings.ts'
import type { Held } from '../facts.ts'
import { heldAround } from '../held.ts'
import { exactKey, familyKey, isChosen, shown } from '../places/symbol.ts'
import { lockUses } from '../uses.ts'
import { copyBefore } from './copies.ts'
import { staleWrite, valueWritten } from './stale.ts'
import { type Access, type State, statesOf } from './states.ts'
import { type Taking, takingOf } from './taking.ts'

/** A state that a lock guards, and a place that changes it as if there were none. */
export type Unguarded =
  | { readonly kind: 'unguarded'; readonly state: string; readonly lock: string; readonly write: Node; readonly read: Node; readonly wait: Node; readonly guarded: Node }
  | { readonly kind: 'unchecked'; readonly state: string; readonly lock: string; readonly write: Node; readonly test: Node; readonly old: boolean }
  | { readonly kind: 'copied'; readonly state: string; readonly lock: string; readonly write: Node; readonly read: Node }

export const unguarded = perFile((sourceCode): readonly Unguarded[] => {
  if (lockUses(sourceCode).size === 0) return []
  return statesOf(sourceCode).flatMap((state) => judge(sourceCode, state))
})

interface Guarded {
  readonly access: Access
  readonly held: readonly Held[]
}

function judge(sourceCode: SourceCode, { name, accesses }: State): readonly Unguarded[] {
  const all = accesses.map((access): Guarded => ({ access, held: heldAround(sourceCode, access.event) }))
  const lock = guardOf(all)
  if (!lock) return []
  const outside = all.filter(({ held }) => !held.some((each) => mayBeSame(each, lock))).map(({ access }) => access)
  const inside = all.filter(({ access }) => !outside.includes(access)).map(({ access }) => access)
  const found: Unguarded[] = []
  const owners = new Set(outside.filter(({ writes }) => writes).map(({ owner }) => owner))
  for (const owner of owners) {
    const stale = staleWrite(sourceCode, accesses.filter((each) => each.owner === owner), outside.filter((each) => each.owner === owner && each.writes))
    const [first] = inside
    if (stale && first) found.push({ kind: 'unguarded', state: name, lock: shown(lock.lock), write: stale.write.node, read: stale.read.node, wait: stale.wait, guarded: first.node })
  }
  // Where as many go without the lock as with it, nobody can say that the lock is meant for this.
  const guarding = new Set(inside.map(({ owner }) => owner)).size
  const result = found.length <= guarding ? found : []
  return [...result, ...uncheckedWrites(sourceCode, name, lock, inside, outside)]
}

/** Whether two are one lock, or two of a collection whose keys may be the same: `lock.acquire(hall)` here and there. */
function mayBeSame(a: Held, b: Held): boolean {
  if (exactKey(a.lock) === exactKey(b.lock)) return true
  const family = familyKey(a.lock)
  return isChosen(a.lock) && family !== undefined && family === familyKey(b.lock)
}

/** The lock under which the state is changed, and touched in most functions. */
function guardOf(all: readonly Guarded[]): Held | undefined {
  const owners = new Map<string, Set<Node>>()
  const locks = new Map<string, Held>()
  for (const { access, held } of all) {
    for (const each of held) {
      const key = exactKey(each.lock)
      if (key === undefined || each.mode === 'shared') continue
      owners.set(key, (owners.get(key) ?? new Set()).add(access.owner))
      if (access.writes) locks.set(key, each)
    }
  }
  const [best] = [...locks].sort(([a], [b]) => (owners.get(b)?.size ?? 0) - (owners.get(a)?.size ?? 0))
  return best?.[1]
}

// ---------------------------------------------------------------- double-checked

/** Writes under the lock that a look outside of it has led to, with no look at the state inside. */
function uncheckedWrites(sourceCode: SourceCode, name: string, lock: Held, inside: readonly Access[], outside: readonly Access[]): readonly Unguarded[] {
  return inside.filter((access) => access.writes && putsSomething(valueWritten(access))).flatMap((write): readonly Unguarded[] => {
    const taking = takingOf(sourceCode, write, lock)
    if (!taking || isKeptForOthers(taking.call) || looksFirst(sourceCode, taking, inside)) return []
    const found = { state: name, lock: shown(lock.lock), write: write.node }
    const copy = copyBefore(sourceCode, write, taking, outside)
    if (copy) return [copy.isOnlyAsked ? { ...found, kind: 'unchecked', test: copy.read, old: false } : { ...found, kind: 'copied', read: copy.read }]
    const test = testBefore(sourceCode, taking.call, outside)
    // Of several things that are asked together, `token && expires > Date.now()`, a way may come by without this one.
    if (!test || (test.old && inside.some((each) => !each.writes && each.owner === write.owner && each.node.range[1] <= write.node.range[0]))) return []
    return [{ ...found, kind: 'unchecked', ...test }]
  })
}

/** `this.refreshing ??= lock.runExclusive(section)`: who comes meanwhile waits for the same section. */
function isKeptForOthers(taking: Node): boolean {
  for (let at = taking.parent; at && !isFunction(at) && !at.type.endsWith('Statement'); at = at.parent) {
    if (at.type === 'AssignmentExpression' && (at.operator === '??=' || at.operator === '||=')) return true
  }
  return false
}

/** Nothing there, written twice, does no harm. */
function putsSomething(value: Node | undefined): boolean {
  return value !== undefined && !isEmpty(value)
}

interface TestBefore {
  readonly test: Node
  /** It is there, and something of it is asked: `this.token.expires > Date.now()`. */
  readonly old: boolean
}

/** A test, outside of the lock, that finds the state missing or no good, and without which control does not come to the taking of it. */
function testBefore(sourceCode: SourceCode, taking: Call, outside: readonly Access[]): TestBefore | undefined {
  const around = functionAround(taking)
  const reads = outside.filter(({ owner, writes }) => owner === around && !writes)
  if (!around || reads.length === 0) return undefined
  const flow = flowOf(sourceCode, around)
  const goals = new Set(eventsOf(flow, taking))
  const comes = (event: number, outcome: boolean): boolean => comesWhere(flow, event, outcome, goals)
  const test = flow.kinds.findIndex((kind, event) => {
    const missing = kind === 'nullish' ? true : kind === 'test' ? missingWhere(nodeOf(flow, event)) : undefined
    return missing !== undefined && reads.some(({ node }) => isOf(sourceCode, nodeOf(flow, event), node)) && comes(event, missing) && !comes(event, !missing)
  })
  if (flow.imprecise) return undefined
  if (test >= 0) return { test: nodeOf(flow, test), old: false }
  const leads = (event: number, outcome: boolean): boolean => [...goals].some((goal) => leadsOn(flow, event, outcome, goal))
  const parts = flow.kinds.findIndex((kind, event) =>
    kind === 'test' && reads.some(({ node }) => isAboutPart(nodeOf(flow, event), node)) && leads(event, true) !== leads(event, false))
  return parts < 0 ? undefined : { test: nodeOf(flow, parts), old: true }
}

/** `this.token.expires > Date.now()`: a comparison of a part of what is there; `this.expires > Date.now()`, of a time with now. */
function isAboutPart(test: Node, read: Node): boolean {
  const node = unwrap(test)
  if (node.type !== 'BinaryExpression' || !/^[<>]=?$/u.test(node.operator)) return false
  return [node.left, node.right].some((side) => {
    const part = unwrap(side)
    if (part === read) return [node.left, node.right].some((other) => other !== side && isNow(unwrap(other)))
    return part.type === 'MemberExpression' && !part.computed && unwrap(part.object) === read
  })
}

/** `Date.now()`, `performance.now()`, with or without something that is added. */
function isNow(node: Node): boolean {
  if (node.type === 'BinaryExpression') return [node.left, node.right].some((side) => isNow(unwrap(side)))
  return node.type === 'CallExpression' && calledName(node) === 'now'
}

/** How a test comes out where what it looks at is missing. */
function missingWhere(test: Node): boolean | undefined {
  const node = unwrap(test)
  if (node.type !== 'BinaryExpression') return false
  return /^[!=]==?$/u.test(node.operator) && isNothing(node.right) ? !node.operator.startsWith('!') : undefined
}

/** Whether a test looks at the state itself, or at an element of it: `this.x`, `this.x === undefined`, `cache.has(key)`, a variable that holds it. */
function isOf(sourceCode: SourceCode, test: Node, read: Node, depth = 0): boolean {
  const node = unwrap(test)
  if (node === read) return true
  if (node.type === 'BinaryExpression') return isOf(sourceCode, node.left, read, depth)
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined
  if (callee?.type === 'MemberExpression') return ['has', 'get', 'includes'].includes(keyName(callee) ?? '') && isOf(sourceCode, callee.object, read, depth)
  const only = depth === 0 ? onlyValue(sourceCode, node) : undefined
  return only !== undefined && isOf(sourceCode, only, read, 1)
}

/** Whether every way from the taking of the lock to the write looks at the state: in the section, or in the helper of it that writes. */
function looksFirst(sourceCode: SourceCode, { call, steps }: Taking, inside: readonly Access[]): boolean {
  return steps.some(({ owner, nodes }) => {
    const flow = flowOf(sourceCode, owner)
    const looks = new Set(inside.filter((each) => !each.writes && each.owner === owner).flatMap(({ event }) => eventsOf(flow, event)))
    const goals = new Set(nodes.flatMap((node) => eventsOf(flow, node)))
    const starts = ownerOf(call) === owner ? eventsOf(flow, call) : [flow.enter]
    return flow.imprecise || !starts.some((start) => reaches(flow, start, goals, (_, __, to) => !looks.has(to)))
  })
}
