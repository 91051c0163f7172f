import { sendingNames } from '../../knowledge/shared-memory.ts'
import { calledName, loopAround } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { besideStatement, isCall, isFunction, isInside, leavesLoop, type Node, unwrap, walk } from '../../utils/syntax.ts'
import { usesOf } from '../callbacks/uses.ts'
import { sendsOf } from '../messages/sends.ts'
import { onlyValue, type Variable, variableOf } from '../resolve/bindings.ts'
import { callersOf } from '../resolve/functions.ts'
import type { Access } from '../sharing/access.ts'
import { elementOf } from '../sharing/elements.ts'
import { constantText } from '../sharing/words.ts'
import { isAnnouncedBy } from './announced.ts'
import { accessByNode, besides, deciderOf, looksAtMemory, readsIn, type Wait } from './waits.ts'

/** Why the value that a wait expects is the wrong one. */
export interface Misled {
  /**
   * late: it is read after the test that leads to the wait, so a change in between counts as expected. stale: it is read
   * once, before a loop that goes on when the element has changed. other: the test lets the wait be reached only while the
   * element is something else. several: the loop goes on for more values than this one. anew: it is read in each round right before the wait,
   * and compared with nothing that the round before has seen. sent: it is read after the message that asks for the change.
   */
  readonly kind: 'late' | 'stale' | 'other' | 'several' | 'anew' | 'sent'
  /** The test, or for `stale` the read, for `sent` the message. */
  readonly place: Node
  /** What would be right, as text, where the test says it. */
  readonly right?: string
}

export function misledBy(sourceCode: SourceCode, wait: Wait): Misled | undefined {
  return late(sourceCode, wait) ?? lateBehindLook(sourceCode, wait) ?? lateBehindNews(sourceCode, wait) ?? stale(sourceCode, wait) ?? contradicted(sourceCode, wait) ?? anew(sourceCode, wait) ?? lateBehindSend(sourceCode, wait)
}

/** The load of the same element that the expected value is. */
function loadOf(sourceCode: SourceCode, { access, expected }: Wait): { readonly load: Access; readonly variable?: Variable } | undefined {
  const value = expected && unwrap(expected)
  if (!value) return undefined
  const direct = accessByNode(sourceCode).get(value)
  if (direct) return isLoad(direct, access) ? { load: direct } : undefined
  const variable = value.type === 'Identifier' ? variableOf(sourceCode, value) : undefined
  const held = onlyValue(sourceCode, value)
  const init = held && accessByNode(sourceCode).get(unwrap(held))
  return variable && init && isLoad(init, access) ? { load: init, variable } : undefined
}

function isLoad(load: Access, wait: Access): boolean {
  return (load.how === 'load' || load.how === 'read') && load.owner === wait.owner && load.element !== undefined && load.element === wait.element
}

// ---------------------------------------------------------------- late

function late(sourceCode: SourceCode, wait: Wait): Misled | undefined {
  const read = loadOf(sourceCode, wait)
  const decider = deciderOf(wait.call)
  if (!read || !decider || !looksAtMemory(sourceCode, decider.test)) return undefined
  if (isInside(read.load.node, decider.test) || read.load.node.range[0] < decider.statement.range[0]) return undefined
  if (read.variable && !isUntested(sourceCode, read.load, read.variable, wait)) return undefined
  const { fact, test } = wait.guard ?? {}
  const right = fact?.relation === 'is' && test?.statement === decider.statement ? fact.constant : undefined
  return { kind: 'late', place: decider.test, ...(right === undefined ? {} : { right }) }
}

/** `const count = Atomics.load(view, 0); if (count > 0) return count; Atomics.wait(view, 0, Atomics.load(view, 0))`: the round has looked, and looks again for what it expects. */
function lateBehindLook(sourceCode: SourceCode, wait: Wait): Misled | undefined {
  const read = loadOf(sourceCode, wait)
  const statement = wait.call.parent
  const block = statement?.parent
  if (!read || read.variable || statement?.type !== 'ExpressionStatement' || block?.type !== 'BlockStatement') return undefined
  const before = block.body.filter((each) => each.range[1] <= statement.range[0])
  const look = before.findLast((each) => each.type === 'IfStatement' && leavesLoop(each.consequent) && seenBy(sourceCode, each.test, before).some((one) => isLoad(one, wait.access)))
  return look?.type === 'IfStatement' ? { kind: 'late', place: look.test } : undefined
}

/**
 * `if (Atomics.load(view, TASKS) > 0) return …; Atomics.wait(view, ROUND, Atomics.load(view, ROUND))`: who adds a task counts the
 * round up and tells, and that may come between the look and the load.
 */
