import type { SourceCode } from '../../utils/per-file.ts'
import { calledName } from '../../utils/nodes.ts'
import { type Call, isCall, isFunction, type Node } from '../../utils/syntax.ts'
import { plain } from '../parties/counts.ts'
import { roundsOf } from '../parties/rounds.ts'
import { areOfThisFile, workersIn } from '../parties/started.ts'
import type { Access } from '../sharing/access.ts'
import { constantText } from '../sharing/words.ts'
import { factOf, outcomeAt, type Test } from '../sharing/tests.ts'
import { accessesByElement, besides, isFor, valueTests, type Wait, waitsOf } from './waits.ts'

/**
 * The wait of a gate that a notify opens for one thread alone: `Atomics.store(gate, 0, 1); Atomics.notify(gate, 0, 1)`. A gate is
 * an element that is only ever stored the value that its waiters wait for: who has passed tells nobody, so that all others sleep on.
 */
export function gateForOne(sourceCode: SourceCode, notify: Access): Wait | undefined {
  const { element, node, helped } = notify
  if (element === undefined || helped || !isCall(node) || !node.arguments[2] || constantText(sourceCode, node.arguments[2]) !== '1') return undefined
  const changes = (accessesByElement(sourceCode).get(element) ?? []).filter(({ how }) => !READS.has(how))
  const value = valueOf(sourceCode, besides(sourceCode, notify).find(({ how }) => how === 'store'))
  if (value === undefined || changes.some((each) => each.helped || valueOf(sourceCode, each) !== value)) return undefined
  const notifies = (accessesByElement(sourceCode).get(element) ?? []).filter(({ how }) => how === 'notify')
  const [wait, ...others] = waitsOf(sourceCode).filter(({ access }) => access.element === element)
  if (!wait || notifies.length > 1 || [wait, ...others].some((each) => each.timeout || !each.guard || !isFor(sourceCode, each, value))) return undefined
  return startsSeveral(sourceCode) ? wait : undefined
}

/** A notify that comes only for the first of several that are put there, and wakes one. */
export interface Edge {
  readonly notify: Access
  /** What is tested before. */
  readonly test: Node
  readonly wait: Wait
}

/**
 * `if (Atomics.add(permits, 0, 1) === 0) Atomics.notify(permits, 0, 1)`, where each of several threads waits until there are
 * some, and takes one with compareExchange: while the first that was woken has not taken its one yet, a second comes on top,
 * and wakes nobody.
 */
export function edgeForOne(sourceCode: SourceCode, notify: Access): Edge | undefined {
  const { element, node, helped } = notify
  if (element === undefined || helped || !isCall(node) || !node.arguments[2] || constantText(sourceCode, node.arguments[2]) !== '1') return undefined
  const test = besides(sourceCode, notify).flatMap((change) => (change.how === 'atomic modify' && isCall(change.node) && calledName(change.node) === 'add' ? valueTests(sourceCode, change) : []))
    .find((each) => isZero(sourceCode, each, node))
  const all = accessesByElement(sourceCode).get(element) ?? []
  // Of a count that goes below zero, zero says that somebody waits.
  if (!test || all.some((each) => each.helped || (each.how === 'atomic modify' && calledName(each.node as Call) !== 'add'))) return undefined
  if (all.filter(({ how }) => how === 'notify').length > 1) return undefined
  const wait = waitsOf(sourceCode).find((each) => each.access.element === element && !each.timeout && each.expected && constantText(sourceCode, each.expected) === '0')
  return wait && besides(sourceCode, wait.access).some(({ how }) => how === 'compare') ? { notify, test: test.condition, wait } : undefined
}

function isZero(sourceCode: SourceCode, test: Test, place: Node): boolean {
  const outcome = outcomeAt(test, place)
  const fact = outcome === undefined ? undefined : factOf(sourceCode, test, outcome)
  return fact?.relation === 'is' && fact.constant === '0'
}

const READS: ReadonlySet<string> = new Set(['load', 'read', 'wait', 'notify'])

function valueOf(sourceCode: SourceCode, access: Access | undefined): string | undefined {
  return access?.how === 'store' && access.value ? constantText(sourceCode, access.value) : undefined
}

/** Whether the file starts several threads of its own code at one place, as many as somebody says. */
function startsSeveral(sourceCode: SourceCode): boolean {
  const starts = workersIn(sourceCode)
  return starts.length > 0 && areOfThisFile(sourceCode, starts) && starts.some(({ call }) => {
    for (let at: Node | undefined = call.parent; at; at = at.parent) {
      const count = isFunction(at) || at.type === 'Program' ? roundsOf(sourceCode, call, at) : undefined
      if (count && plain(count) !== 1) return true
    }
    return false
  })
}
