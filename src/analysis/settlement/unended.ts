import type { TSESTree } from '@typescript-eslint/utils'

import { adding } from '../../knowledge/collections.ts'
import { handleAt, spawnAt } from '../../knowledge/index.ts'
import { childMembers, endEvents, endSigns, ownCode, races, signalling } from '../../knowledge/lives.ts'
import { givingBack } from '../../knowledge/locks/lent.ts'
import { calledName, callsNamed, membersNamed, nodesOf, within } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { besideStatement, type Call, type FunctionNode, isCall, isFunction, isInside, leavesFunction, nameAtEnd, type Node, ownerOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { promiseOf } from '../promises/executors.ts'
import { isWaitedFor } from '../promises/fate.ts'
import { isNothing, onlyValue, variableOf } from '../resolve/bindings.ts'
import { textAt } from '../resolve/constants.ts'
import { apiOf } from '../resolve/denote.ts'
import { locationOf } from '../resolve/location.ts'
import { roleOf } from '../roles/role.ts'
import type { Fault } from './faults.ts'
import { handlesOf } from './handles.ts'

/**
 * Where a child is found to run by its exit code alone: `if (child.exitCode !== null) return; await once(child, 'exit')`. One that
 * a signal has ended has no code either: its `exit` is over, and what is waited for never comes; or it is put to use again.
 */
export const faultsOfUnended = perFile((sourceCode): readonly Fault[] => {
  const found = membersNamed(sourceCode, ownCode).flatMap((member): Fault[] => {
    const asked = askedIn(member)
    const owner = asked && ownerOf(member)
    if (!asked || !isFunction(owner) || !isChild(sourceCode, member.object) || endSigns.some((name) => within(membersNamed(sourceCode, name), owner).length > 0)) return []
    const running = runningBranch(asked)
    const harm = running && !isNeverKilled(sourceCode, member.object) ? harmIn(sourceCode, owner, running, member) : undefined
    return harm === undefined ? [] : [{ kind: 'unended', at: asked, isWaited: harm === 'waits' }]
  })
  return found.length > 0 && roleOf(sourceCode).program === 'test' ? [] : found
})

/** Whether this file starts it, and nobody in sight ends it by a signal: only a crash does. */
function isNeverKilled(sourceCode: SourceCode, object: Node): boolean {
  const variable = variableOf(sourceCode, unwrap(object))
  const key = locationOf(sourceCode, object)?.key
  const isOwn = handlesOf(sourceCode).some(({ call, variables, places }) => call !== undefined && ((variable !== undefined && variables.has(variable)) || (key !== undefined && places.has(key))))
  return isOwn && callsNamed(sourceCode, signalling).length === 0
}

/** `child.exitCode === null`, `child.exitCode != null`: the comparison. */
function askedIn(member: TSESTree.MemberExpression): TSESTree.BinaryExpression | undefined {
  const outer = wrapped(member)
  const { parent } = outer
  return parent?.type === 'BinaryExpression' && /^[!=]==?$/u.test(parent.operator) && parent.left === outer && isNothing(parent.right) ? parent : undefined
}

/** What is proven to be a child process, or does what only they do: it has an exit code, says `exit`, and takes signals, messages or input. */
function isChild(sourceCode: SourceCode, object: Node): boolean {
  const node = unwrap(object)
  const path = apiOf(sourceCode, node)
  const model = path === undefined ? undefined : (handleAt(path) ?? spawnAt(path.replace(/\(\)$/u, '')))
  if (model || path?.startsWith('#') || path?.startsWith('node:') || nameAtEnd(node) === undefined) return model?.kind === 'process'
  const name = sourceCode.getText(node)
  const isSame = (other: Node | undefined): boolean => other !== undefined && sourceCode.getText(unwrap(other)) === name
  return childMembers.some((each) => membersNamed(sourceCode, each).some((member) => isSame(member.object))) && nodesOf(sourceCode).calls.some((call) => tellsOfEnd(sourceCode, call, isSame))
}

/** `child.once('exit', …)`, `once(child, 'exit')`. */
function tellsOfEnd(sourceCode: SourceCode, call: Call, isSame: (node: Node | undefined) => boolean): boolean {
  const [first, second] = call.arguments
  const callee = unwrap(call.callee)
  const [object, event] = callee.type === 'MemberExpression' && isSame(callee.object) ? [callee.object, first] : [first, second]
  return isSame(object) && event !== undefined && endEvents.has(textAt(sourceCode, event) ?? '')
}

/** The statements that are come to where there is no code. */
function runningBranch(asked: TSESTree.BinaryExpression): readonly Node[] | undefined {
  const statement = wrapped(asked).parent
  if (statement?.type !== 'IfStatement' || unwrap(statement.test) !== asked) return undefined
  const isRunning = asked.operator.startsWith('=')
  if (isRunning) return [statement.consequent]
  const behind = leavesFunction(statement.consequent) ? besideStatement(statement).behind : []
  return [...(statement.alternate ? [statement.alternate] : []), ...behind]
}

/** What comes of it: its end is waited for, for as long as that takes; or it is given back, kept, or asked for something. */
function harmIn(sourceCode: SourceCode, owner: FunctionNode, running: readonly Node[], { object }: TSESTree.MemberExpression): 'waits' | 'reuses' | undefined {
  const name = sourceCode.getText(unwrap(object))
  const isSame = (node: Node | undefined): boolean => node !== undefined && sourceCode.getText(unwrap(node)) === name
  const calls = nodesOf(sourceCode).calls.filter((call) => running.some((each) => isInside(call, each)))
  if (isFresh(sourceCode, owner, object) || calls.some((call) => isTimeLimit(sourceCode, call))) return undefined
  if (calls.some((call) => tellsOfEnd(sourceCode, call, isSame) && isEndAwaited(sourceCode, call))) return 'waits'
  return calls.some((call) => isReuse(call, isSame)) ? 'reuses' : undefined
}

/** What waits for a limited time alone. */
function isTimeLimit(sourceCode: SourceCode, call: Call): boolean {
  return calledName(call) === 'setTimeout' || races.has(apiOf(sourceCode, call.callee) ?? '')
}

/** Started by the same function, which has not waited since: its end cannot have come. */
function isFresh(sourceCode: SourceCode, owner: FunctionNode, object: Node): boolean {
  const node = unwrap(object)
  const made = node.type === 'Identifier' ? onlyValue(sourceCode, node) : undefined
  // An executor runs at once.
  const promise = promiseOf(sourceCode, owner)
  const run = promise ? ownerOf(promise) : owner
  return made !== undefined && isCall(unwrap(made)) && ownerOf(made) === run && !within(nodesOf(sourceCode).awaits, run).some((wait) => wait.range[0] > made.range[1] && wait.range[1] < node.range[0])
}

/** `await once(child, 'exit')`, `return once(child, 'exit')`, or what settles a promise: `new Promise((done) => child.once('exit', done))`. */
function isEndAwaited(sourceCode: SourceCode, call: Call): boolean {
  const around = ownerOf(call)
  return (isFunction(around) && promiseOf(sourceCode, around) !== undefined) || isWaitedFor(call)
}

/** `pool.release(child)`, `free.push(child)`, `child.send(task)`. */
function isReuse(call: Call, isSame: (node: Node | undefined) => boolean): boolean {
  const callee = unwrap(call.callee)
  const name = calledName(call) ?? ''
  if (callee.type !== 'MemberExpression') return false
  return isSame(callee.object) ? name === 'send' : (givingBack.has(name) || adding.has(name)) && call.arguments.some(isSame)
}
