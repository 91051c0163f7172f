import { registering } from '../../../../knowledge/departures.ts'
import { spawnAt } from '../../../../knowledge/index.ts'
import { forgetfulThreads, openingEvents } from '../../../../knowledge/requests.ts'
import { endEvents } from '../../../../knowledge/shared-memory.ts'
import { groupBy } from '../../../../utils/group.ts'
import { calledName, callsNamed } from '../../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../../utils/per-file.ts'
import { type Call, type CodeOwner, functionAround, type FunctionNode, isFunction, isInside, type Node, ownerOf, unwrap, wrapped } from '../../../../utils/syntax.ts'
import { flowOf } from '../../../flow/flow.ts'
import { type EventId, eventsOf, type Flow, nodeOf } from '../../../flow/graph.ts'
import { reaches } from '../../../flow/reach.ts'
import { suspensionPoints } from '../../../flow/suspension.ts'
import { promiseOf } from '../../../promises/executors.ts'
import { type Variable, variableOf } from '../../../resolve/bindings.ts'
import { firstTextOf, textAt } from '../../../resolve/constants.ts'
import { apiOf } from '../../../resolve/denote.ts'
import type { Fault } from '../../faults.ts'
import { entryOf } from '../../overlap/entries.ts'

const MESSAGE = 'message'

/** A wait for a message of a thread, for the end of a child process, or for the beginning of a connection, that the same function has started. */
interface Hearing {
  readonly hears: 'answer' | 'end' | 'beginning'
  readonly of: Variable
  /** The call that makes it. */
  readonly made: Node
  /** The listener, or the promise that it settles, and what is reported. */
  readonly at: Node
  readonly call: Call
  readonly owner: CodeOwner
}

/** Those of the file, by the functions that wait. */
export const hearingsByOwner = perFile((sourceCode): ReadonlyMap<CodeOwner, readonly Hearing[]> =>
  groupBy(callsNamed(sourceCode, registering).flatMap((call) => hearingAt(sourceCode, call) ?? []), ({ owner }) => owner))

function hearingAt(sourceCode: SourceCode, call: Call): Hearing | undefined {
  const callee = unwrap(call.callee)
  // `worker.once('message', resolve)`, or `once(worker, 'message')`
  const [source, event] = callee.type === 'MemberExpression' ? [callee.object, call.arguments[0]] : call.arguments
  const name = event && textAt(sourceCode, event)
  if (!source || source.type !== 'Identifier' || name === undefined || !EVENTS.has(name)) return undefined
  const variable = variableOf(sourceCode, source)
  const [def, another] = variable?.defs ?? []
  const made = def?.type === 'Variable' && !another && def.node.init && def.node.id.type === 'Identifier' ? unwrap(def.node.init) : undefined
  const hears = made && heardOf(sourceCode, made, name)
  if (!variable || !made || !hears) return undefined
  const fn = ownerOf(call)
  const promise = isFunction(fn) ? promiseOf(sourceCode, fn) : undefined
  const owner = promise ? functionAround(promise) : fn
  return owner && isFunction(owner) && ownerOf(made) === owner ? { hears, of: variable, made, at: promise ?? call, call, owner } : undefined
}

/** What an event tells of what is made there; undefined for what others tell, or tell again. */
function heardOf(sourceCode: SourceCode, made: Node, event: string): Hearing['hears'] | undefined {
  if (made.type !== 'NewExpression' && made.type !== 'CallExpression') return undefined
  const path = apiOf(sourceCode, made) ?? ''
  if (event === MESSAGE) return made.type === 'NewExpression' && forgetfulThreads.has(path) ? 'answer' : undefined
  if (endEvents.has(event)) return spawnAt(apiOf(sourceCode, made.callee) ?? '')?.kind === 'process' ? 'end' : undefined
  return openingEvents.get(path) === event ? 'beginning' : undefined
}

const EVENTS: ReadonlySet<string> = new Set([MESSAGE, ...endEvents, ...openingEvents.values()])

/**
 * Threads whose message is listened for only behind a wait for something else: `worker.postMessage(job); await journal.add(job);
 * await once(worker, 'message')`. An answer that comes before finds nobody, and is thrown away.
 */
