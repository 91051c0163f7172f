import { sinkAt } from '../../knowledge/index.ts'
import type { MarkModel, MovingMethod } from '../../knowledge/schema.ts'
import { marks, movingMethods } from '../../knowledge/transfers.ts'
import { calledName, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, isInside, keyName, type Node, ownerOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { type Send, sendsOf } from '../messages/sends.ts'
import { onlyValue, variableOf } from '../resolve/bindings.ts'
import { lastName } from '../resolve/path.ts'
import { calledPath } from '../resolve/receiver.ts'
import { listedIn, listIn } from './lists.ts'
import { kindOf, type Move, moveOf, movesOfList } from './move.ts'
import { isView, placeOf } from './places.ts'

/** The sends of the file by their calls. */
export const sendsByCall = perFile((sourceCode): ReadonlyMap<Call, Send> => new Map(sendsOf(sourceCode).map((send) => [send.call, send])))

/** What the call itself transfers. */
export function directMoves(sourceCode: SourceCode, call: Call): readonly Move[] {
  const list = listOf(sourceCode, call)
  const listed = list && listedIn(sourceCode, list, call)
  const own = listed ? movesOfList(sourceCode, call, listed) : []
  if (list?.type === 'Identifier' && own.length === 0) own.push(...vagueList(sourceCode, call, list))
  return [...own, ...markedMoves(sourceCode, call), ...movedByMethod(sourceCode, call)]
}

/** The transfer list of a call that sends; undefined where it has none. */
export function listOf(sourceCode: SourceCode, call: Call): Node | undefined {
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

/** A list that is filled elsewhere: whether there is anything in it, its being kept is good for nothing. */
function vagueList(sourceCode: SourceCode, call: Call, list: Node): Move[] {
  const place = placeOf(sourceCode, list)
  return place ? [{ call, send: call, place, node: list, kind: 'thing', list: true, vague: true }] : []
}

// ---------------------------------------------------------------- marks and methods

const marksByPath = new Map(marks.map((mark) => [mark.path, mark]))
const markNames = new Set(marks.map(({ path }) => lastName(path)))
const movingByPath = new Map(movingMethods.map((method) => [method.path, method]))
const movingNames = new Set(movingMethods.map(({ path }) => path.replace(/^.*\./u, '')))

/** The marks of a file, by their calls. */
export const marksOf = perFile((sourceCode): ReadonlyMap<Call, MarkModel> => {
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
