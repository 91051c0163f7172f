import { neverFails } from '../../knowledge/lifecycles.ts'
import { answersAtOnce, combining, failingByValue, neverRejected } from '../../knowledge/lives.ts'
import { linkAt, linkOn } from '../../utils/chains.ts'
import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { isDiscarded } from '../../utils/results.ts'
import { type FunctionNode, isCall, isCaught, isFunction, type Node, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import { awaitedAt } from '../promises/awaited.ts'
import { promiseAnswering } from '../promises/reactions.ts'
import { denoteType } from '../resolve/annotations.ts'
import { apiOf } from '../resolve/denote.ts'
import { calledFunction, calledPath } from '../resolve/receiver.ts'

/** How many functions deep. */
const MOST_DEPTH = 4

/** Whether the promise of an async function may be rejected: by an `await` or a `throw` that nothing in it catches. */
export const mayReject: (sourceCode: SourceCode, fn: FunctionNode) => boolean = perNode<FunctionNode, boolean>((sourceCode, fn) => rejects(sourceCode, fn, 0), false)

function rejects(sourceCode: SourceCode, fn: FunctionNode, depth: number): boolean {
  if (depth > MOST_DEPTH || !fn.async || fn.generator) return false
  let found = fn.body.type !== 'BlockStatement' && isRejectedCall(sourceCode, fn.body, depth)
  if (!found) walkOwn(sourceCode, fn.body, (node) => {
    if (node.type === 'AwaitExpression' && !isCaught(node, fn)) found ||= !isHandedOn(sourceCode, node) && mayFail(sourceCode, awaitedAt(sourceCode, node), depth)
    else if (node.type === 'ThrowStatement' && !isCaught(node, fn)) found = true
    else if (node.type === 'ForOfStatement' && node.await && !isCaught(node, fn)) found = true
    else if (node.type === 'ReturnStatement' && node.argument) found ||= isRejectedCall(sourceCode, node.argument, depth)
    return !found
  })
  return found
}

/** A call of an async function of this file, or what follows something that is waited for: who returns its promise is rejected with it, whatever `try` stands around. */
function isRejectedCall(sourceCode: SourceCode, value: Node, depth: number): boolean {
  const call = unwrap(value)
  const [by, onFailure] = isCall(call) ? call.arguments : []
  const promise = by && isFunction(by) && !onFailure ? promiseAnswering(sourceCode, by) : undefined
  if (promise) return mayFail(sourceCode, promise, depth) || rejects(sourceCode, by as FunctionNode, depth + 1)
  const local = isCall(call) ? calledFunction(sourceCode, call) : undefined
  return local !== undefined && rejects(sourceCode, local, depth + 1)
}

/** `await handle(message)`, with a function of another file of the project that does everything: it may well catch what goes wrong. */
function isHandedOn(sourceCode: SourceCode, { argument, parent }: Extract<Node, { type: 'AwaitExpression' }>): boolean {
  const call = unwrap(argument)
  return parent.type === 'ExpressionStatement' && isCall(call) && (apiOf(sourceCode, call.callee)?.startsWith('.') ?? false)
}

/** Whether what is awaited may be rejected, as far as one sees. */
export function mayFail(sourceCode: SourceCode, promise: Node, depth = 0): boolean {
  const inner = unwrap(promise)
  if (!isCall(inner)) return inner.type !== 'Literal' && inner.type !== 'TemplateLiteral'
  const path = calledPath(sourceCode, inner) ?? ''
  if (neverFails.has(path) || answersAtOnce.test(path)) return false
  const [list] = inner.arguments
  // Of all that is waited for, one has to fail.
  if (combining.has(path) && list?.type === 'ArrayExpression') return list.elements.some((each) => each !== null && (each.type === 'SpreadElement' || mayFail(sourceCode, each, depth)))
  const link = linkAt(inner)
  if (link?.by === 'catch' || (link?.by === 'then' && inner.arguments.length > 1)) return false
  if (link?.by === 'finally') return mayFail(sourceCode, link.promise, depth)
  const callee = unwrap(inner.callee)
  if (callee.type === 'MemberExpression' && neverRejected.has(apiOf(sourceCode, callee) ?? '')) return false
  if (apiOf(sourceCode, inner.callee) === '#Promise') return inner.arguments.some((executor) => isFunction(executor) && executor.params.length > 1)
  if (isCall(callee) && isTask(sourceCode, calledFunction(sourceCode, callee))) return false
  const local = calledFunction(sourceCode, inner)
  if (!local) return true
  return local.async ? rejects(sourceCode, local, depth + 1) : true
}

/** `function load(): TaskEither<Failure, Page>`: what it returns is run by a call without arguments, and never rejects. */
function isTask(sourceCode: SourceCode, fn: FunctionNode | undefined): boolean {
  const type = denoteType(sourceCode, fn?.returnType)
  return type?.kind === 'api' && failingByValue.some((path) => type.path.startsWith(path))
}

/** What becomes of the promise that stands here: nobody takes it, or a `then` without a second argument is the last that does. */
export function isLeftRejecting(node: Node): boolean {
  if (isDiscarded(node)) return true
  const link = linkOn(wrapped(node))
  return link !== undefined && (link.by === 'finally' || (link.by === 'then' && link.call.arguments.length < 2)) && isLeftRejecting(link.call)
}
