import type { TSESTree } from '@typescript-eslint/utils'

import { joining, pulledInTurn, serializing } from '../../../knowledge/reading.ts'
import { linkAt, startOfChain } from '../../../utils/chains.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, functionAround, type FunctionNode, isFunction, keyName, type Node, ownerOf, wrapped } from '../../../utils/syntax.ts'
import { usesOf } from '../../callbacks/uses.ts'
import { lockUseAt, lockUses } from '../../locks/uses.ts'
import { fateOf } from '../../promises/fate.ts'
import { putInto, tailOf } from '../../promises/tails.ts'
import { variableOf } from '../../resolve/bindings.ts'
import { memberOf, standingAt } from '../../resolve/functions.ts'
import { calledFunction } from '../../resolve/receiver.ts'
import { runsInTurn } from '../../roles/turns.ts'
import { disablesItsControl } from './disabled.ts'
import { isMemoised } from './latches.ts'
import { isOnlyCalledHere } from './openness.ts'
import { isOffMeanwhile } from './rendered.ts'

/** How many callbacks around are looked at. */
const MOST_CALLBACKS = 4

/** How far callers are asked for what they are given to. */
const MOST_CALLERS = 3

/**
 * Whether the code runs once at a time, here or by all who call it: it is given to something that says by its name that it runs one
 * task after the other, or disables what is pressed to run it. A method that its own class runs only in turn is a step of that,
 * whoever else could call it.
 */
export function isSerialized(sourceCode: SourceCode, owner: CodeOwner, depth = 0): boolean {
  if (isGivenToQueue(sourceCode, owner) || disablesItsControl(sourceCode, owner) || isOffMeanwhile(sourceCode, owner) || isDecoratedSo(sourceCode, owner) || isPulled(sourceCode, owner)) return true
  if (!isFunction(owner)) return false
  if (runsInTurn(sourceCode, owner)) return true
  if (depth >= MOST_CALLERS) return false
  const starter = starterOf(sourceCode, owner)
  if (starter) return isSerialized(sourceCode, starter, depth)
  const calls = usesOf(sourceCode, owner).calls.map((call) => ({ call, by: ownerOf(call) })).filter(({ by }) => by !== owner)
  return calls.length > 0 && (memberOf(owner) !== undefined || isOnlyCalledHere(sourceCode, owner))
    && calls.every(({ call, by }) => isSerialized(sourceCode, by, depth + 1) || isMemoised(sourceCode, by, call))
}

/** `return load().then(async (account) => …)`: who starts the chain is done when the callback is. */
function starterOf(sourceCode: SourceCode, owner: FunctionNode): FunctionNode | undefined {
  const { parent } = wrapped(standingAt(sourceCode, owner))
  const link = linkAt(parent)
  if (!link || wrapped(link.call.callee) === wrapped(owner)) return undefined
  const { awaits, returned } = fateOf(sourceCode, link.call)
  return awaits.length > 0 || returned ? functionAround(owner) : undefined
}

/** `@gate() async start()`: by its name, the decorator lets a second call wait for the first, or join it. */
function isDecoratedSo(sourceCode: SourceCode, owner: CodeOwner): boolean {
  return decoratorsOf(sourceCode, owner).some((name) => joining.test(name) || serializing.test(name))
}

/** Whether calls at the same time are one, by the name of a decorator: whoever comes second gets what the first does. */
export function isJoined(sourceCode: SourceCode, owner: CodeOwner): boolean {
  return decoratorsOf(sourceCode, owner).some((name) => joining.test(name))
}

function decoratorsOf(sourceCode: SourceCode, owner: CodeOwner): readonly string[] {
  const method = isFunction(owner) ? wrapped(owner).parent : undefined
  // espree has no decorators.
  const decorators = method?.type === 'MethodDefinition' ? (method.decorators as typeof method.decorators | undefined) ?? [] : []
  return decorators.map(({ expression }) => sourceCode.getText(expression.type === 'CallExpression' ? expression.callee : expression))
}

