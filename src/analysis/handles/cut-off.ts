import { takingOne } from '../../knowledge/collections.ts'
import { isEnding, isStarting } from '../../knowledge/lifecycles.ts'
import { calledName, nodesOf, within } from '../../utils/nodes.ts'
import { type FunctionNode, isCall, isFunction, isInside, keyName, literalText, type Node, ownerOf, wrapped } from '../../utils/syntax.ts'
import { reachedFrom } from '../callbacks/reached.ts'
import { isParameterOfRun } from '../callbacks/whole.ts'
import { callersOf, memberOf } from '../resolve/functions.ts'
import { roleOf } from '../roles/role.ts'
import type { Use } from './deeds.ts'
import { isFatal } from './failing.ts'
import type { Fault } from './faults.ts'
import { isRunBy, type Kept, withUses } from './keeping.ts'
import { endsItself } from './needs.ts'
import type { Spawn } from './spawns.ts'
import { nameOfFunction } from './unawaited.ts'

/**
 * `workers.length = size`, `workers.pop()`, `byName.delete(name)`: one of several is let go of by a function that ends none, and
 * nobody has it any more. `workers = []` lets go of those that have been there since the object was made.
 */
export function cutOff(kept: Kept): Fault | undefined {
  const { sourceCode, spawn, place, accesses, uses } = kept
  if (!place.isElement || endsItself(sourceCode, withUses(spawn, uses)) || roleOf(sourceCode).program === 'test') return undefined
  const single = [...uses.flatMap(({ does, at }) => (does === 'drop' ? [at] : [])), ...accesses.reads].filter((at) => isShortened(at) || isTakenAway(at) || isDeleted(at, accesses.reads))
  for (const at of [...single, ...accesses.drops.filter((each) => isFilledBefore(kept, each))]) {
    const by = ownerOf(at)
    const name = isFunction(by) ? nameOfFunction(sourceCode, by) : undefined
    if (isFunction(by) && name !== undefined && (!isEnding(name) || isEndOfOne(kept, by, at)) && !isSeenTo(kept, by)) return { kind: 'forgotten', spawn, place, by, name, drops: at }
  }
  return undefined
}

/** Whether the function, or one that calls it, ends what is let go of, tells it something or waits for it; or the end of it has the function run. */
function isSeenTo({ sourceCode, spawn, uses }: Kept, by: FunctionNode): boolean {
  const around = [by, ...callersOf(sourceCode, by).map((call) => ownerOf(call)).filter((each) => isFunction(each))]
  const reached = around.flatMap((each) => reachedFrom(sourceCode, each))
  return uses.some(({ does, at }) => SEES_TO.has(does) && reached.some((each) => isInside(at, each))) || uses.some((use) => (use.does === 'join' || (use.does === 'listen' && !goesOnAfter(spawn, use))) && isRunBy(sourceCode, use, by))
}

/** A worker of a page that has failed is still there, and hears what comes next. */
function goesOnAfter({ model }: Spawn, { event }: Use): boolean {
  return model.kind === 'worker' && event === 'error' && !isFatal(model, event)
}

const SEES_TO: ReadonlySet<string> = new Set(['end', 'detach', 'join', 'talk', 'move', 'give', 'return'])

/** `list.length = n`, where n is not nothing: some stay, so that these have not all been ended before. */
function isShortened(at: Node): boolean {
  const member = at.type === 'MemberExpression' && keyName(at) === 'length' ? at : wrapped(at).parent
  const assignment = member && wrapped(member).parent
  return member?.type === 'MemberExpression' && keyName(member) === 'length' && assignment?.type === 'AssignmentExpression' && assignment.operator === '=' && literalText(assignment.right) === undefined
}

/** `list.pop()`, and nobody looks at what that yields. */
function isTakenAway(at: Node): boolean {
  const member = wrapped(at).parent
  const call = member?.type === 'MemberExpression' && takingOne.has(keyName(member) ?? '') ? wrapped(member).parent : undefined
  return isCall(call) && wrapped(call).parent?.type === 'ExpressionStatement'
}

/** `byName.delete(name)` of a map; who takes something out of a set has it. */
function isDeleted(at: Node, reads: readonly Node[]): boolean {
  return calledOn(at) === 'delete' && reads.some((read) => calledOn(read) === 'get')
}

/** `close(name) { byName.delete(name) }`, where another method ends all that are there: this one was to end the one it is told. */
function isEndOfOne({ sourceCode, spawn, accesses, uses }: Kept, by: FunctionNode, at: Node): boolean {
  if (!isDeleted(at, accesses.reads) || !uses.some(({ does }) => does === 'end')) return false
  // It may be told which one it is: `close(name, worker)`.
  if (reachedFrom(sourceCode, by).some((each) => within(nodesOf(sourceCode).calls, each).some((call) => spawn.model.ends.includes(calledName(call) ?? '')))) return false
  const member = wrapped(at).parent
  const call = member && wrapped(member).parent
  const [key] = isCall(call) ? call.arguments : []
  return key !== undefined && isParameterOfRun(sourceCode, by, key)
}

function calledOn(at: Node): string | undefined {
  const member = wrapped(at).parent
  return member?.type === 'MemberExpression' && member.object === wrapped(at) && isCall(wrapped(member).parent) ? keyName(member) : undefined
}

/** Whether the object has had its own since it was made, and this is not part of making it. */
function isFilledBefore({ sourceCode, spawn, place: { location: { root } } }: Kept, drop: Node): boolean {
  const by = ownerOf(drop)
  if (root.kind !== 'this' || !isFunction(by) || memberOf(by)?.kind !== 'method' || isStarting(nameOfFunction(sourceCode, by) ?? '')) return false
  const made = root.of.body.body.find((element) => element.type === 'MethodDefinition' && element.kind === 'constructor')
  const reached = made?.type === 'MethodDefinition' && isFunction(made.value) ? reachedFrom(sourceCode, made.value) : []
  return reached.some((each) => isInside(spawn.call, each)) && !reached.some((each) => isInside(drop, each))
}
