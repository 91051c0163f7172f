import type { TSESTree } from '@typescript-eslint/utils'

import { plainMethods } from '../../../knowledge/yields.ts'
import { groupBy } from '../../../utils/group.ts'
import { calledName } from '../../../utils/nodes.ts'
import { perFile, perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, type FunctionNode, functionAround, isFunction, isInside, keyName, type Node, ownerOf, unwrap, walk, wrapped } from '../../../utils/syntax.ts'
import { usesOf } from '../../callbacks/uses.ts'
import { flowOf } from '../../flow/flow.ts'
import { type EventId, eventsOf, type Flow } from '../../flow/graph.ts'
import { findPath } from '../../flow/queries.ts'
import { isSuspension } from '../../flow/suspension.ts'
import { fateOf } from '../../promises/fate.ts'
import { variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { isExported } from '../../resolve/functions.ts'
import { locationOf } from '../../resolve/location.ts'
import { spotOf } from '../effects.ts'
import { yieldsPromise } from '../floating/promises.ts'
import { changedBy } from '../floating/relied.ts'
import { familyKey } from '../places/symbol.ts'
import { calledLocal, functionAt } from '../receiver.ts'
import { type LockUse, lockUses } from '../uses.ts'
import type { Fault } from './faults.ts'

/** A lock that is only looked at, or waited for without being taken, before code that does what its sections do. */
export function askedLock(sourceCode: SourceCode, use: LockUse): Fault | undefined {
  const { call, does, places } = use
  const family = familyOf(use)
  if (family === undefined || !(does === 'wait' || does === 'query' || isEmptySection(sourceCode, use) || isGivenBackAtOnce(sourceCode, use))) return undefined
  const inside = deedsUnder(sourceCode, family)
  if (inside.size === 0 || isLastOfScript(sourceCode, use)) return undefined
  const later = handedOn(sourceCode, use, inside) ?? actionBehind(sourceCode, use, inside)
  return later && { kind: 'asked', at: spotOf(call), lock: places[0], call: nameOfCall(use), waits: does !== 'query', later }
}

/** How far the calls of what takes the lock are followed. */
const MOST_CALLERS = 3

/**
 * `for (const each of all) enqueue(each); await queue.onIdle(); …` in the code of a module that exports nothing: all that takes the
 * lock has been begun by then, and nobody else is there.
 */
function isLastOfScript(sourceCode: SourceCode, use: LockUse): boolean {
  if (use.does !== 'wait' || ownerOf(use.call).type !== 'Program' || sourceCode.ast.body.some(({ type }) => type.startsWith('Export'))) return false
  const isBegunBefore = (node: Node, depth: number): boolean => {
    const owner = ownerOf(node)
    if (!isFunction(owner)) return node.range[1] <= use.call.range[0]
    const { calls, values } = usesOf(sourceCode, owner)
    return depth < MOST_CALLERS && calls.length > 0 && values.every((each) => each === owner) && !isExported(sourceCode, owner) && calls.every((each) => isBegunBefore(each, depth + 1))
  }
  return (usesByFamily(sourceCode).get(familyOf(use) ?? '') ?? []).every((each) => each === use || isBegunBefore(each.call, 0))
}

function nameOfCall({ call }: LockUse): string {
  const callee = unwrap(call.callee)
  return `${(callee.type === 'MemberExpression' ? keyName(callee) : undefined) ?? 'this call'}()`
}

function familyOf({ places: [place, second] }: LockUse): string | undefined {
  return place && !second ? familyKey(place) : undefined
}

/** The uses of the locks of each family. */
const usesByFamily = perFile((sourceCode) => groupBy([...lockUses(sourceCode).values()], familyOf))

/** `runExclusive(() => {})`: waits for its turn and does nothing with it. */
function isEmptySection(sourceCode: SourceCode, { does, section }: LockUse): boolean {
  const fn = does === 'scope' && section ? functionAt(sourceCode, section) : undefined
  return fn?.body.type === 'BlockStatement' && fn.body.body.length === 0
}

/** `const release = await mutex.acquire()`, and `release()` right behind it. */
function isGivenBackAtOnce(sourceCode: SourceCode, { call, does }: LockUse): boolean {
  const waited = does === 'acquire' ? wrapped(call).parent : undefined
  if (waited?.type !== 'AwaitExpression') return false
  const holder = wrapped(waited).parent
  const statement = holder?.type === 'VariableDeclarator' && holder.parent.declarations.length === 1 ? holder.parent : holder
  const block = statement?.parent
  if (block?.type !== 'BlockStatement' || (statement?.type !== 'ExpressionStatement' && statement?.type !== 'VariableDeclaration')) return false
  const next = block.body[block.body.indexOf(statement) + 1]
  const given = next?.type === 'ExpressionStatement' ? unwrap(next.expression) : undefined
  if (given?.type !== 'CallExpression') return false
  if (lockUses(sourceCode).get(given)?.does === 'release') return true
  const releaser = unwrap(given.callee)
  const names = holder?.type === 'VariableDeclarator' ? sourceCode.getDeclaredVariables(holder).map(({ name }) => name) : []
  return given.arguments.length === 0 && releaser.type === 'Identifier' && names.includes(releaser.name)
}

// ---------------------------------------------------------------- what is done under a lock

const deeds = perFile(() => new Map<string, ReadonlySet<string>>())

/** What the sections of the locks of a family change, and what they call. */
function deedsUnder(sourceCode: SourceCode, family: string): ReadonlySet<string> {
  const known = deeds(sourceCode).get(family)
  if (known) return known
  const found = new Set<string>()
  for (const use of usesByFamily(sourceCode).get(family) ?? []) {
    if (use.does !== 'acquire' && use.does !== 'scope') continue
    const fn = use.section ? functionAt(sourceCode, use.section) : functionAround(use.call)
    if (fn) for (const deed of deedsOf(sourceCode, fn)) found.add(deed)
  }
  deeds(sourceCode).set(family, found)
  return found
}

/** What code changes and calls, by keys that are the same throughout the file. */
const deedsOf: (sourceCode: SourceCode, fn: FunctionNode) => ReadonlySet<string> = perNode<FunctionNode, ReadonlySet<string>>((sourceCode, fn) => {
  const found = new Set<string>(changedBy(sourceCode, fn).keys())
  walk(sourceCode, fn.body, (node) => {
    for (const deed of [deedAt(sourceCode, node), changeAt(sourceCode, node)]) if (deed !== undefined) found.add(deed)
  })
  found.add(`run:${String(fn.range[0])}`)
  return found
}, new Set())

/** `await shelf.replaceAll(items)`: a method that says that it changes its object, of which each is a deed as good as the other. */
function changeAt(sourceCode: SourceCode, node: Node): string | undefined {
  const deed = CHANGES.test((node.type === 'CallExpression' && calledName(node)) || '') ? deedAt(sourceCode, node) : undefined
  return deed?.endsWith('()') === true ? `${deed.slice(0, deed.lastIndexOf('.'))}.*` : undefined
}

/** A call that does something: of a function of this file, or of a method of a place. */
function deedAt(sourceCode: SourceCode, node: Node): string | undefined {
  if (node.type !== 'CallExpression') return undefined
  const local = calledLocal(sourceCode, node)
  if (local) return `run:${String(local.range[0])}`
  const callee = unwrap(node.callee)
  if (callee.type === 'Identifier') return deedOfImport(sourceCode, node, callee)
  const name = callee.type === 'MemberExpression' && callee.object.type !== 'Super' ? keyName(callee) : undefined
  if (callee.type !== 'MemberExpression' || name === undefined || (plainMethods.has(name) && node.parent.type !== 'AwaitExpression') || READS.test(name) || lockUses(sourceCode).has(node)) return undefined
  const place = locationOf(sourceCode, callee.object)
  return place && place.root.kind !== 'api' ? `${place.key}.${name}()` : undefined
}

/** `await put(entry)` of another file. */
function deedOfImport(sourceCode: SourceCode, call: TSESTree.CallExpression, callee: TSESTree.Identifier): string | undefined {
  const user = call.parent.type
  if ((user !== 'AwaitExpression' && user !== 'ReturnStatement' && user !== 'ArrowFunctionExpression') || READS.test(callee.name) || ASKS.test(callee.name)) return undefined
  return variableOf(sourceCode, callee)?.defs[0]?.type === 'ImportBinding' ? apiOf(sourceCode, callee) : undefined
}

const ASKS = /^(?:read|load|fetch|find|list|query|wait|sleep|delay|stat|open|parse|check|validate|verify|is|can|should)(?![a-z])/u

const CHANGES = /^(?:set|put|save|write|store|update|replace|reset|clear|delete|remove|insert|add|move|rename|apply|commit|publish)(?![a-z])/u

const READS = /^(?:get|has|is|peek|keys|values|entries|log|debug|info|warn|error|trace|emit|then|catch|finally|on|once)(?![a-z])/u

// ---------------------------------------------------------------- what is done without it

/** `mutex.waitForUnlock().then(work)`. */
function handedOn(sourceCode: SourceCode, { call }: LockUse, inside: ReadonlySet<string>): Node | undefined {
  for (const link of fateOf(sourceCode, call).chained) {
    const [given] = link.arguments
    const fn = given && functionAt(sourceCode, given)
    if (fn?.async && [...deedsOf(sourceCode, fn)].some((deed) => inside.has(deed))) return given
  }
  return undefined
}

/** What the function does behind the question, across an `await`, without the lock. */
function actionBehind(sourceCode: SourceCode, use: LockUse, inside: ReadonlySet<string>): Node | undefined {
  const owner = ownerOf(use.call)
  const flow = flowOf(sourceCode, owner)
  if (flow.imprecise || takesToo(sourceCode, owner, use)) return undefined
  const starts = use.does === 'query' ? testsOf(flow, use.call) : fateOf(sourceCode, use.call).awaits.flatMap((node) => eventsOf(flow, node))
  const acts = new Map<EventId, Node>()
  flow.kinds.forEach((_, event) => {
    const node = flow.nodes[event]
    if (node && node.range[0] > use.call.range[1] && isDeed(sourceCode, flow, event, node, inside, use.does === 'query')) acts.set(event, node)
  })
  for (const start of starts) {
    const path = findPath(flow, start, (event) => acts.has(event), (_, edge) => edge !== 'throw')
    const event = path && (flow.to[path.at(-1) as number] as EventId)
    const deed = event === undefined ? undefined : acts.get(event)
    if (path && deed && (takesTime(sourceCode, deed) || path.slice(1).some((edge) => isSuspension(flow, flow.from[edge] as EventId)))) return deed
  }
  return undefined
}

/** The tests whose outcome the question decides: it stands in their condition. */
function testsOf(flow: Flow, call: Node): readonly EventId[] {
  const condition = wrapped(call)
  return flow.kinds.flatMap((kind, event) => (kind === 'test' && flow.nodes[event] && isInside(condition, flow.nodes[event]) ? [event] : []))
}

function isDeed(sourceCode: SourceCode, flow: Flow, event: EventId, node: Node, inside: ReadonlySet<string>, isAsked: boolean): boolean {
  if (flow.kinds[event] === 'call') {
    return [deedAt(sourceCode, node), isAsked ? changeAt(sourceCode, node) : undefined].some((deed) => deed !== undefined && inside.has(deed))
  }
  if (flow.kinds[event] !== 'write') return false
  const place = locationOf(sourceCode, node)
  return place !== undefined && inside.has(place.key)
}

/** Whether the deed itself is waited for. */
function takesTime(sourceCode: SourceCode, deed: Node): boolean {
  if (deed.type !== 'CallExpression') return false
  const { awaits, returned } = fateOf(sourceCode, deed)
  return (awaits.length > 0 || returned) && yieldsPromise(sourceCode, deed)
}

/** Whether the function also takes the lock: "who finds it free takes it, the others wait" is a way of its own. */
function takesToo(sourceCode: SourceCode, owner: CodeOwner, use: LockUse): boolean {
  const alike = usesByFamily(sourceCode).get(familyOf(use) ?? '') ?? []
  return isFunction(owner) && alike.some((each) => each !== use && ['acquire', 'try', 'scope'].includes(each.does) && isInside(each.call, owner))
}
