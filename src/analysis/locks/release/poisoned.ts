import type { TSESTree } from '@typescript-eslint/utils'

import { stepsOnce } from '../../../knowledge/openings.ts'
import { linkAt } from '../../../utils/chains.ts'
import { callsNamed, nodesOf } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, classAround, type FunctionNode, functionAround, isFunction, isInside, nameAtEnd, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { handingsOf } from '../../callbacks/handed.ts'
import { settles } from '../../promises/executors.ts'
import { type Put, putInto, tailOf } from '../../promises/tails.ts'
import { variableOf } from '../../resolve/bindings.ts'
import { memberOf, returnsOf } from '../../resolve/functions.ts'
import { functionBehind } from '../../resolve/receiver.ts'
import { timesOf } from '../../roles/times.ts'
import { mayReject, neverRejects } from './failing.ts'

/** A queue of promises that one failure keeps shut: the next task hangs on a promise that is rejected. */
export interface PoisonedQueue {
  /** The call of `then` that hangs a task on the tail. */
  readonly call: TSESTree.CallExpression
  /** Where the tail is kept, as text. */
  readonly tail: string
}

/**
 * `this.tail = this.tail.then(() => save(text))`: the sections of a lock one behind the other, of which the first that fails gives
 * nothing back. None where the tail is put right again somewhere: by a `catch`, by another promise, by taking it away.
 */
export const poisonedQueues = perFile((sourceCode): readonly PoisonedQueue[] => {
  const told = new Set<string>()
  return callsNamed(sourceCode, THEN).flatMap((call): readonly PoisonedQueue[] => {
    const queue = poisonedAt(sourceCode, call)
    // Each `then` on one tail has the same fault.
    const key = queue && `${String(classAround(call)?.range[0])} ${queue.tail}`
    if (!queue || key === undefined || told.has(key)) return []
    told.add(key)
    return [queue]
  })
})

function poisonedAt(sourceCode: SourceCode, call: Call): PoisonedQueue | undefined {
  const link = linkAt(call)
  const [task, onRejected] = call.arguments
  const fn = functionAround(call)
  if (!link || !task || onRejected || !fn) return undefined
  const tail = tailOf(sourceCode, link.promise)
  const put = tail === undefined ? undefined : putInto(sourceCode, call, tail)
  if (tail === undefined || !put || put.isCaught || functionAround(put.by) !== fn || !isKept(sourceCode, put, fn) || stepsOnce.test(placeName(put) ?? '')) return undefined
  return timesOf(sourceCode, fn).runs !== 'once' && mayFail(sourceCode, task, fn) && !isPutRight(sourceCode, put, tail) ? { call: link.call, tail } : undefined
}

const THEN: ReadonlySet<string> = new Set(['then'])
const REMOVALS: ReadonlySet<string> = new Set(['delete', 'clear'])

/** Where the tail is: the left of the assignment, or the map. */
function placeOf({ by }: Put): Node {
  return unwrap(by.type === 'AssignmentExpression' ? by.left : by.callee.type === 'MemberExpression' ? by.callee.object : by.callee)
}

function placeName(put: Put): string | undefined {
  return nameAtEnd(placeOf(put))
}

/** Whether the tail outlives the call: it is not a variable of the function, nor of what the function is given. */
function isKept(sourceCode: SourceCode, put: Put, fn: FunctionNode): boolean {
  let at = placeOf(put)
  while (at.type === 'MemberExpression') at = unwrap(at.object)
  if (at.type === 'ThisExpression') return true
  const variable = at.type === 'Identifier' ? variableOf(sourceCode, at) : undefined
  return variable !== undefined && variable.defs.length > 0 && !isInside(variable.scope.block, runOf(sourceCode, fn))
}

/** The function of whose run one is a part that is called back at once, or where it stands: `migrations.forEach((each) => { steps = steps.then(each) })`. */
function runOf(sourceCode: SourceCode, fn: FunctionNode): FunctionNode {
  const handings = handingsOf(sourceCode, fn)
  const isAtOnce = isCalledHere(fn) || (handings.length > 0 && handings.every(({ timing }) => timing === 'now'))
  const around = isAtOnce ? functionAround(fn) : undefined
  return around ? runOf(sourceCode, around) : fn
}

/** `(function (each) { … })(list[i])`. */
function isCalledHere(fn: FunctionNode): boolean {
  const given = wrapped(fn)
  return given.parent?.type === 'CallExpression' && given.parent.callee === given
}

/** Whether the task may fail: one that the caller gives, or one of the file of which something is not caught. */
function mayFail(sourceCode: SourceCode, task: Node, fn: FunctionNode): boolean {
  const node = unwrap(task)
  if (node.type === 'Identifier' && variableOf(sourceCode, node)?.defs.some((def) => def.type === 'Parameter' && def.node === fn)) return true
  const run = isFunction(node) ? node : functionBehind(sourceCode, node)
  if (!run) return false
  return run.async ? !neverRejects(sourceCode, run) : returnsOf(sourceCode, run).map(unwrap).some((value) => value.type === 'CallExpression' && settles(sourceCode, unwrap(value.callee)) === undefined && mayReject(sourceCode, value))
}

/** Whether other code puts something else there, or takes it away: then a later task may find a tail that is not rejected. */
function isPutRight(sourceCode: SourceCode, put: Put, tail: string): boolean {
  if (put.by.type === 'CallExpression') {
    const map = sourceCode.getText(placeOf(put))
    return callsNamed(sourceCode, REMOVALS).some(({ callee }) => callee.type === 'MemberExpression' && sourceCode.getText(callee.object) === map)
  }
  const around = classAround(put.by)
  return nodesOf(sourceCode).writes.some((write) => write.type === 'AssignmentExpression' && write !== put.by && sourceCode.getText(write.left) === tail && classAround(write) === around && !isAtStart(write) && !isNextLink(sourceCode, write, tail))
}

/** Whether the code is that of the module or of a constructor, which runs before all tasks. */
function isAtStart(write: Node): boolean {
  const owner = ownerOf(write)
  return !isFunction(owner) || memberOf(owner)?.kind === 'constructor'
}

/** Whether another task is hung on it in the same way. */
function isNextLink(sourceCode: SourceCode, { right }: TSESTree.AssignmentExpression, tail: string): boolean {
  const link = linkAt(right)
  return link?.by === 'then' && link.call.arguments.length === 1 && tailOf(sourceCode, link.promise) === tail
}
