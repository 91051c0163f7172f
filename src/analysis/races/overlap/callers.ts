import { endOfChain } from '../../../utils/chains.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Call, type FunctionNode, functionAround, isFunction, isLiteral, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { usesOf } from '../../callbacks/uses.ts'
import { flowOf } from '../../flow/flow.ts'
import { type EventId, eventsOf } from '../../flow/graph.ts'
import { findPath } from '../../flow/queries.ts'
import { suspendsBetween, suspensionPoints } from '../../flow/suspension.ts'
import { heldAlone } from '../../locks/held.ts'
import { lockUses } from '../../locks/uses.ts'
import { fateOf } from '../../promises/fate.ts'
import { isOfModule, sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { memberOf } from '../../resolve/functions.ts'
import { locationOf } from '../../resolve/location.ts'
import { calledFunction } from '../../resolve/receiver.ts'
import { branchAt } from '../../roles/role.ts'
import { targetsByOwner } from '../places/written.ts'
import { latchedAt } from './latches.ts'

/** Whether a second run of the caller does not make the call again while the first one is on its way. */
export function isKeptFromCallers(sourceCode: SourceCode, owner: FunctionNode, call: Call): boolean {
  return isMemoised(call) || isOnFresh(sourceCode, call) || latchedAt(sourceCode, owner, call) || isAskedForItsFlag(sourceCode, owner, call) || isMadeUnderLock(sourceCode, call)
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

/** `if (!this.loading) this.load()`, where `load()` puts the flag up before it waits, and takes it down when it waits no longer. */
function isAskedForItsFlag(sourceCode: SourceCode, owner: FunctionNode, call: Call): boolean {
  const fn = calledFunction(sourceCode, call)
  if (!fn?.async || fn === owner) return false
  return branchAt(call, (test) => {
    const asked = unwrap(test)
    const isNegated = asked.type === 'UnaryExpression' && asked.operator === '!'
    const key = locationOf(sourceCode, isNegated ? asked.argument : asked)?.key
    return key !== undefined && isUpWhileItWaits(sourceCode, fn, key) && isAtOnce(sourceCode, owner, asked, call) ? isNegated : undefined
  }) === true
}

/** Whether nobody else runs between a test and a call of one function. */
function isAtOnce(sourceCode: SourceCode, owner: FunctionNode, test: Node, call: Call): boolean {
  const flow = flowOf(sourceCode, owner)
  const [from, to] = [test.type === 'UnaryExpression' ? test.argument : test, call].map((node) => eventsOf(flow, node))
  return !flow.imprecise && !!from?.length && !!to?.length && from.every((start) => to.every((end) => !suspendsBetween(flow, start, end)))
}

function isUpWhileItWaits(sourceCode: SourceCode, fn: FunctionNode, key: string): boolean {
  const writes = (targetsByOwner(sourceCode).get(fn) ?? []).filter((target) => locationOf(sourceCode, target)?.key === key)
  const flow = writes.length > 0 ? flowOf(sourceCode, fn) : undefined
  if (!flow || flow.imprecise) return false
  const at = (isUp: boolean): readonly EventId[] => writes.filter(({ parent }) => isUp === (parent?.type === 'AssignmentExpression' && parent.operator === '=' && isLiteral(parent.right, true))).flatMap((write) => eventsOf(flow, write))
  const [raised, others, gaps] = [at(true), at(false), suspensionPoints(flow)]
  const isGap = (event: EventId): boolean => gaps.includes(event)
  return raised.length > 0 && !findPath(flow, flow.enter, isGap, (_, __, to) => !raised.includes(to)) && others.every((event) => !findPath(flow, event, isGap))
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
