import { assignedHandlers, callbacks, handlerDecorators, handlerMethods, handlerParameters, handlerTypes, messageEvents, requestTypes, resolvers, routeMethods, uiEvents } from '../../knowledge/callbacks/index.ts'
import { nodesOf, within } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isCall, isFunction, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { pickedBy } from '../callbacks/tables.ts'
import { functionNames } from '../callbacks/uses.ts'
import { variableOf } from '../resolve/bindings.ts'
import { firstTextOf } from '../resolve/constants.ts'
import { denote } from '../resolve/denote.ts'
import { nameOf } from '../resolve/functions.ts'
import { callsThatMayBe } from '../resolve/own-names.ts'
import { lastName } from '../resolve/path.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { exportedAs, exportsHandlers, isResolver } from './exports.ts'
import { handlerOf, hasRequestNames } from './handlers.ts'

const registering: ReadonlySet<string> = new Set(callbacks.filter(({ critical }) => critical).map(({ path }) => lastName(path)))
const listening: ReadonlySet<string> = new Set(['on', 'once', 'addListener', 'addEventListener'])
const assignable: ReadonlySet<string> = new Set(assignedHandlers.filter(({ critical }) => critical).map(({ path }) => lastName(path)))

const inheritable: ReadonlySet<string> = new Set(handlerMethods.flatMap(({ names }) => names))

/** The last names of APIs, decorators and types, and the methods, one of which a file must name to have a handler at all. */
const telling: ReadonlySet<string> = new Set([
  ...registering, ...listening, ...assignable, ...inheritable, ...routeMethods, ...resolvers.types,
  ...[...handlerDecorators.keys(), ...handlerTypes.keys(), ...requestTypes].map((path) => lastName(path).replace('()', '')),
])

/** Whether the file names anything that makes a handler of a function: the first, cheap question. */
function mayHaveHandlers(sourceCode: SourceCode): boolean {
  const { names, hasMarkup } = nodesOf(sourceCode)
  if (hasMarkup || exportsHandlers(sourceCode) || handlerParameters.some((row) => row.every((name) => names.has(name) || names.has(`_${name}`)))) return true
  for (const name of names) if (telling.has(name)) return true
  return false
}

/**
 * The functions that handlers of this file may come to: all that is written inside one, and what that calls or hands on. A
 * first, cheap answer: who is not in it has no critical context.
 */
export const withinReach = perFile((sourceCode): ReadonlySet<FunctionNode> => {
  const reached = new Set<FunctionNode>()
  if (!mayHaveHandlers(sourceCode)) return reached
  const queue = [...handlersIn(sourceCode)]
  const { calls, functions } = nodesOf(sourceCode)
  for (let at = queue.pop(); at; at = queue.pop()) {
    if (reached.has(at)) continue
    reached.add(at)
    for (const inner of within(functions, at)) reached.add(inner)
    for (const call of within(calls, at)) queue.push(...leadsTo(sourceCode, call).filter((each) => !reached.has(each)))
  }
  return reached
})

function leadsTo(sourceCode: SourceCode, call: Call): FunctionNode[] {
  const target = call.type === 'NewExpression' || isKnownName(sourceCode, call.callee) ? calledFunction(sourceCode, call) : undefined
  const handed = [...call.arguments.flatMap((argument) => functionAt(sourceCode, argument) ?? []), ...pickedBy(sourceCode, call)]
  return target ? [target, ...handed] : handed
}

/** A local function that is named here, or bound. */
function functionAt(sourceCode: SourceCode, value: Node): FunctionNode | undefined {
  const node = unwrap(value)
  if (isFunction(node)) return node
  if (!isBinding(node) && !isKnownName(sourceCode, node)) return undefined
  if (node.type === 'Identifier' && variableOf(sourceCode, node)?.defs[0]?.type === 'Parameter') return undefined
  const target = denote(sourceCode, node)
  return target?.kind === 'function' ? target.node : undefined
}

