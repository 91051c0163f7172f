import type { TSESTree } from '@typescript-eslint/utils'

import {
  connectionEvents, errorNames, handlerDecorators, handlerExports, handlerMethods, handlerParameters, handlerTypes, messageEvents, requestTypes, routeMethods, routeReceivers, uiEvents,
} from '../../knowledge/callbacks/index.ts'
import { processListeners } from '../../knowledge/roles.ts'
import type { Critical } from '../../knowledge/schema.ts'
import { fileNameOf } from '../../utils/file-name.ts'
import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, functionAround, isCall, isFunction, keyName, literalText, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { type Handing, handingsOf } from '../callbacks/handed.ts'
import { nameIn } from '../callbacks/uses.ts'
import { denoteType } from '../resolve/annotations.ts'
import { variableOf } from '../resolve/bindings.ts'
import { apiOf, denote, superOf } from '../resolve/denote.ts'
import { memberOf } from '../resolve/functions.ts'

/** Why a function is run by the event loop for others: a framework, an emitter or the page calls it. */
export interface Handler {
  readonly kind: Critical | 'completion' | 'async'
  readonly fn: FunctionNode
  /** What makes it a handler: the call that registers it, its decorator, or the function itself. */
  readonly at: Node
  /** What it was handed to, where it was handed to something. */
  readonly handing?: Handing
}

/** What makes the function a handler of requests, messages, UI events or timers; undefined when nothing in this file does. */
export const handlerOf: (sourceCode: SourceCode, fn: FunctionNode) => Handler | undefined = perNode<FunctionNode, Handler | undefined>(
  (sourceCode, fn) =>
    registered(sourceCode, fn) ?? decorated(sourceCode, fn) ?? annotated(sourceCode, fn) ?? conventional(sourceCode, fn) ?? exported(sourceCode, fn) ?? inherited(sourceCode, fn),
  undefined,
)

// ---------------------------------------------------------------- handed to an API

function registered(sourceCode: SourceCode, fn: FunctionNode): Handler | undefined {
  for (const handing of handingsOf(sourceCode, fn)) {
    const kind = handing.elsewhere ? undefined : (handing.critical ?? byConvention(sourceCode, handing))
    if (kind && !isFromParent(handing)) return { kind, fn, at: handing.at, handing }
  }
  return undefined
}

/** Something that we do not know takes it: the names of method, event and receiver say what for. */
function byConvention(sourceCode: SourceCode, { at, event, path, timing }: Handing): Critical | undefined {
  const callee = isCall(at) ? unwrap(at.callee) : undefined
  const method = callee?.type === 'MemberExpression' ? keyName(callee) : undefined
  if (callee?.type !== 'MemberExpression' || method === undefined || timing === 'now' || (path !== undefined && isKnown(path))) return undefined
  if (routeMethods.has(method)) return isRoute(at as Call) && routeReceivers.test(nameOfReceiver(callee.object) ?? '') ? 'request' : undefined
  if (event === undefined || timing === 'unknown') return undefined
  if (method === 'addEventListener') return uiEvents.has(event) ? 'ui' : undefined
  return messageEvents.get(event) ?? (isConnection(sourceCode, callee.object) ? 'message' : undefined)
}

/** A path that begins in a module of the platform: its tables would have the callback if it were one. */
function isKnown(path: string): boolean {
  return path.startsWith('node:')
}

