import type { TSESTree } from '@typescript-eslint/utils'

import { assignedHandlers, callbacks, clickHandlers, eventListener, eventMethods, jsxHandler, methodCallbacks, requestHandlers, watchSection } from '../../knowledge/callbacks/index.ts'
import { subscribing } from '../../knowledge/callbacks/observables.ts'
import { assignedHandlerAt, callbackAt, handleAt } from '../../knowledge/index.ts'
import type { CallbackModel, Critical } from '../../knowledge/callbacks/schema.ts'
import { removals } from '../../knowledge/lives.ts'
import type { ApiPath, ArgumentPosition, Timing } from '../../knowledge/schema.ts'
import { calledName } from '../../utils/nodes.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, hasTrue, isCall, isFunction, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { variableHolding, variableOf } from '../resolve/bindings.ts'
import { sectionAround } from '../resolve/components.ts'
import { firstTextOf } from '../resolve/constants.ts'
import { apiOf } from '../resolve/denote.ts'
import { lastName } from '../resolve/path.ts'
import { calledFunction, calledPath, receiver } from '../resolve/receiver.ts'
import { isSingle } from './observables.ts'
import { usesOf } from './uses.ts'

/** How a function that is handed to something is run. */
export interface Handing {
  /** What takes it: a call, a `new`, an assignment to a property, a JSX attribute. */
  readonly at: Node
  /** When it runs: during the call, later once, later many times; unknown where we do not know the taker. */
  readonly timing: Timing | 'unknown'
  /** The API that takes it; undefined where only a method's name is known, or nothing. */
  readonly path?: ApiPath
  /** The event it listens to, where that is written down. */
  readonly event?: string
  /** Why others wait for it. */
  readonly critical?: Critical
  /** What its parameters are. */
  readonly parameters?: readonly (ApiPath | null)[]
  /** It is sent to another thread, not run here. */
  readonly elsewhere?: true
}

/** Methods that take callbacks: those worth asking the type checker for. */
const takers: ReadonlySet<string> = new Set(callbacks.map(({ path }) => lastName(path)))
/** The names of functions that run a callback once, later, when what was asked for has come: `then`, `readFile`. */
export const callingBack: ReadonlySet<string> = new Set(['then', 'finally', ...callbacks.filter(({ timing, critical, events }) => timing === 'once' && !critical && !events).map(({ path }) => lastName(path))])
const assignable: ReadonlyMap<string, Critical | undefined> = new Map(assignedHandlers.map(({ path, critical }) => [lastName(path), critical]))

/** How many wrappers (`debounce(f)`, `useCallback(f)`) are looked through. */
const MOST_WRAPPERS = 3

/** Every place of this file where the function is handed to something that may run it. */
export const handingsOf: (sourceCode: SourceCode, of: FunctionNode) => readonly Handing[] = perNode<FunctionNode, readonly Handing[]>(
  (sourceCode, of) => usesOf(sourceCode, of).values.flatMap((value) => handingsOfValue(sourceCode, value, 0)),
  [],
)

/** How the function that stands here as an argument, property or value is run; undefined where it is handed to nothing. */
export function handedTo(sourceCode: SourceCode, value: Node): Handing | undefined {
  return handingsOfValue(sourceCode, value, 0)[0]
}

function handingsOfValue(sourceCode: SourceCode, value: Node, depth: number): readonly Handing[] {
  const outer = wrapped(value)
  const parent = outer.parent
  switch (parent?.type) {
    case 'CallExpression':
    case 'NewExpression':
      return parent.callee === outer ? [] : taken(sourceCode, parent, outer, depth)
    case 'MemberExpression':
      return bound(sourceCode, parent, depth)
    case 'AssignmentExpression':
      return parent.right === outer ? assigned(sourceCode, parent) : []
    case 'JSXExpressionContainer':
      return inMarkup(parent)
    case 'ArrayExpression':
    case 'ConditionalExpression':
    case 'LogicalExpression':
      return depth < MOST_WRAPPERS ? handingsOfValue(sourceCode, parent, depth + 1) : []
    case 'Property':
      if (parent.value !== outer || parent.parent.type !== 'ObjectExpression') return []
      if (clickHandlers.has(keyName(parent) ?? '') || requestHandlers.has(keyName(parent) ?? '')) return [{ at: parent, timing: 'many' }]
      if (sectionAround(sourceCode, parent.parent)?.name === watchSection) return [{ at: parent, timing: 'many', critical: 'ui' }]
      return [...asOption(sourceCode, parent), ...(depth < MOST_WRAPPERS ? fromTable(sourceCode, parent.parent, depth + 1) : [])]
    default:
      return []
  }
}

