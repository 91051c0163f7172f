import { lastEvents } from '../../../knowledge/callbacks/index.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isCall, isFunction, isInside, type Node, walk, wrapped } from '../../../utils/syntax.ts'
import { functionsBetween } from '../../callbacks/points.ts'
import { promiseOf } from '../../promises/executors.ts'
import { reactionOf } from '../../promises/reactions.ts'
import { variableOf } from '../../resolve/bindings.ts'
import { textAt } from '../../resolve/constants.ts'
import { nameOf, standingAt } from '../../resolve/functions.ts'
import type { Release } from './settling.ts'

/** A way by which a promise is settled that gives nothing back. */
export interface Unreleased {
  readonly end: Node
  /** `reject`, where it is called or handed to what calls it. */
  readonly by: Node
}

/**
 * What is given back only by some of the callbacks that settle a promise: `res.on('end', () => { slots.release(); resolve() })` beside
 * `req.on('error', reject)`. Undefined where each of them gives it back, or others do once all is over.
 */
export function settledUnreleased(sourceCode: SourceCode, owner: CodeOwner, releases: readonly Release[]): Unreleased | undefined {
  const [first] = releases
  const executor = first && functionsBetween(first.at, owner).find((each) => promiseOf(sourceCode, each))
  if (!executor || releases.some(({ at }) => !isInside(at, executor) || callbackIn(executor, at) === undefined)) return undefined
  if (releases.some(({ at }) => eventsOf(sourceCode, executor, at).some((event) => lastEvents.has(event)) || isAlwaysReached(sourceCode, executor, at))) return undefined
  const names = releasingNames(sourceCode, executor, releases)
  for (const settler of executor.params) {
    const variable = settler.type === 'Identifier' ? variableOf(sourceCode, settler) : undefined
    for (const { identifier } of variable?.references ?? []) if (!isReleasedWith(sourceCode, executor, identifier, releases, names)) return { end: first.at, by: identifier }
  }
  return undefined
}

/** `work().finally(() => slots.release())`: whatever settles the promise, it is given back once that work is over. */
function isAlwaysReached(sourceCode: SourceCode, executor: FunctionNode, release: Node): boolean {
  const callback = callbackIn(executor, release)
  return callback !== undefined && reactionOf(sourceCode, callback)?.on === 'always'
}

/** The callback of the executor itself in which a node stands. */
function callbackIn(executor: FunctionNode, node: Node): FunctionNode | undefined {
  return functionsBetween(node, executor).at(-1)
}

/** Whether the callback that settles the promise gives back as well, itself or by a function of the executor; or another one for the same event. */
function isReleasedWith(sourceCode: SourceCode, executor: FunctionNode, settler: Node, releases: readonly Release[], names: ReadonlySet<object>): boolean {
  const handed = listenerCall(sourceCode, settler)
  const callback = handed ? undefined : callbackIn(executor, settler)
  if (callback && (releases.some(({ at }) => isInside(at, callback)) || mentionsAny(sourceCode, callback, names))) return true
  // What is called at once, or by something that is no listener, is not looked at.
  const events = handed ? [eventOf(sourceCode, handed)] : callback && listenerCall(sourceCode, callback) ? eventsOf(sourceCode, executor, settler) : [undefined]
  return events.some((event) => event === undefined || releases.some(({ at }) => eventsOf(sourceCode, executor, at).includes(event)) || isHeardBy(sourceCode, executor, event, names))
}

/** The functions of the executor that have names and give back. */
function releasingNames(sourceCode: SourceCode, executor: FunctionNode, releases: readonly Release[]): ReadonlySet<object> {
  return new Set(releases.flatMap(({ at }) => functionsBetween(at, executor).flatMap((each) => nameOf(sourceCode, each) ?? [])))
}

function mentionsAny(sourceCode: SourceCode, within: Node, names: ReadonlySet<object>): boolean {
  let found = false
  if (names.size > 0) walk(sourceCode, within, (node) => {
    const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
    found ||= variable !== undefined && names.has(variable)
    return !found
  })
  return found
}

/** `x.on('error', cleanup)`, where `cleanup` gives back. */
function isHeardBy(sourceCode: SourceCode, executor: FunctionNode, event: string, names: ReadonlySet<object>): boolean {
  let found = false
  if (names.size > 0) walk(sourceCode, executor, (node) => {
    found ||= isCall(node) && eventOf(sourceCode, node) === event && mentionsAny(sourceCode, node, names)
    return !found
  })
  return found
}

/** The events for which the callbacks around a node listen. */
function eventsOf(sourceCode: SourceCode, executor: FunctionNode, node: Node): readonly string[] {
  return functionsBetween(node, executor).flatMap((each) => {
    const call = listenerCall(sourceCode, each)
    return (call && eventOf(sourceCode, call)) ?? []
  })
}

/** The call that a function, or the name of one, is given to as a listener: `x.on('error', reject)`. */
function listenerCall(sourceCode: SourceCode, listener: Node): Call | undefined {
  const outer = isFunction(listener) ? wrapped(standingAt(sourceCode, listener)) : listener
  const call = outer.parent
  return isCall(call) && call.callee.type === 'MemberExpression' && call.arguments.indexOf(outer as Call) > 0 ? call : undefined
}

function eventOf(sourceCode: SourceCode, { arguments: [event] }: Call): string | undefined {
  return event && textAt(sourceCode, event)
}