/** `next()` of what `[Symbol.asyncIterator]()` answers with: a `for await` asks for the next one when it is done with the last. */
function isPulled(sourceCode: SourceCode, owner: CodeOwner): boolean {
  const property = isFunction(owner) ? wrapped(owner).parent : undefined
  const maker = property?.type === 'Property' && keyName(property) === pulledInTurn.method ? functionAround(property) : undefined
  const held = maker && wrapped(maker).parent
  return (held?.type === 'Property' || held?.type === 'MethodDefinition') && held.computed && sourceCode.getText(held.key) === pulledInTurn.of
}

function isGivenToQueue(sourceCode: SourceCode, owner: CodeOwner, depth = 0): boolean {
  let at: CodeOwner | undefined = owner
  for (let i = 0; i < MOST_CALLBACKS && at && isFunction(at); i++, at = functionAround(at)) {
    if (isTakenInTurn(sourceCode, wrapped(at), depth) || isNamedForQueue(sourceCode, at, depth)) return true
  }
  return false
}

/** `const update = async () => { … }; this.last = this.last.then(update, update)`: nothing else is done with it. */
function isNamedForQueue(sourceCode: SourceCode, fn: FunctionNode, depth: number): boolean {
  const { parent } = wrapped(fn)
  if (fn.type !== 'FunctionDeclaration' && parent?.type !== 'VariableDeclarator') return false
  const { calls, values } = usesOf(sourceCode, fn)
  const names = values.filter((each) => each !== fn)
  return calls.length === 0 && names.length > 0 && names.every((name) => isTakenInTurn(sourceCode, wrapped(name), depth))
}

/** Whether what takes the function, where it stands as an argument, runs it in turn. */
function isTakenInTurn(sourceCode: SourceCode, fn: Node, depth: number): boolean {
  const call = fn.parent
  if (call?.type !== 'CallExpression' || call.callee === fn) return false
  // What we know of a lock says more than its name: others may have its other slots.
  if ((serializing.test(sourceCode.getText(call.callee)) && lockUseAt(sourceCode, call)?.counts !== true) || isChained(sourceCode, call)) return true
  return depth < MOST_CALLERS && isQueuedBy(sourceCode, call, call.arguments.indexOf(fn as TSESTree.Expression), depth)
}

/** Whether the function of this file that is given the code runs it in a queue alone, or behind a lock: `inTurn = (work) => queue.push(() => work(db))`. */
function isQueuedBy(sourceCode: SourceCode, call: TSESTree.CallExpression, index: number, depth: number): boolean {
  const helper = calledFunction(sourceCode, call)
  const param = helper?.params[index]
  const uses = (param?.type === 'Identifier' ? variableOf(sourceCode, param)?.references : undefined) ?? []
  return uses.length > 0 && uses.every(({ identifier }) => {
    const outer = wrapped(identifier)
    const user = outer.parent
    if (user?.type !== 'CallExpression') return false
    return user.callee === outer ? isGivenToQueue(sourceCode, ownerOf(user), depth + 1) || (helper !== undefined && isBehindLock(sourceCode, helper, user)) : serializing.test(sourceCode.getText(user.callee)) && lockUseAt(sourceCode, user)?.counts !== true
  })
}

/** `for (const key of keys) held.push(await mutexFor(key).acquire()); return await work()`: which locks, and how many, is another matter. */
function isBehindLock(sourceCode: SourceCode, helper: FunctionNode, run: Node): boolean {
  return [...lockUses(sourceCode).values()].some((use) => use.does === 'acquire' && use.counts !== true && use.mode === 'exclusive' && ownerOf(use.call) === helper && use.call.range[1] < run.range[0])
}

/** `queue = queue.then(() => work())`: each link begins when the one before has ended. */
function isChained(sourceCode: SourceCode, call: TSESTree.CallExpression): boolean {
  const tail = linkAt(call)?.by === 'then' ? tailOf(sourceCode, startOfChain(call)) : undefined
  return tail !== undefined && putInto(sourceCode, call, tail) !== undefined
}
