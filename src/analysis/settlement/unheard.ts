import { abortOption, ownProgram, rejectionListeners, shellOption, shells } from '../../knowledge/lives.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, isCall, isFunction, isInside, keyName, leavesFunction, literalText, type Node, ownerOf, unwrap, walk, walkOwn, wrapped } from '../../utils/syntax.ts'
import { isNothing, onlyValue, variableOf } from '../resolve/bindings.ts'
import { firstTextOf, propertyAt, textAt } from '../resolve/constants.ts'
import { apiOf } from '../resolve/denote.ts'
import { locationOf } from '../resolve/location.ts'
import { calledFunction, calledPath } from '../resolve/receiver.ts'
import { roleOf } from '../roles/role.ts'
import type { Handle } from './handles.ts'
import type { Listening } from './listenings.ts'
import { remadeUnheard } from './remade.ts'

/**
 * Where an `error` of the handle would be thrown that nobody listens to: its start, or for a child that is spoken to later,
 * that. Undefined where somebody listens or may, or where there is hardly an error to listen to.
 */
export function isUnheard(sourceCode: SourceCode, handle: Handle, listenings: readonly Listening[]): Node | undefined {
  const { life, call, heardBy } = handle
  if (!life.throwsUnheard || !call) return undefined
  if (listensFor(listenings, 'error')) return heardBy === 'anybody' || catchesAll(sourceCode) || endsWithErrors(sourceCode) ? undefined : remadeUnheard(sourceCode, handle, listenings)
  if (heardBy === 'anybody' && !isLeftUnstarted(handle)) return undefined
  if (listenings.some(({ listener, use }) => !listener && use.call)) return undefined // events.once listens to it as well
  if (heardBy === 'object' && heardEvents(sourceCode).has('error')) return undefined
  if (catchesAll(sourceCode)) return undefined
  if (endsWithErrors(sourceCode)) return undefined
  if (isAbortable(sourceCode, handle)) return placeOf(call, life.last, listenings)
  if (life.sendFails) return sendWithoutCallback(sourceCode, handle, listenings)
  return isMissable(sourceCode, handle) ? placeOf(call, life.last, listenings) : undefined
}

/** Whether the file is a part of a command or script, which ends with an error that nobody catches, as with any other. */
export function endsWithErrors(sourceCode: SourceCode): boolean {
  const { program } = roleOf(sourceCode)
  return program === 'script' || program === 'command'
}

/** Whether a handle's `error` ends the program before anybody has to wait. */
export function endsUnheard(sourceCode: SourceCode, { life }: Handle, listenings: readonly Listening[]): boolean {
  return life.throwsUnheard === true && endsWithErrors(sourceCode) && !listensFor(listenings, 'error') && !catchesAll(sourceCode)
}

function listensFor(listenings: readonly Listening[], name: string): boolean {
  return listenings.some(({ event }) => event === undefined || event === name)
}

/** `if (!child.pid) throw …`: who sees that it could not be started leaves it, before anybody else gets hold of it. */
function isLeftUnstarted({ model, uses }: Handle): boolean {
  return uses.some(({ at }) => {
    const member = wrapped(at).parent
    const branch = member?.type === 'MemberExpression' && model.identity !== undefined && keyName(member) === model.identity ? branchWithout(member) : undefined
    return branch !== undefined && uses.every((use) => use.does === 'touch' || use.at.range[0] >= branch.range[1])
  })
}

/** The branch that is taken, and left for good, where the member is missing. */
function branchWithout(member: Node): Node | undefined {
  const test = wrapped(member).parent
  const isMissing = (test?.type === 'UnaryExpression' && test.operator === '!') || (test?.type === 'BinaryExpression' && /^={2,3}$/u.test(test.operator) && isNothing(test.right))
  const branch = test?.parent
  if (!isMissing || branch?.type !== 'IfStatement' || branch.test !== test) return undefined
  return leavesFunction(branch.consequent) ? branch : undefined
}

/** A message that is sent when the child may be gone, and whose failure nobody hears of: not right behind its start. */
function sendWithoutCallback(sourceCode: SourceCode, handle: Handle, listenings: readonly Listening[]): Node | undefined {
  const { uses, call } = handle
  const starter = ownerOf(call as Node)
  const starting = startsOnDemand(sourceCode, handle, listenings) ? [] : nodesOf(sourceCode).calls.filter((each) => calledFunction(sourceCode, each) === starter).map(ownerOf)
  const late = uses.find((use) => use.does === 'talk' && use.call?.arguments.length === 1 && ![starter, ...starting].includes(ownerOf(use.call)))
  return late?.call?.callee
}

/** Whether its starter starts nothing where one is there, `if (child) return child`, and the end of that one does not take it away. */
function startsOnDemand(sourceCode: SourceCode, { call, places }: Handle, listenings: readonly Listening[]): boolean {
  const started = call as Node
  const starter = ownerOf(started)
  const isKept = (node: Node): boolean => places.has(locationOf(sourceCode, node)?.key ?? '')
  let isOnDemand = false
  walkOwn(sourceCode, starter, (node) => {
    if (node.type === 'IfStatement') isOnDemand ||= (isInside(started, node) || returnsBefore(sourceCode, node, started)) && some(sourceCode, node.test, isKept)
    else if (node.type === 'AssignmentExpression') isOnDemand ||= (node.operator === '??=' || node.operator === '||=') && isKept(node.left)
  })
  return isOnDemand && !listenings.some(({ use, runs }) => use.does === 'join' && runs && some(sourceCode, runs, (node) => node.type === 'AssignmentExpression' && isKept(node.left)))
}

