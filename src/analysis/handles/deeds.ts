import { methodCallbacks } from '../../knowledge/callbacks/index.ts'
import { spawnAt } from '../../knowledge/index.ts'
import { committing } from '../../knowledge/locks/pools.ts'
import type { SpawnModel } from '../../knowledge/schema.ts'
import { sinks } from '../../knowledge/sinks.ts'
import { textAt } from '../resolve/constants.ts'
import { lastName } from '../resolve/path.ts'
import { calledPath } from '../resolve/receiver.ts'
import { eventsNamed } from './events.ts'
import type { Location } from '../resolve/location.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, isCall, keyName, type Node, wrapped } from '../../utils/syntax.ts'
import type { TSESTree } from '@typescript-eslint/utils'

/**
 * What is done to a handle:
 *
 *   end       it is ended: `terminate()`, `revokeObjectURL(url)`, `using`
 *   detach    `unref()`: it keeps nobody alive
 *   join      somebody waits for its end
 *   talk      it is sent a message or a task
 *   listen    somebody listens to it
 *   touch     anything else that changes nothing about who owns it
 *   move      a port is transferred
 *   keep      it is stored where it outlives the function
 *   drop      the collection that holds it is emptied, or lets go of one
 *   return    the function returns it
 *   give      it is handed to somebody we do not know
 */
export type Deed = 'end' | 'detach' | 'join' | 'talk' | 'listen' | 'touch' | 'move' | 'keep' | 'drop' | 'return' | 'give'

export interface Use {
  readonly does: Deed
  /** Where: a node that the control flow knows, in the function that follows the handle. */
  readonly at: Node
  /** The call that does it. */
  readonly call?: Call
  /** listen and join: the event. */
  readonly event?: string
  /** listen: the listener. */
  readonly listener?: Node
  /** listen: for the first event alone. */
  readonly isOnce?: true
  /** Which part of several handles: `port1`. */
  readonly part?: string
  /** talk: it is a task, whose result comes back as a promise. */
  readonly isTask?: true
  /** touch: it becomes the state of a component, which only shows it. */
  readonly isShown?: true
  /** return: the handle itself, not an object that holds it. */
  readonly isWhole?: true
  /** give: the call that is given it inside an object or array literal. */
  readonly to?: Call
  /** keep: where. give: where an object of this file keeps it that is made with it. */
  readonly place?: Place
}

export interface Place {
  readonly location: Location
  /** It is one of several there. */
  readonly isElement: boolean
}

/** What a step outwards from a handle yields: a use of it, or another expression that stands for it. */
export type Outcome = Omit<Use, 'at' | 'part'> | { readonly is: Node; readonly part?: string }

/** Methods that send a message. */
const sends: ReadonlySet<string> = new Set(sinks.map(({ path }) => lastName(path)).filter((name) => name !== '*'))
/** Methods that take an event's name and a listener. */
const subscribes: ReadonlySet<string> = new Set([...methodCallbacks].filter(([, { callback }]) => callback === 1).map(([name]) => name))

/** What happens to the handle `object` of the member expression above it. */
export function deedOfMember(sourceCode: SourceCode, model: SpawnModel, member: TSESTree.MemberExpression): readonly Outcome[] {
  const outer = wrapped(member)
  const parent = outer.parent as Node
  const name = keyName(member) ?? symbolName(member)
  if (name === undefined) return [{ does: 'touch' }]
  if (model.handles?.includes(name)) return [{ is: member, part: name }]
  if (isEnd(model, name)) return [{ does: 'end', ...(isCalled(parent, outer) && { call: parent }) }]
  if (isCalled(parent, outer)) return deedOfCall(sourceCode, model, name, parent)
  // `tx.commitRefused.bind(tx)`: who calls that by a name of its own ends the transaction.
  if (model.ends.includes('commit') && committing.test(name) && parent.type === 'MemberExpression' && keyName(parent) === 'bind') return [{ does: 'end' }]
  if (parent.type === 'AssignmentExpression' && parent.left === outer) return [deedOfAssignment(model, name, parent)]
  if (parent.type === 'MemberExpression' && parent.object === outer) return deedBehind(model, name, parent)
  if (name === model.identity && isToldTo(sourceCode, outer)) return [{ does: 'end' }]
  return [{ does: 'touch' }]
}