function lateBehindNews(sourceCode: SourceCode, wait: Wait): Misled | undefined {
  const read = loadOf(sourceCode, wait)
  const statement = wait.call.parent
  const block = statement?.parent
  if (!read || read.variable || wait.timeout || statement?.type !== 'ExpressionStatement' || block?.type !== 'BlockStatement') return undefined
  const before = block.body.filter((each) => each.range[1] <= statement.range[0])
  const look = before.findLast((each) => each.type === 'IfStatement' && (leavesLoop(each.consequent) || goesOn(each.consequent)))
  if (look?.type !== 'IfStatement' || loopAround(wait.call) === undefined) return undefined
  const seen = seenBy(sourceCode, look.test, before)
  return seen.length > 0 && seen.every((each) => each.view.key === wait.access.view.key && each.element !== wait.access.element && isAnnouncedBy(sourceCode, each, wait.access)) ? { kind: 'late', place: look.test } : undefined
}

/**
 * `worker.postMessage(question); const seen = Atomics.load(view, ANSWERS); Atomics.wait(view, ANSWERS, seen)`: the answer to that
 * may have been counted before the load.
 */
function lateBehindSend(sourceCode: SourceCode, wait: Wait): Misled | undefined {
  const read = loadOf(sourceCode, wait)
  const declaration = read?.variable ? read.load.node.parent?.parent : undefined
  const block = declaration?.parent
  if (!declaration || block?.type !== 'BlockStatement' || besides(sourceCode, wait.access).some(({ how }) => !LOOKS.has(how))) return undefined
  const before = besideStatement(declaration).before.at(-1)
  const call = before?.type === 'ExpressionStatement' ? unwrap(before.expression) : undefined
  if (!isCall(call) || !sendingNames.has(calledName(call) ?? '')) return undefined
  return isInside(wait.call, block) && sendsOf(sourceCode).some((send) => send.call === call) ? { kind: 'sent', place: call } : undefined
}

const LOOKS: ReadonlySet<Access['how']> = new Set<Access['how']>(['load', 'read', 'wait', 'notify'])

/** The words that a test is about, there or by names that the statements before have given them. */
function seenBy(sourceCode: SourceCode, test: Node, before: readonly Node[]): readonly Access[] {
  const seen: Access[] = []
  walk(sourceCode, test, (node) => {
    const direct = accessByNode(sourceCode).get(node)
    const declarator: Node | undefined = node.type === 'Identifier' ? variableOf(sourceCode, node)?.defs[0]?.node : undefined
    const named = declarator?.type === 'VariableDeclarator' && declarator.init && before.includes(declarator.parent) ? accessByNode(sourceCode).get(unwrap(declarator.init)) : undefined
    for (const each of [direct, named]) if (each) seen.push(each)
    return !isFunction(node)
  })
  return seen
}

function goesOn(branch: Node): boolean {
  return branch.type === 'ContinueStatement' || (branch.type === 'BlockStatement' && branch.body.at(-1)?.type === 'ContinueStatement')
}

/** Between the load and the wait, statements of the same block, nothing is asked, and nothing else runs. */
function isUntested(sourceCode: SourceCode, load: Access, variable: Variable, { call }: Wait): boolean {
  if (variable.references.filter((reference) => reference.isWrite()).length !== 1) return false
  const declaration = load.node.parent?.parent
  const block = declaration?.parent
  if (!declaration || block?.type !== 'BlockStatement') return false
  const between = block.body.filter((each) => each.range[0] >= declaration.range[1] && each.range[0] <= call.range[0])
  const last = between.pop()
  return last !== undefined && isInside(call, last) && !asks(sourceCode, last, call) && between.every((each) => !asks(sourceCode, each, call))
}

function asks(sourceCode: SourceCode, statement: Node, wait: Node): boolean {
  if (statement.type !== 'ExpressionStatement' && statement.type !== 'VariableDeclaration') return true
  let asked = false
  walk(sourceCode, statement, (node) => {
    if (node.type === 'LogicalExpression' || node.type === 'ConditionalExpression' || (isCall(node) && node !== wait && !accessByNode(sourceCode).has(node))) asked = true
    return !asked
  })
  return asked
}

// ---------------------------------------------------------------- anew

/** `const now = Atomics.load(view, ROUND); Atomics.wait(view, ROUND, now)` in each round: a change since the last one is taken for the old value. */
function anew(sourceCode: SourceCode, wait: Wait): Misled | undefined {
  const read = loadOf(sourceCode, wait)
  if (!read?.variable || wait.timeout || wait.guard || read.variable.references.filter(({ identifier }) => isInside(identifier, wait.call)).length !== 1) return undefined
  const decider = deciderOf(wait.call)
  if (decider && looksAtMemory(sourceCode, decider.test)) return undefined
  return isRepeated(sourceCode, wait) && isUntested(sourceCode, read.load, read.variable, wait) && isAtOnce(read.load.node, wait.call) ? { kind: 'anew', place: read.load.node } : undefined
}