// ---------------------------------------------------------------- calls

function taken(sourceCode: SourceCode, call: Call, argument: Node, depth: number): readonly Handing[] {
  // Who takes a listener away does not run it.
  if (removals.has(calledName(call) ?? '')) return []
  const index = call.arguments.indexOf(argument as TSESTree.CallExpressionArgument)
  const path = calledPath(sourceCode, call, takers)
  const event = firstTextOf(sourceCode, call)
  const model = path === undefined ? undefined : callbackAt(path, event)
  if (model && isCallback(model.callback, call, index)) return [described(call, model, path, event)]
  const method = model ? undefined : methodOf(call)
  const known = method === undefined ? undefined : (methodCallbacks.get(method) ?? (eventMethods.test(method) ? eventListener : undefined))
  // A method of this file that is called like one of arrays may run one after the other.
  if (known?.timing === 'now' && calledFunction(sourceCode, call)) return [{ at: call, timing: 'unknown' }]
  if (known && isCallback(known.callback, call, index)) return [described(call, isOfOneValue(sourceCode, call, method) ? { ...known, timing: 'once' } : known, path, event)]
  if (isSentAway(sourceCode, call)) return [{ at: call, timing: 'unknown', elsewhere: true, ...(path !== undefined && { path }) }]
  const behind = depth < MOST_WRAPPERS ? behindWrapper(sourceCode, call, depth + 1) : []
  return behind.length > 0 ? behind : [{ at: call, timing: 'unknown', ...(path !== undefined && { path }) }]
}

/** `orders$.pipe(take(1)).subscribe(show)`. */
function isOfOneValue(sourceCode: SourceCode, { callee }: Call, method: string | undefined): boolean {
  return method === subscribing && callee.type === 'MemberExpression' && isSingle(sourceCode, callee.object)
}

function described(call: Call, model: Pick<CallbackModel, 'timing' | 'critical' | 'parameters'>, path: string | undefined, event: string | undefined): Handing {
  return {
    at: call,
    timing: hasTrue(call.arguments.at(-1), 'once') ? 'once' : model.timing, // `addEventListener('open', start, { once: true })`
    ...(path !== undefined && { path }),
    ...(event !== undefined && { event }),
    ...(model.critical && { critical: model.critical }),
    ...(model.parameters && { parameters: model.parameters }),
  }
}

function methodOf(call: Call): string | undefined {
  const callee = unwrap(call.callee)
  return callee.type === 'MemberExpression' ? keyName(callee) : undefined
}

function isCallback(position: CallbackModel['callback'], call: Call, index: number): boolean {
  if (typeof position === 'object') return false
  return position === 'all' || positionOf(position, call) === index
}

function positionOf(position: ArgumentPosition, call: Call): number {
  // Options may come last: `onBeforeRequest.addListener(look, { urls })`.
  if (position === 'last') return call.arguments.findLastIndex((each) => each.type !== 'ObjectExpression' && each.type !== 'ArrayExpression')
  if (position === 'function') return call.arguments.findIndex((each) => each.type !== 'Literal' && each.type !== 'ObjectExpression' && each.type !== 'TemplateLiteral')
  return position
}

/** A pool or worker that takes a function takes its source. */
function isSentAway(sourceCode: SourceCode, call: Call): boolean {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression') return false
  const target = receiver(sourceCode, callee.object)
  const kind = target?.kind === 'api' ? handleAt(target.path)?.kind : undefined
  return kind === 'pool' || kind === 'worker' || kind === 'remote'
}

/** `f.bind(…)` and what a call of an unknown function yields stand for the function that went in. */
function behindWrapper(sourceCode: SourceCode, call: Call, depth: number): readonly Handing[] {
  const direct = handingsOfValue(sourceCode, call, depth).filter((each) => each.timing !== 'unknown')
  if (direct.length > 0) return direct
  const outer = wrapped(call)
  const parent = outer.parent
  if (parent?.type !== 'VariableDeclarator' || parent.init !== outer || parent.id.type !== 'Identifier') return []
  const uses = variableOf(sourceCode, parent.id)?.references ?? []
  return uses.filter(({ init }) => init !== true).flatMap(({ identifier }) => handingsOfValue(sourceCode, identifier, depth).filter((each) => each.critical))
}