export function missedEvents(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  const [hearing, another] = hearingsByOwner(sourceCode).get(owner) ?? []
  if (!hearing || another || !isFunction(owner)) return []
  if (hearing.hears !== 'answer') return missedOnce(sourceCode, owner, hearing)
  const sent = sendingsIn(sourceCode, hearing)
  if (!sent) return []
  const flow = flowOf(sourceCode, owner)
  const [from] = eventsOf(flow, sent)
  const [to] = eventsOf(flow, hearing.at)
  if (flow.imprecise || from === undefined || to === undefined) return []
  const gap = suspensionPoints(flow).find((each) => {
    const node = nodeOf(flow, each)
    return reaches(flow, from, each) && reaches(flow, each, to) && !isInside(hearing.at, node) && !isAbout(hearing.of, node)
  })
  const entry = entryOf(sourceCode, owner)
  return gap === undefined ? [] : [{ kind: 'missed', place: hearing.of.name, node: hearing.call, read: sent, wait: nodeOf(flow, gap), ...(entry && { entry }), proven: true }]
}

/** The last request that is sent before somebody listens; undefined where one comes later, or where somebody else may listen or send. */
function sendingsIn(sourceCode: SourceCode, { of, made, call }: Hearing): Node | undefined {
  let sent: Node | undefined
  for (const { identifier } of of.references) {
    const outer = wrapped(identifier)
    const { parent } = outer
    if (parent?.type === 'VariableDeclarator' || isInside(identifier, call)) continue
    const user = parent?.type === 'MemberExpression' && parent.object === outer ? wrapped(parent).parent : undefined
    if (user?.type === 'CallExpression' && parent?.type === 'MemberExpression' && user.callee === parent) {
      if (firstTextOf(sourceCode, user) === MESSAGE) return undefined
      if (calledName(user) !== 'postMessage') continue
      if (user.range[0] > call.range[0] || ownerOf(user) !== ownerOf(made)) return undefined
      sent = user
    } else if (identifier.range[0] < call.range[0]) return undefined
  }
  return sent
}

/**
 * `const child = spawn(…); for await (const part of child.stdout) await keep(part); await once(child, 'exit')`: a process ends when it
 * has written all, and tells it once. Where what it writes is worked off slowly, that was long ago. So does a connection tell once that
 * it is open: `const socket = new WebSocket(url); const pass = await load(); await once(socket, 'open')`.
 */
function missedOnce(sourceCode: SourceCode, owner: FunctionNode, hearing: Hearing): readonly Fault[] {
  const { hears, of, made, at, call } = hearing
  const flow = flowOf(sourceCode, owner)
  const [from] = eventsOf(flow, made)
  const [to] = eventsOf(flow, at)
  if (flow.imprecise || from === undefined || to === undefined) return []
  const gaps = suspensionPoints(flow).filter((each) => reaches(flow, from, each) && reaches(flow, each, to) && !isInside(at, nodeOf(flow, each)))
  const slow = gaps.find((each) => isInReading(of, nodeOf(flow, each)))
  const gap = slow ?? gaps.find((each) => hears === 'end' || !isAbout(of, nodeOf(flow, each)))
  if (gap === undefined || !of.references.every(({ identifier }) => isInside(identifier, call) || isLetBe(sourceCode, flow, identifier, gap, at))) return []
  const entry = entryOf(sourceCode, owner)
  return [{ kind: hears === 'end' ? 'unseen' : 'unmet', place: of.name, node: call, read: made, wait: nodeOf(flow, gap), ...(entry && { entry }), proven: hears === 'beginning' || slow !== undefined }]
}

/** A wait in a loop that goes through what the process writes. */
function isInReading(of: Variable, wait: Node): boolean {
  for (let at: Node | undefined = wait.parent; at && !isFunction(at); at = at.parent) {
    if (at.type === 'ForOfStatement' && at.await && isInside(wait, at.body)) return isAbout(of, at.right)
  }
  return false
}

/** Whether a use leaves it to begin and end when it will, and nobody hears of that: its parts are read, its failures listened for, and nothing is done to it behind the wait. */
function isLetBe(sourceCode: SourceCode, flow: Flow, name: Node, gap: EventId, at: Node): boolean {
  const outer = wrapped(name)
  const member = outer.parent
  if (member?.type === 'VariableDeclarator' || isInside(name, at) || name.range[0] > at.range[1]) return true
  const wait = nodeOf(flow, gap)
  if (member?.type !== 'MemberExpression' || member.object !== outer || (!isInside(name, wait) && name.range[1] > wait.range[0])) return false
  const user = wrapped(member).parent
  const [event] = user?.type === 'CallExpression' && user.callee === member ? user.arguments : []
  return event === undefined || !EVENTS.has(textAt(sourceCode, event) ?? '')
}

function isAbout(variable: Variable, wait: Node): boolean {
  return variable.references.some(({ identifier }) => isInside(identifier, wait))
}