function returnsBefore(sourceCode: SourceCode, branch: Node, node: Node): boolean {
  return branch.range[1] <= node.range[0] && some(sourceCode, branch, ({ type }) => type === 'ReturnStatement')
}

function some(sourceCode: SourceCode, root: Node, is: (node: Node) => boolean): boolean {
  let found = false
  walk(sourceCode, root, (node) => {
    found ||= is(node)
    return !found
  })
  return found
}

/** Where its errors should be listened to: beside the listener of its end, where that stands apart from its start. */
function placeOf(call: Call, last: string | undefined, listenings: readonly Listening[]): Node {
  const beside = listenings.find((each) => each.event === last && each.at.type === 'CallExpression' && ownerOf(each.at) !== ownerOf(call))
  return (beside?.at as Call | undefined)?.arguments[0] ?? call.callee
}

/** Whether a command may turn out not to be there: not that of the running program, and not a shell. */
export function isMissable(sourceCode: SourceCode, { model, call }: Handle): boolean {
  const command = model.kind === 'process' ? call?.arguments[0] : undefined
  const shell = optionOf(sourceCode, call, shellOption)
  if (shell?.type === 'Literal' && shell.value !== false) return false
  return !command || !(ownProgram.has(apiOf(sourceCode, command) ?? '') || shells.has(textAt(sourceCode, command) ?? ''))
}

/** Whether it is given a signal: when that is aborted, it says `error`. */
export function isAbortable(sourceCode: SourceCode, { model, call }: Handle): boolean {
  const signal = model.kind === 'process' ? optionOf(sourceCode, call, abortOption) : undefined
  return signal !== undefined && !isNothing(unwrap(signal))
}

function optionOf(sourceCode: SourceCode, call: Call | undefined, name: string): Node | undefined {
  return call?.arguments.map((each) => propertyAt(sourceCode, onlyValue(sourceCode, unwrap(each)) ?? each, name)).find((each) => each !== undefined)
}

/** Nobody hears of the end of a member of a cluster, so that nothing takes its place. */
export function isUnseen({ life, call, heardBy }: Handle, listenings: readonly Listening[]): boolean {
  if (!life.heardBy || !call || heardBy !== 'file') return false
  return !listenings.some(({ event }) => event === undefined || life.ends.some(({ events }) => events.has(event)))
}

/** Whether somebody hears of the end of all members at once: `cluster.on('exit', …)`, or of each as it comes: `cluster.on('online', (worker) => { worker.on('exit', …) })`. */
export function isHeardOfAll(sourceCode: SourceCode, { life }: Handle): boolean {
  return life.heardBy !== undefined && nodesOf(sourceCode).calls.some((each) => life.heardBy?.includes(calledPath(sourceCode, each) ?? '') && (hears(each.arguments[0], life.last) || hearsOfEach(sourceCode, each, life.last)))
}

/** Whether a listener listens to the end of what it is given. */
function hearsOfEach(sourceCode: SourceCode, { arguments: given }: Call, last: string | undefined): boolean {
  const listener = given.at(-1)
  const [parameter] = listener && isFunction(listener) ? listener.params : []
  const variable = parameter?.type === 'Identifier' ? variableOf(sourceCode, parameter) : undefined
  return (variable?.references ?? []).some(({ identifier }) => {
    const member = wrapped(identifier).parent
    const call = member?.type === 'MemberExpression' && member.object === wrapped(identifier) ? wrapped(member).parent : undefined
    return call?.type === 'CallExpression' && call.callee === member && literalText(call.arguments[0] ?? member) !== undefined && hears(call.arguments[0], last)
  })
}

function hears(event: Node | undefined, name: string | undefined): boolean {
  const text = event && literalText(event)
  return text === undefined || text === name || text === 'disconnect'
}

/** The events that anything in this file listens to. */
const heardEvents = perFile((sourceCode): ReadonlySet<string> => {
  const found = new Set<string>()
  for (const { arguments: [event] } of nodesOf(sourceCode).calls) {
    const text = event && textAt(sourceCode, event)
    if (text !== undefined) found.add(text)
  }
  for (const member of nodesOf(sourceCode).members) {
    const name = keyName(member)
    if (name?.startsWith('on')) found.add(name.slice('on'.length))
  }
  return found
})

/** `process.on('uncaughtException', …)`, or for promises `unhandledRejection`. */
export const catchesAll = perFile((sourceCode): boolean => nodesOf(sourceCode).calls.some((call) => {
  const text = firstTextOf(sourceCode, call)
  return text !== undefined && CATCHES.has(text) && isCall(call) && rejectionListeners.includes(calledPath(sourceCode, call) ?? '')
}))

const CATCHES: ReadonlySet<string> = new Set(['uncaughtException', 'unhandledRejection', 'unhandledrejection'])