/** A name or member that a function of the file could be meant by. */
function isKnownName(sourceCode: SourceCode, value: Node): boolean {
  const node = unwrap(value)
  const name = node.type === 'Identifier' ? node.name : node.type === 'MemberExpression' ? keyName(node) : undefined
  return name !== undefined && functionNames(sourceCode).has(name)
}

function isBinding(node: Node): boolean {
  return node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && keyName(node.callee) === 'bind'
}

// ---------------------------------------------------------------- handlers

function handlersIn(sourceCode: SourceCode): FunctionNode[] {
  const { functions } = nodesOf(sourceCode)
  const candidates = new Set<FunctionNode>(functions.filter((fn) => looksLikeHandler(sourceCode, fn)))
  const here = functionNames(sourceCode)
  for (const call of callsThatMayBe(sourceCode, (name) => registering.has(name) || listening.has(name) || here.has(name))) {
    if (!registers(sourceCode, call)) continue
    for (const argument of call.arguments) for (const fn of functionsIn(sourceCode, argument)) candidates.add(fn)
  }
  return [...candidates].filter((fn) => handlerOf(sourceCode, fn))
}

/** By its parameters, its export, its decorator, or by what it is assigned to. */
function looksLikeHandler(sourceCode: SourceCode, fn: FunctionNode): boolean {
  const outer = wrapped(fn)
  const holder = outer.parent
  if (hasRequestNames(fn) || exportedAs(sourceCode, fn) || isResolver(fn)) return true
  if (holder?.type === 'JSXExpressionContainer') return true
  if (holder?.type === 'AssignmentExpression') return holder.left.type === 'MemberExpression' ? assignable.has(keyName(holder.left) ?? '') : true
  // espree has no decorators
  if (holder?.type === 'MethodDefinition') return ((holder.decorators as unknown[] | undefined)?.length ?? 0) > 0 || inheritable.has(keyName(holder) ?? '')
  if (holder?.type === 'VariableDeclarator' && holder.id.type === 'Identifier' && holder.id.typeAnnotation) return true
  return isInMarkup(sourceCode, fn)
}

function isInMarkup(sourceCode: SourceCode, fn: FunctionNode): boolean {
  return nodesOf(sourceCode).hasMarkup && (nameOf(sourceCode, fn)?.references.some(({ identifier }) => identifier.parent.type === 'JSXExpressionContainer') ?? false)
}

/** Of a call whose name fits, whether it can take a handler. */
function registers(sourceCode: SourceCode, call: Call): boolean {
  if (call.arguments.length === 0) return false
  const callee = unwrap(call.callee)
  // What a name of the file's own stands for its spelling does not tell.
  if (callee.type === 'Identifier') return true
  const name = callee.type === 'MemberExpression' ? keyName(callee) : undefined
  if (callee.type !== 'MemberExpression' || name === undefined) return false
  // `Promise.all(…)`, `map.get(…)`: a route has an address, here or further up in a chain.
  if (routeMethods.has(name) && call.arguments.length < 2 && callee.object.type !== 'CallExpression') return false
  if (listening.has(name)) {
    const event = firstTextOf(sourceCode, call)
    return event === undefined || messageEvents.has(event) || uiEvents.has(event) || registering.has(name)
  }
  return registering.has(name)
}

function functionsIn(sourceCode: SourceCode, argument: Node): FunctionNode[] {
  const value = unwrap(argument)
  if (value.type === 'ObjectExpression') return value.properties.flatMap((each) => (each.type === 'Property' ? (functionAt(sourceCode, each.value) ?? []) : []))
  if (value.type === 'ArrayExpression') return value.elements.flatMap((each) => (each ? (functionAt(sourceCode, each) ?? []) : []))
  if (isCall(value)) return [value, ...value.arguments].flatMap((each) => functionAt(sourceCode, each) ?? [])
  return [functionAt(sourceCode, value)].filter((each) => each !== undefined)
}

