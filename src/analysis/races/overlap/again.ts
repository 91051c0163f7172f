import { forEachElement } from '../../../knowledge/collections.ts'
import { isLoop } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, type FunctionNode, isAwaited, isCall, isFunction, isInside, keyName, literalText, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { fateOf } from '../../promises/fate.ts'
import { variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { calledFunction } from '../../resolve/receiver.ts'

/** Whether the call is made again before its last run has ended: in a loop, or for each element, with nobody waiting there. */
export function runsAgain(sourceCode: SourceCode, call: Call): boolean {
  const { awaits } = fateOf(sourceCode, call)
  if (awaits.some((each) => each.argument === wrapped(call)) || isWaitedForHere(call)) return false
  for (let at: Node | undefined = call.parent, child: Node = call; at; child = at, at = at.parent) {
    if (isFunction(at)) return at.body !== child ? false : isRunForEach(at, call)
    if (isLoop(at) && 'body' in at && at.body === child) return awaits.every((each) => !isInside(each, at as Node))
  }
  return false
}

/** `await settled(run())`, `yield* run()`: what takes the promise is waited for itself, and a generator runs as part of this one. */
function isWaitedForHere(call: Call): boolean {
  let at = wrapped(call)
  while (isCall(at.parent) && at.parent.callee !== at && !isCombined(at.parent)) at = wrapped(at.parent)
  return at.parent?.type === 'AwaitExpression' || (at.parent?.type === 'YieldExpression' && at.parent.delegate)
}

/** `race([…])` and the like may go on before all have ended. */
function isCombined(call: Call): boolean {
  const callee = unwrap(call.callee)
  return callee.type === 'MemberExpression' && /^(?:race|any)$/u.test(keyName(callee) ?? '')
}

/** `items.map((item) => this.save(item))`. */
function isRunForEach(fn: FunctionNode, call: Call): boolean {
  const outer = wrapped(fn)
  const taker = outer.parent
  const callee = taker?.type === 'CallExpression' && taker.callee !== outer ? unwrap(taker.callee) : undefined
  return callee?.type === 'MemberExpression' && forEachElement.has(keyName(callee) ?? '') && (fn.body === call || !fn.async || !isAwaited(call))
}

/** A second call in the same list of `Promise.all`, or right behind one that nobody waits for. */
export function twice(sourceCode: SourceCode, calls: readonly Call[]): Node | undefined {
  const lists = new Map<Node, Call>()
  for (const call of calls) {
    const list = wrapped(call).parent
    const all = list?.type === 'ArrayExpression' ? list.parent : undefined
    if (!list || all?.type !== 'CallExpression' || !(apiOf(sourceCode, all.callee) ?? '').startsWith('#Promise.')) continue
    const first = lists.get(list)
    if (first && !isForDifferent(sourceCode, first, call)) return call
    if (!first) lists.set(list, call)
  }
  return undefined
}

/** `[render('wide'), render('narrow')]`, where the function looks at which of them it is asked for: then each does what the other does not. */
function isForDifferent(sourceCode: SourceCode, one: Call, other: Call): boolean {
  const fn = calledFunction(sourceCode, one)
  return fn?.params.some((param, i) => {
    const [first, second] = [one, other].map(({ arguments: list }) => list[i] && literalText(list[i]))
    return first !== undefined && second !== undefined && first !== second && isCompared(sourceCode, param)
  }) ?? false
}

function isCompared(sourceCode: SourceCode, param: Node): boolean {
  const variable = param.type === 'Identifier' ? variableOf(sourceCode, param) : undefined
  return variable?.references.some(({ identifier: { parent } }) => parent.type === 'BinaryExpression' && /^[!=]==?$/u.test(parent.operator)) ?? false
}
