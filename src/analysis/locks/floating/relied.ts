import { adding } from '../../../knowledge/collections.ts'
import { mutators } from '../../../knowledge/members.ts'
import { startOfChain } from '../../../utils/chains.ts'
import { perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type FunctionNode, isCall, isFunction, isInside, keyName, type Node, ownerOf, unwrap, walk, wrapped } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { type EventId, eventsOf, type Flow } from '../../flow/graph.ts'
import { findPath } from '../../flow/queries.ts'
import { sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { type Location, locationOf } from '../../resolve/location.ts'
import { isResolver } from '../own/method.ts'
import { familyKey, type Place } from '../places/symbol.ts'
import { calledLocal } from '../receiver.ts'
import { lockUseAt } from '../uses.ts'
import { runnerOf, takesItself } from './sections.ts'

/** How many functions deep, and how many nodes of code, changes are looked for. */
const MOST_DEPTH = 3
const MOST_NODES = 2000

/** The places outside of a function that running it changes, by key. */
export const changedBy: (sourceCode: SourceCode, fn: FunctionNode) => ReadonlyMap<string, Location> = perNode<FunctionNode, ReadonlyMap<string, Location>>(
  (sourceCode, fn) => {
    const places = new Map<string, Location>()
    const seen = new Set<FunctionNode>()
    let nodes = 0
    const look = (code: FunctionNode, depth: number): void => {
      seen.add(code)
      walk(sourceCode, code.body, (node) => {
        if (++nodes > MOST_NODES) return false
        const place = changedAt(sourceCode, node)
        if (place && outlives(place, code)) places.set(place.key, place)
        const callee = node.type === 'CallExpression' && depth < MOST_DEPTH ? calledLocal(sourceCode, node) : undefined
        if (callee && !seen.has(callee)) look(callee, depth + 1)
        return true
      })
    }
    look(fn, 0)
    return places
  },
  new Map(),
)

/** The place that a node assigns, counts, deletes, or changes by a method of collections. */
function changedAt(sourceCode: SourceCode, node: Node): Location | undefined {
  switch (node.type) {
    case 'AssignmentExpression':
      return locationOf(sourceCode, node.left)
    case 'UpdateExpression':
      return locationOf(sourceCode, node.argument)
    case 'UnaryExpression':
      return node.operator === 'delete' ? locationOf(sourceCode, node.argument) : undefined
    case 'CallExpression': {
      const callee = unwrap(node.callee)
      return callee.type === 'MemberExpression' && mutators.has(keyName(callee) ?? '') ? locationOf(sourceCode, callee.object) : undefined
    }
    default:
      return undefined
  }
}

/** Whether a place is there before and after the function runs. */
function outlives({ root }: Location, fn: FunctionNode): boolean {
  if (root.kind !== 'variable') return root.kind === 'this'
  return root.scope !== 'parameter' && !root.variable.identifiers.some((name) => isInside(name, fn))
}

/** Where the function around goes on with something that a section changes, without having waited for that lock. */
export interface Reliance {
  readonly place: string
  readonly at: Node
}

/** How many callbacks are left on the way to the code that relies on something. */
const MOST_CALLBACKS = 3

/**
 * What the code behind a call relies on of what `sections` change; where the call stands in a callback that is run at
 * once, the code behind what runs it, too. Undefined where it relies on nothing.
 */
export function relianceOn(sourceCode: SourceCode, call: Node, lock: Place | undefined, sections: readonly FunctionNode[]): Reliance | undefined {
  if (sections.some((fn) => settlesPromise(sourceCode, fn))) return undefined
  // One more task for the queue itself changes nothing that it is there to guard.
  const own = callObject(sourceCode, call)?.key
  const changed = new Map(sections.flatMap((fn) => [...changedBy(sourceCode, fn)]).filter(([key]) => key !== own))
  let at = call
  for (let i = 0; i <= MOST_CALLBACKS && changed.size > 0; i++) {
    const found = reliedBehind(sourceCode, at, lock, changed)
    const owner = ownerOf(at)
    const runner = found || !isFunction(owner) ? undefined : runnerOf(sourceCode, owner)
    if (!runner) return found
    at = runner
  }
  return undefined
}

/** The place of the object whose method is called. */
function callObject(sourceCode: SourceCode, call: Node): Location | undefined {
  const callee = call.type === 'CallExpression' ? unwrap(call.callee) : undefined
  return callee?.type === 'MemberExpression' ? locationOf(sourceCode, callee.object) : undefined
}

/** Whether code settles a promise made around it: who goes on then has waited for that. */
function settlesPromise(sourceCode: SourceCode, fn: FunctionNode): boolean {
  let settles = false
  walk(sourceCode, fn.body, (node) => {
    if (settles || node.type !== 'Identifier') return
    const variable = variableOf(sourceCode, node)
    if (!variable || variable.identifiers.some((name) => isInside(name, fn))) return
    settles = isResolver(sourceCode, node) || (sourcesOf(sourceCode, variable) ?? []).some((source) => source.kind === 'value' && isResolver(sourceCode, unwrap(source.value)))
  })
  return settles
}

function reliedBehind(sourceCode: SourceCode, call: Node, lock: Place | undefined, changed: ReadonlyMap<string, Location>): Reliance | undefined {
  const flow = flowOf(sourceCode, ownerOf(call))
  if (flow.imprecise) return undefined
  const goals = new Map<EventId, Reliance>()
  flow.kinds.forEach((kind, event) => {
    const node = flow.nodes[event]
    if (kind !== 'read' || !node || isInside(node, call) || !isBehind(node, call)) return
    const place = placeRead(sourceCode, node, changed)
    if (place !== undefined) goals.set(event, { place, at: node })
  })
  if (goals.size === 0) return undefined
  const waits = waitsFor(sourceCode, flow, lock)
  for (const start of eventsOf(flow, call)) {
    const path = findPath(flow, start, (event) => goals.has(event), (_, edge, to) => edge !== 'throw' && !waits.has(to))
    const last = path?.at(-1)
    if (last !== undefined) return goals.get(flow.to[last] as EventId)
  }
  return undefined
}

/** Code that only an earlier turn of a loop comes to relies on nothing of this one. */
function isBehind(node: Node, call: Node): boolean {
  return node.range[0] > call.range[0]
}

function placeRead(sourceCode: SourceCode, node: Node, changed: ReadonlyMap<string, Location>): string | undefined {
  const place = node.type === 'Identifier' || node.type === 'MemberExpression' ? locationOf(sourceCode, node) : undefined
  if (!place || isOnlyAddedTo(node) || (node.type === 'Identifier' && isCopy(sourceCode, node, place))) return undefined
  for (const [key, { text }] of changed) if (place.key === key || place.key.startsWith(`${key}.`)) return text
  return undefined
}

/** `this.asked.add(id)`: something is put beside what is there, and nobody looks at that. */
function isOnlyAddedTo(node: Node): boolean {
  const { parent } = wrapped(node)
  // The method is read too.
  const member = parent?.type === 'MemberExpression' ? parent : node
  const call = member.type === 'MemberExpression' && adding.has(keyName(member) ?? '') ? wrapped(member).parent : undefined
  return isCall(call) && call.callee === wrapped(member) && wrapped(call).parent?.type === 'ExpressionStatement'
}

/** A name for what a place held when the name was made. */
function isCopy(sourceCode: SourceCode, name: Node, { root, path }: Location): boolean {
  return path.length > 0 || root.kind !== 'variable' || root.variable !== variableOf(sourceCode, name)
}

/** Where the function waits for the same lock again, itself or through a helper: by then the section is over. */
function waitsFor(sourceCode: SourceCode, flow: Flow, lock: Place | undefined): ReadonlySet<EventId> {
  return new Set(flow.kinds.flatMap((kind, event) => {
    const node = flow.nodes[event]
    return kind === 'await' && node?.type === 'AwaitExpression' && mayTake(sourceCode, startOfChain(node.argument), lock) ? [event] : []
  }))
}

/** Whether work takes the lock, or any where that is not known. */
function mayTake(sourceCode: SourceCode, work: Node, lock: Place | undefined): boolean {
  if (lock && familyKey(lock) !== undefined) return takesItself(sourceCode, work, lock)
  return lockUseAt(sourceCode, work) !== undefined
}
