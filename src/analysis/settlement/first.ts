import { nodesOf } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { isFunction, isInside, type Node, ownerOf, unwrap } from '../../utils/syntax.ts'
import { isMadeEachTime } from '../fanout/repeated.ts'
import { callersOf, memberOf } from '../resolve/functions.ts'
import type { Handle } from './handles.ts'
import type { Listening } from './listenings.ts'
import { mayCome } from './settles.ts'
import type { Wait } from './waits.ts'

/** How many functions stand between the promise and what makes the handle. */
const MOST_FUNCTIONS = 3

/**
 * Whether a listener settles the promise of the first task alone: it is registered where the handle is made, in a branch that later
 * tasks do not take, or has the settlers of that task where those of all are kept elsewhere.
 */
export function isForFirst(sourceCode: SourceCode, handle: Handle, listening: Listening, answering: Listening | undefined, wait: Wait): boolean {
  if (isInFirstBranch(handle, listening, answering) || isBehindFlag(sourceCode, listening, answering)) return true
  return isOfOneTask(sourceCode, listening, wait) && handle.call !== undefined && [handle.call, listening.at].every((node) => isForFirstAlone(sourceCode, node, wait.owner))
}

function isInFirstBranch({ call }: Handle, { at }: Listening, answering: Listening | undefined): boolean {
  if (!call || !answering || ownerOf(at) !== ownerOf(answering.at)) return false
  for (let branch: Node | undefined = at.parent; branch && branch !== ownerOf(at); branch = branch.parent) {
    if (branch.type === 'IfStatement') return isInside(call, branch.consequent) && isInside(at, branch.consequent) && !isInside(answering.at, branch)
  }
  return false
}

/** `if (!this.isListening) { this.isListening = true; worker.onerror = reject }`, and the answer is heard for each: later tasks find the mark. */
function isBehindFlag(sourceCode: SourceCode, { at, listener }: Listening, answering: Listening | undefined): boolean {
  const owner = ownerOf(at)
  if (!answering || !listener || ownerOf(answering.at) !== owner) return false
  for (let branch: Node | undefined = at.parent; branch && branch !== owner; branch = branch.parent) {
    if (branch.type !== 'IfStatement' || !isInside(at, branch.consequent) || isInside(answering.at, branch)) continue
    const test = unwrap(branch.test)
    const isOff = test.type === 'UnaryExpression' && test.operator === '!'
    const flag = sourceCode.getText(isOff ? unwrap(test.argument) : test)
    const sets = nodesOf(sourceCode).writes.flatMap((write) => (write.type === 'AssignmentExpression' && write.operator === '=' && sourceCode.getText(write.left) === flag ? [write] : []))
    const raised = sets.filter(({ right }) => right.type === 'Literal' && right.value === isOff)
    const lowered = sets.filter((each) => !raised.includes(each) && !isInMaking(each))
    if (lowered.length === 0 && raised.some((each) => isInside(each, branch.consequent) && ownerOf(each) === owner)) return true
  }
  return false
}

function isInMaking(node: Node): boolean {
  const owner = ownerOf(node)
  return isFunction(owner) && memberOf(owner)?.kind === 'constructor'
}

/** The settlers of all tasks are kept in one place, and the listener does not look there: it has those that it was made with. */
function isOfOneTask(sourceCode: SourceCode, { listener, runs }: Listening, { sites, isKept, kept }: Wait): boolean {
  if (!isKept || !listener) return false
  return sites.has(listener) ? !kept.has(listener) : runs !== undefined && !mayCome(sourceCode, runs, { sites: kept, isKept }, [])
}

/** Whether code runs on the way to the promise, and only where there is no handle yet: later tasks use the same. */
function isForFirstAlone(sourceCode: SourceCode, made: Node, owner: Node, depth = 0): boolean {
  const around = ownerOf(made)
  const isFirst = !isMadeEachTime(sourceCode, made)
  if (around === owner || !isFunction(around)) return isFirst && around === owner
  if (depth >= MOST_FUNCTIONS) return false
  const callers = callersOf(sourceCode, around)
  return callers.length > 0 && callers.every((call) => (isFirst ? leadsTo(sourceCode, call, owner, depth) : isForFirstAlone(sourceCode, call, owner, depth + 1)))
}

/** Whether a call stands in the function that makes the promise, or in one that it calls. */
function leadsTo(sourceCode: SourceCode, call: Node, owner: Node, depth: number): boolean {
  const around = ownerOf(call)
  if (around === owner) return true
  return isFunction(around) && depth < MOST_FUNCTIONS && callersOf(sourceCode, around).some((each) => leadsTo(sourceCode, each, owner, depth + 1))
}