function isRoute({ arguments: [address] }: Call): boolean {
  const text = address && literalText(address)
  return text !== undefined && /^[/*]/u.test(text)
}

function nameOfReceiver(object: Node): string | undefined {
  const node = unwrap(object)
  return node.type === 'Identifier' ? node.name : node.type === 'MemberExpression' ? keyName(node) : undefined
}

/** The parameter of a listener for connections. */
function isConnection(sourceCode: SourceCode, object: Node): boolean {
  const node = unwrap(object)
  const def = node.type === 'Identifier' ? variableOf(sourceCode, node)?.defs[0] : undefined
  if (def?.type !== 'Parameter' || !isFunction(def.node)) return false
  return handingsOf(sourceCode, def.node).some(({ event }) => event !== undefined && connectionEvents.has(event))
}

function isFromParent({ event, path }: Handing): boolean {
  return event === 'message' && path !== undefined && processListeners.includes(path)
}

/** An error-first callback: it runs when what was asked for has come. */
export function completionOf(sourceCode: SourceCode, fn: FunctionNode): Handler | undefined {
  const [error] = fn.params
  if (fn.params.length < 2 || error?.type !== 'Identifier' || !errorNames.test(error.name)) return undefined
  const handing = handingsOf(sourceCode, fn).find(({ timing, elsewhere }) => timing !== 'now' && !elsewhere)
  return handing && { kind: 'completion', fn, at: handing.at, handing }
}

// ---------------------------------------------------------------- decorators, types, conventions

function decorated(sourceCode: SourceCode, fn: FunctionNode): Handler | undefined {
  const member = fn.parent
  if (member.type !== 'MethodDefinition') return undefined
  // espree has no decorators.
  for (const decorator of (member.decorators as TSESTree.Decorator[] | undefined) ?? []) {
    const expression = decorator.expression.type === 'CallExpression' ? decorator.expression.callee : decorator.expression
    const kind = handlerDecorators.get(apiOf(sourceCode, expression) ?? '')
    if (kind) return { kind, fn, at: decorator }
  }
  return undefined
}

/** `const list: RequestHandler = …`, `(request: FastifyRequest, reply: FastifyReply) => …`. */
function annotated(sourceCode: SourceCode, fn: FunctionNode): Handler | undefined {
  const outer = wrapped(fn)
  const holder = outer.parent
  const declared = holder?.type === 'VariableDeclarator' && holder.init === outer ? holder.id : holder?.type === 'PropertyDefinition' ? holder : undefined
  const asserted = fn.parent.type === 'TSSatisfiesExpression' || fn.parent.type === 'TSAsExpression' ? fn.parent.typeAnnotation : undefined
  for (const type of [declared && 'typeAnnotation' in declared ? declared.typeAnnotation : undefined, asserted]) {
    const denoted = denoteType(sourceCode, type)
    const kind = denoted?.kind === 'api' ? handlerTypes.get(denoted.path) : undefined
    if (kind) return { kind, fn, at: fn }
  }
  const typed = fn.params.some((parameter) => {
    if (parameter.type !== 'Identifier' || !parameter.typeAnnotation) return false
    const denoted = denoteType(sourceCode, parameter.typeAnnotation)
    return denoted?.kind === 'api' && requestTypes.has(denoted.path)
  })
  return typed && fn.params.length >= 2 && hasRequestNames(fn) ? { kind: 'request', fn, at: fn } : undefined
}

/** Whether the parameters have the names that those of a request handler have. */
export function hasRequestNames(fn: FunctionNode): boolean {
  const names = namesOf(fn)
  return handlerParameters.some((row) => row.every((name, i) => names[i] === name || names[i] === `_${name}`))
}

function namesOf(fn: FunctionNode): (string | undefined)[] {
  return fn.params.map((parameter) => (parameter.type === 'Identifier' ? parameter.name : undefined))
}

/** `(req, res) => …` that answers: it uses the second parameter as one does, or calls it. */
function conventional(sourceCode: SourceCode, fn: FunctionNode): Handler | undefined {
  if (fn.params.length < 2 || !hasRequestNames(fn)) return undefined
  const answers = fn.params.slice(1).some((parameter) => parameter.type === 'Identifier' && isOperated(sourceCode, parameter))
  return answers ? { kind: 'request', fn, at: fn } : undefined
}

/** Called, or a member of it called or assigned: `next()`, `res.json(…)`, `ctx.body = …`. */
function isOperated(sourceCode: SourceCode, parameter: TSESTree.Identifier): boolean {
  return variableOf(sourceCode, parameter)?.references.some(({ identifier }) => {
    const parent: Node = identifier.parent
    const used = parent.type === 'MemberExpression' && parent.object === identifier ? wrapped(parent) : identifier
    const user = used.parent
    return (user?.type === 'CallExpression' && user.callee === used) || (user?.type === 'AssignmentExpression' && user.left === used)
  }) ?? false
}

/** A method that the platform calls on instances of the class: `_transform` of a stream. */
function inherited(sourceCode: SourceCode, fn: FunctionNode): Handler | undefined {
  const model = inheritedModel(sourceCode, fn)
  return model && { kind: model.critical, fn, at: fn }
}

function inheritedModel(sourceCode: SourceCode, fn: FunctionNode): (typeof handlerMethods)[number] | undefined {
  const member = memberOf(fn)
  const models = member ? handlerMethods.filter(({ names }) => names.includes(member.name)) : []
  if (!member || models.length === 0) return undefined
  const parent = superOf(sourceCode, member.owner)
  return parent?.kind === 'api' ? models.find(({ on }) => on.includes(parent.path)) : undefined
}

/** Whether the platform calls the method again only when its last run has called back, and it does not call back before its work is done. */
export function runsInTurn(sourceCode: SourceCode, fn: FunctionNode): boolean {
  if (inheritedModel(sourceCode, fn)?.inTurn !== true) return false
  const back = fn.params.at(-1)
  const variable = back?.type === 'Identifier' ? variableOf(sourceCode, back) : undefined
  return variable !== undefined && !variable.references.some(({ identifier }) => isCalledAtOnce(fn, identifier))
}

/** `callback()` as a statement of a method that waits for nothing: not where it leaves, `return callback()`. */
function isCalledAtOnce(fn: FunctionNode, callee: Node): boolean {
  const call = wrapped(callee).parent
  return call?.type === 'CallExpression' && call.callee === callee && !fn.async && functionAround(call) === fn && call.parent.type !== 'ReturnStatement'
}

// ---------------------------------------------------------------- exports

interface Exports { readonly byName: ReadonlyMap<string, Node> }

const exportsOf = perFile((sourceCode): Exports => {
  const byName = new Map<string, Node>()
  for (const statement of sourceCode.ast.body) {
    if (statement.type === 'ExportDefaultDeclaration') addDefault(byName, statement.declaration)
    else if (statement.type === 'ExportNamedDeclaration') addNamed(byName, statement)
    else if (statement.type === 'ExpressionStatement' && statement.expression.type === 'AssignmentExpression') addAssigned(byName, statement.expression)
  }
  return { byName }
})

function addDefault(byName: Map<string, Node>, declaration: Node): void {
  byName.set('default', declaration)
  const object = unwrap(declaration)
  if (object.type !== 'ObjectExpression') return
  for (const property of object.properties) {
    const name = property.type === 'Property' ? keyName(property) : undefined
    if (name !== undefined && property.type === 'Property') byName.set(`default.${name}`, property.value)
  }
}

function addNamed(byName: Map<string, Node>, { declaration, specifiers, source }: TSESTree.ExportNamedDeclaration): void {
  if (declaration?.type === 'FunctionDeclaration' && declaration.id) byName.set(declaration.id.name, declaration)
  if (declaration?.type === 'VariableDeclaration') {
    for (const { id, init } of declaration.declarations) if (id.type === 'Identifier' && init) byName.set(id.name, init)
  }
  if (source) return
  for (const { local, exported } of specifiers) byName.set(exported.type === 'Identifier' ? exported.name : exported.value, local)
}

/** `exports.handler = …`, `module.exports = …`. */
function addAssigned(byName: Map<string, Node>, { left, right }: TSESTree.AssignmentExpression): void {
  if (left.type !== 'MemberExpression') return
  const name = keyName(left)
  const object = unwrap(left.object)
  if (name === undefined) return
  if (object.type === 'Identifier' && object.name === 'module' && name === 'exports') addDefault(byName, right)
  else if (object.type === 'Identifier' && object.name === 'exports') byName.set(name, right)
  else if (object.type === 'MemberExpression' && keyName(object) === 'exports') byName.set(name, right)
}

const exportedNames: ReadonlySet<string> = new Set(handlerExports.flatMap(({ names }) => names))

/** The functions of this file that a framework calls because of the name they are exported by. */
const exportedHandlers = perFile((sourceCode): ReadonlyMap<FunctionNode, Critical> => {
  const found = new Map<FunctionNode, Critical>()
  const { byName } = exportsOf(sourceCode)
  if (![...byName.keys()].some((name) => exportedNames.has(name))) return found
  for (const { names, file, critical } of handlerExports) {
    const values = names.flatMap((name) => byName.get(name) ?? [])
    if (values.length === 0 || (file !== undefined && !new RegExp(file, 'u').test(fileNameOf(sourceCode) ?? ''))) continue
    for (const value of values) for (const fn of functionsIn(sourceCode, value)) if (!found.has(fn)) found.set(fn, critical)
  }
  return found
})

/** Whether the file exports anything under a name that frameworks know. */
export function exportsHandlers(sourceCode: SourceCode): boolean {
  return exportedHandlers(sourceCode).size > 0
}

/** Whether the file exports the function under a name that frameworks know. */
export function mayBeExportedHandler(sourceCode: SourceCode, fn: FunctionNode): boolean {
  return exportedHandlers(sourceCode).has(fn)
}

function exported(sourceCode: SourceCode, fn: FunctionNode): Handler | undefined {
  const kind = exportedHandlers(sourceCode).get(fn)
  return kind && { kind, fn, at: fn }
}

/** What is exported, and what is inside `export const POST = withAuth(async (request) => …)`, `export const actions = { save: async () => … }`. */
function functionsIn(sourceCode: SourceCode, value: Node): FunctionNode[] {
  const direct = unwrap(value)
  if (isFunction(direct)) return [direct]
  const inside = isCall(direct) ? direct.arguments : direct.type === 'ObjectExpression' ? direct.properties.map((each) => (each.type === 'Property' ? each.value : each)) : []
  if (inside.length > 0) return inside.map((each) => unwrap(each)).filter(isFunction)
  const target = denote(sourceCode, direct)
  return target?.kind === 'function' ? [target.node] : []
}

/** In words, for a message: 'the request handler'. */
export function handlerText({ kind, handing, fn }: Handler): string {
  if (kind === 'request') return 'the request handler'
  if (kind === 'message') return handing?.event === undefined ? 'the message handler' : `the '${handing.event}' handler`
  if (kind === 'lambda') return 'the handler'
  if (kind === 'timer') return 'the timer callback'
  if (kind === 'completion') return 'the callback'
  if (kind === 'async') return `the async function ${nameIn(fn) ?? ''}`.trimEnd()
  const method = memberOf(fn)?.name
  if (handing?.event !== undefined) return `the '${handing.event}' handler`
  return method === undefined ? 'the UI callback' : `the UI handler ${method}`
}

