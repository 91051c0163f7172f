import { copyingMethods, receivers, viewTypes } from '../../knowledge/shared-memory.ts'
import { isInLoop, loopAround } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, isCall, isFunction, isInside, keyName, leavesFunction, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { usesOf } from '../callbacks/uses.ts'
import { flowOf } from '../flow/flow.ts'
import { type EdgeKind, type EventId, eventsOf, type Flow, nodeOf } from '../flow/graph.ts'
import { findPath } from '../flow/queries.ts'
import { onlyValue, type Variable, variableHolding, variableOf } from '../resolve/bindings.ts'
import { apiOf, denote } from '../resolve/denote.ts'
import { fieldValue } from '../resolve/members.ts'
import type { Access } from '../sharing/access.ts'
import { sharedMemory } from '../sharing/memory.ts'
import { withinReach } from '../sharing/reach.ts'
import type { Test } from '../sharing/tests.ts'
import { constantText } from '../sharing/words.ts'
import { isAnnouncedBy } from './announced.ts'
import { outcomeOf } from './outcome.ts'
import { accessByNode, deciderOf, readsIn, usesAfter, valueTests, type Wait } from './waits.ts'

/**
 * What is done behind a wait as if the element were what it should be, though nothing has looked at it again: the function
 * itself where it returns. A wait also ends when its time is over, when the element has changed once more since, and when
 * another thread was faster to take what it stands for.
 */
export interface Trust {
  readonly kind: 'once' | 'timeout'
  readonly act: Node
  /** The `if` that could be a `while`. */
  readonly decider: Node | undefined
}

export function trustOf(sourceCode: SourceCode, wait: Wait): Trust | undefined {
  const { owner } = wait.access
  const outcome = outcomeOf(sourceCode, wait)
  if (outcome.use === 'given') return undefined
  // Who calls it again and again may look again: what is done right behind the wait has not.
  const isAgain = isRepeated(sourceCode, wait)
  const flow = flowOf(sourceCode, owner)
  const start = eventsOf(flow, wait.call)[0]
  if (flow.imprecise || start === undefined) return undefined
  const decider = ifAround(sourceCode, wait)
  const isGuarded = decider !== undefined || wait.guard !== undefined
  const isDone = !isAgain && (decider !== undefined || turnsBack(wait))
  const act = firstOn((event) => acts(sourceCode, flow, event, wait, isGuarded)) ?? (isDone ? firstOn((event) => event === flow.exit, isAnotherReason) : undefined)
  // In a loop, a test that changes the element would change it again.
  if (act) return { kind: 'once', act, decider: wait.guard?.read.how === 'atomic modify' ? undefined : decider }
  if (isAgain || !wait.timeout || outcome.use === 'compared' || loopAround(wait.call)) return undefined
  const trusted = firstOn((event) => usesOther(sourceCode, flow, event, wait))
  return trusted && { kind: 'timeout', act: trusted, decider }

  function firstOn(goal: (event: EventId) => boolean, isBeside?: (event: EventId) => boolean): Node | undefined {
    const path = findPath(flow, start as EventId, goal, (event, edge, to) =>
      edge !== 'throw' && edge !== 'stop' && !isTimedOut(event, edge) && !looksAgain(sourceCode, flow, to, wait) && !isBeside?.(to))
    return path && nodeOf(flow, flow.to[path.at(-1) as number] as EventId)
  }

  /** `if (Atomics.load(words, CLOSED) === 1) return` in the loop: who leaves there does not take the wait for what it waited for. */
  function isAnotherReason(event: EventId): boolean {
    const access = accessByNode(sourceCode).get(nodeOf(flow, event))
    const loop = loopAround(wait.call)
    return loop !== undefined && access?.how === 'load' && access.element !== wait.access.element && isInside(access.node, loop) && valueTests(sourceCode, access).length > 0
  }

  function isTimedOut(event: EventId, edge: EdgeKind): boolean {
    return outcome.tests.get(nodeOf(flow, event)) === edge
  }
}

/** An `if` around the wait whose test looks at the same element, itself or in a function that it calls. */
function ifAround(sourceCode: SourceCode, { access, call, guard }: Wait): Node | undefined {
  const decider = deciderOf(call)
  if (!decider || (decider.statement.type !== 'IfStatement' && decider.statement.type !== 'LogicalExpression')) return undefined
  if (guard && guard.test.statement === decider.statement) return decider.statement
  const inner = unwrap(decider.test)
  const asked = inner.type === 'UnaryExpression' ? unwrap(inner.argument) : inner
  if (!isCall(asked)) return undefined
  return readsIn(sourceCode, asked).some(({ element }) => element !== undefined && element === access.element) ? decider.statement : undefined
}

