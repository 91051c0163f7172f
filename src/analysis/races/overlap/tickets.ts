import type { TSESTree } from '@typescript-eslint/utils'

import { abortController, givenUpChecks, givenUpNames, ticketNames } from '../../../knowledge/races.ts'
import { currently } from '../../../knowledge/reading.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, keyName, literalText, nameAtEnd, type Node, unwrap, walkOwn, wrapped } from '../../../utils/syntax.ts'
import { type EventId, type Flow, nodeOf, type Test } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspendsBetween, suspensionPoints } from '../../flow/suspension.ts'
import { isOfModule, onlyValue, sourcesOf, variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { isThis } from '../../resolve/members.ts'
import { calledFunction } from '../../resolve/receiver.ts'
import type { Access } from '../places/accesses.ts'
import { targetsByOwner } from '../places/written.ts'
import { decides } from '../reads/control.ts'
import { asksCallback } from './told.ts'

/** Where control may go in the code that writes, and what it asks. */
export interface Context {
  readonly flow: Flow
  readonly tests: readonly Test[]
}

/** Whether the write depends on a test, since the last suspension, that this run has not been overtaken. `run` has noted what is compared: the code itself, or where that is a callback, what has given it. */
export function isTicketed(sourceCode: SourceCode, run: CodeOwner, write: Access, { flow, tests }: Context): boolean {
  const tickets = tests.filter((test) => isTicket(sourceCode, run, test.node))
  return tickets.some((test) => decides(flow, test, write.event) !== undefined && isRecent(flow, test.event, write.event))
    || isTicketedBehindGaps(flow, tickets.filter((test) => turnsBack(flow, test, write.event)), write.event)
    || flow.kinds.some((kind, event) => kind === 'call' && isAbortCheck(nodeOf(flow, event)) && isRecent(flow, event, write.event))
}

/** Whether the run asks behind one wait whether it has been overtaken, and the write comes behind another one: `if (ticket !== this.latest) return; this.rows = await more(page)`. */
export function asksTooEarly(sourceCode: SourceCode, run: CodeOwner, write: Access, { flow, tests }: Context): boolean {
  return tests.some((test) => {
    if (!comparesTicket(sourceCode, run, test.node) || decides(flow, test, write.event) === undefined || isRecent(flow, test.event, write.event)) return false
    return suspensionPoints(flow).some((gap) => reaches(flow, gap, test.event))
  })
}

/** `ticket !== this.latest`, of a name that has been given what is there (`const ticket = ++this.latest`): a parameter may stand for anything. */
function comparesTicket(sourceCode: SourceCode, run: CodeOwner, test: Node): boolean {
  let found = false
  walkOwn(sourceCode, test, (node) => {
    found ||= node.type === 'BinaryExpression' && comparesOwn(sourceCode, run, node, (side) => isOwnName(sourceCode, run, side))
      && [[node.left, node.right], [node.right, node.left]].some(([own, shared]) => own && shared && isNotedFrom(sourceCode, own, shared))
  })
  return found
}

/** Whether a name holds what a place was, or was moved on to, where it was declared. */
function isNotedFrom(sourceCode: SourceCode, name: Node, place: Node): boolean {
  const value = name.type === 'Identifier' ? onlyValue(sourceCode, name) : undefined
  const noted = value?.type === 'UpdateExpression' ? value.argument : value?.type === 'AssignmentExpression' ? value.left : value
  return noted !== undefined && sourceCode.getText(unwrap(noted)) === sourceCode.getText(unwrap(place))
}

/** Whether control comes from one event to the other, and nobody runs in between on any way. */
function isRecent(flow: Flow, from: EventId, to: EventId): boolean {
  return reaches(flow, from, to) && !suspendsBetween(flow, from, to, [to])
}

/** Whether one outcome of a test keeps the run from an event that the other leads to. */
function turnsBack(flow: Flow, { event: test }: Test, event: EventId): boolean {
  return reaches(flow, test, event) && ['true', 'false'].some((outcome) => !reaches(flow, test, event, (from, edge) => from !== test || edge === outcome))
}

/** Whether each way on which others may have run passes a ticket behind that: a way on which nobody waits needs none. */
function isTicketedBehindGaps(flow: Flow, tickets: readonly Test[], write: EventId): boolean {
  if (tickets.length === 0) return false
  const events = new Set(tickets.map(({ event }) => event))
  return !suspensionPoints(flow).some((event) => event !== write && reaches(flow, event, write, (_f, _e, next) => !events.has(next)))
}

const COMPARES: ReadonlySet<string> = new Set(['===', '!==', '==', '!='])

/** `ticket !== this.latest`, `this.request !== request`, `signal.aborted`, `over` that a callback sets. */
function isTicket(sourceCode: SourceCode, owner: CodeOwner, test: Node): boolean {
  let found = false
  walkOwn(sourceCode, test, (node) => {
    if (node.type === 'MemberExpression' && givenUpNames.test(keyName(node) ?? '') && !isNeverGivenUp(sourceCode, node)) found = true
    if (node.type === 'CallExpression') found ||= isTicketAsked(sourceCode, owner, node, 0)
    found ||= comparesOwn(sourceCode, owner, node, (side) => isOwnName(sourceCode, owner, side)) || comparesLeft(sourceCode, owner, node)
  })
  return found || asksCallback(sourceCode, owner, test)
}

/** `controller.signal.aborted` of a `new AbortController()` that the file never aborts, and hands on to nobody who could: it is false for ever. */
function isNeverGivenUp(sourceCode: SourceCode, { object }: TSESTree.MemberExpression): boolean {
  const controller = controllerOf(sourceCode, object)
  const variable = controller && variableOf(sourceCode, controller)
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  if (!variable || second || source?.kind !== 'value' || source.value.type !== 'NewExpression' || apiOf(sourceCode, source.value.callee) !== abortController) return false
  return variable.references.every((reference) => reference.init === true || (reference.identifier.parent.type === 'MemberExpression' && reference.identifier.parent.object === reference.identifier && keyName(reference.identifier.parent) === 'signal'))
}

/** Whether a test asks for such a signal: it never tells a run that it is over. */
export function asksInVain(sourceCode: SourceCode, test: Node): boolean {
  let found = false
  walkOwn(sourceCode, test, (node) => {
    found ||= node.type === 'MemberExpression' && givenUpNames.test(keyName(node) ?? '') && isNeverGivenUp(sourceCode, node)
  })
  return found
}

/** The name before `.signal`, also where the signal has a name of its own. */
function controllerOf(sourceCode: SourceCode, signal: Node, depth = 0): Node | undefined {
  const node = unwrap(signal)
  if (node.type === 'MemberExpression') return keyName(node) === 'signal' && node.object.type === 'Identifier' ? node.object : undefined
  const value = node.type === 'Identifier' && depth === 0 ? onlyValue(sourceCode, node) : undefined
  return value && controllerOf(sourceCode, value, 1)
}

function comparesOwn(sourceCode: SourceCode, owner: CodeOwner, node: Node, isOwn: (side: Node) => boolean): boolean {
  if (node.type !== 'BinaryExpression' || !(COMPARES.has(node.operator) || isOfOneCount(node))) return false
  const sides = [node.left, node.right].map(withoutDefault)
  return sides.some(isOwn) && sides.some((side) => isSharedName(sourceCode, owner, side))
}

/** `latest = request.id; …; if (latest !== request.id) return`: this run has left there what it compares, a part of something that it alone has. */
function comparesLeft(sourceCode: SourceCode, owner: CodeOwner, node: Node): boolean {
  if (node.type !== 'BinaryExpression' || !COMPARES.has(node.operator)) return false
  const sides = [unwrap(node.left), unwrap(node.right)]
  return sides.some((shared, i) => {
    const part = sides[1 - i]
    if (part?.type !== 'MemberExpression' || part.object.type !== 'Identifier' || !isOwnName(sourceCode, owner, part.object) || !isSharedName(sourceCode, owner, shared)) return false
    return (targetsByOwner(sourceCode).get(owner) ?? []).some((target) => {
      const change = wrapped(target).parent
      return change?.type === 'AssignmentExpression' && change.operator === '=' && sourceCode.getText(target) === sourceCode.getText(shared) && sourceCode.getText(unwrap(change.right)) === sourceCode.getText(part)
    })
  })
}

/** `this.sequence > sequence`: a count that goes on has gone on since. */
function isOfOneCount({ operator, left, right }: TSESTree.BinaryExpression): boolean {
  const names = [left, right].map((side) => nameAtEnd(unwrap(side)))
  return /^[<>]=?$/u.test(operator) && names[0] !== undefined && names[0] === names[1] && ticketNames.test(names[0])
}

/** How many functions a ticket is handed on through. */
const MOST_ASKED = 3

/** `this.isOvertaken(key, ticket)`: a function of the file compares what the run has noted with what is there now. */
function isTicketAsked(sourceCode: SourceCode, owner: CodeOwner, call: TSESTree.CallExpression, depth: number): boolean {
  const asked = depth < MOST_ASKED ? calledFunction(sourceCode, call) : undefined
  if (!asked || asked === owner || asked.async || asked.generator) return false
  const own = new Set(call.arguments.flatMap((each, i) => {
    const parameter = asked.params[i]
    return parameter?.type === 'Identifier' && isOwnName(sourceCode, owner, unwrap(each)) ? [variableOf(sourceCode, parameter)] : []
  }))
  const isOwn = (side: Node): boolean => side.type === 'Identifier' && own.has(variableOf(sourceCode, side))
  if (own.size === 0) return false
  let found = false
  for (const value of returnsOf(sourceCode, asked)) walkOwn(sourceCode, value, (node) => {
    found ||= comparesOwn(sourceCode, asked, node, isOwn) || (node.type === 'CallExpression' && isTicketAsked(sourceCode, asked, node, depth + 1))
  })
  return found
}

/** `versions.get(key) ?? 0`: what stands there where nothing is kept says as much. */
function withoutDefault(side: Node): Node {
  const node = unwrap(side)
  return node.type === 'LogicalExpression' && node.operator !== '&&' ? unwrap(node.left) : node
}

function isOwnName(sourceCode: SourceCode, owner: CodeOwner, node: Node): boolean {
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  return variable?.defs[0] !== undefined && !isOfModule(variable) && isInsideOwner(owner, variable.identifiers[0])
}

function isInsideOwner(owner: CodeOwner, name: Node | undefined): boolean {
  return name !== undefined && name.range[0] >= owner.range[0] && name.range[1] <= owner.range[1]
}

function isSharedName(sourceCode: SourceCode, owner: CodeOwner, node: Node): boolean {
  if (node.type === 'CallExpression') return asksWhatIsNow(sourceCode, owner, node)
  if (node.type === 'MemberExpression') return true
  const variable = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
  return variable?.defs[0] !== undefined && !isInsideOwner(owner, variable.identifiers[0])
}

/** `versions.get(key)`, `this.getAttribute('for')`, `selected()`: what is chosen now, asked of something outside of the function. */
function asksWhatIsNow(sourceCode: SourceCode, owner: CodeOwner, { callee: called, arguments: list }: TSESTree.CallExpression): boolean {
  const callee = unwrap(called)
  const name = callee.type === 'MemberExpression' ? keyName(callee) : callee.type === 'Identifier' ? callee.name : undefined
  if (callee.type === 'MemberExpression' && (name === 'get' || name === 'at')) return true
  if (name === undefined || !list.every((each) => literalText(each) !== undefined)) return false
  if (!currently.test(name) && (list.length > 0 || apiOf(sourceCode, callee) !== undefined)) return false
  let object: Node = callee
  while (object.type === 'MemberExpression') object = unwrap(object.object)
  return isThis(sourceCode, object) || isSharedName(sourceCode, owner, object)
}

function isAbortCheck(node: Node): boolean {
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined
  return callee?.type === 'MemberExpression' && givenUpChecks.has(keyName(callee) ?? '')
}
