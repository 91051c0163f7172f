import { nodesOf, within } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, isCall, isClass, isFunction, isInside, type Node, ownerOf, walk } from '../../utils/syntax.ts'
import { flowOf } from '../flow/flow.ts'
import { type EventId, eventsOf, type Flow, nodeOf } from '../flow/graph.ts'
import { isSuspension } from '../flow/suspension.ts'
import { openAt } from '../obligations/obligations.ts'
import { isNeverReassigned } from '../resolve/bindings.ts'
import { memberOf } from '../resolve/functions.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { forwardedMoves } from './forwarded.ts'
import type { Move } from './move.ts'
import { namesThing, replaces } from './places.ts'
import { type Use, useAt } from './uses.ts'

/** Where a thing is used that has been transferred on every way there that the code leaves open; undefined where it is not. */
export function useAfter(sourceCode: SourceCode, move: Move): Use | undefined {
  const { call, after } = move
  const flow = flowOf(sourceCode, ownerOf(call))
  if (flow.imprecise) return undefined
  const acquired = gone(flow, after ?? call)
  if (acquired.length === 0) return undefined
  const uses = new Map<EventId, Use>()
  flow.kinds.forEach((kind, event) => {
    const use = kind === 'read' ? useOfRead(sourceCode, nodeOf(flow, event), move) : kind === 'closure' ? useInClosure(sourceCode, nodeOf(flow, event), move) : undefined
    if (use) uses.set(event, use)
  })
  if (uses.size === 0) return undefined
  const settled = replacedAt(sourceCode, flow, move)
  const open = openAt(sourceCode, { flow, acquired, settled: (event) => settled(event) && !uses.has(event) }, (event) => uses.has(event))
  return open && uses.get(open.to)
}

/** The events after which the thing is gone. */
export function gone(flow: Flow, node: Node): readonly EventId[] {
  return eventsOf(flow, node).filter((event) => ['call', 'new', 'await'].includes(flow.kinds[event] as string))
}

function useOfRead(sourceCode: SourceCode, node: Node, move: Move): Use | undefined {
  if (node.type !== 'Identifier' && node.type !== 'MemberExpression') return undefined
  return namesThing(sourceCode, node, move.place) ? useAt(sourceCode, node, move) : sentAgain(sourceCode, node, move)
}

/** What holds the thing is handed to a function that transfers it out of there: `send(job)`, once more. */
function sentAgain(sourceCode: SourceCode, node: Node, { place, kind, list }: Move): Use | undefined {
  const call = node.parent
  if (list || kind === 'thing' || place.path.length === 0 || !isCall(call) || !call.arguments.includes(node as never)) return undefined
  return forwardedMoves(sourceCode, call).some((other) => !other.list && other.place.key === place.key) ? { node, does: 'sent' } : undefined
}

/** A function that is made after the transfer and uses the thing, which nobody replaces later on. */
function useInClosure(sourceCode: SourceCode, fn: Node, move: Move): Use | undefined {
  if (!isFunction(fn) || !isLasting(sourceCode, move)) return undefined
  let use: Use | undefined
  walk(sourceCode, fn.body, (node) => {
    use ??= useOfRead(sourceCode, node, move)
    return use === undefined
  })
  return use && isInside(use.node, fn) && !writesIn(sourceCode, fn, move) ? use : undefined
}

/** Whether the place is a local variable that is written once, or a field of a class that gets its value where an object is made, and none later. */
function isLasting(sourceCode: SourceCode, { place }: Move): boolean {
  const { root, path, variables } = place
  if (![...variables].every(isNeverReassigned)) return false
  if ('references' in root) return true
  return isClass(root) && path.length === 1 && nodesOf(sourceCode).writes.every((write) => {
    const owner = ownerOf(write)
    return !replaces(sourceCode, write.type === 'AssignmentExpression' ? write.left : write.argument, place) || (isFunction(owner) && memberOf(owner)?.kind === 'constructor')
  })
}

/** The events that put something else in the place, or may: an `await` where others write to it meanwhile. */
export function replacedAt(sourceCode: SourceCode, flow: Flow, move: Move): (event: EventId) => boolean {
  const elsewhere = isWrittenElsewhere(sourceCode, flow, move)
  return (event) => {
    const node = nodeOf(flow, event)
    switch (flow.kinds[event]) {
      case 'write':
        return replaces(sourceCode, node, move.place) || isEmptied(node, sourceCode, move)
      case 'call':
      case 'new': {
        const fn = isCall(node) && node !== move.call ? calledFunction(sourceCode, node) : undefined
        return fn !== undefined && writesIn(sourceCode, fn, move)
      }
      default:
        return elsewhere && isSuspension(flow, event)
    }
  }
}

/** `list.length = 0`. */
function isEmptied(node: Node, sourceCode: SourceCode, { place, list }: Move): boolean {
  return list === true && node.type === 'MemberExpression' && namesThing(sourceCode, node.object, place)
}

/** Whether a function puts something else in the place. */
export function writesIn(sourceCode: SourceCode, fn: FunctionNode, { place }: Move): boolean {
  return within(nodesOf(sourceCode).writes, fn).some((write) => replaces(sourceCode, write.type === 'AssignmentExpression' ? write.left : write.argument, place))
}

function isWrittenElsewhere(sourceCode: SourceCode, flow: Flow, { place }: Move): boolean {
  return nodesOf(sourceCode).writes.some((write) => {
    const owner = ownerOf(write)
    return owner !== flow.owner && replaces(sourceCode, write.type === 'AssignmentExpression' ? write.left : write.argument, place)
  })
}