function bound(sourceCode: SourceCode, member: TSESTree.MemberExpression, depth: number): readonly Handing[] {
  const outer = wrapped(member)
  const call = outer.parent
  if (keyName(member) !== 'bind' || !isCall(call) || call.callee !== outer || depth >= MOST_WRAPPERS) return []
  return handingsOfValue(sourceCode, call, depth + 1)
}

// ---------------------------------------------------------------- other takers

function assigned(sourceCode: SourceCode, node: TSESTree.AssignmentExpression): readonly Handing[] {
  if (node.left.type !== 'MemberExpression' && node.left.type !== 'Identifier') return []
  const path = apiOf(sourceCode, node.left)
  const model = path === undefined ? undefined : assignedHandlerAt(path)
  if (model) return [{ at: node, timing: model.timing, path: model.path, ...(model.critical && { critical: model.critical }), ...(model.parameters && { parameters: model.parameters }) }]
  // `socket.onmessage = …`: nobody names a property so who does not mean the event.
  const name = node.left.type === 'MemberExpression' ? keyName(node.left) : undefined
  const critical = name === undefined ? undefined : assignable.get(name)
  return critical ? [{ at: node, timing: 'many', critical }] : []
}

function inMarkup(container: TSESTree.JSXExpressionContainer): readonly Handing[] {
  const attribute = container.parent
  if (attribute.type !== 'JSXAttribute' || attribute.name.type !== 'JSXIdentifier') return []
  return jsxHandler.test(attribute.name.name) ? [{ at: attribute, timing: 'many', critical: 'ui' }] : []
}

const ENTRIES = '#Object.entries'
const VALUES = '#Object.values'

/** A table whose entries are handed on one by one: `for (const [event, run] of Object.entries(table)) emitter.on(event, run)`. */
function fromTable(sourceCode: SourceCode, table: TSESTree.ObjectExpression, depth: number): readonly Handing[] {
  const name = variableHolding(sourceCode, table)
  const holders: readonly Node[] = name ? name.references.flatMap(({ identifier, init }) => (init === true ? [] : [identifier])) : [table]
  return holders.flatMap((holder) => {
    const list = wrapped(holder).parent
    const path = isCall(list) && list.callee !== holder ? apiOf(sourceCode, unwrap(list.callee)) : undefined
    const each = list && (path === ENTRIES || path === VALUES) ? elementOf(wrapped(list)) : undefined
    const value = path === ENTRIES ? (each?.type === 'ArrayPattern' ? each.elements[1] : undefined) : each
    const uses = value?.type === 'Identifier' ? (variableOf(sourceCode, value)?.references ?? []) : []
    return uses.flatMap(({ identifier, init }) => (init === true || identifier === value ? [] : handingsOfValue(sourceCode, identifier, depth)))
  })
}

/** What stands for an element of a list: in a loop over it, or in the callback of its `forEach`. */
function elementOf(list: Node): Node | undefined {
  const { parent } = list
  if (parent?.type === 'ForOfStatement' && parent.right === list) return parent.left.type === 'VariableDeclaration' ? parent.left.declarations[0]?.id : undefined
  const call = parent?.type === 'MemberExpression' && parent.object === list && keyName(parent) === 'forEach' ? wrapped(parent).parent : undefined
  const callback = isCall(call) ? call.arguments[0] : undefined
  return isFunction(callback) ? callback.params[0] : undefined
}

/** A property of an options argument: `Bun.serve({ fetch() {} })`. */
function asOption(sourceCode: SourceCode, property: TSESTree.Property): readonly Handing[] {
  const options = wrapped(property.parent)
  const call = options.parent
  if (!isCall(call)) return []
  const path = calledPath(sourceCode, call, takers)
  const model = path === undefined ? undefined : callbackAt(path)
  const position = model?.callback
  if (!model || typeof position !== 'object') return [{ at: call, timing: 'unknown', ...(path !== undefined && { path }) }]
  const fits = call.arguments[position.argument] === options && keyName(property) === position.property
  return fits ? [described(call, model, path, undefined)] : []
}
