import { sinkAt } from '../../knowledge/index.ts'
import type { MarkModel, MovingMethod } from '../../knowledge/schema.ts'
import { marks, movingMethods, transferables } from '../../knowledge/transfers.ts'
import { calledName, callsByOwner, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type CodeOwner, type FunctionNode, isFunction, isInside, keyName, type Node, ownerOf, unwrap, walkOwn, wrapped } from '../../utils/syntax.ts'
import { onlyValue, sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { calledFunction, calledPath, receiver } from '../resolve/receiver.ts'
import { pathOf } from '../resolve/denote.ts'
import { summaries } from '../summaries/fixpoint.ts'
import { type Send, sendsOf } from '../messages/sends.ts'
import { type Item, type Listed, listedIn, listIn } from './lists.ts'
import { below, isView, type Place, placeOf, replaces, rootName } from './places.ts'

/** What kind of thing moves; a `thing` is one of them, nobody knows which. */
export type Kind = 'buffer' | 'port' | 'stream' | 'picture' | 'thing'

/** Something that this thread no longer has once a call has been made. */
export interface Move {
  /** The call of the function at hand after which it is gone: the send, or one that leads to it. */
  readonly call: Call
  /** It is gone only once this is over: the `await` of the call. */
  readonly after?: Node
  /** The send that takes it, where that stands in another function. */
  readonly send: Node
  readonly place: Place
  /** The expression that names it there. */
  readonly node: Node
  readonly kind: Kind
  /** What the place names is a list: all that is in it is gone, not the list. */
  readonly list?: true
  /** Nobody knows whether anything is in the list. */
  readonly vague?: true
  /** The method that takes only part of it. */
  readonly method?: MovingMethod
}

// A file that says none of this transfers nothing.
const inText = /[tT]ransfer|postMessage|structuredClone|\bmove\(/u
const SENDING = new Set(['postMessage', 'structuredClone'])

/** All moves of the file, in source order. */
export const movesOf = perFile((sourceCode): readonly Move[] =>
  mayMove(sourceCode) ? [...callsByOwner(sourceCode).keys()].flatMap((owner) => movesIn(sourceCode, owner)) : [])

/** Whether the file may transfer anything: the first, cheap question. */
export const mayMove = perFile((sourceCode) =>
  inText.test(sourceCode.text) && nodesOf(sourceCode).calls.some((call) => isCandidate(call)))

function isCandidate(call: Call): boolean {
  const name = calledName(call) ?? ''
  if (SENDING.has(name)) return call.arguments.length > 1
  return name.toLowerCase().includes('transfer') || name === 'move' || call.arguments.some((each) => each.type === 'ObjectExpression' && each.properties.some((property) => property.type === 'Property' && /^transfer/u.test(keyName(property) ?? '')))
}

function movesIn(sourceCode: SourceCode, owner: CodeOwner): readonly Move[] {
  return (callsByOwner(sourceCode).get(owner) ?? []).flatMap((call) => [...directMoves(sourceCode, call), ...forwardedMoves(sourceCode, call)])
}

// ---------------------------------------------------------------- sends

/** The sends of the file by their calls. */
export const sendsByCall = perFile((sourceCode): ReadonlyMap<Call, Send> => new Map(sendsOf(sourceCode).map((send) => [send.call, send])))

/** A list of what a call transfers, where it stands. */
export interface TransferList {
  readonly call: Call
  readonly list: Node
  readonly send: Node
}

/** All transfer lists of the file: of sends, of marks, and those that functions of the file hand on. */
export const transferListsOf = perFile((sourceCode): readonly TransferList[] => (mayMove(sourceCode) ? nodesOf(sourceCode).calls.flatMap((call) => listsAt(sourceCode, call)) : []))

function listsAt(sourceCode: SourceCode, call: Call): readonly TransferList[] {
  const own = listOf(sourceCode, call)
  const model = marksOf(sourceCode).get(call)
  const argument = model?.list === undefined ? undefined : call.arguments[model.list]
  const handed = forwardedTo(sourceCode, call).flatMap((each) => {
    const found = listHandedOn(call, each)
    const list = found && listIn(sourceCode, found.node, found.property)
    return list ? [{ call, list, send: each.send }] : []
  })
  return [...[own, argument].filter((each) => each !== undefined).map((list) => ({ call, list, send: call })), ...handed]
}

/** What the call itself transfers. */
function directMoves(sourceCode: SourceCode, call: Call): readonly Move[] {
  const list = listOf(sourceCode, call)
  const listed = list && listedIn(sourceCode, list, call)
  const own = listed ? movesOfList(sourceCode, call, listed) : []
  if (list?.type === 'Identifier' && own.length === 0) own.push(...vagueList(sourceCode, call, list))
  return [...own, ...markedMoves(sourceCode, call), ...movedByMethod(sourceCode, call)]
}

/** The transfer list of a call that sends; undefined where it has none. */
function listOf(sourceCode: SourceCode, call: Call): Node | undefined {
  const send = sendsByCall(sourceCode).get(call)
  if (!send) return unprovenList(sourceCode, call)
  const { transfer } = send.sink
  const index = transfer?.argument === 'last' ? call.arguments.length - 1 : transfer?.argument
  const argument = typeof index === 'number' ? call.arguments[index] : undefined
  if (!argument || argument.type === 'SpreadElement' || send.payloads.some(({ node, property }) => node === argument && property === undefined)) return undefined
  const list = listIn(sourceCode, argument, transfer?.property)
  return list && (list !== unwrap(argument) || transfer?.list || transfer?.property === undefined) ? list : undefined
}

/** `x.postMessage(message, [message.pixels.buffer])` transfers, whatever `x` is: a list of what the message holds is nothing else. */
function unprovenList(sourceCode: SourceCode, call: Call): Node | undefined {
  if (calledName(call) !== 'postMessage' || call.callee.type !== 'MemberExpression') return undefined
  const [payload, argument, last] = call.arguments
  const options = last ?? argument
  if (!payload || !options || options.type === 'SpreadElement' || call.arguments.length > 3) return undefined
  const path = calledPath(sourceCode, call)
  if (path !== undefined && !sinkAt(path)) return undefined
  const list = listIn(sourceCode, options, 'transfer')
  if (list?.type !== 'ArrayExpression') return undefined
  return list.elements.some((each) => each && (kindOf(sourceCode, each) !== 'thing' || isInText(sourceCode, payload, each))) ? list : undefined
}

function isInText(sourceCode: SourceCode, payload: Node, item: Node): boolean {
  return item.type !== 'Literal' && sourceCode.getText(payload).includes(sourceCode.getText(item))
}

function movesOfList(sourceCode: SourceCode, call: Call, { items, kept }: Listed): Move[] {
  const moves = items.flatMap((item) => moveOf(sourceCode, call, item) ?? [])
  const list = kept && placeOf(sourceCode, kept)
  return list && moves.length > 0 ? [...moves, { call, send: call, place: list, node: kept, kind: 'thing', list: true }] : moves
}

/** A list that is filled elsewhere: whether there is anything in it, its being kept is good for nothing. */
function vagueList(sourceCode: SourceCode, call: Call, list: Node): Move[] {
  const place = placeOf(sourceCode, list)
  return place ? [{ call, send: call, place, node: list, kind: 'thing', list: true, vague: true }] : []
}

function moveOf(sourceCode: SourceCode, call: Call, { node, names, each }: Item): Move | undefined {
  const found = partOf(node, names)
  const whole = placeOf(sourceCode, found.node)
  const place = each ? whole : found.names.reduce<Place | undefined>((at, name) => at && below(sourceCode, at, name), whole)
  if (!place || place.view) return undefined
  const isNamed = found.names.length === 0
  const kind = each ? 'thing' : place.path.at(-1) === 'buffer' && !(isNamed && isRecord(sourceCode, found.node)) ? 'buffer' : isNamed ? kindOf(sourceCode, found.node) : 'thing'
  return { call, send: call, place: settled(sourceCode, found.node, place, call), node: found.node, kind, ...(each && { list: true }) }
}

/** `job.buffer` where `job` is no view: what is called `buffer` there may be anything that moves. */
function isRecord(sourceCode: SourceCode, expression: Node): boolean {
  const node = unwrap(expression)
  return node.type === 'MemberExpression' && !isView(sourceCode, node.object)
}

/** What stands at names of an expression: looked up in object literals, as far as there are any. */
function partOf(expression: Node, names: readonly string[]): { readonly node: Node; readonly names: readonly string[] } {
  let node = unwrap(expression)
  let at = 0
  for (; at < names.length && node.type === 'ObjectExpression'; at++) {
    const property = node.properties.find((each) => each.type === 'Property' && keyName(each) === names[at])
    if (property?.type !== 'Property') break
    node = unwrap(property.value)
  }
  return { node, names: names.slice(at) }
}

/** Where something else is put at the place between its being read into a variable and the send, the variable alone is the thing. */
function settled(sourceCode: SourceCode, node: Node, place: Place, call: Call): Place {
  const variable = rootName(sourceCode, node)
  if (!variable || place.root === variable) return place
  const owner = ownerOf(call)
  const replaced = nodesOf(sourceCode).writes.some((write) => {
    const target = write.type === 'AssignmentExpression' ? write.left : write.argument
    return isInside(write, owner) && write.range[0] < call.range[0] && unwrap(target).type === 'MemberExpression' && replaces(sourceCode, target, place)
  })
  return replaced ? { ...place, only: variable } : place
}

/** The kind of what an expression stands for. */
export function kindOf(sourceCode: SourceCode, node: Node): Kind {
  const inner = unwrap(node)
  if (inner.type === 'MemberExpression' && keyName(inner) === 'buffer' && isView(sourceCode, inner.object)) return 'buffer'
  const path = pathOf(sourceCode, receiver(sourceCode, inner))
  return (path !== undefined && transferables.get(path)) || 'thing'
}

// ---------------------------------------------------------------- marks and methods

const marksByPath = new Map(marks.map((mark) => [mark.path, mark]))
const markNames = new Set(marks.map(({ path }) => path.replace(/^.*[.#]/u, '')))
const movingByPath = new Map(movingMethods.map((method) => [method.path, method]))
const movingNames = new Set(movingMethods.map(({ path }) => path.replace(/^.*\./u, '')))

/** The marks of a file, by their calls. */
const marksOf = perFile((sourceCode): ReadonlyMap<Call, MarkModel> => {
  const found = new Map<Call, MarkModel>()
  for (const call of nodesOf(sourceCode).calls) {
    const inner = unwrap(call.callee)
    const isNamed = inner.type === 'Identifier' ? variableOf(sourceCode, inner)?.defs[0]?.type === 'ImportBinding' || markNames.has(inner.name) : markNames.has(calledName(call) ?? '')
    const model = isNamed ? marksByPath.get(calledPath(sourceCode, call) ?? '') : undefined
    if (model) found.set(call, model)
  }
  return found
})

/** What a mark says will move. */
function marked(sourceCode: SourceCode, mark: Call, model: MarkModel, call: Call): Move[] {
  const list = model.list === undefined ? undefined : mark.arguments[model.list]
  const value = mark.arguments[model.value]
  if (list && list.type !== 'SpreadElement') return movesOfList(sourceCode, call, listedIn(sourceCode, list, mark))
  return value && !list && value.type !== 'SpreadElement' ? [moveOf(sourceCode, call, { node: value, names: isView(sourceCode, value) ? ['buffer'] : [] })].filter((each) => each !== undefined) : []
}

/** What is marked in the arguments of a call that sends, there or in a variable. */
function markedMoves(sourceCode: SourceCode, call: Call): readonly Move[] {
  const found = marksOf(sourceCode)
  const own = found.get(call)
  if (own) return isReturned(call) ? marked(sourceCode, call, own, call) : []
  if (found.size === 0 || !sendsByCall(sourceCode).get(call)) return []
  return [...found].flatMap(([mark, model]) => (isSentBy(sourceCode, mark, call) ? marked(sourceCode, mark, model, call) : []))
}

/** A function returns it to whoever called it from another thread. */
function isReturned(mark: Call): boolean {
  const outer = wrapped(mark)
  return outer.parent?.type === 'ReturnStatement' || (outer.parent?.type === 'ArrowFunctionExpression' && outer.parent.body === outer)
}

function isSentBy(sourceCode: SourceCode, mark: Call, call: Call): boolean {
  if (call.arguments.some((each) => isInside(mark, each) && ownerOf(mark) === ownerOf(call))) return true
  return call.arguments.some((each) => {
    const value = each.type === 'Identifier' ? onlyValue(sourceCode, each) : undefined
    return value !== undefined && unwrap(value) === mark
  })
}

function movedByMethod(sourceCode: SourceCode, call: Call): readonly Move[] {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression' || !movingNames.has(keyName(callee) ?? '')) return []
  const path = calledPath(sourceCode, call, movingNames)
  const method = path === undefined ? methodNamed(keyName(callee) ?? '') : movingByPath.get(path)
  const place = method && placeOf(sourceCode, callee.object)
  if (!place) return []
  const kind = method.fails ? 'picture' : 'buffer'
  return [{ call, send: call, place, node: callee.object, kind, ...(method.fails && { method }) }]
}

/** Methods whose name nothing else has. */
function methodNamed(name: string): MovingMethod | undefined {
  return movingMethods.find(({ path, fails }) => fails && path.endsWith(`.${name}`))
}

// ---------------------------------------------------------------- functions that send

/** What becomes of a parameter of a function: it, or what is found below it by these names, is transferred. */
interface Forwarded {
  readonly index: number
  readonly names: readonly string[]
  /** It is a transfer list, or options that hold one. */
  readonly as: 'item' | 'list'
  readonly property?: string
  /** The function waits before it sends. */
  readonly late: boolean
  readonly send: Node
}

const forwardedBy = summaries<readonly Forwarded[]>({
  bottom: [],
  equal: (a, b) => a.length === b.length,
  compute: (sourceCode, owner, get) => (isFunction(owner) ? forwardedIn(sourceCode, owner, get) : []),
})

const MOST_FORWARDED = 8

function forwardedIn(sourceCode: SourceCode, fn: FunctionNode, get: (fn: FunctionNode) => readonly Forwarded[]): readonly Forwarded[] {
  const found: Forwarded[] = []
  for (const call of callsByOwner(sourceCode).get(fn) ?? []) {
    if (dependsOnParameters(sourceCode, call, fn)) continue
    const late = waitsBefore(sourceCode, fn, call)
    const inner = calledFunction(sourceCode, call)
    const handedOn = inner && inner !== fn ? get(inner) : []
    for (const { node, property, send } of [listArgument(sourceCode, call), ...handedOn.map((each) => listHandedOn(call, each))].filter((each) => each !== undefined)) {
      const place = parameterPlace(sourceCode, node, fn)
      if (place) found.push({ ...place, as: 'list', late, send, ...(property !== undefined && { property }) })
    }
    const moves = [...directMoves(sourceCode, call), ...resolved(sourceCode, call, handedOn)]
    for (const move of moves) {
      const place = move.list || move.method || (move.after && !late) ? undefined : ofParameter(sourceCode, move.place, fn)
      if (place) found.push({ ...place, as: 'item', late, send: move.send })
    }
  }
  return found.slice(0, MOST_FORWARDED)
}

interface ListArgument {
  readonly node: Node
  readonly property?: string
  readonly send: Node
}

/** The argument of a call that becomes the list, or the options, of a send in the function that it calls. */
function listHandedOn(call: Call, { as, index, names, property, late, send }: Forwarded): ListArgument | undefined {
  const argument = as === 'list' && !late ? call.arguments[index] : undefined
  const found = argument && partOf(argument, names)
  return found?.names.length === 0 ? { node: found.node, send, ...(property !== undefined && { property }) } : undefined
}

/** The argument of a send that holds the list, if it is a name of which nobody knows what it holds. */
function listArgument(sourceCode: SourceCode, call: Call): ListArgument | undefined {
  const sink = sendsByCall(sourceCode).get(call)?.sink
  const isPost = calledName(call) === 'postMessage' && call.arguments.length === 2
  const transfer = sink?.transfer ?? (isPost && !sink ? { argument: 1, property: 'transfer' } : undefined)
  if (!transfer) return undefined
  const argument = call.arguments[transfer.argument === 'last' ? call.arguments.length - 1 : Number(transfer.argument)]
  if (!argument || argument.type === 'SpreadElement') return undefined
  if (argument.type === 'Identifier') return { node: argument, send: call, ...(transfer.property !== undefined && { property: transfer.property }) }
  const list = listIn(sourceCode, argument, transfer.property)
  return list?.type === 'Identifier' ? { node: list, send: call } : undefined
}

function parameterPlace(sourceCode: SourceCode, node: Node, fn: FunctionNode): Pick<Forwarded, 'index' | 'names'> | undefined {
  const place = placeOf(sourceCode, node)
  return place && ofParameter(sourceCode, place, fn)
}

/** The parameter of a function that a place lies below. */
function ofParameter(sourceCode: SourceCode, { root, path, view }: Place, fn: FunctionNode): Pick<Forwarded, 'index' | 'names'> | undefined {
  if (view || !('references' in root)) return undefined
  const [source, second] = sourcesOf(sourceCode, root) ?? []
  if (source?.kind !== 'parameter' || second || source.of !== fn || source.rest) return undefined
  const names = source.steps.map(({ name }) => name).filter((name) => name !== '')
  return names.includes('[]') ? undefined : { index: source.index, names: [...names, ...path] }
}

/** Whether the call is made under a condition that parameters decide: then nobody knows whether it is. */
function dependsOnParameters(sourceCode: SourceCode, call: Call, fn: FunctionNode): boolean {
  let child: Node = call
  for (let at: Node | undefined = call.parent; at && at !== fn; child = at, at = at.parent) {
    const test = at.type === 'IfStatement' || at.type === 'ConditionalExpression' ? at.test : at.type === 'LogicalExpression' ? at.left : at.type === 'SwitchStatement' ? at.discriminant : undefined
    if (test && test !== child && mentionsParameter(sourceCode, test, fn)) return true
    if (at.type === 'CatchClause') return true
  }
  return false
}

function mentionsParameter(sourceCode: SourceCode, test: Node, fn: FunctionNode): boolean {
  let found = false
  walkOwn(sourceCode, test, (node) => {
    const variable: Variable | undefined = node.type === 'Identifier' ? variableOf(sourceCode, node) : undefined
    found ||= variable?.defs.some(({ type, name }) => type === 'Parameter' && isInside(name, fn)) ?? false
    return !found
  })
  return found
}

function waitsBefore(sourceCode: SourceCode, fn: FunctionNode, call: Call): boolean {
  return fn.async && nodesOf(sourceCode).awaits.some((each) => isInside(each, fn) && ownerOf(each) === fn && each.range[1] <= call.range[0])
}

/** What a call of a function of this file transfers of its arguments. */
function forwardedMoves(sourceCode: SourceCode, call: Call): readonly Move[] {
  return resolved(sourceCode, call, forwardedTo(sourceCode, call))
}

function forwardedTo(sourceCode: SourceCode, call: Call): readonly Forwarded[] {
  const fn = call.arguments.length > 0 ? calledFunction(sourceCode, call) : undefined
  return fn ? forwardedBy(sourceCode, fn) : []
}

function resolved(sourceCode: SourceCode, call: Call, forwarded: readonly Forwarded[]): Move[] {
  return forwarded.flatMap(({ index, names, as, property, late, send }): Move[] => {
    const argument = call.arguments[index]
    if (!argument || call.arguments.slice(0, index + 1).some((each) => each.type === 'SpreadElement')) return []
    const outer = wrapped(call)
    const after = late ? outer.parent : undefined
    if (late && after?.type !== 'AwaitExpression') return []
    const place = { send, ...(after && { after }) }
    if (as === 'item') return [moveOf(sourceCode, call, { node: argument, names })].flatMap((move) => (move ? [{ ...move, ...place }] : []))
    const found = partOf(argument, names)
    const list = found.names.length === 0 ? listIn(sourceCode, found.node, property) : undefined
    return list ? movesOfList(sourceCode, call, listedIn(sourceCode, list, call)).map((move) => ({ ...move, ...place })) : []
  })
}
