import { endOfChain } from '../../../utils/chains.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, type FunctionNode, functionAround, isFunction, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { usesOf } from '../../callbacks/uses.ts'
import { heldAlone } from '../../locks/held.ts'
import { lockUses } from '../../locks/uses.ts'
import { fateOf } from '../../promises/fate.ts'
import { isOfModule, sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { memberOf } from '../../resolve/functions.ts'
import { latchedAt } from './latches.ts'

/** Whether a second run of the caller does not make the call again while the first one is on its way. */
export function isKeptFromCallers(sourceCode: SourceCode, owner: FunctionNode, call: Call): boolean {
  return isMemoised(call) || isOnFresh(sourceCode, call) || latchedAt(sourceCode, owner, call) || isMadeUnderLock(sourceCode, call)
}

/** How many callbacks are left on the way to the code that keeps others out. */
const MOST_CALLBACKS = 3

/**
 * Whether a method is run by its own class alone as far as we see, and each time by one run only: it is a step of that, though it is
 * not said to be private.
 */
export function isStepInTurn(sourceCode: SourceCode, fn: FunctionNode): boolean {
  if (!memberOf(fn)) return false
  const { calls, values } = usesOf(sourceCode, fn)
  return calls.length > 0 && values.every((each) => each === fn) && calls.every((call) => isMadeByOne(sourceCode, call, 0))
}

function isMadeByOne(sourceCode: SourceCode, call: Call, depth: number): boolean {
  const owner = ownerOf(call)
  if (!isFunction(owner)) return false
  if (isKeptFromCallers(sourceCode, owner, call)) return true
  // `await retry(() => this.open())`: what is given to something that is waited for is run while that is.
  const outer = wrapped(owner)
  const taker = outer.parent
  return depth < MOST_CALLBACKS && taker?.type === 'CallExpression' && taker.callee !== outer && fateOf(sourceCode, taker).awaits.length > 0 && isMadeByOne(sourceCode, taker, depth + 1)
}

/** Whether the call is made, and waited for, by who holds a lock that lets in one at a time. */
function isMadeUnderLock(sourceCode: SourceCode, call: Call): boolean {
  if (lockUses(sourceCode).size === 0) return false
  const { awaits } = fateOf(sourceCode, call)
  return awaits.length > 0 && awaits.every((node) => heldAlone(sourceCode, node).length > 0)
}

/** `new Loader()._load()`, or the same through a constant: who made the object runs it. */
function isOnFresh(sourceCode: SourceCode, call: Call): boolean {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression') return false
  const object = unwrap(callee.object)
  if (object.type === 'NewExpression') return true
  const variable = object.type === 'Identifier' ? variableOf(sourceCode, object) : undefined
  const [source, second] = (variable && !isOfModule(variable) && sourcesOf(sourceCode, variable)) || []
  return source?.kind === 'value' && !second && unwrap(source.value).type === 'NewExpression' && functionAround(source.value) === functionAround(call)
}

/** `this.ready ??= this.init()`, `this.ready = this.init()`: who wants it waits for the one run. */
function isMemoised(call: Call): boolean {
  const outer = endOfChain(call)
  const { parent } = outer
  if (parent?.type === 'PropertyDefinition') return parent.value === outer
  return parent?.type === 'AssignmentExpression' && parent.right === outer && (parent.left.type === 'MemberExpression' || parent.operator !== '=')
}
