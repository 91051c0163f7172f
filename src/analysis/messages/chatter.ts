import { isLoop, type Loop } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, functionAround, isInside, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { limitOf } from '../loops/limits.ts'
import { callersOf } from '../resolve/functions.ts'
import { isAside, isNamedAside } from '../roles/role.ts'
import { ofName } from './grains.ts'
import { amountOf, isThrottled, type Round, roundsAround, waitsElsewhere } from './rounds.ts'
import { Scale, type Step } from './scale.ts'
import { type Send, sendsOf } from './sends.ts'

/** A message of its own for each small element of something. */
export interface Chatter {
  /** The call in the loop: the send, or one that leads to it. */
  readonly call: Call
  readonly send: Send
  /** What it is done for each element of; absent for a loop that counts. */
  readonly over?: Node
  readonly round: Round
}

/** Fewer messages than this cost nothing that anybody notices. */
const FEW = 1000
/** How many functions a message is handed through, and how many of their calls are looked at. */
const MOST_CALLS = 3
const MOST_CALLERS = 16

/** All sends of the file that are made once for each small element of data, in source order. */
export const chatterIn = perFile((sourceCode): readonly Chatter[] => {
  if (isNamedAside(sourceCode)) return []
  const found = sendsOf(sourceCode).filter(({ sink }) => sink.costs).flatMap((send) => chatterOf(sourceCode, send, send.call, [], 0))
  // Asked last: the role of a file may take a look at the disk.
  return found.length === 0 || isAside(sourceCode) ? [] : found
})

function chatterOf(sourceCode: SourceCode, send: Send, call: Call, steps: readonly Step[], depth: number): readonly Chatter[] {
  const rounds = roundsAround(sourceCode, call)
  if (rounds.length > 0) {
    const one = judge(sourceCode, send, call, rounds, steps)
    return one ? [one] : []
  }
  const fn = functionAround(call)
  if (!fn || depth >= MOST_CALLS) return []
  return callersOf(sourceCode, fn).slice(0, MOST_CALLERS).flatMap((caller) => (isInside(caller, fn) ? [] : chatterOf(sourceCode, send, caller, [{ fn, call: caller }, ...steps], depth + 1)))
}

function judge(sourceCode: SourceCode, send: Send, call: Call, rounds: readonly Round[], steps: readonly Step[]): Chatter | undefined {
  const scale = new Scale(sourceCode, rounds, steps)
  if (isOneOfMany(scale, call)) return undefined
  for (const { node } of send.payloads) scale.weigh(node, 0)
  const used = rounds.filter((round) => scale.used.has(round))
  const [inner] = used
  const outer = used.at(-1)
  if (!inner || !outer || scale.isCoarse || !(scale.isFine || isGrid(sourceCode, used) || isLong(sourceCode, used, send))) return undefined
  if (timesOf(sourceCode, used) <= FEW || isRare(send, call, outer, steps)) return undefined
  if (rounds.slice(0, rounds.indexOf(outer) + 1).some((round) => waitsElsewhere(sourceCode, round, call))) return undefined
  return { call, send, round: inner, ...(inner.over && { over: inner.over }) }
}

/** Not every round comes to the call, or not every call to the send. */
function isRare(send: Send, call: Call, outer: Round, steps: readonly Step[]): boolean {
  return isThrottled(call, outer) || steps.some(({ fn }, index) => isThrottled(steps[index + 1]?.call ?? send.call, { node: fn }))
}

/** How many messages that makes; what nobody can say counts as many. */
function timesOf(sourceCode: SourceCode, rounds: readonly Round[]): number {
  return rounds.reduce((times, round) => {
    const amount = amountOf(sourceCode, round)
    return amount.kind === 'count' && amount.count > 0 ? times * amount.count : Infinity
  }, 1)
}

/** `for (let y …) for (let x …) send({ x, y })`: points. */
function isGrid(sourceCode: SourceCode, rounds: readonly Round[]): boolean {
  return rounds.filter(({ node, over }) => isLoop(node) && !over && limitOf(sourceCode, { node: node }).kind === 'number' && !hasCoarseBound(sourceCode, node as Loop)).length > 1
}

/** A loop that counts to a number which nobody has that many large things of. */
function isLong(sourceCode: SourceCode, rounds: readonly Round[], { sink }: Send): boolean {
  const least = sink.costs === 'message' ? FEW : FEW * 10
  return rounds.every(({ node, over }) => isLoop(node) && !over && !hasCoarseBound(sourceCode, node as Loop)) && timesOf(sourceCode, rounds) > least && timesOf(sourceCode, rounds) < Infinity
}

function hasCoarseBound(sourceCode: SourceCode, loop: Loop): boolean {
  const limit = limitOf(sourceCode, { node: loop })
  if (limit.kind !== 'number') return true
  return limit.of.some((bound) => {
    const node = unwrap(bound)
    const name = node.type === 'Identifier' ? node.name : node.type === 'MemberExpression' ? keyName(node) : undefined
    return name !== undefined && ofName(name) === 'coarse'
  })
}

/** Each round sends to another receiver: `for (const worker of workers) worker.postMessage(…)`. Taking turns is none of that. */
function isOneOfMany(scale: Scale, call: Call): boolean {
  const callee = unwrap(call.callee)
  return callee.type === 'MemberExpression' && scale.varies(callee.object, 0)
}
