import { documentFunctions, itemCommands } from '../../knowledge/documents.ts'
import { removals, subscriptionEnds } from '../../knowledge/lives.ts'
import { providing } from '../../knowledge/openings.ts'
import { stateHooks } from '../../knowledge/requests.ts'
import { fileWrites, flushes, objectCommands, rowCreates, rowSave, rowUpdates, sending, sqlMethods, storeWrites } from '../../knowledge/stores.ts'
import { calledName, callsByName, callsByOwner, callsNamed, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type CodeOwner, functionAround, type FunctionNode, isCall, isFunction, nameAtEnd, type Node, ownerOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { callingBack } from '../callbacks/handed.ts'
import { nameIn } from '../callbacks/uses.ts'
import { drivenGenerators } from '../promises/driven.ts'
import { isLetRun, isWaitedFor } from '../promises/fate.ts'
import { callbackAt, callTelling } from '../promises/reactions.ts'
import { evidenceFrom, mentions } from '../resolve/evidence.ts'
import { lastName } from '../resolve/path.ts'
import { registrationsByOwner } from './finders/answers/awaited.ts'
import { takersOfNext } from './finders/answers/crossed.ts'
import { executorsKeeping } from './finders/answers/displaced.ts'
import { answersInTurn } from './finders/answers/mismatched.ts'
import { hearingsByOwner } from './finders/answers/missed.ts'
import { receivingsByOwner } from './finders/answers/unreceived.ts'
import { chosenByOwner } from './finders/elements/chosen.ts'
import { iterationsByOwner } from './finders/elements/iteration.ts'
import { placedByOwner } from './finders/elements/shifted.ts'
import { takenByOwner } from './finders/elements/stepped.ts'
import { begunByOwner } from './finders/elements/unfilled.ts'
import { listenersByOwner } from './finders/endings/forgotten.ts'
import { usedByOwner } from './finders/endings/withdrawn.ts'
import { hasThunks } from './finders/state/dispatched.ts'
import { unmarkingsByOwner } from './finders/state/unmarked.ts'
import { deadlinesByOwner } from './finders/timers/strayed.ts'
import { roundsByOwner } from './finders/turns/rejoined.ts'
import { batchNames } from './others/helpers.ts'
import { passesOn } from './others/middleware.ts'
import { targetsByOwner, writtenIn } from './places/written.ts'
import { taggedStatements } from './stores/asked.ts'
import { commandNames } from './stores/commands.ts'
import { putsAway } from './stores/helped.ts'
import { askingAndChanging } from './stores/named.ts'
import { ownersAround } from './stores/parts.ts'
import { namesOfThings } from './stores/things.ts'
import { twinNames } from './stores/twins.ts'
import { marksByOwner } from './stores/underway.ts'

const stateRoots = evidenceFrom(stateHooks)

/**
 * The functions worth a closer look: they wait, and they or what they begin write to something that is not theirs. The first,
 * cheap question: code that waits for nothing, and code that changes nothing, costs one look at the names of the file.
 */
export const candidates = perFile((sourceCode): ReadonlySet<CodeOwner> => {
  const waiting = suspending(sourceCode)
  const later = new Set([...deadlinesByOwner(sourceCode).keys(), ...listenersByOwner(sourceCode).keys(), ...begunByOwner(sourceCode).keys(), ...executorsKeeping(sourceCode), ...takersOfNext(sourceCode).keys(), ...answersInTurn(sourceCode).keys()])
  if ((waiting.size === 0 && !mayAnswerLater(sourceCode)) || mentions(sourceCode, stateRoots) || hasThunks(sourceCode)) return new Set([...waiting, ...later])
  const calls = callsByOwner(sourceCode)
  const chosen = new Set<CodeOwner>()
  const preparing = new Set<CodeOwner>()
  const beginning = new Set<string>()
  // Functions that answer later, and have written something by then.
  const answering = new Set<string>()
  const waitingNames = new Set([...waiting].flatMap((each) => (isFunction(each) ? nameIn(each) ?? [] : [])))
  for (const writer of targetsByOwner(sourceCode).keys()) {
    if (!isFunction(writer)) continue
    if (passesOn(sourceCode, writer) || leavesWaiting(writer)) preparing.add(writer)
    const name = nameIn(writer)
    const call = wrapped(writer).parent
    const starter = isCall(call) && call.callee !== wrapped(writer) && (callingBack.has(calledName(call) ?? '') || batchNames.has(calledName(call) ?? '')) ? ownerOf(call) : undefined
    const isNear = waiting.has(writer) || starter !== undefined || (name !== undefined && callsByName(sourceCode).has(name)) || provides(writer)
    if (!isNear || writtenIn(sourceCode, writer).length === 0) continue
    chosen.add(writer)
    if (name !== undefined) beginning.add(name)
    if (name !== undefined && writer.async) answering.add(name)
    if (starter) chosen.add(starter)
    if (starter && isFunction(starter)) answering.add(nameIn(starter) ?? '')
  }
  for (const owner of iterationsByOwner(sourceCode).keys()) chosen.add(owner)
  for (const owner of chosenByOwner(sourceCode).keys()) chosen.add(owner)
  for (const owner of placedByOwner(sourceCode).keys()) chosen.add(owner)
  for (const owner of takenByOwner(sourceCode).keys()) chosen.add(owner)
  for (const owner of registrationsByOwner(sourceCode).keys()) chosen.add(owner)
  for (const owner of hearingsByOwner(sourceCode).keys()) chosen.add(owner)
  for (const owner of roundsByOwner(sourceCode).keys()) chosen.add(owner)
  for (const owner of receivingsByOwner(sourceCode).keys()) chosen.add(owner)
  for (const owner of unmarkingsByOwner(sourceCode).keys()) chosen.add(owner)
  for (const owner of usedByOwner(sourceCode).keys()) chosen.add(owner)
  for (const owner of marksByOwner(sourceCode).keys()) chosen.add(owner)
  const twins = twinNames(sourceCode)
  const made = namesOfThings(sourceCode)
  const commands = commandNames(sourceCode)
  const named = askingAndChanging(sourceCode)
  const handingOn = ownersAround(sourceCode, changingRows)
  const sendsItems = mentions(sourceCode, itemRoots)
  const begins = (owner: CodeOwner): boolean => taggedStatements(sourceCode).has(owner) || (calls.get(owner)?.some((call) => isBeginning(calledName(call) ?? '')) ?? false)
  return new Set([...[...waiting].filter((owner) => chosen.has(owner) || handingOn.has(owner) || named.has(owner) || begins(owner)), ...[...chosen].filter(provides), ...later, ...answered(sourceCode).filter(begins), ...preparing, ...answeringWith(sourceCode, answering)])

  // `tenant = request.headers.tenant; return forward(request)`: it waits for nothing itself, and what it calls does.
  function leavesWaiting(writer: FunctionNode): boolean {
    return !waiting.has(writer) && writer.params.length > 0
      && (calls.get(writer)?.some((call) => waitingNames.has(calledName(call) ?? '') && (isWaitedFor(call) || isLetRun(call))) ?? false)
  }

  // `if (made.has(dir)) return; made.add(dir); return mkdir(dir)`: it waits for nothing itself.
  function provides(owner: CodeOwner): boolean {
    return calls.get(owner)?.some((call) => call.parent.type === 'ReturnStatement' && providing.test(calledName(call) ?? '')) ?? false
  }

  function isBeginning(name: string): boolean {
    return beginning.has(name) || (sendsItems && name === sending) || puttingAway.has(name) || twins.has(name) || made.has(name) || commands.has(name) || takingBack.has(name) || putsAway(sourceCode, name)
  }
})

/** Whether functions that wait for nothing may answer with promises, `return client.connect()`, or are called back with an answer. */
function mayAnswerLater(sourceCode: SourceCode): boolean {
  const { functions, names } = nodesOf(sourceCode)
  return names.has('Promise') || functions.some((fn) => fn.async || callTelling(sourceCode, fn) !== undefined)
}

/** What puts something into a store outside. */
const puttingAway: ReadonlySet<string> = new Set([
  ...storeWrites.keys(), ...rowCreates, ...rowUpdates, ...flushes, ...[...documentFunctions.keys()].map(lastName), ...[...fileWrites].map(lastName), ...sqlMethods,
])

/** What takes a listener away. */
const takingBack: ReadonlySet<string> = new Set([...removals, ...subscriptionEnds])

/** What changes a row. */
const changingRows: ReadonlySet<string> = new Set([...rowUpdates, rowSave, ...sqlMethods])

const itemRoots = evidenceFrom([...itemCommands.keys(), ...objectCommands.keys()])

/** The callbacks that are given what a promise comes to, or what was asked for: others may have run before them. And what is in these, run later still. */
function answered(sourceCode: SourceCode): readonly FunctionNode[] {
  const behindPromises = callsNamed(sourceCode, THEN).flatMap(({ arguments: [first] }) => callbackAt(sourceCode, first) ?? [])
  return [...behindPromises, ...nodesOf(sourceCode).functions.filter((fn) => callTelling(sourceCode, fn) !== undefined)]
}

const THEN: ReadonlySet<string> = new Set(['then'])

/**
 * The functions that hand an answer to something that writes: `load(id).then((rows) => this.show(rows))`, `load(id).then(show)`. They
 * may wait for nothing; what they show may come late.
 */
export const answerers = perFile((sourceCode): ReadonlySet<FunctionNode> => {
  if (callsNamed(sourceCode, THEN).length === 0 && !nodesOf(sourceCode).functions.some((fn) => callTelling(sourceCode, fn) !== undefined)) return new Set()
  const calls = callsByOwner(sourceCode)
  const writers = targetsByOwner(sourceCode)
  const named = new Set([...writers.keys()].flatMap((each) => (isFunction(each) ? nameIn(each) ?? [] : [])))
  const writes = (fn: FunctionNode): boolean => writers.has(fn) || (calls.get(fn)?.some((call) => named.has(calledName(call) ?? '')) ?? false)
  return new Set([...answered(sourceCode).filter(writes).flatMap((each) => functionAround(each) ?? []), ...namingWriters(sourceCode, named)])
})

/** The functions that hand an answer to a function which they name, and which writes something: `load(id).then(show)`, `load(id).then(this.show.bind(this))`. */
function namingWriters(sourceCode: SourceCode, writers: ReadonlySet<string>): readonly FunctionNode[] {
  return callsNamed(sourceCode, THEN).flatMap((call) => {
    const [first] = call.arguments
    const owner = ownerOf(call)
    if (!first || isFunction(first) || !isFunction(owner)) return []
    const bound = first.type === 'CallExpression' && first.callee.type === 'MemberExpression' && calledName(first) === 'bind' ? first.callee.object : first
    return writers.has(nameAtEnd(unwrap(bound)) ?? '') ? [owner] : []
  })
}

/** The functions that answer with what one of these answers, or let it run: `return this.create(id)`. They wait for nothing themselves. */
function answeringWith(sourceCode: SourceCode, names: ReadonlySet<string>): readonly FunctionNode[] {
  if (names.size === 0) return []
  return callsNamed(sourceCode, names).flatMap((call) => {
    const owner = ownerOf(call)
    return isFunction(owner) && (isWaitedFor(call) || isLetRun(call)) ? [owner] : []
  })
}

/** The functions in which others may run while they wait. */
function suspending(sourceCode: SourceCode): ReadonlySet<CodeOwner> {
  const { awaits, loops } = nodesOf(sourceCode)
  const owners = new Set<CodeOwner>()
  const add = (node: Node): void => {
    const owner = ownerOf(node)
    if (isFunction(owner)) owners.add(owner)
  }
  for (const each of awaits) add(each)
  for (const each of drivenGenerators(sourceCode).keys()) owners.add(each)
  const setsState = mentions(sourceCode, stateRoots)
  for (const each of callsNamed(sourceCode, callingBack)) {
    const [first] = each.arguments
    // `load().then(setName)`
    if (callbackAt(sourceCode, first) || isFunction(each.arguments.at(-1)) || (setsState && first?.type === 'Identifier')) add(each)
  }
  for (const each of loops) if (each.type === 'ForOfStatement' && each.await) add(each)
  return owners
}