/** `if (Atomics.load(words, COUNT) > 0) return`: the function is done where there is nothing to wait for, and so it is behind the wait. */
function turnsBack({ guard }: Wait): boolean {
  return guard?.test.statement?.type === 'IfStatement' && leavesFunction(guard.test.statement.consequent)
}

/** All who call the function do it in loops, or it calls itself or hands itself on to be called again. */
function isRepeated(sourceCode: SourceCode, { access: { owner } }: Wait): boolean {
  if (!isFunction(owner)) return false
  const { calls } = usesOf(sourceCode, owner)
  return calls.length > 0 && calls.every((call) => isInLoop(call, undefined))
}

// ---------------------------------------------------------------- looking again

function looksAgain(sourceCode: SourceCode, flow: Flow, event: EventId, wait: Wait): boolean {
  const node = nodeOf(flow, event)
  if (flow.kinds[event] === 'loop') return isInside(wait.call, node) && hasTest(node)
  const access = accessByNode(sourceCode).get(node)
  if (access) return isSame(access, wait) && isJudged(sourceCode, access, wait) && !isBlindExchange(sourceCode, access, wait)
  return isCall(node) && flow.kinds[event] === 'call' && comesBack(sourceCode, node, wait)
}

function hasTest(loop: Node): boolean {
  const test = loop.type === 'WhileStatement' || loop.type === 'DoWhileStatement' || loop.type === 'ForStatement' ? loop.test : null
  return test !== null && !(test.type === 'Literal' && test.value === true)
}

function isSame(access: Access, { access: wait }: Wait): boolean {
  return access.element === undefined || access.element === wait.element
}

/** The call runs the function again, or one that looks at what is waited for: at the element, where that is what was tested. */
function comesBack(sourceCode: SourceCode, call: Call, wait: Wait): boolean {
  const { access: { owner }, guard } = wait
  if (readsIn(sourceCode, call).some((read) => !guard || read.view.key !== wait.access.view.key || read.word.kind !== 'constant' || isSame(read, wait))) return true
  return [call.callee, ...call.arguments].some((each) => {
    const target = denote(sourceCode, unwrap(each))
    return target?.kind === 'function' && target.node === owner
  })
}

/**
 * Whether something depends on what the access has found. Where the test before the wait was against something that changes
 * (the other index of a ring), only the same comparison says anything.
 */
function isJudged(sourceCode: SourceCode, access: Access, wait: Wait): boolean {
  if (access.how === 'store' || access.how === 'write' || access.how === 'modify' || access.how === 'notify') return false
  if (access.how === 'wait') return true
  const before = wait.guard && comparedWith(wait.guard.test)
  const tests = valueTests(sourceCode, access)
  if (before && constantText(sourceCode, before) === undefined) return tests.some((test) => isEqual(sourceCode, comparedWith(test), before))
  if (tests.length > 0) return true
  return access.how !== 'atomic modify' && isPassedOn(sourceCode, access.node) && !(wait.timeout && isSizeOfCopy(sourceCode, access.node, wait))
}

/** `const size = Atomics.load(words, SIZE); text(bytes.slice(0, size))`: only how much is taken, whatever is there. */
function isSizeOfCopy(sourceCode: SourceCode, read: Node, wait: Wait): boolean {
  const variable = variableHolding(sourceCode, read)
  const uses = variable ? usesAfter(variable, read) : []
  return uses.length > 0 && uses.every((use) => {
    const call = wrapped(use).parent
    return isCall(call) && call.callee !== use && copiesOut(sourceCode, call, wait)
  })
}

/** `compareExchange(state, 0, FULL, EMPTY) === QUIT`: it tells neither that the exchange took place nor that the element is still what was waited out. */
function isBlindExchange(sourceCode: SourceCode, access: Access, { expected }: Wait): boolean {
  const [, , replaced] = access.how === 'compare' && isCall(access.node) ? access.node.arguments : []
  const telling = [replaced, expected].map((each) => each && constantText(sourceCode, each))
  const tests = replaced ? valueTests(sourceCode, access) : []
  return tests.length > 0 && !telling.includes(undefined) && tests.every((test) => {
    const other = isEquality(test) ? comparedWith(test) : undefined
    const constant = other && constantText(sourceCode, other)
    return constant !== undefined && !telling.includes(constant)
  })
}

function isEquality({ of }: Test): boolean {
  const parent = wrapped(of).parent
  return parent?.type === 'BinaryExpression' && /^[!=]==?$/u.test(parent.operator)
}

/** The other side of the comparison that a tested value stands in. */
function comparedWith({ of }: Test): Node | undefined {
  const side = wrapped(of)
  const parent = side.parent
  return parent?.type === 'BinaryExpression' ? (parent.left === side ? parent.right : (parent.left)) : undefined
}

function isEqual(sourceCode: SourceCode, a: Node | undefined, b: Node): boolean {
  return a !== undefined && sourceCode.getText(unwrap(a)) === sourceCode.getText(unwrap(b))
}

