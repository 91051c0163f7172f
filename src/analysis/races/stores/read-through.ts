import { reading } from '../../../knowledge/reading.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { isCall, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import type { Flow } from '../../flow/graph.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { type Source, sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { restsOn } from '../reads/dependence.ts'

/**
 * `let page = await cache.get(key); page ??= await load(); await cache.set(key, page)`: what is written is what was read, as it
 * is, or something that has nothing to do with it. No change is made, so none is lost.
 */
export function isReadThrough(sourceCode: SourceCode, flow: Flow, read: Node, write: Node, values: readonly Node[]): boolean {
  const [value, another] = values.filter((each) => restsOn(sourceCode, flow, each, new Set([read])).size > 0)
  const variable = value?.type === 'Identifier' && !another ? variableOf(sourceCode, value) : undefined
  const sources = variable && sourcesOf(sourceCode, variable)
  if (!variable || !sources || sources.length === 0 || variable.scope.variableScope.block !== flow.owner) return false
  const isOther = (each: Source): boolean => each.kind === 'value' && each.steps.length === 0 && (answerIn(sourceCode, each.value) === read || restsOn(sourceCode, flow, each.value, new Set([read])).size === 0)
  return sources.every(isOther) && variable.references.every(({ identifier }) => identifier.range[0] > write.range[0] || !mayChange(identifier))
}

/** The call whose answer a value is, as it is. */
function answerIn(sourceCode: SourceCode, value: Node): Node {
  const node = unwrap(value)
  return awaitedAt(sourceCode, node)
}

/** Whether what a name holds may be changed here: by a method, through a member, by what it is handed to, or by an operator. */
function mayChange(name: Node): boolean {
  const outer = wrapped(name)
  const { parent } = outer
  switch (parent?.type) {
    case 'AssignmentExpression':
      return parent.left !== outer || !['=', '??=', '||='].includes(parent.operator)
    case 'VariableDeclarator':
      return parent.id !== outer
    case 'IfStatement':
    case 'UnaryExpression':
      return false
    case 'BinaryExpression':
      return !/^[!=]==?$/u.test(parent.operator)
    case 'ConditionalExpression':
      return parent.test !== outer
    case 'LogicalExpression':
      return !isTested(parent) && (parent.left !== outer || wrapped(parent).parent?.type !== 'LogicalExpression')
    default:
      return !isAskedAbout(outer)
  }
}

/** `if (!there && kept)`: only whether there is anything counts. */
function isTested(condition: Node): boolean {
  let at = wrapped(condition)
  while (at.parent?.type === 'LogicalExpression') at = wrapped(at.parent)
  return (at.parent?.type === 'IfStatement' || at.parent?.type === 'ConditionalExpression') && at.parent.test === at
}

/** `decode(bytes)`, `Block.decode({ bytes })`: a function that by its name only finds something out is handed what a name holds. */
function isAskedAbout(name: Node): boolean {
  let at = name
  while (at.parent?.type === 'Property' || at.parent?.type === 'ObjectExpression') at = at.parent
  const call = at.parent
  return isCall(call) && call.callee !== at && reading.test(calledName(call) ?? '')
}
