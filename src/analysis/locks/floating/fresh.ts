import type { SourceCode } from '../../../utils/per-file.ts'
import { besideStatement, functionAround, keyName, type Node, unwrap } from '../../../utils/syntax.ts'
import { memberOf } from '../../resolve/functions.ts'
import { membersOf } from '../../resolve/members.ts'
import { exactKey } from '../places/symbol.ts'
import { type LockUse, lockUses } from '../uses.ts'

/**
 * `this.turn = new Mutex(); void this.turn.acquire()`: nobody else can have a lock that was just made, so it is held when the call
 * comes back. Not where it may be made without a slot, or others hold what it stands for.
 */
export function isTakenAtOnce(sourceCode: SourceCode, use: LockUse): boolean {
  const { call, on, model } = use
  if (!on || model.crossProcess || model.keyedGlobally || model.wraps !== undefined) return false
  const statement = statementOf(call)
  const made = statement && (madeBefore(sourceCode, statement, on) ?? madeWithObject(sourceCode, statement, use))
  const node = made && unwrap(made)
  return node?.type === 'NewExpression' && (model.permits === 1 || /^[1-9]\d*$/u.test(sourceCode.getText(node.arguments[0])))
}

/** The statement of a block or program that a call is the whole of. */
function statementOf(call: Node): Node | undefined {
  let at: Node = call
  while (at.parent && at.parent.type !== 'BlockStatement' && at.parent.type !== 'Program') at = at.parent
  return at.type === 'ExpressionStatement' ? at : undefined
}

/** What the statement right before gives the name or field. */
function madeBefore(sourceCode: SourceCode, statement: Node, on: Node): Node | undefined {
  const before = besideStatement(statement).before.at(-1)
  const [target, value] = before?.type === 'ExpressionStatement' && before.expression.type === 'AssignmentExpression' ? [before.expression.left, before.expression.right]
    : before?.type === 'VariableDeclaration' ? [before.declarations.at(-1)?.id, before.declarations.at(-1)?.init] : []
  return value && target && sourceCode.getText(target) === sourceCode.getText(unwrap(on)) ? value : undefined
}

/** What the field is declared with, where the constructor of its class is the first to use it. */
function madeWithObject(sourceCode: SourceCode, statement: Node, { call, on, places: [place] }: LockUse): Node | undefined {
  const owner = functionAround(call)
  const member = owner && memberOf(owner)
  const lock = on && unwrap(on)
  if (member?.kind !== 'constructor' || statement.parent !== owner?.body || lock?.type !== 'MemberExpression' || lock.object.type !== 'ThisExpression') return undefined
  const field = membersOf(sourceCode, member.owner).get(keyName(lock) ?? '')
  if (field?.field?.type !== 'PropertyDefinition' || field.writes.length > 0) return undefined
  const key = place && exactKey(place)
  const isFirst = ![...lockUses(sourceCode).values()].some((other) => functionAround(other.call) === owner && other.call.range[0] < call.range[0] && other.places.some((each) => exactKey(each) === key))
  return isFirst ? (field.field.value ?? undefined) : undefined
}