/** Whether the wait is come to again: in a loop, or in a function that one calls. */
function isRepeated(sourceCode: SourceCode, { access: { owner }, call }: Wait): boolean {
  return loopAround(call) !== undefined || (isFunction(owner) && [...callersOf(sourceCode, owner), ...usesOf(sourceCode, owner).calls].some((each) => loopAround(each) !== undefined))
}

/** Whether nothing stands between the declaration and the wait: what is looked at there may be what has to be seen before one sleeps. */
function isAtOnce(load: Node, wait: Node): boolean {
  const declaration = load.parent?.parent
  const next = declaration && besideStatement(declaration).behind[0]
  return next !== undefined && isInside(wait, next)
}

// ---------------------------------------------------------------- stale

function stale(sourceCode: SourceCode, wait: Wait): Misled | undefined {
  const loop = loopAround(wait.call)
  const read = loadOf(sourceCode, wait)
  if (!loop || !read?.variable || isInside(read.load.node, loop)) return undefined
  if (read.variable.references.some((reference) => reference.isWrite() && isInside(reference.identifier, loop))) return undefined
  return looksAtElement(sourceCode, loop, wait) && !isCountedOn(sourceCode, loop, wait, read.variable) ? undefined : { kind: 'stale', place: read.load.node }
}

/**
 * `const seen = Atomics.load(view, TURN); while (Atomics.load(view, TURN) !== mine) Atomics.wait(view, TURN, seen)`: the head of the
 * loop asks for a word that others count on, and asks for another value than the one that the wait expects.
 */
function isCountedOn(sourceCode: SourceCode, loop: Node, wait: Wait, seen: Variable): boolean {
  if (loop.type !== 'WhileStatement' || !wait.guard || loopAround(wait.call) !== wait.guard.test.statement || wait.guard.fact?.relation === 'is') return false
  if (elementOf(sourceCode, wait.access)?.atomicModify === undefined || looksAtElement(sourceCode, loop.body, wait)) return false
  return seen.references.every(({ identifier }) => !isInside(identifier, loop) || isInside(identifier, wait.call))
}

function looksAtElement(sourceCode: SourceCode, code: Node, { access, call }: Wait): boolean {
  let looks = false
  walk(sourceCode, code, (node) => {
    if (looks) return false
    const found = accessByNode(sourceCode).get(node)
    if (found && node !== call && (found.element === undefined || found.element === access.element)) looks = true
    else if (isCall(node) && !found && readsIn(sourceCode, node).some(({ element }) => element === undefined || element === access.element)) looks = true
    if (node.type === 'ReturnStatement' || node.type === 'BreakStatement') looks = true
    return !looks
  })
  return looks
}

// ---------------------------------------------------------------- contradicted

function contradicted(sourceCode: SourceCode, { access, expected, call, guard }: Wait): Misled | undefined {
  const constant = expected && constantText(sourceCode, expected)?.replace(/n$/u, '')
  if (constant === undefined || !guard?.fact) return undefined
  const { read, test, fact } = guard
  if (read.how === 'exchange' || read.how === 'atomic modify' || changesBetween(sourceCode, read, access)) return undefined
  const place = test.condition
  const isCompare = read.how === 'compare'
  if (fact.relation === 'is' && !isCompare && fact.constant !== undefined && fact.constant !== constant) return { kind: 'other', place, right: fact.constant }
  if (fact.relation === 'is not' && fact.constant === constant) return { kind: 'other', place }
  if (loopAround(call) !== test.statement || isCompare) return undefined
  const counted = elementOf(sourceCode, access)?.contended === true
  if (fact.relation === 'compared') return fact.other && (counted || constantText(sourceCode, fact.other) === undefined) && isOpenEnded(sourceCode, fact.other, constant) ? { kind: 'several', place } : undefined
  return fact.relation === 'is not' && counted && fact.constant !== constant && isNumber(fact.constant) && isNumber(constant) && Math.abs(Number(fact.constant) - Number(constant)) !== 1
    ? { kind: 'several', place }
    : undefined
}

/** The test is not the same as being equal to the constant: `< 1`, `<= 0` are, for a count. */
function isOpenEnded(sourceCode: SourceCode, other: Node, constant: string): boolean {
  const limit = constantText(sourceCode, other)
  return limit === undefined || !isNumber(limit) || !isNumber(constant) || Math.abs(Number(limit) - Number(constant)) > 1
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && text !== '' && !Number.isNaN(Number(text))
}

function changesBetween(sourceCode: SourceCode, read: Access, wait: Access): boolean {
  return besides(sourceCode, wait).some((other) => other !== read && !['load', 'read', 'wait', 'notify'].includes(other.how)
    && other.node.range[0] >= read.node.range[1] && other.node.range[1] <= wait.node.range[0])
}
