import { registering } from '../../../knowledge/departures.ts'
import { forgetfulThreads } from '../../../knowledge/requests.ts'
import { groupBy } from '../../../utils/group.ts'
import { calledName, callsNamed } from '../../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { type Call, type CodeOwner, functionAround, isFunction, isInside, literalText, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { flowOf } from '../../flow/flow.ts'
import { eventsOf, nodeOf } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { suspensionPoints } from '../../flow/suspension.ts'
import { promiseOf } from '../../promises/executors.ts'
import { type Variable, variableOf } from '../../resolve/bindings.ts'
import { apiOf } from '../../resolve/denote.ts'
import type { Fault } from '../faults.ts'
import { entryOf } from '../overlap/entries.ts'

const MESSAGE = 'message'

/** A wait for a message of a thread that the same function has started. */
interface Hearing {
  readonly of: Variable
  /** The call that makes the thread. */
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
  if (!source || !event || source.type !== 'Identifier' || literalText(event) !== MESSAGE) return undefined
  const variable = variableOf(sourceCode, source)
  const [def, another] = variable?.defs ?? []
  const made = def?.type === 'Variable' && !another && def.node.init && def.node.id.type === 'Identifier' ? unwrap(def.node.init) : undefined
  if (!variable || made?.type !== 'NewExpression' || !forgetfulThreads.has(apiOf(sourceCode, made) ?? '')) return undefined
  const fn = ownerOf(call)
  const promise = isFunction(fn) ? promiseOf(sourceCode, fn) : undefined
  const owner = promise ? functionAround(promise) : fn
  return owner && isFunction(owner) && ownerOf(made) === owner ? { of: variable, made, at: promise ?? call, call, owner } : undefined
}

/**
 * Threads whose message is listened for only behind a wait for something else: `worker.postMessage(job); await journal.add(job);
 * await once(worker, 'message')`. An answer that comes before finds nobody, and is thrown away.
 */
export function missedMessages(sourceCode: SourceCode, owner: CodeOwner): readonly Fault[] {
  const [hearing, another] = hearingsByOwner(sourceCode).get(owner) ?? []
  if (!hearing || another || !isFunction(owner)) return []
  const sent = sendingsIn(hearing)
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
function sendingsIn({ of, made, call }: Hearing): Node | undefined {
  let sent: Node | undefined
  for (const { identifier } of of.references) {
    const outer = wrapped(identifier)
    const { parent } = outer
    if (parent?.type === 'VariableDeclarator' || isInside(identifier, call)) continue
    const user = parent?.type === 'MemberExpression' && parent.object === outer ? wrapped(parent).parent : undefined
    if (user?.type === 'CallExpression' && parent?.type === 'MemberExpression' && user.callee === parent) {
      if (user.arguments[0] && literalText(user.arguments[0]) === MESSAGE) return undefined
      if (calledName(user) !== 'postMessage') continue
      if (user.range[0] > call.range[0] || ownerOf(user) !== ownerOf(made)) return undefined
      sent = user
    } else if (identifier.range[0] < call.range[0]) return undefined
  }
  return sent
}

function isAbout(variable: Variable, wait: Node): boolean {
  return variable.references.some(({ identifier }) => isInside(identifier, wait))
}
