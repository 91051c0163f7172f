import { endings } from '../../../knowledge/endings.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isCall, isInside, keyName, literalText, type Node, partsOfCondition, unwrap, wrapped } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import type { Test } from '../../flow/graph.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { isEmpty, isNothing, onlyValue, sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { getterAt } from '../../resolve/members.ts'
import { accessesIn } from '../places/accesses.ts'
import { helperAt } from '../reads/answers.ts'
import { decides, opensAlone } from '../reads/control.ts'
import { restsOn } from '../reads/dependence.ts'
import type { StaleWrite } from '../reads/stale.ts'

const COMPARES: ReadonlySet<string> = new Set(['===', '!==', '==', '!=', '<', '>', '<=', '>='])

/** Whether a test asks whether something is there, and not whether it is the same as something else: `this.mode === mode`. */
export function asksWhetherThere(sourceCode: SourceCode, stale: StaleWrite, test: Test): boolean {
  const { flow, read } = stale
  const node = unwrap(test.node)
  if (isOfPart(sourceCode, stale, node)) return false
  // What a call has made of it is another matter.
  if (!isInside(read.node, node) && restsOn(sourceCode, flow, node, new Set([read.node])).get(read.node) === 'call') return false
  if (comparesWithOther(node) && !asksState(node, read.node)) return [node.left, node.right].some((side) => isCall(unwrap(side)) && isInside(read.node, side) && asksInside(sourceCode, read))
  return asksInside(sourceCode, read)
}

/** `this.socket?.readyState === WebSocket.OPEN`: in which state what is there is, and whether there is any. */
function asksState({ left, right }: Extract<Node, { type: 'BinaryExpression' }>, read: Node): boolean {
  const [asked, other] = isInside(read, left) ? [unwrap(left), unwrap(right)] : [unwrap(right), unwrap(left)]
  return asked.type === 'MemberExpression' && !asked.computed && unwrap(asked.object) === unwrap(read) && isNamedConstant(other)
}

/** `WebSocket.OPEN`, `State.Open`, `OPEN`. */
function isNamedConstant(node: Node): boolean {
  if (node.type === 'Identifier') return /^[A-Z][\dA-Z_]+$/u.test(node.name)
  return node.type === 'MemberExpression' && node.object.type === 'Identifier' && /^[A-Z]/u.test(node.object.name) && /^[A-Z]/u.test(keyName(node) ?? '')
}

/** `command.sections`, of `const command = this.active`, where a helper puts another one there: who asks for a part has something there. */
function isOfPart(sourceCode: SourceCode, { read, write }: StaleWrite, test: Node): boolean {
  if (test.type !== 'MemberExpression' || test.optional || test !== read.node || write.origin === undefined || !read.place.base.startsWith(`${write.place.base}.`)) return false
  const name = unwrap(test.object)
  return name.type === 'Identifier' && onlyValue(sourceCode, name) !== undefined
}

/** Whether the helper or getter that makes the read asks so in what it returns. */
function asksInside(sourceCode: SourceCode, { node, place }: StaleWrite['read']): boolean {
  const helper = isCall(node) ? helperAt(sourceCode, node) : getterAt(sourceCode, node)
  if (!helper) return true
  const reads = new Set(accessesIn(sourceCode, helper).reads.filter((each) => each.place.base === place.base).map((each) => each.node))
  const flow = flowOf(sourceCode, helper)
  return returnsOf(sourceCode, helper).some((value) => partsOfCondition(value).some((part) => !comparesWithOther(part) && restsOn(sourceCode, flow, part, reads).size > 0))
}

/** `this.mode === mode`, and not `this.mode === null`. */
export function comparesWithOther(node: Node): node is Extract<Node, { type: 'BinaryExpression' }> {
  return node.type === 'BinaryExpression' && COMPARES.has(node.operator) && ![node.left, node.right].some((side) => isConstant(unwrap(side)))
}

function isConstant(node: Node): boolean {
  return node.type === 'Literal' || node.type === 'TemplateLiteral' || isEmpty(node)
}

/** Whether control comes to the write where something is there: then it is not to fill what is missing. */
export function findsSomething(sourceCode: SourceCode, { flow, write }: StaleWrite, test: Test): boolean {
  const outcome = decides(flow, test, write.event) ?? opensAlone(flow, test, write.event)
  if (outcome === undefined || flow.kinds[test.event] === 'nullish') return false
  const node = unwrap(test.node)
  if (node.type !== 'BinaryExpression') return outcome !== answersOpposite(sourceCode, node)
  const [asked, negated] = [isNothing(unwrap(node.right)) || isNothing(unwrap(node.left)), node.operator.startsWith('!')]
  if (node.left.type === 'UnaryExpression' && node.left.operator === 'typeof') return (outcome !== negated) !== (literalText(node.right) === 'undefined')
  return asked && /^[!=]==?$/u.test(node.operator) && outcome === negated
}

/** `isFree(name)`, which answers `!taken.has(name)`: yes says that nothing is there. */
function answersOpposite(sourceCode: SourceCode, test: Node): boolean {
  const helper = test.type === 'CallExpression' ? helperAt(sourceCode, test) : undefined
  const [answer, another] = helper ? returnsOf(sourceCode, helper) : []
  let isOpposite = false
  for (let at = answer && !another ? unwrap(answer) : undefined; at?.type === 'UnaryExpression' && at.operator === '!'; at = unwrap(at.argument)) isOpposite = !isOpposite
  return isOpposite
}

// ---------------------------------------------------------------- what is put there

/** Classes whose objects are nothing but their contents: two of them are as good as one. */
const CONTENTS = /^(?:Map|Set|Array|Object|Date|URL|RegExp|String|Number|Error|Buffer|DataView|ArrayBuffer|(?:Ui|I)nt\w*Array|Float\w*Array|Big\w*Array|TextDecoder|TextEncoder)$/u

/** Whether a value is a new object, which is another one each time. */
export function makes(sourceCode: SourceCode, value: Node): boolean {
  const made = awaitedAt(sourceCode, value)
  if (made.type === 'NewExpression') return made.callee.type !== 'Identifier' || !CONTENTS.test(made.callee.name)
  if (isCall(made)) return value === made && made.arguments.some((each) => givesNew(sourceCode, each))
  const variable = made.type === 'Identifier' ? variableOf(sourceCode, made) : undefined
  return (variable && variable.defs[0]?.type === 'Variable' ? sourcesOf(sourceCode, variable) : undefined)?.some((source) =>
    source.kind === 'value' && source.steps.length === 0 && source.value.type === 'NewExpression' && makes(sourceCode, source.value)) ?? false
}

/** Whether a new object is what a call is given, itself or as an option: `http.extend({ agent })`. */
function givesNew(sourceCode: SourceCode, argument: Node): boolean {
  const given = unwrap(argument)
  if (given.type === 'ObjectExpression') return given.properties.some((each) => each.type === 'Property' && isNewOrNamed(unwrap(each.value)) && makes(sourceCode, each.value))
  return isNewOrNamed(given) && makes(sourceCode, given)
}

function isNewOrNamed({ type }: Node): boolean {
  return type === 'NewExpression' || type === 'Identifier'
}

/** Whether the run ends what it has put there before it leaves: then it is kept for nobody. */
export function isGivenBack(sourceCode: SourceCode, owner: CodeOwner, value: Node): boolean {
  const variable = value.type === 'Identifier' ? variableOf(sourceCode, value) : undefined
  return variable?.references.some(({ identifier }) => isInside(identifier, owner) && isEnded(identifier)) ?? false
}

/** `finally { pool.release(client) }`, `finally { client.close() }`. */
function isEnded(name: Node): boolean {
  const outer = wrapped(name)
  const taker = outer.parent?.type === 'MemberExpression' && outer.parent.object === outer ? outer.parent.parent : outer.parent
  const method = isCall(taker) ? calledName(taker) : undefined
  if (method === undefined || !isCall(taker) || ![...endings].some((ending) => method === ending || (method.startsWith(ending) && /^[A-Z]/u.test(method.slice(ending.length))))) return false
  for (let at: Node = taker; at.parent; at = at.parent) if (at.parent.type === 'TryStatement') return at.parent.finalizer === at
  return false
}
