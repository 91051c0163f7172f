import { callbackNames, errorNames, failureNames, onceCallbackNames } from '../../knowledge/callbacks/index.ts'
import { callsNamed, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isCall, isFunction, isInside, keyName, type Node, ownerOf, unwrap, wrapped } from '../../utils/syntax.ts'
import type { Use } from '../handles/deeds.ts'
import { promiseOf } from '../promises/executors.ts'
import { isNothing, type Variable, variableOf } from '../resolve/bindings.ts'
import { functionBehind } from '../resolve/receiver.ts'
import { deferredsOf } from './deferred.ts'
import { handlesOf } from './handles.ts'
import { type Found, settledFrom } from './search.ts'

/** A promise or a callback that is settled from elsewhere: by what listens to a handle, or through a place where its settlers are kept. */
export interface Wait extends Found {
  readonly what: 'promise' | 'callback'
  /** The `new Promise(…)` or the call that makes it with its settlers, as `Promise.withResolvers()` does; the parameter that is called back. */
  readonly at: Node
  /** The function that makes it, or takes it. */
  readonly owner: CodeOwner
  /** The sites that resolve it. */
  readonly resolves: ReadonlySet<Node>
}

/** The promises of the file that only handles settle, and callbacks that are kept for their answers: none of a timer, of somebody unknown, or of other work. */
export const waitsOf = perFile((sourceCode): readonly Wait[] => {
  if (handlesOf(sourceCode).length === 0) return []
  const { calls, functions } = nodesOf(sourceCode)
  const deferreds = deferredsOf(sourceCode).map((each): Wait => ({ ...each, what: 'promise', owner: ownerOf(each.at) }))
  return [...calls.flatMap((call) => waitOf(sourceCode, call) ?? []), ...deferreds, ...functions.flatMap((fn) => callbacksOf(sourceCode, fn))]
})

function waitOf(sourceCode: SourceCode, promise: Call): Wait | undefined {
  const settlers = settlersOf(sourceCode, promise)
  const found = settlers && settledFrom(sourceCode, settlers.variables, settlers.executor)
  if (!found) return undefined
  const [resolve] = settlers.variables
  const resolves = new Set<Node>(resolve?.references.map(({ identifier }) => identifier))
  return { ...found, what: 'promise', at: promise, owner: settlers.executor, resolves }
}

interface Settlers {
  /** resolve, then reject. */
  readonly variables: readonly Variable[]
  readonly executor: CodeOwner
}

function settlersOf(sourceCode: SourceCode, call: Call): Settlers | undefined {
  const [executor] = call.type === 'NewExpression' ? call.arguments : []
  if (!executor || !isFunction(executor) || !promiseOf(sourceCode, executor)) return undefined
  return { variables: executor.params.flatMap((each) => variableOf(sourceCode, each) ?? []), executor }
}

// ---------------------------------------------------------------- callbacks

/** The parameters of a function that are kept and later called with an error or a result, as a promise is settled. */
function callbacksOf(sourceCode: SourceCode, fn: FunctionNode): readonly Wait[] {
  return fn.params.flatMap((parameter): readonly Wait[] => {
    const variable = parameter.type === 'Identifier' && callbackNames.test(parameter.name) ? variableOf(sourceCode, parameter) : undefined
    const failure = variable && fn.params.flatMap((each) => (each.type === 'Identifier' && each !== parameter && failureNames.test(each.name) ? (variableOf(sourceCode, each) ?? []) : []))
    const found = variable && settledFrom(sourceCode, [variable, ...(failure ?? [])], fn)
    if (!variable || !found) return []
    const isTold = isErrorFirst(sourceCode, found.sites)
    if (found.isKept) return isTold ? [{ ...found, what: 'callback', at: parameter, owner: fn, resolves: new Set() }] : []
    const isOnce = onceCallbackNames.test(variable.name) && [...found.heard].every((use) => use.event === 'error' || isOneTime(sourceCode, use))
    return isOnce && (isTold || failure?.length) ? [{ ...found, what: 'callback', at: parameter, owner: fn, resolves: successesOf(variable) }] : []
  })
}

/** Where it is called without an error: `callback()`, `callback(null, value)`, or in any way where another one is for failures. */
function successesOf({ references }: Variable): ReadonlySet<Node> {
  return new Set(references.flatMap(({ identifier }) => {
    const call = wrapped(identifier).parent
    const [first] = isCall(call) ? call.arguments : []
    return first && mayBeError(first) && !isNothing(first) ? [] : [identifier]
  }))
}

/** The listener hears of an end, or one event alone: it goes away, or ends what it listens to. */
function isOneTime(sourceCode: SourceCode, { does, isOnce, listener }: Use): boolean {
  const runs = listener && functionBehind(sourceCode, listener)
  return does === 'join' || isOnce === true || (runs !== undefined && callsNamed(sourceCode, LAST).some((call) => isInside(call, runs)))
}

const LAST: readonly string[] = ['removeEventListener', 'removeListener', 'off', 'removeAllListeners', 'terminate', 'kill', 'disconnect']

/** Whether one of the calls behind these sites says that there is no error, or which: `callback(null, value)`. Who listens to news is called otherwise. */
function isErrorFirst(sourceCode: SourceCode, sites: ReadonlySet<Node>): boolean {
  return nodesOf(sourceCode).calls.some(({ callee, arguments: given }) => {
    const [error] = given
    return error !== undefined && given.length >= 2 && mayBeError(error) && comesFrom(sourceCode, unwrap(callee), sites)
  })
}

function mayBeError(node: Node): boolean {
  const name = node.type === 'Identifier' ? node.name : node.type === 'MemberExpression' ? keyName(node) : undefined
  return isNothing(node) || errorNames.test(name ?? '')
}

function comesFrom(sourceCode: SourceCode, callee: Node, sites: ReadonlySet<Node>): boolean {
  if ([...sites].some((site) => isInside(site, callee))) return true
  const def = callee.type === 'Identifier' ? variableOf(sourceCode, callee)?.defs[0]?.node : undefined
  const init = def?.type === 'VariableDeclarator' ? def.init : undefined
  return init != null && [...sites].some((site) => isInside(site, init))
}
