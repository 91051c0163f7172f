import { stickySessions } from '../../knowledge/boundaries.ts'
import { refusing } from '../../knowledge/reading.ts'
import { calledName, methodCallOn } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { functionAround, type FunctionNode, isCall, isInside, keyName, leavesFunction, type Node, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import { isNothing, variableHolding } from '../resolve/bindings.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { type Access, isRemoval } from './accesses.ts'

const sticky = evidenceFrom(stickySessions)

/**
 * `codes.set(phone, code)` in one handler, and in another `const known = codes.get(phone); if (!known) return res.sendStatus(401)`:
 * where the second request comes to another process, that has no such entry. Only requests fill it (`changes`), and who does not
 * find it makes none.
 */
export function isRefusedElsewhere(sourceCode: SourceCode, changes: readonly Access[], reads: readonly Access[], all: readonly Access[]): boolean {
  const fills = all.filter(({ node, writes }) => writes && !isRemoval(node))
  if (fills.length === 0 || !fills.every((each) => changes.includes(each) && isEntry(each)) || mentions(sourceCode, sticky)) return false
  return reads.some(({ node }) => {
    const home = functionAround(node)
    return home !== undefined && fills.every((each) => !isInside(each.node, home) && !isInside(home, functionAround(each.node) ?? each.node)) && isAnswered(sourceCode, node, home, missing)
  })
}

/**
 * `if (voted.has(voter)) return res.sendStatus(409); voted.add(voter)`: who comes once more is turned down, by the process that has
 * seen him before. What is taken out again in the same function is only under way.
 */
export function isRefusedAgain(sourceCode: SourceCode, changes: readonly Access[], reads: readonly Access[], all: readonly Access[]): boolean {
  const fills = all.filter(({ node, writes }) => writes && !isRemoval(node))
  if (fills.length === 0 || !fills.every((each) => changes.includes(each) && isEntry(each)) || mentions(sourceCode, sticky)) return false
  return reads.some(({ node }) => {
    const home = functionAround(node)
    const fill = fills.find((each) => functionAround(each.node) === home && each.node.range[0] > node.range[1] && keyText(sourceCode, each.node) === keyText(sourceCode, node))
    if (!home || !fill || all.some((each) => each.writes && isRemoval(each.node) && isInside(each.node, home))) return false
    return isAnswered(sourceCode, node, home, present)
  })
}

/** The key of an entry, as the code writes it. */
function keyText(sourceCode: SourceCode, name: Node): string | undefined {
  const call = methodCallOn(name)
  const member = wrapped(name).parent
  const key = call ? call.arguments[0] : member?.type === 'MemberExpression' && member.computed ? member.property : undefined
  return key && sourceCode.getText(key)
}

/** One entry of it is set: `codes.set(phone, code)`, `codes[phone] = code`. */
function isEntry({ node }: Access): boolean {
  const call = methodCallOn(node)
  if (call) return ['set', 'add'].includes(calledName(call) ?? '')
  const member = wrapped(node).parent
  return member?.type === 'MemberExpression' && member.computed && wrapped(member).parent?.type === 'AssignmentExpression'
}

/** Whether a request is turned down where there is no such entry, or where there is one. */
function isAnswered(sourceCode: SourceCode, name: Node, home: FunctionNode, when: (use: Node) => readonly Node[]): boolean {
  const call = methodCallOn(name)
  const member = wrapped(name).parent
  const asked = call ? (['get', 'has'].includes(calledName(call) ?? '') ? call : undefined) : member?.type === 'MemberExpression' && member.computed ? member : undefined
  if (!asked) return false
  const outer = wrapped(asked)
  const variable = variableHolding(sourceCode, outer)
  const uses = variable ? variable.references.filter((each) => each.isRead()).map(({ identifier }) => identifier) : [asked]
  return uses.some((use) => functionAround(use) === home && when(use).some((branch) => saysNo(sourceCode, branch)))
}

/** What runs where there is none: behind `if (!known || …)`, and where `if (known && …) return …` does not hold. */
function missing(use: Node): readonly Node[] {
  const test = testOf(use)
  const statement = test?.at.parent
  if (!test || statement?.type !== 'IfStatement' || statement.test !== test.at) return []
  if (!test.found) return leavesFunction(statement.consequent) ? [statement.consequent] : []
  if (statement.alternate) return leavesFunction(statement.alternate) ? [statement.alternate] : []
  const block = statement.parent
  return leavesFunction(statement.consequent) && block.type === 'BlockStatement' ? block.body.slice(block.body.indexOf(statement) + 1) : []
}

/** What runs where there is one, and leaves: behind `if (voted.has(voter))`. */
function present(use: Node): readonly Node[] {
  const test = testOf(use)
  const statement = test?.at.parent
  return test?.found === true && statement?.type === 'IfStatement' && statement.test === test.at && leavesFunction(statement.consequent) ? [statement.consequent] : []
}

/** The condition that a value is part of: it is only true where the value is there, or it is true at least where it is not. */
function testOf(use: Node): { readonly at: Node; readonly found: boolean } | undefined {
  let at = wrapped(use)
  let found = true
  const parent = at.parent
  if (parent?.type === 'BinaryExpression' && /^[!=]==?$/u.test(parent.operator) && isNothing(unwrap(parent.left === at ? parent.right : parent.left))) {
    found = parent.operator.startsWith('!')
    at = wrapped(parent)
  }
  while (at.parent?.type === 'UnaryExpression' && at.parent.operator === '!') {
    found = !found
    at = wrapped(at.parent)
  }
  while (at.parent?.type === 'LogicalExpression' && at.parent.operator === (found ? '&&' : '||')) at = wrapped(at.parent)
  return { at, found }
}

/** An exception, or an answer that says that it is the asker's fault; and nothing is asked for anywhere else. */
function saysNo(sourceCode: SourceCode, branch: Node): boolean {
  let no = false
  let asks = false
  walkOwn(sourceCode, branch, (node) => {
    if (node.type === 'AwaitExpression') asks = true
    no ||= node.type === 'ThrowStatement' || (node.type === 'Literal' && typeof node.value === 'number' && node.value >= 400 && node.value < 500)
      || (node.type === 'Property' && refusing.test(keyName(node) ?? '')) || (isCall(node) && refusing.test(calledName(node) ?? ''))
  })
  return no && !asks
}
