import { endEvents, hasEnded, notYetEnded } from '../../knowledge/shared-memory.ts'
import { linkAt } from '../../utils/chains.ts'
import { groupBy } from '../../utils/group.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, isCall, isFunction, isInside, keyName, type Node, ownerOf, unwrap, walk } from '../../utils/syntax.ts'
import { handingsOf } from '../callbacks/handed.ts'
import { usesOf } from '../callbacks/uses.ts'
import { flowOf } from '../flow/flow.ts'
import { eventsOf } from '../flow/graph.ts'
import { findPath } from '../flow/queries.ts'
import { type Variable, variableOf } from '../resolve/bindings.ts'
import { locationOf } from '../resolve/location.ts'
import { calledFunction } from '../resolve/receiver.ts'
import type { Access } from './access.ts'
import { holdsAtSites } from './callers.ts'
import { chainOf, publicationsOf } from './publication.ts'

/** How far a promise is followed from the worker that it stands for, and callers from a handler. */
const MOST_STEPS = 4

/**
 * Whether the threads that had the memory may have ended before this access: it stands behind an `await` of something that
 * they were started by or that stands for them, in what `then` runs, or in a listener of their end; or all calls that come
 * here stand at such a place.
 */
export function mayBeJoined(sourceCode: SourceCode, access: Access): boolean {
  return holdsAtSites(sourceCode, { node: access.node, object: access.object }, ({ node, object }) => isBehindJoin(sourceCode, node, object))
}

function isBehindJoin(sourceCode: SourceCode, node: Node, object: Node): boolean {
  const place = locationOf(sourceCode, object)
  if (!place || place.root.kind === 'api') return false
  const workers = place.root.kind === 'variable' ? workersOf(sourceCode, object, place.key) : undefined
  const stands = (expression: Node): boolean => {
    const text = sourceCode.getText(expression)
    return (workers ? workers.isStandIn(expression) : hasEnded.test(text)) && !notYetEnded.test(text)
  }
  const from = workers?.lastBefore(node) ?? 0
  const waits = awaitsOf(sourceCode).get(ownerOf(node)) ?? []
  if (waits.some((wait) => wait.range[1] <= node.range[0] && wait.range[1] > from && stands(wait.argument) && comesTo(sourceCode, wait, node))) return true
  for (let at: Node | undefined = ownerOf(node), i = 0; isFunction(at) && i < MOST_STEPS; at = ownerOf(at), i++) {
    if (isEndListener(sourceCode, at) || isContinuation(at, stands)) return true
  }
  return false
}

/** Whether some run comes from one place of a function to the other: `if (isMainThread) await join() else view[0]++` does not. */
function comesTo(sourceCode: SourceCode, from: Node, to: Node): boolean {
  const flow = flowOf(sourceCode, ownerOf(to))
  const goals = new Set(eventsOf(flow, to))
  return goals.size === 0 || eventsOf(flow, from).some((event) => findPath(flow, event, (at) => goals.has(at)) !== undefined)
}

const awaitsOf = perFile((sourceCode) => groupBy(nodesOf(sourceCode).awaits, ownerOf))

/** Whether the function runs when a thread ends: a listener of `exit`, or what only such listeners call. */
const isEndListener: (sourceCode: SourceCode, of: FunctionNode) => boolean = perNode<FunctionNode, boolean>((sourceCode, of) => {
  if (handingsOf(sourceCode, of).some(({ event }) => event !== undefined && endEvents.has(event))) return true
  const { calls, values } = usesOf(sourceCode, of)
  return calls.length > 0 && values.every((value) => value === of) && calls.every((call) => {
    const owner = ownerOf(call)
    return isFunction(owner) && isEndListener(sourceCode, owner)
  })
}, false)

/** `Promise.all(jobs).then(() => …)`. */
function isContinuation(of: FunctionNode, stands: (expression: Node) => boolean): boolean {
  const link = linkAt(of.parent)
  return link !== undefined && link.by !== 'catch' && stands(link.promise)
}

