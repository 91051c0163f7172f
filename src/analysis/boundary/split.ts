import { environment, sending, sharedEnvironment } from '../../knowledge/boundaries.ts'
import { viewPaths } from '../../knowledge/transfers.ts'
import { addTo } from '../../utils/group.ts'
import { calledName, isInLoop, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { isCall, isFunction, keyName, type Node, ownerOf, wrapped } from '../../utils/syntax.ts'
import { handingsOf } from '../callbacks/handed.ts'
import { isMadeOfParameter } from '../callbacks/whole.ts'
import { startsIn } from '../fanout/starts.ts'
import { apiOf } from '../resolve/denote.ts'
import { receiver } from '../resolve/receiver.ts'
import { sharedMemory } from '../sharing/memory.ts'
import { type Access, firstText, firstValue, statesOf, staticsOf } from './accesses.ts'
import { betweenOf, mayHaveSides, type Side, sidesOf } from './sides.ts'

/** A variable that is written on one side of a boundary and read on the other as if it were one. */
export interface Split {
  readonly name: string
  readonly write: Node
  readonly read: Node
  /** The side that reads. */
  readonly reader: Side
  readonly between: 'threads' | 'processes'
  /** What is read there instead, in words. */
  readonly instead: string
}

/** All of them in a file, one for each variable. */
export const splitsOf = perFile((sourceCode): readonly Split[] => {
  if (!mayHaveSides(sourceCode)) return []
  const variables = statesOf(sourceCode).flatMap(({ variable, accesses }): Split[] => {
    if (accesses.length === 0 || isShared(sourceCode, accesses)) return []
    const found = splitBetween(sourceCode, accesses)
    return found && !isSent(sourceCode, accesses) ? [{ name: variable.name, ...found, instead: firstValue(sourceCode, variable) }] : []
  })
  const statics = staticsOf(sourceCode).flatMap(({ name, accesses, first }): Split[] => {
    const found = isShared(sourceCode, accesses) ? undefined : splitBetween(sourceCode, accesses)
    return found && !isSent(sourceCode, accesses) ? [{ name, ...found, instead: firstText(sourceCode, first) }] : []
  })
  return [...variables, ...statics, ...environmentSplits(sourceCode)]
})

/** Memory that both sides do see. */
function isShared(sourceCode: SourceCode, [first]: readonly Access[]): boolean {
  if (!first) return false
  const target = receiver(sourceCode, first.node)
  return sharedMemory(sourceCode, first.node) !== undefined || (target?.kind === 'api' && viewPaths.test(target.path))
}

/** One side sends its own in a message, and nothing but what a message brings is put there on the other. */
function isSent(sourceCode: SourceCode, accesses: readonly Access[]): boolean {
  return accesses.some(({ node, writes }) => !writes && isInMessage(node)) && accesses.every(({ node, writes }) => !writes || isBrought(sourceCode, node))
}

function isInMessage(node: Node): boolean {
  for (let at: Node | undefined = node.parent; at && !isFunction(at); at = at.parent) if (isCall(at)) return sending.has(calledName(at) ?? '')
  return false
}

/** `process.on('message', (message) => { salt = message.salt })` */
function isBrought(sourceCode: SourceCode, target: Node): boolean {
  const assignment = wrapped(target).parent
  const listener = ownerOf(target)
  const isMessage = isFunction(listener) && handingsOf(sourceCode, listener).some(({ event }) => event === 'message')
  return isMessage && assignment?.type === 'AssignmentExpression' && assignment.operator === '=' && isMadeOfParameter(sourceCode, listener, assignment.right)
}

function splitBetween(sourceCode: SourceCode, accesses: readonly Access[]): Omit<Split, 'name' | 'instead'> | undefined {
  const writes = accesses.filter((each) => each.writes)
  const sides = writes.map(({ node }) => sidesOf(sourceCode, node))
  const [first] = sides
  const [writer] = first ?? []
  if (writer === undefined || sides.some((each) => each.size !== 1 || !each.has(writer))) return undefined
  const reader = writer === 'first' ? 'other' : 'first'
  for (const { node, writes: isWrite, name } of accesses) {
    if (isWrite || !isOnly(sourceCode, node, reader)) continue
    const write = writes.find((each) => each.name === undefined || name === undefined || each.name === name)
    if (write) return { write: write.node, read: node, reader, between: betweenOf(sourceCode) }
  }
  return undefined
}

function isOnly(sourceCode: SourceCode, node: Node, side: Side): boolean {
  const sides = sidesOf(sourceCode, node)
  return sides.size === 1 && sides.has(side)
}

/**
 * `process.env.X` that a worker sets, or that is set right behind its start: what it gets when it starts is a copy, and nothing
 * comes or goes after that.
 */
function environmentSplits(sourceCode: SourceCode): readonly Split[] {
  const { text } = sourceCode
  if (!text.includes('.env') || text.includes(sharedEnvironment)) return []
  const groups = new Map<string, Access[]>()
  for (const member of nodesOf(sourceCode).members) {
    const name = keyName(member)
    if (name === undefined || apiOf(sourceCode, member.object) !== environment) continue
    const outer = wrapped(member)
    addTo(groups, name, { node: member, writes: outer.parent?.type === 'AssignmentExpression' && outer.parent.left === outer })
  }
  return [...groups].flatMap(([name, accesses]): Split[] => {
    const found = splitBetween(sourceCode, accesses)
    const isTooLate = found?.reader === 'other' && accesses.every(({ node, writes }) => !writes || isBehindStart(sourceCode, node))
    return found && (found.reader === 'first' || isTooLate) ? [{ name: `process.env.${name}`, ...found, instead: 'what it was before' }] : []
  })
}

/** Whether all that the file starts is started before a node, by the same code, or by code that gives the function around the node away only after that. */
function isBehindStart(sourceCode: SourceCode, node: Node): boolean {
  const starts = startsIn(sourceCode)
  const owner = ownerOf(node)
  if (starts.length === 0) return false
  if (!isInLoop(node, owner) && starts.every(({ call }) => call.range[1] <= node.range[0] && ownerOf(call) === owner)) return true
  return (owner.type === 'ArrowFunctionExpression' || owner.type === 'FunctionExpression') && isBehindStart(sourceCode, owner)
}