/** Returned, switched on, handed to a function: somebody judges it. */
function isPassedOn(sourceCode: SourceCode, read: Node): boolean {
  let at = wrapped(read)
  while (at.parent && ['BinaryExpression', 'UnaryExpression', 'LogicalExpression', 'AwaitExpression', 'ConditionalExpression', 'AssignmentExpression'].includes(at.parent.type)) {
    if (at.parent.type === 'AssignmentExpression') return at.parent.left.type !== 'Identifier' || isUsed(sourceCode, at.parent.left, read)
    at = wrapped(at.parent)
  }
  const holder = at.parent
  // `Atomics.store(words, COUNT, Atomics.load(words, COUNT) - 1)`: counted on, not judged.
  if (holder && accessByNode(sourceCode).get(holder)?.how === 'store') return false
  if (holder?.type === 'VariableDeclarator') return holder.id.type !== 'Identifier' || isUsed(sourceCode, holder.id, read)
  return holder?.type !== 'ExpressionStatement'
}

function isUsed(sourceCode: SourceCode, name: Node, read: Node): boolean {
  const variable = variableOf(sourceCode, name)
  return variable === undefined || usesAfter(variable, read).some((use) => {
    const parent = wrapped(use).parent
    return parent?.type === 'ReturnStatement' || parent?.type === 'SwitchStatement' || isCall(parent) || parent?.type === 'BinaryExpression'
  })
}

// ---------------------------------------------------------------- acting

/** It takes or changes the element without a look at it, or goes on with the one that it was compared with. */
function acts(sourceCode: SourceCode, flow: Flow, event: EventId, wait: Wait, isGuarded: boolean): boolean {
  const access = accessByNode(sourceCode).get(nodeOf(flow, event))
  if (!access || access.element === undefined) return false
  if (access.element !== wait.access.element) return isGuarded && ['store', 'write'].includes(access.how) && access.element === elementBeside(sourceCode, wait)
  if (access.how === 'atomic modify') return isGuarded || access.word.kind === 'constant'
  if (access.how === 'compare') return isGuarded && isBlindExchange(sourceCode, access, wait)
  return isGuarded && ['store', 'write', 'modify'].includes(access.how)
}

/** The element that the test before the wait compares with: the other index of a ring. */
function elementBeside(sourceCode: SourceCode, { guard }: Wait): string | undefined {
  const side = guard && comparedWith(guard.test)
  const read = side && unwrap(onlyValue(sourceCode, unwrap(side)) ?? side)
  return read && accessByNode(sourceCode).get(read)?.element
}

/** It reads what the element announces: other shared memory, a message. */
function usesOther(sourceCode: SourceCode, flow: Flow, event: EventId, wait: Wait): boolean {
  const node = nodeOf(flow, event)
  const access = accessByNode(sourceCode).get(node)
  if (access) {
    const takes = access.how === 'read' || (access.how === 'load' && isAnnouncedBy(sourceCode, access, wait.access))
    return takes && access.element !== wait.access.element && valueTests(sourceCode, access).length === 0
  }
  if (!isCall(node) || flow.kinds[event] !== 'call') return false
  return (receivers.has(apiOf(sourceCode, node.callee) ?? '') && isTaken(node)) || copiesOut(sourceCode, node, wait)
}

/** `this.frame.slice()`: what another thread has put there is taken. */
function copiesOut(sourceCode: SourceCode, { callee }: Call, wait: Wait): boolean {
  const member = unwrap(callee)
  if (member.type !== 'MemberExpression' || !copyingMethods.has(keyName(member) ?? '')) return false
  const view = unwrap(member.object)
  if (withinReach(sourceCode).has(view) && sharedMemory(sourceCode, view)?.form === 'view') return true
  // Nobody can wait on memory that is not shared, so another view of it is of shared memory too.
  const buffer = bufferOf(sourceCode, view)
  return buffer !== undefined && buffer === bufferOf(sourceCode, unwrap(wait.access.object))
}

/** The name of the memory that a view is made of, where that is said once. */
function bufferOf(sourceCode: SourceCode, view: Node): Variable | undefined {
  const value = view.type === 'MemberExpression' ? fieldValue(sourceCode, view) : view.type === 'Identifier' ? onlyValue(sourceCode, view) : undefined
  const made = value && unwrap(value)
  const [buffer] = made?.type === 'NewExpression' && made.callee.type === 'Identifier' && viewTypes.has(made.callee.name) ? made.arguments : []
  return buffer && variableOf(sourceCode, unwrap(buffer))
}

/** `const { message } = receiveMessageOnPort(port)`: taken for granted. */
function isTaken(call: Node): boolean {
  const parent = wrapped(call).parent
  return (parent?.type === 'VariableDeclarator' && parent.id.type === 'ObjectPattern') || (parent?.type === 'MemberExpression' && !parent.optional)
}
