import type { TSESTree } from '@typescript-eslint/utils'

import {
  connectionEvents, errorNames, handlerDecorators, handlerMethods, handlerParameters, handlerTypes, messageEvents, procedures, requestTypes, resolvers, routeHooks, routeMethods, routeReceivers, socketNames, startEvents, uiEvents,
} from '../../knowledge/callbacks/index.ts'
import { processListeners } from '../../knowledge/roles.ts'
import type { Critical } from '../../knowledge/callbacks/schema.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isCall, isFunction, keyName, nameAtEnd, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { type Handing, handingsOf } from '../callbacks/handed.ts'
import { nameIn } from '../callbacks/uses.ts'
import { denoteType } from '../resolve/annotations.ts'
import { variableOf } from '../resolve/bindings.ts'
import { textAt } from '../resolve/constants.ts'
import { apiOf, denote, superOf } from '../resolve/denote.ts'
import { memberOf } from '../resolve/functions.ts'
import { isDecorated } from '../resolve/kin.ts'
import { exportedAs, isResolver, isServerAction } from './exports.ts'

/** Why a function is run by the event loop for others: a framework, an emitter or the page calls it. */
export interface Handler {
  readonly kind: Critical | 'completion' | 'async'
  readonly fn: FunctionNode
  /** What makes it a handler: the call that registers it, its decorator, or the function itself. */
  readonly at: Node
  /** What it was handed to, where it was handed to something. */
  readonly handing?: Handing
  /** The parameter that is itself what a client has sent, where it is not what carries that. */
  readonly sent?: number
}

/** What makes the function a handler of requests, messages, UI events or timers; undefined when nothing in this file does. */
export const handlerOf: (sourceCode: SourceCode, fn: FunctionNode) => Handler | undefined = perNode<FunctionNode, Handler | undefined>(
  (sourceCode, fn) =>
    registered(sourceCode, fn) ?? decorated(sourceCode, fn) ?? annotated(sourceCode, fn) ?? conventional(sourceCode, fn) ?? exported(sourceCode, fn) ?? inherited(sourceCode, fn) ?? byForm(fn),
  undefined,
)

// ---------------------------------------------------------------- handed to an API

function registered(sourceCode: SourceCode, fn: FunctionNode): Handler | undefined {
  for (const handing of handingsOf(sourceCode, fn)) {
    const kind = handing.elsewhere ? undefined : (handing.critical ?? byConvention(sourceCode, handing, fn))
    if (kind && !isFromParent(handing) && !(kind === 'message' && startEvents.has(handing.event ?? ''))) return { kind, fn, at: handing.at, handing }
  }
  return undefined
}

/** Something that we do not know takes it: the names of method, event and receiver say what for. */
function byConvention(sourceCode: SourceCode, { at, event, path, timing }: Handing, fn: FunctionNode): Critical | undefined {
  const callee = isCall(at) ? unwrap(at.callee) : undefined
  const method = callee?.type === 'MemberExpression' ? keyName(callee) : undefined
  if (callee?.type !== 'MemberExpression' || method === undefined || timing === 'now' || (path !== undefined && isKnown(path))) return undefined
  if (routeMethods.has(method)) return isRoute(sourceCode, at as Call) && routeReceivers.test(nameAtEnd(unwrap(callee.object)) ?? '') ? 'request' : undefined
  const [moment] = isCall(at) ? at.arguments : []
  if (routeHooks.get(method)?.has((moment && textAt(sourceCode, moment)) ?? '') && routeReceivers.test(nameAtEnd(unwrap(callee.object)) ?? '')) return 'request'
  if (procedures.methods.has(method) && procedures.names.test(beginningOf(callee.object))) return 'request'
  if (event === undefined || timing === 'unknown') return undefined
  if (method === 'addEventListener') return uiEvents.has(event) ? 'ui' : undefined
  return messageEvents.get(event) ?? (isConnection(sourceCode, callee.object) || isAcknowledged(sourceCode, callee.object, fn) ? 'message' : undefined)
}

/** A path that begins in a module of the platform: its tables would have the callback if it were one. */
function isKnown(path: string): boolean {
  return path.startsWith('node:')
}

/** The name that a builder begins with: `publicProcedure` of `publicProcedure.input(shape)`. */
function beginningOf(built: Node): string {
  let at = unwrap(built)
  while (at.type === 'CallExpression' || at.type === 'MemberExpression') {
    if (at.type === 'MemberExpression' && at.property.type === 'Identifier' && procedures.names.test(at.property.name)) return at.property.name
    at = unwrap(at.type === 'CallExpression' ? at.callee : at.object)
  }
  return at.type === 'Identifier' ? at.name : ''
}

