import type { TSESTree } from '@typescript-eslint/utils'

import { encodingNames, heeds, heedsQueue, measures, producing, pushes, responseNames, streamTypes, submissions, takingTasks, transforming, webWrites, writes } from '../../knowledge/streams.ts'
import { endOfChain, linkOn } from '../../utils/chains.ts'
import { callsNamed, isLoop, nodesOf } from '../../utils/nodes.ts'
import { perFile, perNode, type SourceCode } from '../../utils/per-file.ts'
import { isDiscarded } from '../../utils/results.ts'
import { type Call, functionAround, isFunction, isInside, keyName, type Node, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import { nameIn } from '../callbacks/uses.ts'
import { sourcesOf, variableOf } from '../resolve/bindings.ts'
import { textAt } from '../resolve/constants.ts'
import { apiOf } from '../resolve/denote.ts'
import { type Evidence, evidenceFrom, mentions } from '../resolve/evidence.ts'
import { isSamePlace, locationOf } from '../resolve/location.ts'
import { calledFunction, calledPath } from '../resolve/receiver.ts'
import { handlerOf } from '../roles/handlers.ts'
import { isReading, type Round, roundOf, roundOfReading } from './rounds.ts'
import { isTakenOnce } from './steps.ts'

/** A call in a loop or listener that puts something into a buffer, and does not ask whether there is room. */
export interface Unheeded {
  readonly kind: 'write' | 'web' | 'push' | 'submit'
  readonly call: Call
  readonly round: Round
  /** The call runs a function of this file that hands on what the write answers, or waits for the task itself. */
  readonly helped?: true
}

const METHODS: ReadonlyMap<string, Unheeded['kind']> = new Map([['write', 'write'], ['push', 'push'], ['run', 'submit'], ['runTask', 'submit'], ['exec', 'submit'], ['add', 'submit'], ['queue', 'submit'], ['execute', 'submit'], ['schedule', 'submit']])
const NAMES: ReadonlySet<string> = new Set(METHODS.keys())
/** Without one of these in sight, the method belongs to something else: nearly every file pushes and adds. */
const ROOTS: Readonly<Record<Unheeded['kind'], Evidence>> = {
  write: evidenceFrom([...writes, ...webWrites, ...streamTypes]),
  web: evidenceFrom(webWrites),
  push: evidenceFrom([...pushes, ...submissions]),
  submit: evidenceFrom(submissions),
}
const TAKERS = evidenceFrom(takingTasks)

/** Everything in the file that fills a buffer without asking, again and again. */
export const unheededIn = perFile((sourceCode): readonly Unheeded[] => [
  ...callsNamed(sourceCode, NAMES).flatMap((call): readonly Unheeded[] => {
    const callee = unwrap(call.callee)
    const method = callee.type === 'MemberExpression' ? keyName(callee) : undefined
    if (call.type !== 'CallExpression' || method === undefined || call.arguments.length === 0) return []
    if (isToldWhenDone(call, method) || isEnd(call.arguments[0])) return []
    if (!isUnheeded(call) && !isAwaitedInVain(sourceCode, call, method) && !(METHODS.get(method) === 'submit' && isCollected(sourceCode, call))) return throughHelper(sourceCode, call, method)
    if (endsRounds(call)) return []
    const kind = kindOf(sourceCode, call, method)
    const round = kind && (roundOf(sourceCode, call) ?? (kind === 'push' ? roundOfReading(sourceCode, call) : undefined))
    return kind && round && !isHeeded(sourceCode, kind, call, round) && !(round.event !== undefined && isTakenOnce(sourceCode, call)) ? [{ kind, call, round }] : []
  }),
  ...limitedIn(sourceCode),
])

/** `limit(() => load(row))`: what waits for its turn piles up as well. */
function limitedIn(sourceCode: SourceCode): readonly Unheeded[] {
  if (!mentions(sourceCode, TAKERS)) return []
  return nodesOf(sourceCode).calls.flatMap((call): readonly Unheeded[] => {
    if (call.type !== 'CallExpression' || call.callee.type !== 'Identifier' || !(isUnheeded(call) || isCollected(sourceCode, call)) || endsRounds(call)) return []
    const round = takingTasks.has(apiOf(sourceCode, call.callee) ?? '') ? roundOf(sourceCode, call) : undefined
    return round && !isHeeded(sourceCode, 'submit', call, round) ? [{ kind: 'submit', call, round }] : []
  })
}

/** `write(row) { return this.out.write(row) }`, `async submit(task) { keep(await this.pool.run(task)) }`: calls of it that do not look at what it answers. */
function throughHelper(sourceCode: SourceCode, call: Call, method: string): readonly Unheeded[] {
  const user = wrapped(call).parent?.type
  const fn = user === 'ReturnStatement' || user === 'AwaitExpression' ? functionAround(call) : undefined
  const name = fn && nameIn(fn)
  const kind = fn && name !== undefined && (METHODS.get(method) === 'submit' || user === 'ReturnStatement') ? kindOf(sourceCode, call, method) : undefined
  if (!fn || name === undefined || (kind !== 'write' && kind !== 'submit') || asksForRoom(sourceCode, classAround(fn) ?? fn)) return []
  return callsNamed(sourceCode, [name]).flatMap((outer): readonly Unheeded[] => {
    if (outer.type !== 'CallExpression' || !(isUnheeded(outer) || (kind === 'submit' && isCollected(sourceCode, outer))) || endsRounds(outer) || calledFunction(sourceCode, outer) !== fn) return []
    const round = roundOf(sourceCode, outer)
    return round && round.event === undefined && !isHeeded(sourceCode, kind, outer, round) ? [{ kind, call: outer, round, helped: true }] : []
  })
}

function classAround(fn: Node): Node | undefined {
  const body = fn.parent?.parent
  return body?.type === 'ClassBody' ? body : undefined
}

/** A callback: the last argument of a write that is no encoding. */
function isToldWhenDone(call: Call, method: string): boolean {
  const last = call.arguments.length > 1 ? call.arguments.at(-1) : undefined
  return last !== undefined && (isFunction(last) || (method === 'write' && last.type !== 'Literal' && !(last.type === 'Identifier' && encodingNames.test(last.name))))
}

/** `readable.push(null)`. */
function isEnd(argument: Node | undefined): boolean {
  return argument?.type === 'Literal' && argument.value === null
}

/** What follows in its block leaves the loop: `readable.push(page); return`. */
function endsRounds(call: Call): boolean {
  for (let at: Node | undefined = call.parent; at && !isFunction(at); at = at.parent) {
    if (at.type !== 'BlockStatement') continue
    const last = at.body.at(-1)?.type
    return last === 'ReturnStatement' || last === 'BreakStatement' || last === 'ThrowStatement'
  }
  return false
}

/** Nothing looks at what the call answers. */
function isUnheeded(call: Call): boolean {
  // `pool.run(task).catch(log)`
  const end = endOfChain(call)
  return isDiscarded(end) || (end.parent?.type === 'ArrowFunctionExpression' && end.parent.body === end)
}

/** `await file.write(line)`, of a stream that answers at once: that waits for nothing, and looks at nothing. */
function isAwaitedInVain(sourceCode: SourceCode, call: Call, method: string): boolean {
  const wait = wrapped(call).parent
  return method === 'write' && wait?.type === 'AwaitExpression' && wrapped(wait).parent?.type === 'ExpressionStatement' && mentions(sourceCode, ROOTS.write) && writes.has(calledPath(sourceCode, call, NAMES) ?? '')
}

/** `pending.push(pool.run(task).then(keep))`, into a list of the function: that is waited for when all have been begun. */
function isCollected(sourceCode: SourceCode, call: Call): boolean {
  const link = linkOn(call)
  if (link) return isCollected(sourceCode, link.call)
  const outer = wrapped(call)
  const taker = outer.parent
  const callee = taker?.type === 'CallExpression' && taker.arguments[0] === outer ? unwrap(taker.callee) : undefined
  if (taker?.type !== 'CallExpression' || callee?.type !== 'MemberExpression' || keyName(callee) !== 'push' || callee.object.type !== 'Identifier') return false
  const variable = variableOf(sourceCode, callee.object)
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  return source?.kind === 'value' && !second && source.value.type === 'ArrayExpression' && functionAround(source.value) === functionAround(call) && isUnheeded(taker)
}

function kindOf(sourceCode: SourceCode, call: Call, method: string): Unheeded['kind'] | undefined {
  const path = mentions(sourceCode, ROOTS[METHODS.get(method) ?? 'write']) ? calledPath(sourceCode, call, NAMES) : undefined
  if (path !== undefined) {
    if (writes.has(path)) return 'write'
    if (webWrites.has(path)) return 'web'
    if (pushes.has(path)) return 'push'
    return submissions.has(path) ? 'submit' : undefined
  }
  const callee = unwrap(call.callee)
  const home = method === 'push' && callee.type === 'MemberExpression' && callee.object.type === 'ThisExpression' ? functionAround(call) : undefined
  if (home?.parent.type === 'Property' && isReading(sourceCode, home)) return 'push'
  return method === 'write' && callee.type === 'MemberExpression' && (isResponse(sourceCode, callee) || isHeardDraining(sourceCode, callee.object)) ? 'write' : undefined
}

/** `this.out.on('drain', resume)` somewhere: only what answers false to `write()` drains. */
function isHeardDraining(sourceCode: SourceCode, stream: Node): boolean {
  const place = listenedForDrain(sourceCode).length > 0 ? locationOf(sourceCode, stream) : undefined
  return place !== undefined && listenedForDrain(sourceCode).some((each) => isSamePlace(sourceCode, each, stream))
}

const listenedForDrain = perFile((sourceCode): readonly Node[] => {
  if (!/['"`]drain['"`]/u.test(sourceCode.text)) return []
  return callsNamed(sourceCode, ['on', 'addListener', 'once']).flatMap(({ callee, arguments: [event] }) => {
    const member = unwrap(callee)
    return member.type === 'MemberExpression' && event && textAt(sourceCode, event) === 'drain' ? [member.object] : []
  })
})

/** `res` of a handler that is one by other signs. */
function isResponse(sourceCode: SourceCode, callee: TSESTree.MemberExpression): boolean {
  const object = unwrap(callee.object)
  if (object.type !== 'Identifier' || !responseNames.has(object.name)) return false
  const variable = variableOf(sourceCode, object)
  const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
  return source?.kind === 'parameter' && !second && source.index === 1 && handlerOf(sourceCode, source.of)?.kind === 'request'
}

/** Whether the code around it takes care of how much there is; a task counts only where a stream of input makes it. */
function isHeeded(sourceCode: SourceCode, kind: Unheeded['kind'], call: Call, { within, streams, event, method, by }: Round): boolean {
  if (method !== undefined && isHeededByClass(sourceCode, kind, method, within)) return true
  const places = [within, functionAround(call) ?? within]
  if (kind !== 'submit') return places.some((place) => asksForRoom(sourceCode, place)) || (event !== undefined && kind !== 'push' && !producing.has(event))
  if (!streams || (event !== undefined && !producing.has(event))) return true
  return places.some((place) => asksTheQueue(sourceCode, place) && (!isLoop(by) || !isInside(by, place) || asksBefore(sourceCode, place, by))) || ('body' in by && waitsFor(sourceCode, by.body))
}

/** Another method of the class asks how full it is; or the stream counts what it pushes for each piece by itself. */
function isHeededByClass(sourceCode: SourceCode, kind: Unheeded['kind'], method: string, fn: Node): boolean {
  if (kind === 'submit' || (kind === 'push' && transforming.test(method))) return true
  const around = fn.parent?.parent
  return around !== undefined && measuresRoom(sourceCode, around)
}

const measuresRoom = perNode<Node, boolean>((sourceCode, around) => measures.test(sourceCode.getText(around)), true)

// One function may hold a thousand loops: its text is looked through once.
const asksForRoom = perNode<Node, boolean>((sourceCode, place) => heeds.test(sourceCode.getText(place)), true)
const asksTheQueue = perNode<Node, boolean>((sourceCode, place) => heedsQueue.test(sourceCode.getText(place)), true)

/** What stands behind a loop is asked when the loop has put everything in: `for await (…) pool.run(row); await drained(pool)`. */
function asksBefore(sourceCode: SourceCode, place: Node, loop: Node): boolean {
  return heedsQueue.test(sourceCode.text.slice(place.range[0], loop.range[1]))
}

/** The loop waits for something in each round: for room, as far as we know. */
function waitsFor(sourceCode: SourceCode, body: Node): boolean {
  let waits = false
  walkOwn(sourceCode, body, (node) => {
    if (node.type === 'AwaitExpression') waits = true
  })
  return waits
}
