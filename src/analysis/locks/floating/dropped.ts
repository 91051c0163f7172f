import type { TSESTree } from '@typescript-eslint/utils'

import { continuing, droppers, removing } from '../../../knowledge/callbacks/index.ts'
import { linkAt } from '../../../utils/chains.ts'
import { nodesOf } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, type FunctionNode, isCall, isFunction, keyName, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { promiseOf } from '../../promises/executors.ts'
import { type Fate, fateOf } from '../../promises/fate.ts'
import { apiOf } from '../../resolve/denote.ts'
import { standingAt } from '../../resolve/functions.ts'
import { callbackNow, effectOf, spotOf } from '../effects.ts'
import { functionAt } from '../receiver.ts'
import { lockSummary } from '../summary.ts'
import { lockUseAt, lockUses } from '../uses.ts'
import type { Fault } from './faults.ts'
import { parameterCalled, returnsPromise, yieldsPromise } from './promises.ts'
import { sectionAround, takesItself } from './sections.ts'

/** Asynchronous work that is begun in a section and waited for by nobody. */
export function droppedWork(sourceCode: SourceCode): readonly Fault[] {
  if (lockUses(sourceCode).size === 0) return []
  return nodesOf(sourceCode).calls.flatMap((call): readonly Fault[] => {
    if (call.type !== 'CallExpression' || linkAt(call) || lockUseAt(sourceCode, call)) return []
    const fate = fateOf(sourceCode, call)
    if (!isDropped(fate) || (isOnPurpose(call, fate) && !isAllOfSection(sourceCode, call)) || givesBack(sourceCode, call, fate)) return []
    const section = sectionAround(sourceCode, call)
    if (!section || takesItself(sourceCode, call, section.lock)) return []
    if (dropsCallback(sourceCode, call)) return [{ kind: 'callback', call, section, at: spotOf(call) }]
    if (callsBack(sourceCode, call)) return [{ kind: 'callsBack', call, section, at: spotOf(call) }]
    return fate.chained.length > 0 || yieldsPromise(sourceCode, call) || isWholeSection(sourceCode, call) ? [{ kind: 'work', call, section, at: spotOf(call) }] : []
  })
}

/** Whether nothing in sight waits for a promise, and nothing out of sight can. */
export function isDropped({ awaits, returned, escapes }: Fate): boolean {
  return awaits.length === 0 && !returned && !escapes
}

/** Whether the code says that nobody is to wait: `void work()`, `work().catch(report)`. */
export function isOnPurpose(call: Call, { chained }: Fate): boolean {
  if (chained.some((link) => isHandler(link))) return true
  let outer: Node = wrapped(chained.at(-1) ?? call)
  while (outer.parent?.type === 'ConditionalExpression' || outer.parent?.type === 'LogicalExpression') outer = wrapped(outer.parent)
  return outer.parent?.type === 'UnaryExpression' && outer.parent.operator === 'void'
}

/** `locks.request(name, () => { sync().catch(report) })`: the section does nothing else, so the lock was taken for what nobody waits for. */
function isAllOfSection(sourceCode: SourceCode, call: Call): boolean {
  const section = ownerOf(call)
  const taker = isFunction(section) ? wrapped(standingAt(sourceCode, section)).parent : undefined
  if (!isFunction(section) || section.async || !isCall(taker) || lockUseAt(sourceCode, taker)?.does !== 'scope') return false
  return section.body.type === 'BlockStatement' && section.body.body.length === 1 && section.body.body[0]?.type === 'ExpressionStatement'
}

/** `.catch(f)` and `.then(f, g)`. */
export function isHandler(link: TSESTree.CallExpression): boolean {
  const by = linkAt(link)?.by
  return by === 'catch' || (by === 'then' && link.arguments.length > 1)
}

/** Whether the work, or what runs when it is done, gives a lock back: the section lasts until then. */
function givesBack(sourceCode: SourceCode, call: TSESTree.CallExpression, { chained }: Fate): boolean {
  const releases = (each: TSESTree.CallExpression): boolean => (effectOf(sourceCode, each, (owner) => lockSummary(sourceCode, owner))?.releases.length ?? 0) > 0
  return [call, ...chained].some(releases)
}

/** `items.forEach(async (item) => …)`: nobody sees what the callback returns. */
export function dropsCallback(sourceCode: SourceCode, call: TSESTree.CallExpression): boolean {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression' || !droppers.has(keyName(callee) ?? '')) return false
  const position = callbackNow(sourceCode, call, callee)
  const given = position === undefined ? undefined : call.arguments[position]
  const fn = given && functionAt(sourceCode, given)
  return fn !== undefined && returnsPromise(sourceCode, fn)
}

/** `fs.writeFile(path, text, (error) => …)`: it goes on after the call, and nothing but the callback knows its end. */
function callsBack(sourceCode: SourceCode, call: TSESTree.CallExpression): boolean {
  const path = apiOf(sourceCode, unwrap(call.callee))
  const callback = call.arguments.at(-1)
  if (path === undefined || !continuing.has(path) || !isFunction(callback) || (removing.has(path) && onlyTellsOfError(callback))) return false
  const owner = ownerOf(call)
  // A promise around it, or the end of a section in callback style, is told by the callback.
  return !(isFunction(owner) && promiseOf(sourceCode, owner)) && lockSummary(sourceCode, callback).releases.length === 0
}

/** `fs.unlink(upload.path, (error) => { if (error) log(error) })`: what is left over is done away with, and nobody asks when. */
function onlyTellsOfError({ params: [error], body }: FunctionNode): boolean {
  const statements = body.type === 'BlockStatement' ? body.body : [body]
  return error?.type === 'Identifier' && statements.every((each) => each.type === 'IfStatement' && !each.alternate && unwrap(each.test).type === 'Identifier' && (unwrap(each.test) as TSESTree.Identifier).name === error.name)
}

/** `() => { section() }`: all that a lock helper does under the lock is to call what it is given, which others make asynchronous. */
function isWholeSection(sourceCode: SourceCode, call: TSESTree.CallExpression): boolean {
  const parameter = parameterCalled(sourceCode, call.callee)
  const statement = wrapped(call).parent
  const body = statement?.type === 'ExpressionStatement' ? statement.parent : undefined
  const isOnly = body?.type === 'BlockStatement' && body.body.length === 1 && isFunction(body.parent)
  // What an executor is given settles its promise, and what a callback is given tells its caller something: `resume(value)`.
  if (parameter && call.arguments.length > 0 && isCall(wrapped(parameter.of).parent)) return false
  return isOnly && parameter !== undefined && !parameter.annotated && parameter.of !== body.parent && !promiseOf(sourceCode, parameter.of)
}
