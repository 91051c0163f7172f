import { isEnding } from '../../knowledge/lifecycles.ts'
import { isFunction, isInside, keyName, literalText, type Node, ownerOf, wrapped } from '../../utils/syntax.ts'
import { reachedFrom } from '../callbacks/reached.ts'
import { roleOf } from '../roles/role.ts'
import type { Fault } from './faults.ts'
import { isRunBy, type Kept, withUses } from './keeping.ts'
import { endsItself } from './needs.ts'
import { nameOfFunction } from './unawaited.ts'

/** `workers.length = size`: those behind are let go of by a function that ends none, and nobody has them any more. */
export function cutOff({ sourceCode, spawn, place, uses }: Kept): Fault | undefined {
  if (!place.isElement || endsItself(sourceCode, withUses(spawn, uses)) || roleOf(sourceCode).program === 'test') return undefined
  for (const { does, at } of uses) {
    const by = does === 'drop' ? ownerOf(at) : undefined
    const name = isFunction(by) ? nameOfFunction(sourceCode, by) : undefined
    if (!isFunction(by) || name === undefined || isEnding(name) || !isShortened(at)) continue
    const reached = reachedFrom(sourceCode, by)
    const isEnded = uses.some((use) => use.does !== 'drop' && use.does !== 'touch' && reached.some((each) => isInside(use.at, each)))
    if (!isEnded && !uses.some((use) => use.does === 'join' && isRunBy(sourceCode, use, by))) return { kind: 'forgotten', spawn, place, by, name, drops: at }
  }
  return undefined
}

/** `list.length = n`, where n is not nothing: some stay, so that these have not all been ended before. */
function isShortened(at: Node): boolean {
  const member = at.type === 'MemberExpression' && keyName(at) === 'length' ? at : wrapped(at).parent
  const assignment = member && wrapped(member).parent
  return member?.type === 'MemberExpression' && keyName(member) === 'length' && assignment?.type === 'AssignmentExpression' && assignment.operator === '=' && literalText(assignment.right) === undefined
}