// ---------------------------------------------------------------- what stands for the workers

interface Workers {
  /** Whether awaiting the expression may be waiting for them: it starts them, names them, or calls what starts them. */
  readonly isStandIn: (expression: Node) => boolean
  /** Where the memory was handed out last before this place, in the same function: the end of that. */
  readonly lastBefore: (node: Node) => number
}

const workersByPlace = perFile(() => new Map<string, Workers>())

function workersOf(sourceCode: SourceCode, view: Node, place: string): Workers {
  const known = workersByPlace(sourceCode).get(place)
  if (known) return known
  const publications = chainOf(sourceCode, view).flatMap((variable) => publicationsOf(sourceCode, variable))
  const starters = new Set(publications.flatMap(functionsAround))
  const names = standInsOf(sourceCode, publications, starters)
  const isStandIn = (expression: Node): boolean => {
    if (publications.some((each) => isInside(each, expression))) return true
    let found = false
    walk(sourceCode, expression, (node) => {
      if (node.type === 'Identifier') found ||= names.has(variableOf(sourceCode, node))
      else if (isCall(node)) found ||= starters.has(calledFunction(sourceCode, node) as FunctionNode)
      return !found
    })
    return found
  }
  const ends = publications.map((each) => ({ end: each.range[1], owner: ownerOf(each) }))
  const lastBefore = (node: Node): number => {
    const owner = ownerOf(node)
    return ends.reduce((last, each) => (each.owner === owner && each.end <= node.range[0] ? Math.max(last, each.end) : last), 0)
  }
  const workers = { isStandIn, lastBefore }
  workersByPlace(sourceCode).set(place, workers)
  return workers
}

function functionsAround(node: Node): FunctionNode[] {
  const around: FunctionNode[] = []
  for (let at: Node = ownerOf(node); isFunction(at) && around.length < MOST_STEPS; at = ownerOf(at)) around.push(at)
  return around
}

/** The variables that hold what the handing out yields, or something made from that: `const worker = new Worker(…)`, `jobs.push(run(view))`. */
function standInsOf(sourceCode: SourceCode, publications: readonly Node[], starters: ReadonlySet<FunctionNode>): ReadonlySet<Variable | undefined> {
  const names = new Set<Variable | undefined>()
  const calls = nodesOf(sourceCode).calls.filter((call) => starters.has(calledFunction(sourceCode, call) as FunctionNode))
  let round: readonly Node[] = [...publications, ...calls]
  for (let i = 0; i < MOST_STEPS && round.length > 0; i++) {
    const holders = round.flatMap((node) => holderOf(sourceCode, node) ?? []).filter((variable) => !names.has(variable))
    for (const variable of holders) names.add(variable)
    round = holders.flatMap((variable) => variable.references.filter((reference) => reference.isRead()).map(({ identifier }) => identifier as Node))
  }
  return names
}

/** The variable that is given what an expression is part of, or the list that it is pushed to. */
function holderOf(sourceCode: SourceCode, node: Node): Variable | undefined {
  for (let at: Node | undefined = node; at?.parent; at = at.parent) {
    const parent: Node = at.parent
    if (parent.type === 'VariableDeclarator') return parent.init === at && parent.id.type === 'Identifier' ? variableOf(sourceCode, parent.id) : undefined
    if (parent.type === 'AssignmentExpression') return parent.right === at && parent.left.type === 'Identifier' ? variableOf(sourceCode, parent.left) : undefined
    if (parent.type === 'CallExpression' && parent.callee !== at) {
      const callee = unwrap(parent.callee)
      const list = callee.type === 'MemberExpression' && ['push', 'add', 'set'].includes(keyName(callee) ?? '') ? callee.object : undefined
      if (list?.type === 'Identifier') return variableOf(sourceCode, list)
    }
    const isBody = parent.type === 'ReturnStatement' || (parent.type === 'BlockStatement' && isFunction(parent.parent))
    if (parent.type.endsWith('Statement') && !isBody) return undefined
  }
  return undefined
}
