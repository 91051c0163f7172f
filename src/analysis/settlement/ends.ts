import { terminal } from '../../knowledge/blocking.ts'
import { programEnds } from '../../knowledge/lifecycles.ts'
import { answers, codes, type End, outputs, starts, timerNames, timers } from '../../knowledge/lives.ts'
import { endingTogether } from '../../knowledge/roles.ts'
import { callsNamed, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { isAwaitedOnly } from '../../utils/results.ts'
import { functionAround, type FunctionNode, hasOption, isCall, isFunction, isInside, literalText, nameAtEnd, type Node, ownerOf, unwrap, walk, wrapped } from '../../utils/syntax.ts'
import { isRaced } from '../promises/raced.ts'
import { variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { callersOf, isExported, standingAt } from '../resolve/functions.ts'
import { lastName } from '../resolve/path.ts'
import { calledFunction, calledPath, functionBehind } from '../resolve/receiver.ts'
import { roleOf } from '../roles/role.ts'
import type { Fault } from './faults.ts'
import { isForFirst } from './first.ts'
import { type Handle, handlesOf, madeForCallers } from './handles.ts'
import { knowsEnd } from './known-end.ts'
import { type Listening, listeningsOf, pointOf, registrationOf } from './listenings.ts'
import { outputListenings } from './output.ts'
import { executorsReacting } from './reacted.ts'
import { type Given, looksAt, mayCome } from './settles.ts'
import { isAbortable, isHeardOfAll, endsUnheard, isMissable, isUnheard, isUnseen } from './unheard.ts'
import { unansweredWait } from './unanswered.ts'
import { type Wait, waitsOf } from './waits.ts'

const togetherRoots = evidenceFrom(endingTogether)

/** What goes wrong when one of the workers and processes of this file ends: for each of them, the first that does. */
export const faultsOfEnds = perFile((sourceCode): readonly Fault[] => {
  const handles = handlesOf(sourceCode)
  if (handles.length === 0) return []
  const { program } = roleOf(sourceCode)
  if (program === 'test' || program === 'config') return []
  const faults = [...handles.flatMap((handle) => faultsOf(sourceCode, handle)), ...madeForCallers(sourceCode).flatMap((handle) => unheardOf(sourceCode, handle, listeningsOf(sourceCode, handle)))]
  const seen = new Set<Node>()
  return faults.filter(({ at }) => !seen.has(at) && seen.add(at))
})

function faultsOf(sourceCode: SourceCode, handle: Handle): readonly Fault[] {
  const listenings = listeningsOf(sourceCode, handle)
  const waiting = waitsOf(sourceCode).filter((wait) => isWaiting(sourceCode, handle, listenings, wait))
  const unheard = unheardOf(sourceCode, handle, listenings)
  if (unheard.length > 0 && !handle.life.sendFails) return unheard // a message that cannot be sent is another fault than an end that nobody hears of
  if (listenings.some(({ event }) => event === undefined) || isHeardOfAll(sourceCode, handle)) return unheard
  const faults = waiting.flatMap((wait) => (wait.what === 'promise' && (isRaced(sourceCode, wait.at) || isOnlyReactedTo(sourceCode, handle, listenings, wait)) ? [] : (faultOfWait(sourceCode, handle, listenings, wait) ?? [])))
  if (unheard.length + faults.length > 0) return [...unheard, ...faults]
  const unanswered = unansweredWait(sourceCode, handle, listenings)
  const unasked = listenings.find((each) => isUnasked(sourceCode, handle, each, listenings))
  if (unanswered || unasked) return [...(unanswered ? [unanswered] : []), ...(unasked ? [{ kind: 'unasked', handle, at: unasked.at } as const] : [])]
  return isUnseen(handle, listenings) && !isPartOfProgram(sourceCode, handle) ? [{ kind: 'unseen', handle, at: (handle.call as NonNullable<Handle['call']>).callee }] : []
}

function unheardOf(sourceCode: SourceCode, handle: Handle, listenings: readonly Listening[]): readonly Fault[] {
  const at = isUnheard(sourceCode, handle, listenings)
  return at ? [{ kind: 'unheard', handle, at, isAborted: isAbortable(sourceCode, handle) && (handle.life.sendFails === true || !isMissable(sourceCode, handle)) }] : []
}

/** `export const startWeb = () => { cluster.fork() }`: another file runs it, and may listen to the end of all members, where this one listens to nothing of theirs. */
function isPartOfProgram(sourceCode: SourceCode, { call, life }: Handle): boolean {
  if (nodesOf(sourceCode).calls.some((each) => life.heardBy?.includes(calledPath(sourceCode, each) ?? ''))) return false
  for (let fn = call && functionAround(call); fn; fn = functionAround(fn)) if (isExported(sourceCode, fn)) return true
  return false
}

/** Whether nobody waits for the promise itself, but for others that the end of the handle settles. */
function isOnlyReactedTo(sourceCode: SourceCode, handle: Handle, listenings: readonly Listening[], { at }: Wait): boolean {
  const told = listenings.filter(({ event }) => event !== undefined && tellsEnd(handle, event))
  return executorsReacting(sourceCode, at)?.every((executor) => {
    const settlers = executor.params.flatMap((each) => variableOf(sourceCode, each)?.references ?? [])
    return told.some(({ listener, runs }) => settlers.some(({ identifier }) => identifier === listener || (runs !== undefined && isInside(identifier, runs))))
  }) ?? false
}

/** Whether something that listens to the handle, other than for its end, settles the promise; or its end resolves it. */
function isWaiting(sourceCode: SourceCode, handle: Handle, listenings: readonly Listening[], wait: Wait): boolean {
  if (wait.read.has(handle)) return true
  if (wait.isKept && isTimed(sourceCode, wait)) return false
  if (!wait.isKept) return listenings.some((each) => wait.heard.has(each.use) && (surelyComes(sourceCode, each, wait, [], wait.resolves) || (answers.has(each.event ?? '') && surelyComes(sourceCode, each, wait, [], wait.sites))))
  return listenings.some((each) => each.event !== undefined && isAnswer(handle, each.event) && surelyComes(sourceCode, each, wait, [], wait.sites)) || isAnsweredByOutput(sourceCode, handle, wait)
}

/** It says something; or a thread fails, for whose answers, which come through a port of their own, somebody waits. */
function isAnswer({ life }: Handle, event: string): boolean {
  return answers.has(event) || (event === 'error' && life.ends.some(({ how }) => how === 'fails'))
}

/** Whether a timer comes to those that are kept: who is not answered in time is told so. */
function isTimed(sourceCode: SourceCode, { sites, isKept }: Wait): boolean {
  return [...callsNamed(sourceCode, timers.map(lastName)).filter(({ callee }) => timers.includes(apiOf(sourceCode, callee) ?? '')), ...timersByName(sourceCode)].some(({ arguments: [callback] }) => {
    const runs = callback && functionBehind(sourceCode, callback)
    return runs !== undefined && mayCome(sourceCode, runs, { sites, isKept, isProof: true }, [])
  })
}

/** Calls of something unknown that is given a function first, and is a timer by its name or that of what it makes: `const idleTimer = defer.create(stop)`. */
const timersByName = perFile((sourceCode) => nodesOf(sourceCode).calls.filter((call) => {
  const { parent } = wrapped(call)
  const kept = parent?.type === 'VariableDeclarator' ? parent.id : parent?.type === 'AssignmentExpression' ? parent.left : undefined
  const callee = unwrap(call.callee)
  const names = [callee, callee.type === 'MemberExpression' ? callee.object : undefined, kept]
  return call.arguments[0] !== undefined && names.some((name) => name && timerNames.test(nameAtEnd(unwrap(name)) ?? '')) && !calledFunction(sourceCode, call) && functionBehind(sourceCode, call.arguments[0]) !== undefined
}))

/** Whether what the handle writes settles what is kept, and the end of that does not. */
function isAnsweredByOutput(sourceCode: SourceCode, handle: Handle, { sites, isKept }: Wait): boolean {
  const written = outputListenings(sourceCode, handle)
  if (!written.some(({ event, runs }) => outputs.has(event) && runs && mayCome(sourceCode, runs, { sites, isKept, isProof: true }, []))) return false
  return !written.some(({ event, runs }) => !outputs.has(event) && (!runs || mayCome(sourceCode, runs, { sites, isKept }, [])))
}

/** Whether one sees that the listener settles the promise on some path. */
function surelyComes(sourceCode: SourceCode, { listener, runs }: Listening, { isKept }: Wait, given: Given, among: ReadonlySet<Node>): boolean {
  if (listener && among.has(listener)) return true
  return runs !== undefined && mayCome(sourceCode, runs, { sites: among, isKept, isProof: true }, given)
}

/** Whether the listener may settle the promise; what it makes the listeners `apart` from is no way to it. */
function comes(sourceCode: SourceCode, { listener, runs }: Listening, { sites, isKept }: Wait, given: Given, apart?: ReadonlySet<Node>): boolean {
  if (!listener) return false
  if (sites.has(listener)) return true
  if (!runs) return isKept || [...sites].some((site) => isInside(site, listener))
  return mayCome(sourceCode, runs, { sites, isKept, ...(apart ? { apart } : {}) }, given)
}

/**
 * The listeners of a handle that another of its kind takes the place of when it ends: the next one knows nothing of what
 * the last one was told. None where it may be told that again, or is made for one task.
 */
function ofTheNext(sourceCode: SourceCode, { call, uses }: Handle, listenings: readonly Listening[], { runs }: Listening, { isKept }: Wait, given: Given): ReadonlySet<Node> | undefined {
  const starter = call && ownerOf(call)
  if (!isKept || !runs || !isFunction(starter) || starter.params.length > 0) return undefined
  const told = new Set(uses.flatMap((use): Node[] => (use.does === 'talk' && use.call ? [use.call] : [])))
  if (mayCome(sourceCode, runs, { sites: told, isKept }, given)) return undefined
  return new Set(listenings.flatMap(({ listener }) => (isFunction(listener) ? [listener] : [])))
}

function faultOfWait(sourceCode: SourceCode, handle: Handle, listenings: readonly Listening[], wait: Wait): Fault | undefined {
  const settlers = listenings.filter((each) => comes(sourceCode, each, wait, []))
  const isForStart = settlers.some((each) => starts.has(each.event ?? '') && surelyComes(sourceCode, each, wait, [], wait.resolves))
  const answering = settlers.find(({ event }) => event === undefined || !tellsEnd(handle, event))
  const isMissed = isMissable(sourceCode, handle) && !endsUnheard(sourceCode, handle, listenings)
  for (const end of handle.life.ends) {
    if (end.how === 'missing' ? !isMissed || knowsEnd(sourceCode, handle, wait, settlers) : end.how !== 'fails' && isForStart) continue
    const heard = listenings.filter(({ event }) => event !== undefined && end.events.has(event))
    if (heard.some(({ use, listener }) => !listener && use.call)) return undefined // `once(worker, 'exit')`: somebody else takes care
    if (heard.some(({ listener }) => listener && programEnds.has(apiOf(sourceCode, listener) ?? ''))) continue // `.on('exit', process.exit)`: nobody is left to wait
    const settling = heard.filter((each) => {
      const given = end.events.get(each.event ?? '') ?? []
      return comes(sourceCode, each, wait, given) && comes(sourceCode, each, wait, given, ofTheNext(sourceCode, handle, listenings, each, wait, given))
    })
    if (settling.length === 0 && heard.length === 0 && handle.model.kind === 'worker' && mentions(sourceCode, togetherRoots)) continue // the program does not outlive it
    if (settling.length === 0) return { kind: 'hangs', handle, wait, end, ...placeOf(handle, wait, heard, answering ?? settlers.find((each) => wait.isKept && isAnswer(handle, each.event ?? ''))) }
    const [first] = settling
    if (first && wait.what === 'promise' && settling.every((each) => isForFirst(sourceCode, handle, each, answering, wait))) return { kind: 'first', handle, wait, at: pointOf(first) }
  }
  const ignoring = listenings.find((each) => isIgnoring(sourceCode, handle, each, wait))
  if (ignoring) return { kind: 'ignored', handle, wait, at: pointOf(ignoring) }
  const sparing = listenings.find((each) => isSparing(sourceCode, handle, each, wait))
  return sparing && { kind: 'killed', handle, wait, at: pointOf(sparing) }
}

function tellsEnd({ life }: Handle, event: string): boolean {
  return event === 'error' || life.ends.some(({ events }) => events.has(event))
}

/** The listener that does too little, or else the one beside which it is missing. */
function placeOf(handle: Handle, wait: Wait, heard: readonly Listening[], answering: Listening | undefined): { readonly at: Node; readonly listening: Listening | undefined } {
  const listening = heard.find(({ event }) => event === handle.life.last) ?? heard[0]
  if (listening) return { at: pointOf(listening), listening }
  return { at: answering ? registrationOf(answering) : isCall(wait.at) ? wait.at.callee : wait.at, listening: undefined }
}

// ---------------------------------------------------------------- failures that count as success

/** The end resolves the promise whatever code it comes with: the job was begun here, and nothing else looks at how it went. */
function isIgnoring(sourceCode: SourceCode, handle: Handle, listening: Listening, wait: Wait): boolean {
  const { runs, listener } = listening
  const failed = toldOf(handle, 'stops', listening)
  if (failed?.length && listener && wait.resolves.has(listener) && handle.model.kind === 'process') {
    const results = resultsOf(sourceCode, handle, wait)
    return isOneJob(sourceCode, handle, wait) && results.length > 0 && results.every(isAwaitedOnly)
  }
  if (!failed?.length || !runs || listener !== standingAt(sourceCode, runs) || looksAt(sourceCode, runs.params.slice(0, 2), runs)) return false
  return isOneJob(sourceCode, handle, wait) && !decides(sourceCode, runs) && !answersByOutput(runs, wait) && surelyComes(sourceCode, listening, wait, failed, wait.resolves)
}

/** `resolve(output.trim() === 'true')`: whoever fails has not written that, and the answer is no. */
function answersByOutput(fn: FunctionNode, { resolves }: Wait): boolean {
  const answers = [...resolves].filter((each) => isInside(each, fn)).map((each) => wrapped(each).parent)
  return answers.length > 0 && answers.every((call) => {
    const [answer] = isCall(call) ? call.arguments : []
    return answer?.type === 'BinaryExpression' && comparing.has(answer.operator) && [answer.left, answer.right].some((side) => Boolean(literalText(side)))
  })
}

const comparing: ReadonlySet<string> = new Set(['===', '=='])

/** `await once(child, 'exit')`: the code comes with that, and nobody takes it. Who ends the process itself knows how. */
function isUnasked(sourceCode: SourceCode, handle: Handle, { use, event, listener }: Listening, all: readonly Listening[]): boolean {
  const { call, uses, model, life } = handle
  const tellsCode = (name: string | undefined): boolean => (life.ends.find(({ how }) => how === 'stops')?.events.get(name ?? '')?.length ?? 0) > 0
  if (listener || !use.call || !call || model.kind !== 'process' || !tellsCode(event) || !isAwaitedOnly(use.call) || ownerOf(call) !== ownerOf(use.call)) return false
  return !all.some((each) => each.listener && tellsCode(each.event)) && !uses.some(({ does }) => does === 'end' || does === 'detach') && !codes.test(sourceCode.text)
}

/** A code that is no zero is taken for a failure, and a signal, with which no code comes, for success: `if (code) reject()`. */
function isSparing(sourceCode: SourceCode, handle: Handle, listening: Listening, wait: Wait): boolean {
  const { runs } = listening
  const failed = toldOf(handle, 'stops', listening)
  const killed = toldOf(handle, 'killed', listening)
  if (!failed?.length || !killed?.length || !runs || looksAt(sourceCode, runs.params.slice(1, 2), runs) || !isOneJob(sourceCode, handle, wait) || (handle.call && hasOption(handle.call, terminal.option, terminal.value))) return false
  return surelyComes(sourceCode, listening, wait, killed, wait.resolves) && !comes(sourceCode, listening, { ...wait, sites: wait.resolves }, failed)
}

function toldOf({ life }: Handle, how: End['how'], { event }: Listening): Given | undefined {
  return life.ends.find((end) => end.how === how)?.events.get(event ?? '')
}

/** It was begun for this promise alone, and nothing ends it, or asks later how it went. */
function isOneJob(sourceCode: SourceCode, { call, uses }: Handle, wait: Wait): boolean {
  if (wait.isKept || !call || uses.some(({ does }) => does === 'end' || does === 'detach') || codes.test(sourceCode.text)) return false
  if ([...wait.read].some((each) => each.call === call)) return false
  return ownerOf(call) === wait.owner || resultsOf(sourceCode, { call }, wait).length > 0
}

/** What stands for the promise where the handle is begun: the promise itself, or the call of a helper that is given the handle and returns it. */
function resultsOf(sourceCode: SourceCode, { call }: Pick<Handle, 'call'>, { at }: Wait): readonly Node[] {
  if (!call || !isCall(at)) return []
  const starter = ownerOf(call)
  const helper = ownerOf(at)
  if (helper === starter) return [at]
  const { parent } = wrapped(at)
  if (!isFunction(helper) || isExported(sourceCode, helper) || (parent?.type !== 'ReturnStatement' && parent !== helper)) return []
  return callersOf(sourceCode, helper).filter((each) => ownerOf(each) === starter)
}

/** A listener that branches knows by something else how it went. */
function decides(sourceCode: SourceCode, fn: Node): boolean {
  let found = false
  walk(sourceCode, fn, (node) => {
    found ||= node.type === 'IfStatement' || node.type === 'ConditionalExpression' || node.type === 'LogicalExpression' || node.type === 'SwitchStatement' || node.type === 'TryStatement'
    return !found
  })
  return found
}
