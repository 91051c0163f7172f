import { calledName, nodesOf, within } from '../../utils/nodes.ts'
import { type FunctionNode, isCall, isInside, keyName, type Node, wrapped } from '../../utils/syntax.ts'
import { reachedFrom } from '../callbacks/reached.ts'
import { isNothing } from '../resolve/bindings.ts'
import { functionBehind } from '../resolve/receiver.ts'
import { roleOf } from '../roles/role.ts'
import type { Fault } from './faults.ts'
import { type Kept, withUses } from './keeping.ts'
import { endsItself } from './needs.ts'

/**
 * `worker.onmessage = ({ data }) => { this.running.delete(id); done(data) }`: what hears its answer lets go of it each time, and
 * does not end it. Nobody has it any more, whatever ends those that are still there.
 */
export function letGoWhenAnswered(kept: Kept): Fault | undefined {
  const { sourceCode, spawn, place, uses } = kept
  if (spawn.model.kind !== 'worker' || endsItself(sourceCode, withUses(spawn, uses)) || roleOf(sourceCode).program === 'test') return undefined
  for (const { does, event, listener } of uses) {
    const fn = does === 'listen' && event === 'message' && listener ? functionBehind(sourceCode, listener) : undefined
    const at = fn && dropIn(kept, fn)
    if (fn && at && !isSeenTo(kept, fn)) return { kind: 'letGo', spawn, place, at }
  }
  return undefined
}

/** A statement of the listener itself, under no condition. */
function dropIn({ accesses }: Kept, fn: FunctionNode): Node | undefined {
  return [...accesses.drops, ...accesses.reads.filter(isTakenOut)].find((at) => statementOf(at)?.parent === fn.body)
}

function statementOf(node: Node): Node | undefined {
  let at: Node | undefined = node
  while (at && at.type !== 'ExpressionStatement') at = at.parent
  return at
}

/** `byName.delete(name)`, `delete byName[name]`, `byName[name] = null`. */
function isTakenOut(read: Node): boolean {
  const member = wrapped(read).parent
  if (member?.type !== 'MemberExpression' || member.object !== wrapped(read)) return false
  const outer = wrapped(member)
  const parent = outer.parent
  if (isCall(parent)) return parent.callee === outer && keyName(member) === 'delete'
  if (parent?.type === 'UnaryExpression') return parent.operator === 'delete'
  return parent?.type === 'AssignmentExpression' && parent.left === outer && isNothing(parent.right)
}

/** Something is done with it there, or ended under any name: `event.target.terminate()`. */
function isSeenTo({ sourceCode, spawn, uses }: Kept, fn: FunctionNode): boolean {
  const reached = reachedFrom(sourceCode, fn)
  if (reached.some((each) => within(nodesOf(sourceCode).calls, each).some((call) => spawn.model.ends.includes(calledName(call) ?? '')))) return true
  return uses.some(({ does, at }) => does !== 'listen' && does !== 'touch' && does !== 'drop' && reached.some((each) => isInside(at, each)))
}
