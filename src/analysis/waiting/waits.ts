import type { TSESTree } from '@typescript-eslint/utils'

import { atomicsMethods } from '../../knowledge/shared-memory.ts'
import { groupBy } from '../../utils/group.ts'
import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { type Call, isCall, isFunction, isInside, type Node, unwrap, walk, wrapped } from '../../utils/syntax.ts'
import { type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { getterAt, membersOf } from '../resolve/members.ts'
import { calledFunction } from '../resolve/receiver.ts'
import type { Access } from '../sharing/access.ts'
import { accessesOf } from '../sharing/accesses.ts'
import { isNeverSeen } from '../sharing/phases.ts'
import { constantText } from '../sharing/words.ts'
import { type Fact, factOf, outcomeAt, type Test, testAt, testsOf } from '../sharing/tests.ts'

/** A call that sleeps until an element of shared memory changes. */
export interface Wait {
  readonly access: Access
  readonly call: Call
  /** Only while the element is this, it sleeps. */
  readonly expected: Node | undefined
  readonly timeout: Node | undefined
  readonly guard: Guard | undefined
}

/** The test of the same element that leads to a wait. */
export interface Guard {
  readonly read: Access
  readonly test: Test
  /** What is known of the element where the wait stands, as far as it is simple. */
  readonly fact: Fact | undefined
}

/** The waits of the file, those aside that are a way to sleep: on a word that no other thread can see. */
export const waitsOf = perFile((sourceCode): readonly Wait[] => accessesOf(sourceCode).flatMap((access) => {
  if (access.how !== 'wait' || !isCall(access.node) || access.helped || isSleep(sourceCode, access)) return []
  const [, , , timeout] = access.node.arguments
  return [{ access, call: access.node, expected: access.value, timeout: isEndless(timeout) ? undefined : timeout, guard: guardOf(sourceCode, access) }]
}))

/** All accesses to one element, by its key. */
export const accessesByElement = perFile((sourceCode) => groupBy(accessesOf(sourceCode), ({ element }) => element))

/** The accesses that the code of a function spells out. */
export const accessesByOwner = perFile((sourceCode) => groupBy(accessesOf(sourceCode), ({ owner }) => owner))

export const accessByNode = perFile((sourceCode): ReadonlyMap<Node, Access> => new Map(accessesOf(sourceCode).map((access) => [access.node, access])))

/** The accesses to the same element in the same function. */
export function besides(sourceCode: SourceCode, access: Access): readonly Access[] {
  const same = access.element === undefined ? [] : (accessesByElement(sourceCode).get(access.element) ?? [])
  return same.filter(({ owner }) => owner === access.owner)
}

/** Whether a wait is over when the element has the value. */
export function isFor(sourceCode: SourceCode, { guard, expected }: Wait, value: string): boolean {
  const fact = guard?.fact
  if (fact?.relation === 'is') return fact.constant !== undefined && fact.constant !== value
  if (fact?.relation === 'is not') return fact.constant === value
  const constant = guard || !expected ? undefined : constantText(sourceCode, expected)?.replace(/n$/u, '')
  return constant !== undefined && constant !== value
}

/** The constant that a store puts there, or a compareExchange that succeeds. */
export function valuePut(sourceCode: SourceCode, { how, node, value, helped }: Access): string | undefined {
  const put = how === 'store' ? value : how === 'compare' && isCall(node) && !helped ? node.arguments[3] : undefined
  return put && constantText(sourceCode, put)?.replace(/n$/u, '')
}

/** Whether a change is by another number than none. */
export function isCounted(sourceCode: SourceCode, { value }: Access): boolean {
  const by = value && constantText(sourceCode, value)?.replace(/n$/u, '')
  return by !== undefined && by !== '0'
}

/** Whether the wait gives a promise. */
export function isAsync(sourceCode: SourceCode, { call }: Wait): boolean {
  return atomicsMethods.get(apiOf(sourceCode, unwrap(call.callee)) ?? '')?.async === true
}

function isEndless(timeout: Node | undefined): boolean {
  return timeout?.type === 'Identifier' && (timeout.name === 'Infinity' || timeout.name === 'undefined')
}

/** `Atomics.wait(never, 0, 0, ms)`: a view of memory that is never handed on, or a field that is there for this only. */
function isSleep(sourceCode: SourceCode, access: Access): boolean {
  if (isNeverSeen(sourceCode, access)) return true
  const { root, path: [field, ...rest] } = access.view
  if (root.kind !== 'this' || field === undefined || rest.length > 0) return false
  const uses = membersOf(sourceCode, root.of).get(field)?.uses ?? []
  return uses.length > 0 && uses.every((use) => {
    const call = use.parent
    return isCall(call) && call.arguments[0] === use && accessByNode(sourceCode).get(call)?.how === 'wait'
  }) && access.memory.type !== undefined && !access.memory.own && isMadeInPlace(sourceCode, root.of, field)
}

function isMadeInPlace(sourceCode: SourceCode, of: Parameters<typeof membersOf>[1], name: string): boolean {
  const field = membersOf(sourceCode, of).get(name)?.field
  const value = field && 'value' in field && field.value ? unwrap(field.value) : undefined
  return value?.type === 'NewExpression' && value.arguments[0]?.type === 'NewExpression'
}

// ---------------------------------------------------------------- the test before

const LOOKS = new Set(['read', 'load', 'compare', 'exchange'])
/** `if (Atomics.sub(permits, 0, 1) <= 0)`: what a change answers is tested like what a load does. */
const ANSWERS = new Set([...LOOKS, 'atomic modify'])

function guardOf(sourceCode: SourceCode, wait: Access): Guard | undefined {
  const reads = besides(sourceCode, wait).filter((read) => ANSWERS.has(read.how) && read.node.range[1] <= wait.node.range[0])
  for (const read of reads.reverse()) {
    for (const test of valueTests(sourceCode, read)) {
      const outcome = outcomeAt(test, wait.node)
      if (outcome !== undefined) return { read, test, fact: factOf(sourceCode, test, outcome) }
    }
  }
  return undefined
}

const MOST_USES = 6

/** The tests of what a read has found: where it stands, or of the variable that is given it. */
export const valueTests: (sourceCode: SourceCode, read: Access) => readonly Test[] = perNode<Access, readonly Test[]>((sourceCode, { node }) => {
  const outer = wrapped(node)
  const put = outer.parent
  if (put?.type !== 'AssignmentExpression' || put.right !== outer || put.left.type !== 'Identifier') return testsOf(sourceCode, node)
  const variable = variableOf(sourceCode, put.left)
  return [put, ...(variable ? usesAfter(variable, node) : [])].flatMap((use) => testAt(use) ?? [])
}, [])

export function usesAfter(variable: Variable, node: Node): readonly Node[] {
  return variable.references.filter((reference) => reference.isRead() && reference.identifier.range[0] > node.range[1]).slice(0, MOST_USES).map(({ identifier }) => identifier)
}

// ---------------------------------------------------------------- places

/** Whether code looks at shared memory: it has an access, or runs a function or a getter of this file that has one. */
export function looksAtMemory(sourceCode: SourceCode, code: Node): boolean {
  let looks = false
  walk(sourceCode, code, (node) => {
    if (looks || isFunction(node)) return false
    if (accessByNode(sourceCode).has(node)) looks = true
    if ((node.type === 'CallExpression' || node.type === 'MemberExpression') && readsIn(sourceCode, node).length > 0) looks = true
    return !looks
  })
  return looks
}

/** What the function of this file that a call runs looks up in shared memory, or the getter that a member stands for. */
export function readsIn(sourceCode: SourceCode, node: Call | TSESTree.MemberExpression): readonly Access[] {
  const target = accessByNode(sourceCode).has(node) ? undefined : isCall(node) ? calledFunction(sourceCode, node) : getterAt(sourceCode, node)
  return target ? (accessesByOwner(sourceCode).get(target) ?? []).filter(({ how }) => ANSWERS.has(how) || how === 'wait') : []
}

/** The nearest `if`, `&&` or loop of the function whose outcome decides whether a node is reached. */
export function deciderOf(node: Node): { readonly statement: Node; readonly test: Node } | undefined {
  let child = node
  for (let at = node.parent; at && !isFunction(at); child = at, at = at.parent) {
    if ((at.type === 'IfStatement' || at.type === 'ConditionalExpression') && !isInside(child, at.test)) return { statement: at, test: at.test }
    if ((at.type === 'WhileStatement' || at.type === 'ForStatement') && at.body === child && at.test) return { statement: at, test: at.test }
    if (at.type === 'LogicalExpression' && at.right === child) return { statement: at, test: at.left }
  }
  return undefined
}
