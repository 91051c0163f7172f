import { refusing } from '../../../knowledge/locks/pools.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { isCall, isCaught, isFunction, isInside, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import type { TSESTree } from '@typescript-eslint/utils'
import { type EventId, eventsOf } from '../../flow/graph.ts'
import { findPath } from '../../flow/queries.ts'
import { guardsOf } from '../../handles/guards.ts'
import { isNothing, variableOf } from '../../resolve/bindings.ts'
import { type Acquisition, sameAs } from './acquisitions.ts'
import { failures, flowWithFailures } from './failing.ts'
import type { Release } from './settling.ts'

interface Unacquired {
  readonly end: Node
  readonly failing: Node
  /** It is called on, or is, a variable that holds nothing then. */
  readonly isMissing: boolean
  /** It is in the `catch`: it fails itself where nothing has been acquired. */
  readonly isCaught: boolean
}

/** A release in a `finally`, or in a `catch` where it fails then, that is come to without having acquired: which, and what failed before. */
export function releasedUnacquired(sourceCode: SourceCode, acquisition: Acquisition, releases: readonly Release[]): Unacquired | undefined {
  const { owner, call, trails, harmless } = acquisition
  if (harmless || isMadeHere(sourceCode, call)) return undefined
  const flow = flowWithFailures(sourceCode, owner)
  if (!flow || flow.imprecise) return undefined
  const hasName = trails.some(({ variables }) => variables.size > 0)
  const happens = failures(sourceCode, flow)
  const succeeds = new Set(maySayNo(acquisition) ? [] : [call, wrapped(call).parent].flatMap((node) => (node ? eventsOf(flow, node) : [])))
  for (const release of releases) {
    const { at, by } = release
    const isMissing = by === 'handle' && isOfNothing(sourceCode, release)
    const counts = isMissing || (by === 'place' && !hasName)
    const around = counts && ownerOf(at) === owner && guardsOf(sourceCode, at, call).length === 0 ? tryAround(call, at) : undefined
    if (!around || (around.isCaught && !isMissing && !(isCall(release.call) && refusing.has(calledName(release.call) ?? '')))) continue
    const goals = new Set(eventsOf(flow, at))
    const acquired = new Set(sameAs(sourceCode, acquisition).flatMap(({ from }) => from).flatMap((node) => eventsOf(flow, node)))
    // Only failures inside the `try` lead to its `finally` this way; once acquired, the path is another one.
    const path = findPath(flow, flow.enter, (event) => goals.has(event), (event, edge, to) => happens(event, edge, to) && (edge === 'throw' ? !succeeds.has(event) : !acquired.has(event)))
    const failing = path?.map((edge) => ({ kind: flow.edgeKinds[edge], node: flow.nodes[flow.from[edge] as EventId] as Node })).findLast(({ kind, node }) => kind === 'throw' && isInside(node, around.block))
    if (failing) return { end: at, failing: failing.node, isMissing, isCaught: around.isCaught }
  }
  return undefined
}

/** A lock that only its name tells fails where it is asked for something: a key that others hold, a time. Without that it waits. */
function maySayNo({ use, call }: Acquisition): boolean {
  return use !== undefined || call.arguments.length > 0
}

/** `const turn = new Turn(key)` in the same function: nobody else acquires by that object, so it gives back nothing of others. */
function isMadeHere(sourceCode: SourceCode, call: TSESTree.CallExpression): boolean {
  const callee = unwrap(call.callee)
  const variable = callee.type === 'MemberExpression' ? variableOf(sourceCode, unwrap(callee.object)) : undefined
  const [def, second] = variable?.defs ?? []
  const made = def?.type === 'Variable' && !second && def.node.type === 'VariableDeclarator' ? def.node.init : undefined
  return made?.type === 'NewExpression' && ownerOf(made) === ownerOf(call)
}

/** `client.release()`, `release()` of a variable that holds nothing until acquiring has succeeded. */
function isOfNothing(sourceCode: SourceCode, { call }: Release): boolean {
  if (call?.type !== 'CallExpression' || call.optional || call.parent.type === 'ChainExpression') return false
  const callee = unwrap(call.callee)
  const name = callee.type === 'MemberExpression' && !callee.optional ? unwrap(callee.object) : callee
  const variable = name.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
  const [def, second] = variable?.defs ?? []
  return def?.type === 'Variable' && !second && def.node.type === 'VariableDeclarator' && (!def.node.init || isNothing(def.node.init))
}

/** The block of the `try` that acquires, and whose `finally` or `catch` gives back. */
function tryAround(call: Node, release: Node): { readonly block: TSESTree.BlockStatement; readonly isCaught: boolean } | undefined {
  for (let at: Node | undefined = call; at && !isFunction(at); at = at.parent) {
    if (at.type !== 'TryStatement' || !isInside(call, at.block)) continue
    if (at.finalizer && isInside(release, at.finalizer)) return { block: at.block, isCaught: false }
    // In a `try` of its own it may fail without harm.
    if (at.handler && isInside(release, at.handler.body)) return isCaught(release, at.handler) ? undefined : { block: at.block, isCaught: true }
  }
  return undefined
}