function isRoute(sourceCode: SourceCode, { arguments: [address] }: Call): boolean {
  const text = address && textAt(sourceCode, address)
  return text !== undefined && /^[/*]/u.test(text)
}

/** The parameter of a listener for connections. */
function isConnection(sourceCode: SourceCode, object: Node): boolean {
  const node = unwrap(object)
  const def = node.type === 'Identifier' ? variableOf(sourceCode, node)?.defs[0] : undefined
  if (def?.type !== 'Parameter' || !isFunction(def.node)) return false
  return handingsOf(sourceCode, def.node).some(({ event }) => event !== undefined && connectionEvents.has(event))
}

/** `socket.on('rename', (name, acknowledge) => …)`: the other end has sent a name of its own, and waits for the answer. */
function isAcknowledged(sourceCode: SourceCode, object: Node, fn: FunctionNode): boolean {
  const last = fn.params.at(-1)
  const node = unwrap(object)
  if (last?.type !== 'Identifier' || node.type !== 'Identifier' || !socketNames.test(node.name) || variableOf(sourceCode, node)?.defs[0]?.type !== 'Parameter') return false
  return variableOf(sourceCode, last)?.references.some(({ identifier }) => identifier.parent.type === 'CallExpression' && identifier.parent.callee === identifier) ?? false
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

/** A function that a framework calls because of the name it is exported by. */
function exported(sourceCode: SourceCode, fn: FunctionNode): Handler | undefined {
  const kind = exportedAs(sourceCode, fn)
  return kind && { kind, fn, at: fn }
}

/** What a field of a GraphQL schema yields, and what says of itself that clients call it. */
function byForm(fn: FunctionNode): Handler | undefined {
  if (isResolver(fn)) return { kind: 'request', fn, at: fn, sent: resolvers.sent }
  return isServerAction(fn) ? { kind: 'request', fn, at: fn } : undefined
}

/** A method that the platform calls on instances of the class: `_transform` of a stream. */
function inherited(sourceCode: SourceCode, fn: FunctionNode): Handler | undefined {
  const model = memberOf(fn) && calledModel(sourceCode, fn)
  return model && { kind: model.critical, fn, at: fn }
}

/** A method of a class, or an option that stands for one. */
export function calledModel(sourceCode: SourceCode, fn: FunctionNode): (typeof handlerMethods)[number] | undefined {
  const member = memberOf(fn)
  const name = member?.name ?? optionName(fn)
  const models = name === undefined ? [] : handlerMethods.filter(({ names }) => names.includes(name))
  if (models.length === 0) return undefined
  const parent = member ? superOf(sourceCode, member.owner) : denote(sourceCode, optionTaker(fn)?.callee ?? fn)
  const paths = [...(parent?.kind === 'api' ? [parent.path] : []), ...(member?.owner.implements ?? []).flatMap(({ expression }) => apiOf(sourceCode, expression) ?? [])]
  return models.find(({ on, decorators }) => paths.some((path) => on.includes(path)) || (member !== undefined && decorators !== undefined && isDecorated(sourceCode, member.owner, decorators)))
}

/** `new Transform({ transform: (chunk, encoding, done) => … })` has the function as its method `_transform`. */
function optionName(fn: FunctionNode): string | undefined {
  const { parent } = wrapped(fn)
  const name = parent?.type === 'Property' && optionTaker(fn) ? keyName(parent) : undefined
  return name === undefined ? undefined : `_${name}`
}

/** The `new …` that is given an object with the function. */
export function optionTaker(fn: FunctionNode): TSESTree.NewExpression | undefined {
  const property = wrapped(fn).parent
  const made = property?.type === 'Property' ? wrapped(property.parent).parent : undefined
  return made?.type === 'NewExpression' && made.arguments[0] === property?.parent ? made : undefined
}

/** In words, for a message: 'the request handler'. */
export function handlerText({ kind, handing, fn }: Handler): string {
  if (kind === 'request') return 'the request handler'
  if (kind === 'message') return handing?.event === undefined ? 'the message handler' : `the '${handing.event}' handler`
  if (kind === 'lambda') return 'the handler'
  if (kind === 'timer') return 'the timer callback'
  if (kind === 'completion') return 'the callback'
  if (kind === 'async' && !fn.async) return 'the callback of a promise'
  if (kind === 'async') return `the async function ${nameIn(fn) ?? ''}`.trimEnd()
  const method = memberOf(fn)?.name
  if (handing?.event !== undefined) return `the '${handing.event}' handler`
  return method === undefined ? 'the UI callback' : `the UI handler ${method}`
}