/** Whether a call that may act on it is told the name: `process.kill(-child.pid)`, but not `console.log(child.pid)`. */
function isToldTo(sourceCode: SourceCode, name: Node): boolean {
  for (let child = name, at = name.parent; at; child = at, at = at.parent) {
    if (isCall(at)) return at.callee !== child && !(calledPath(sourceCode, at)?.startsWith('#console.') ?? false)
    if (!['UnaryExpression', 'BinaryExpression', 'TemplateLiteral', 'ArrayExpression', 'TSNonNullExpression', 'TSAsExpression'].includes(at.type)) return false
  }
  return false
}

/** `[Symbol.dispose]`. */
function symbolName(member: TSESTree.MemberExpression): string | undefined {
  const { property } = member
  return member.computed && property.type === 'MemberExpression' && property.object.type === 'Identifier' && property.object.name === 'Symbol'
    ? `Symbol.${keyName(property) ?? ''}`
    : undefined
}

function isEnd(model: SpawnModel, name: string): boolean {
  return model.ends.includes(name) || name === 'Symbol.dispose' || name === 'Symbol.asyncDispose'
}

function isCalled(parent: Node, callee: Node): parent is Call {
  return isCall(parent) && parent.callee === callee
}

function deedOfCall(sourceCode: SourceCode, model: SpawnModel, name: string, call: Call): readonly Outcome[] {
  if (model.detaches?.includes(name)) return [{ does: 'detach', call }, { is: call }]
  if (subscribes.has(name)) return [...subscriptions(sourceCode, model, name, call), { is: call }]
  if (model.joinMethods?.includes(name)) return [{ does: 'join', call }]
  if (model.kind === 'pool' || model.kind === 'remote') return [{ does: 'talk', call, isTask: true }]
  if (sends.has(name)) return [{ does: 'talk', call }]
  return [{ does: 'touch', call }]
}

function subscriptions(sourceCode: SourceCode, model: SpawnModel, name: string, call: Call): readonly Outcome[] {
  const [first, listener] = call.arguments
  const isOnce = methodCallbacks.get(name)?.timing === 'once'
  const rest = { call, ...(listener && { listener }), ...(isOnce && { isOnce }) } as const
  const events = first && eventsNamed(sourceCode, first)
  return events ? events.map((event) => ({ does: joinsAt(model, event), event, ...rest })) : [{ does: 'join', ...rest }]
}

/** A listener for an event that we cannot read may be one for the end. */
function joinsAt(model: SpawnModel, event: string): 'join' | 'listen' {
  return model.joins?.includes(event) ? 'join' : 'listen'
}

function deedOfAssignment(model: SpawnModel, name: string, assignment: TSESTree.AssignmentExpression): Outcome {
  if (!name.startsWith('on')) return { does: 'touch' }
  const event = name.slice(2)
  return { does: joinsAt(model, event), event, listener: assignment.right }
}

/** What `handle.name.…` does: ends that lie deeper (`port.close`), and members it is talked to through. */
function deedBehind(model: SpawnModel, name: string, member: TSESTree.MemberExpression): readonly Outcome[] {
  const outer = wrapped(member)
  const call = outer.parent as Node
  const whole = `${name}.${keyName(member) ?? ''}`
  if (model.ends.includes(whole)) return [{ does: 'end', ...(isCalled(call, outer) && { call }) }]
  if (!isCalled(call, outer)) return [{ does: 'touch' }]
  return [{ does: model.talksThrough?.includes(name) ? 'talk' : 'touch', call }]
}

/** What the call of `path` does to a handle among its arguments, as far as knowledge says; undefined where it says nothing. */
export function deedOfArgument(sourceCode: SourceCode, model: SpawnModel, call: Call, path: string | undefined, index: number): Outcome | undefined {
  if (path === undefined) return undefined
  if (index === 0 && model.endedBy?.includes(path)) return { does: 'end', call }
  if (path === 'node:events#once' || path === 'node:events#on') {
    const event = call.arguments[1] && textAt(sourceCode, call.arguments[1])
    return { does: event === undefined ? 'join' : joinsAt(model, event), call, ...(event !== undefined && { event }) }
  }
  const isRead = path.startsWith('#console.') || (model.kind === 'url' && spawnAt(path)?.kind === 'worker')
  return isRead ? { does: 'touch', call } : undefined
}

/** Whether a call transfers the ports among its arguments: by what it is called, receivers are seldom known. */
export function isTransfer(call: Call): boolean {
  const callee = call.callee
  return callee.type === 'MemberExpression' && sends.has(keyName(callee) ?? '')
}
