import { refusing } from '../../../knowledge/reading.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { besideStatement, isCall, keyName, leavesFunction, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import type { Test } from '../../flow/graph.ts'
import { conditionOf } from '../../flow/tests.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { variableOf } from '../../resolve/bindings.ts'
import type { StaleWrite } from '../reads/stale.ts'

/** What ends the branch that a run takes when a test has this outcome; undefined where the test is not that of an `if`. */
function endOf(test: Test, outcome: boolean): { readonly last: Node | undefined; readonly before: readonly Node[] } | undefined {
  let isNegated = false
  for (let at = wrapped(test.node).parent; at?.type === 'UnaryExpression' && at.operator === '!'; at = wrapped(at).parent) isNegated = !isNegated
  const { parent: statement } = conditionOf(test)
  if (statement?.type !== 'IfStatement') return undefined
  const [branch, other] = outcome === isNegated ? [statement.alternate, statement.consequent] : [statement.consequent, statement.alternate]
  const statements = branch ? (branch.type === 'BlockStatement' ? branch.body : [branch]) : other && leavesFunction(other) ? restBehind(statement) : []
  return { last: statements.at(-1), before: statements.slice(0, -1) }
}

/** `if (free) { …; return true } return false`: where the branch leaves, what stands behind it is the other one, if it is as short as one. */
function restBehind(statement: Node): readonly Node[] {
  const rest = besideStatement(statement).behind
  return rest.length <= SHORT ? rest : []
}

/** An answer that is sent, and a `return`. */
const SHORT = 2

/** `if (busy) throw …`: whoever comes by that way hears that it was a mistake. */
export function isToldOff(test: Test, outcome: boolean): boolean {
  return endOf(test, outcome)?.last?.type === 'ThrowStatement'
}

/** `if (await store.get(key)) return false`: whoever comes by that way does nothing, and gets nothing of what is there. */
export function turnsAway(test: Test, outcome: boolean): boolean {
  const last = endOf(test, outcome)?.last
  return last?.type === 'ThrowStatement' || (last?.type === 'ReturnStatement' && (!last.argument || unwrap(last.argument).type === 'Literal'))
}

/** The same, and whoever comes there is told so: by an exception, by an answer that says no, or by one that is sent before a plain `return`. */
export function refuses(test: Test, outcome: boolean): boolean {
  const end = endOf(test, outcome)
  if (end?.last?.type === 'ThrowStatement') return true
  if (end?.last?.type !== 'ReturnStatement') return false
  const { argument } = end.last
  return argument ? saysNo(argument) : end.before.some((each) => each.type === 'ExpressionStatement' && saysNo(each.expression))
}

/** `await rows.update(token, { revoked: true }); return res.status(401).json(…)`: what is changed there is part of a refusal, and nothing is given. */
export function isPartOfRefusal(change: Node): boolean {
  let statement = change
  while (statement.parent && statement.parent.type !== 'BlockStatement' && statement.parent.type !== 'Program') statement = statement.parent
  const [next] = besideStatement(statement).behind
  return next?.type === 'ThrowStatement' || (next?.type === 'ReturnStatement' && next.argument !== null && saysNo(next.argument))
}

/** `false`, `null`, `{ ok: false }`, `new Error('taken')`, `res.status(409).end()`, `reply({ error: 'taken' })`. */
function saysNo(answer: Node): boolean {
  const node = unwrap(answer)
  switch (node.type) {
    case 'Literal':
      return node.value === false || node.value === null || isClientError(node.value)
    case 'ObjectExpression':
      return node.properties.some((each) => each.type === 'Property' && (refusing.test(keyName(each) ?? '') || saysNo(each.value)))
    case 'NewExpression':
      return refusing.test(calledName(node) ?? '')
    case 'CallExpression':
      return node.arguments.some(saysNo) || (node.callee.type === 'MemberExpression' && saysNo(node.callee.object))
    default:
      return false
  }
}

/** `409`: an answer of HTTP that says that it is the asker's fault. */
function isClientError(value: unknown): boolean {
  return typeof value === 'number' && value >= 400 && value < 500
}

/** `const before = this.state; this.state = new Starting(); try { this.state = await before.start() } catch { this.state = before }`: what a second run may do, the state says that it finds. */
export function isAskedOfOld(sourceCode: SourceCode, { wait, write }: StaleWrite): boolean {
  const call = awaitedAt(sourceCode, wait)
  const asked = isCall(call) && call.callee.type === 'MemberExpression' ? unwrap(call.callee.object) : undefined
  const old = write.value && unwrap(write.value)
  return asked?.type === 'Identifier' && old?.type === 'Identifier' && variableOf(sourceCode, asked) === variableOf(sourceCode, old)
}
