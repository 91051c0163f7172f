import type { TSESTree } from '@typescript-eslint/utils'

import { linkOn } from '../../../utils/chains.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { isFunction, isInside, type Node, ownerOf, unwrap, walkOwn, wrapped } from '../../../utils/syntax.ts'
import { type EventId, eventsOf, type Flow } from '../../flow/graph.ts'
import { findPath } from '../../flow/queries.ts'
import { variableOf } from '../../resolve/bindings.ts'
import { spotOf } from '../effects.ts'
import { functionAt } from '../receiver.ts'
import { locksets } from '../summary.ts'
import type { LockUse } from '../uses.ts'
import type { Fault } from './faults.ts'
import { isUsedToGiveBack, regardOf } from './result.ts'

/** The end of a wait that gives up: an error that is caught although the code behind it is for holders of the lock. */
export function swallowed(sourceCode: SourceCode, use: LockUse): Fault | undefined {
  const caught = swallowedByCall(sourceCode, use) ?? swallowedByClause(sourceCode, use)
  return caught && { kind: 'swallowed', use, at: spotOf(use.call), caught }
}

// ---------------------------------------------------------------- .catch(f)

/** `await lock.acquire().catch(() => {})`, where nobody looks at what came of it. */
function swallowedByCall(sourceCode: SourceCode, { call }: LockUse): Node | undefined {
  const link = linkOn(call)
  const handler = link?.by === 'catch' ? link.call.arguments[0] : undefined
  const fn = handler && functionAt(sourceCode, handler)
  const waited = link ? wrapped(link.call).parent : undefined
  if (!link || !fn || waited?.type !== 'AwaitExpression' || !isQuiet(sourceCode, fn)) return undefined
  return regardOf(sourceCode, waited).is === 'ignored' ? link.call : undefined
}

/** Whether code neither throws, nor leaves, nor notes what happened. */
function isQuiet(sourceCode: SourceCode, code: Node): boolean {
  let quiet = true
  walkOwn(sourceCode, isFunction(code) ? code.body : code, (node) => {
    if (isRethrow(sourceCode, node)) return
    if (LEAVES.has(node.type) && !(node.type === 'ReturnStatement' && isFunction(code))) quiet = false
    if (node.type === 'CallExpression' && ENDS.test(sourceCode.getText(unwrap(node.callee)))) quiet = false
  })
  return quiet
}

/** `if (error !== E_TIMEOUT) throw error`: what is thrown again is not what ends the wait. */
function isRethrow(sourceCode: SourceCode, node: Node): boolean {
  if (node.type !== 'ThrowStatement' || node.argument.type !== 'Identifier') return false
  const branch = node.parent.type === 'BlockStatement' ? node.parent : node
  const choice = branch.parent
  return choice.type === 'IfStatement' && choice.consequent === branch && namesIn(sourceCode, choice.test).includes(node.argument.name)
}

const LEAVES: ReadonlySet<string> = new Set(['ThrowStatement', 'ReturnStatement', 'BreakStatement', 'ContinueStatement', 'AssignmentExpression', 'UpdateExpression'])
/** Calls that may not come back. */
const ENDS = /\b(?:exit|abort|fail|reject|throw\w*|assert\w*|panic|die)$/iu

// ---------------------------------------------------------------- catch {}

/** A `catch` clause around the wait from which control goes on to where the lock is given back. */
function swallowedByClause(sourceCode: SourceCode, { call }: LockUse): Node | undefined {
  const waited = wrapped(call).parent
  const statement = waited?.type === 'AwaitExpression' ? tryAround(waited) : undefined
  const clause = statement?.handler
  if (!statement || !clause || !waited || !isQuiet(sourceCode, clause.body)) return undefined
  const sets = locksets(sourceCode, ownerOf(call))
  if (!sets || sets.flow.imprecise || isTestedBehind(sourceCode, sets.flow, statement)) return undefined
  const { flow, effects } = sets
  const givers = new Set<EventId>()
  for (const { effect } of effects) {
    const isOurs = effect.releases.some(({ site, lock }) => site === call.range[0] || (lock && sets.tokens.some((token) => token.site === call.range[0] && JSON.stringify(token.lock) === JSON.stringify(lock))))
    if (isOurs && !isInside(effect.call, statement)) for (const event of eventsBefore(flow, effect.call)) givers.add(event)
  }
  const goesOn = eventsOf(flow, waited).some((start) =>
    findPath(flow, start, (event) => givers.has(event), (event, edge) => (event === start ? edge === 'throw' : true)) !== undefined)
  return goesOn ? clause : undefined
}

/** The events of a call and, for `release?.()`, of the look whether there is one. */
function eventsBefore(flow: Flow, call: Node): readonly EventId[] {
  const callee = call.type === 'CallExpression' ? unwrap(call.callee) : call
  return [...eventsOf(flow, call), ...eventsOf(flow, callee).filter((event) => flow.kinds[event] === 'nullish')]
}

/** The innermost `try` whose block the node stands in. */
function tryAround(node: Node): TSESTree.TryStatement | undefined {
  let child = node
  for (let at = node.parent; at && !isFunction(at); child = at, at = at.parent) if (at.type === 'TryStatement') return at.block === child ? at : undefined
  return undefined
}

/** Whether the code behind tests something that the block has assigned: how far it came. */
function isTestedBehind(sourceCode: SourceCode, flow: Flow, { block, range }: TSESTree.TryStatement): boolean {
  const assigned = new Set<string>()
  walkOwn(sourceCode, block, (node) => {
    if (node.type === 'AssignmentExpression') assigned.add(sourceCode.getText(node.left))
  })
  return assigned.size > 0 && flow.kinds.some((kind, event) => {
    const node = flow.nodes[event]
    if (!node || (kind !== 'test' && kind !== 'nullish' && kind !== 'case') || node.range[0] < range[1]) return false
    if (kind === 'nullish' && isUsedToGiveBack(sourceCode, node)) return false
    return namesIn(sourceCode, node).some((name) => assigned.has(name))
  })
}

function namesIn(sourceCode: SourceCode, test: Node): readonly string[] {
  const names: string[] = []
  walkOwn(sourceCode, test, (node) => {
    if ((node.type === 'Identifier' && variableOf(sourceCode, node)) || node.type === 'MemberExpression') names.push(sourceCode.getText(node))
  })
  return names
}
