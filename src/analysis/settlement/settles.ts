import { something, type Told } from '../../knowledge/lives.ts'
import { callsNamed } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, classOfThis, type FunctionNode, isCall, isInside, keyName, literalText, type Node, unwrap } from '../../utils/syntax.ts'
import type { EdgeKind, EventId } from '../flow/graph.ts'
import { findPath } from '../flow/queries.ts'
import { flowWithEnds } from '../handles/failing.ts'
import { type Variable, variableOf } from '../resolve/bindings.ts'
import { firstTextOf, textAt } from '../resolve/constants.ts'
import { apiOf } from '../resolve/denote.ts'
import { locationOf } from '../resolve/location.ts'
import { membersOf } from '../resolve/members.ts'
import { calledFunction, functionBehind } from '../resolve/receiver.ts'

/** What parameters of a listener are known to be: the code and the signal that a child has ended with. */
export type Given = readonly (Told | undefined)[]

/** How many functions deep a listener is looked into. */
const MOST_DEPTH = 6

/** What is asked of a listener. */
interface Question {
  readonly sites: ReadonlySet<Node>
  /** The settlers are kept where methods that this file does not have may get at them. */
  readonly isKept: boolean
  /** Only what is seen counts: what cannot be looked into, and what never returns, is no answer. */
  readonly isProof?: boolean
  /** Functions that are no way to it when they are made on the way. */
  readonly apart?: ReadonlySet<Node>
}

/**
 * Whether a function, called with these arguments, may come to something that settles the promise, itself or through what
 * it calls or hands on. True where it never returns: then the program is over. True where nothing can be said.
 */
export function mayCome(sourceCode: SourceCode, fn: FunctionNode, question: Question, given: Given, depth = 0): boolean {
  const flow = depth > MOST_DEPTH ? undefined : flowWithEnds(sourceCode, fn)
  if (!flow || flow.imprecise) return question.isProof !== true
  const values = valuesOf(sourceCode, fn, given)
  const follow = (event: EventId, edge: EdgeKind): boolean => {
    if (edge !== 'true' && edge !== 'false') return true
    if (flow.kinds[event] !== 'test') return true
    const value = evaluated(sourceCode, flow.nodes[event] as Node, values)
    return value === UNKNOWN || Boolean(value) === (edge === 'true')
  }
  const isHit = (event: EventId): boolean => {
    const node = flow.nodes[event] as Node
    const kind = flow.kinds[event]
    if (kind === 'enter' || kind === 'exit' || kind === 'thrown') return false
    if (question.sites.has(node)) return true
    if (kind === 'closure') return question.apart?.has(node) !== true && [...question.sites].some((site) => isInside(site, node))
    if ((kind !== 'call' && kind !== 'new') || !isCall(node)) return false
    if (question.sites.has(unwrap(node.callee))) return true
    if (listenersOf(sourceCode, node).some((fn) => open(sourceCode).enter(fn, () => mayCome(sourceCode, fn, question, [], depth + 1)))) return true
    if (namedByMessage(sourceCode, node).some((fn) => open(sourceCode).enter(fn, () => mayCome(sourceCode, fn, question, [], depth + 1)))) return true
    const local = calledFunction(sourceCode, node)
    if (!local) return question.isKept && !question.isProof && isInherited(sourceCode, node)
    return local !== fn && open(sourceCode).enter(local, () => mayCome(sourceCode, local, question, argumentsOf(sourceCode, node, values), depth + 1))
  }
  if (findPath(flow, flow.enter, isHit, follow)) return true
  return !question.isProof && !findPath(flow, flow.enter, (event) => event === flow.exit, follow)
}

/** Functions that are being looked into, so that none is entered twice. */
const open = perFile(() => {
  const functions = new Set<FunctionNode>()
  return {
    enter(fn: FunctionNode, look: () => boolean): boolean {
      if (functions.has(fn)) return false
      functions.add(fn)
      try {
        return look()
      } finally {
        functions.delete(fn)
      }
    },
  }
})

/** A method of `this` that its class does not declare. */
function isInherited(sourceCode: SourceCode, call: Call): boolean {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression') return false
  if (callee.object.type === 'Super') return true
  const of = callee.object.type === 'ThisExpression' ? classOfThis(callee.object) : undefined
  return of?.superClass != null && !EMITS.has(keyName(callee) ?? '') && !membersOf(sourceCode, of).has(keyName(callee) ?? '')
}

const EMITS: ReadonlySet<string> = new Set(['emit', 'dispatchEvent'])

/** The methods that `this['on_' + kind](…)` may call, by how their names begin. */
function namedByMessage(sourceCode: SourceCode, { callee }: Call): readonly FunctionNode[] {
  const member = unwrap(callee)
  const of = member.type === 'MemberExpression' && member.computed && member.object.type === 'ThisExpression' ? classOfThis(member.object) : undefined
  const start = of && member.type === 'MemberExpression' ? startOf(member.property) : ''
  if (!of || start === '') return []
  return [...membersOf(sourceCode, of)].flatMap(([name, { method }]) => (method && name.startsWith(start) ? [method] : []))
}

