import { adding, takingOne } from '../../knowledge/collections.ts'
import { isEnding } from '../../knowledge/lifecycles.ts'
import { nodesOf } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, functionAround, isCall, isFunction, isInside, keyName, type Node, ownerOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { reachedFrom } from '../callbacks/reached.ts'
import { type Variable, variableHolding } from '../resolve/bindings.ts'
import { locationOf } from '../resolve/location.ts'
import type { Place, Use } from './deeds.ts'
import type { Fault } from './faults.ts'
import type { Spawn } from './spawns.ts'
import { nameOfFunction } from './unawaited.ts'

/**
 * `const worker = this.idle.pop(); … this.idle.push(worker)`, and `close()` ends those that are in the list: one that is at work
 * then is in no list, and comes back when nobody looks any more; or it is in another one, `this.busy.set(worker, done)`, at which
 * that does not look.
 */
export function takenOut(sourceCode: SourceCode, spawn: Spawn, place: Place, reads: readonly Node[], uses: readonly Use[]): Fault | undefined {
  if (!place.isElement || spawn.model.idle !== 'keeps alive' || uses.some((use) => use.does === 'detach' || isSeenElsewhere(sourceCode, use, place))) return undefined
  const ends = uses.filter(({ does }) => does === 'end')
  const enders = new Set(ends.map(({ at }) => enderOf(sourceCode, at)))
  const [by] = enders
  const name = by && nameOfFunction(sourceCode, by)
  if (!by || enders.size > 1 || name === undefined || !looksAtNothingElse(sourceCode, by, place)) return undefined
  for (const read of reads) {
    const taken = takenAt(sourceCode, read)
    if (taken && !isInside(taken.at, by) && taken.variable.references.some(({ identifier }) => isPutBackLater(identifier, taken.at, reads) || isKeptAside(sourceCode, identifier, place))) {
      return { kind: 'lent', spawn, place, by, name, at: taken.at }
    }
  }
  return undefined
}

/** Whether it is kept at a second place that the end may look at: of a list of the same object, what the end touches tells. */
function isSeenElsewhere(sourceCode: SourceCode, { does, at, call, place: other }: Use, place: Place): boolean {
  const { key, root } = place.location
  if ((does !== 'keep' && does !== 'give') || other?.location.key === key || methodAside(sourceCode, call ?? at.parent, place) !== undefined) return false
  return !(root.kind === 'this' && other?.location.root.kind === 'this' && other.location.root.of === root.of)
}

/** The function around whose name says that it ends everything. */
function enderOf(sourceCode: SourceCode, at: Node): FunctionNode | undefined {
  for (let fn = functionAround(at); fn; fn = functionAround(fn)) {
    const name = nameOfFunction(sourceCode, fn)
    if (name !== undefined) return isEnding(name) ? fn : undefined
  }
  return undefined
}

/** Who waits until all have come back, or asks which are out, looks at more than the list. */
function looksAtNothingElse(sourceCode: SourceCode, by: FunctionNode, { location: { key, root } }: Place): boolean {
  const reached = reachedFrom(sourceCode, by)
  const members = nodesOf(sourceCode).members.filter((member) => reached.some((each) => isInside(member, each)))
  if (root.kind === 'this') return members.every((member) => member.object.type !== 'ThisExpression' || locationOf(sourceCode, member)?.key === key || isSet(member))
  return reached.length <= 2 && nodesOf(sourceCode).awaits.filter((each) => reached.some((inner) => isInside(each, inner))).length <= 1
}

/** `this.idle = []`, `this.queue.length = 0`, `this.waiting.clear()`: what is in there is not looked at. */
function isSet(member: Node): boolean {
  const outer = wrapped(member)
  const { parent } = outer
  if (parent?.type === 'MemberExpression' && parent.object === outer) {
    const whole = wrapped(parent)
    const call = isCall(whole.parent) && whole.parent.callee === whole ? wrapped(whole.parent).parent : undefined
    return (keyName(parent) === 'length' && isLeft(whole)) || (keyName(parent) === 'clear' && call?.type === 'ExpressionStatement')
  }
  return isLeft(outer)
}

function isLeft(outer: Node): boolean {
  return outer.parent?.type === 'AssignmentExpression' && outer.parent.left === outer
}

/** `const worker = idle.pop()`. */
function takenAt(sourceCode: SourceCode, read: Node): { readonly at: Node; readonly variable: Variable } | undefined {
  const member = wrapped(read).parent
  const call = member?.type === 'MemberExpression' && takingOne.has(keyName(member) ?? '') ? wrapped(member).parent : undefined
  let at: Node | undefined = isCall(call) ? wrapped(call) : undefined
  // `idle.pop() ?? fail()`
  if (at?.parent?.type === 'LogicalExpression' && at.parent.left === at) at = wrapped(at.parent)
  const variable = at && variableHolding(sourceCode, at)
  return call && variable && { at: call, variable }
}

/** `idle.push(worker)` of the same list, in a callback or behind a wait. */
function isPutBackLater(name: Node, taken: Node, reads: readonly Node[]): boolean {
  const call = name.parent
  const callee = isCall(call) && call.arguments.includes(name as never) ? unwrap(call.callee) : undefined
  if (callee?.type !== 'MemberExpression' || !adding.has(keyName(callee) ?? '') || !reads.includes(unwrap(callee.object))) return false
  const owner = ownerOf(name)
  return owner !== ownerOf(taken) || (isFunction(owner) && owner.async && name.range[0] > taken.range[1])
}

/** `this.busy.set(worker, done)`: it is kept in another collection of the same object. */
function isKeptAside(sourceCode: SourceCode, name: Node, place: Place): boolean {
  const call = name.parent
  return isCall(call) && call.arguments.includes(name as never) && adding.has(methodAside(sourceCode, call, place) ?? '')
}

/** The method of another collection of the same object that a call is of: `set` of `this.busy.set(worker, done)`, `delete` of `this.busy.delete(worker)`. */
function methodAside(sourceCode: SourceCode, call: Node | undefined, { location: { key, root } }: Place): string | undefined {
  const callee = isCall(call) ? unwrap(call.callee) : undefined
  const other = callee?.type === 'MemberExpression' ? locationOf(sourceCode, unwrap(callee.object)) : undefined
  const isAside = root.kind === 'this' && other?.root.kind === 'this' && other.root.of === root.of && other.path.length === 1 && other.key !== key
  return callee?.type === 'MemberExpression' && isAside ? keyName(callee) : undefined
}