/** What a name that is put together begins with; empty where nobody knows. */
function startOf(name: Node): string {
  const node = unwrap(name)
  if (node.type === 'TemplateLiteral') return node.quasis[0]?.value.cooked ?? ''
  return node.type === 'BinaryExpression' && node.operator === '+' ? (literalText(node.left) ?? '') : ''
}

/** The functions of this file that listen to what a call emits on an object of its own: `this.emit('gone')`. */
function listenersOf(sourceCode: SourceCode, call: Call): readonly FunctionNode[] {
  const callee = unwrap(call.callee)
  const event = firstTextOf(sourceCode, call)
  if (callee.type !== 'MemberExpression' || keyName(callee) !== 'emit' || event === undefined) return []
  const emitter = locationOf(sourceCode, callee.object)?.key
  if (emitter === undefined) return []
  return callsNamed(sourceCode, ['on', 'once', 'addListener']).flatMap(({ callee: by, arguments: [name, listener] }) => {
    const registers = unwrap(by)
    if (registers.type !== 'MemberExpression' || !name || !listener || textAt(sourceCode, name) !== event || locationOf(sourceCode, registers.object)?.key !== emitter) return []
    return functionBehind(sourceCode, listener) ?? []
  })
}

// ---------------------------------------------------------------- what tests come to

const UNKNOWN = Symbol('unknown')
type Known = Told | boolean | undefined | typeof UNKNOWN

function valuesOf(sourceCode: SourceCode, { params }: FunctionNode, given: Given): ReadonlyMap<Variable, Known> {
  const values = new Map<Variable, Known>()
  params.forEach((parameter, index) => {
    const variable = parameter.type === 'Identifier' ? variableOf(sourceCode, parameter) : undefined
    const isSet = variable?.references.some((reference) => reference.isWrite())
    if (variable && !isSet && index < given.length) values.set(variable, given[index] === undefined ? UNKNOWN : given[index])
  })
  return values
}

function argumentsOf(sourceCode: SourceCode, call: Call, values: ReadonlyMap<Variable, Known>): Given {
  return call.arguments.map((argument) => {
    const value = argument.type === 'SpreadElement' ? UNKNOWN : evaluated(sourceCode, argument, values)
    return typeof value === 'number' || typeof value === 'string' || value === null || value === something ? value : undefined
  })
}

/** How deep an expression is evaluated. */
const MOST_NESTED = 6

function evaluated(sourceCode: SourceCode, expression: Node, values: ReadonlyMap<Variable, Known>, depth = 0): Known {
  const node = unwrap(expression)
  const of = (each: Node): Known => evaluated(sourceCode, each, values, depth + 1)
  if (depth > MOST_NESTED) return UNKNOWN
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'number' || typeof node.value === 'string' || typeof node.value === 'boolean' || (node.value === null && node.raw === 'null') ? node.value : UNKNOWN
    case 'Identifier': {
      if (node.name === 'undefined') return undefined
      const variable = variableOf(sourceCode, node)
      return variable && values.has(variable) ? values.get(variable) : UNKNOWN
    }
    case 'UnaryExpression': {
      const value = of(node.argument)
      if (value === UNKNOWN) return UNKNOWN
      return node.operator === '!' ? !value : node.operator === '-' && typeof value === 'number' ? -value : node.operator === 'typeof' && value !== something ? typeof value : UNKNOWN
    }
    case 'BinaryExpression':
      return compared(node.operator, of(node.left), of(node.right))
    case 'LogicalExpression': {
      const left = of(node.left)
      if (node.operator === '??') return left === UNKNOWN ? UNKNOWN : (left ?? of(node.right))
      const right = of(node.right)
      if (node.operator === '&&') return left === UNKNOWN ? (right !== UNKNOWN && !right ? right : UNKNOWN) : left ? right : left
      return left === UNKNOWN ? (right !== UNKNOWN && right ? right : UNKNOWN) : left ? left : right
    }
    default:
      return UNKNOWN
  }
}

function compared(operator: string, left: Known, right: Known): Known {
  if (left === UNKNOWN || right === UNKNOWN) return UNKNOWN
  if (left === something || right === something) return left == null || right == null ? operator.startsWith('!') : UNKNOWN
  switch (operator) {
    case '===':
      return left === right
    case '!==':
      return left !== right
    case '==':
      return left === right || (left == null && right == null)
    case '!=':
      return left !== right && !(left == null && right == null)
    case '>':
      return Number(left) > Number(right)
    case '>=':
      return Number(left) >= Number(right)
    case '<':
      return Number(left) < Number(right)
    case '<=':
      return Number(left) <= Number(right)
    default:
      return UNKNOWN
  }
}

/** Whether a function looks at what it is given as one of these parameters, other than to print it. */
export function looksAt(sourceCode: SourceCode, parameters: FunctionNode['params'], fn: FunctionNode): boolean {
  return parameters.some((parameter) => {
    const variable = parameter.type === 'Identifier' ? variableOf(sourceCode, parameter) : undefined
    return !variable || variable.references.some(({ identifier }) => !isPrinted(sourceCode, identifier, fn))
  })
}

function isPrinted(sourceCode: SourceCode, name: Node, within: FunctionNode): boolean {
  for (let at = name.parent; at && at !== within; at = at.parent) if (at.type === 'CallExpression') return apiOf(sourceCode, at.callee)?.startsWith('#console.') ?? false
  return false
}
