import type { SinkModel } from '../../knowledge/schema.ts'
import { listNames, namedLists, plainData, pooling, viewPaths } from '../../knowledge/transfers.ts'
import { calledName, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, isCall, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { onlyValue, sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf, pathOf } from '../resolve/denote.ts'
import { returnsOf } from '../resolve/functions.ts'
import { calledFunction, receiver } from '../resolve/receiver.ts'
import { sharedMemory } from '../sharing/memory.ts'
import { valueOf } from '../values/evaluate.ts'
import { listedIn, mayBeIn } from './lists.ts'
import { sendsByCall } from './direct.ts'
import { kindOf } from './move.ts'
import { mayMove, transferListsOf, type TransferList } from './moves.ts'
import { placeOf } from './places.ts'

/** Something in a transfer list that cannot be transferred. */
export interface ItemFault {
  /** view: a typed array or Buffer. shared: shared memory. sender: the port that sends. pooled: memory of Node's pool. plain: data. */
  readonly kind: 'view' | 'shared' | 'twice' | 'sender' | 'pooled' | 'plain'
  readonly node: Node
  readonly list: TransferList
  /** twice: the first of them. */
  readonly other?: Node
  /** In words: 'a Uint8Array'. */
  readonly what?: string
}

/** A list where nobody looks for it, so that nothing is transferred. */
export interface Misplaced {
  /** bare: a list where options belong. item: no list at all. name: an option that the call does not know. origin: after an origin that belongs to windows. none: a call that cannot transfer. */
  readonly kind: 'bare' | 'item' | 'name' | 'origin' | 'none'
  readonly node: Node
  readonly sink: SinkModel
}

/** What cannot be transferred of all transfer lists, one fault for each item. */
export const itemFaults = perFile((sourceCode): readonly ItemFault[] => {
  const seen = new Set<Node>()
  return transferListsOf(sourceCode).flatMap((list) => faultsIn(sourceCode, list)).filter(({ node }) => !seen.has(node) && seen.add(node))
})

function faultsIn(sourceCode: SourceCode, list: TransferList): readonly ItemFault[] {
  const { items } = listedIn(sourceCode, list.list, list.call)
  const seen = new Map<string, Node>()
  const known = new Set(items.map(({ node }) => node))
  const others = mayBeIn(sourceCode, list.list, list.call).flatMap((node): ItemFault[] => {
    const fault = known.has(node) ? undefined : faultOf(sourceCode, node, list)
    return fault?.kind === 'view' ? [{ ...fault, node, list }] : []
  })
  return [...others, ...items.flatMap(({ node, names, each }): ItemFault[] => {
    if (each || names.length > 0) return []
    const place = placeOf(sourceCode, node)
    const other = place && !place.view ? seen.get(place.key) : undefined
    if (place && !place.view && !other) seen.set(place.key, node)
    if (other) return [{ kind: 'twice', node, list, other }]
    const fault = faultOf(sourceCode, node, list)
    return fault ? [{ ...fault, node, list }] : []
  })]
}

function faultOf(sourceCode: SourceCode, node: Node, { call }: TransferList): Pick<ItemFault, 'kind' | 'what'> | undefined {
  const shared = sharedMemory(sourceCode, node)
  if (shared?.form === 'buffer') return { kind: 'shared' }
  const path = pathOf(sourceCode, receiver(sourceCode, node))
  if (path !== undefined && viewPaths.test(path)) return { kind: 'view', what: nameOf(path) }
  if (isSender(sourceCode, node, call)) return { kind: 'sender' }
  if (isPooled(sourceCode, node)) return { kind: 'pooled' }
  const what = plainWhat(sourceCode, node, path)
  return what === undefined ? undefined : { kind: 'plain', what }
}

function nameOf(path: string): string {
  const name = path.replace(/(?:\.(?:from|of))?\(\)$/u, '').replace(/^.*[#.]/u, '')
  return /^(?:[AEIO]|Error|Int)/u.test(name) ? `an ${name}` : `a ${name}`
}

function isSender(sourceCode: SourceCode, node: Node, call: Call): boolean {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression' || calledName(call) !== 'postMessage' || kindOf(sourceCode, node) === 'buffer') return false
  const sender = placeOf(sourceCode, callee.object)
  return sender !== undefined && sender.key === placeOf(sourceCode, node)?.key
}

/** The memory of a small Buffer. */
function isPooled(sourceCode: SourceCode, expression: Node): boolean {
  const node = unwrap(expression)
  if (node.type !== 'MemberExpression' || keyName(node) !== 'buffer') return false
  const object = unwrap(node.object)
  const value = object.type === 'Identifier' ? onlyValue(sourceCode, object) : object
  const made = value && unwrap(value)
  if (!made || !isCall(made) || !pooling.has(apiOf(sourceCode, made.callee) ?? '')) return false
  // Made over an ArrayBuffer, it is no part of the pool.
  const [source, offset] = made.arguments
  return source !== undefined && !(calledName(made) === 'from' && (offset?.type === 'Literal' ? typeof offset.value === 'number' : offset !== undefined || isBuffer(sourceCode, source)))
}

function isBuffer(sourceCode: SourceCode, source: Node): boolean {
  const node = unwrap(source)
  if (node.type === 'Literal' || node.type === 'TemplateLiteral' || node.type === 'ArrayExpression' || node.type === 'BinaryExpression') return false
  const path = pathOf(sourceCode, receiver(sourceCode, node))
  return !isText(sourceCode, node) && !(path !== undefined && viewPaths.test(path))
}

/** `String(name)`, `JSON.stringify(rows)`, a parameter that is declared a string. */
function isText(sourceCode: SourceCode, node: Node): boolean {
  if (isCall(node)) return ['stringify', 'toString', 'join', 'String'].includes(calledName(node) ?? '')
  const declared = node.type === 'Identifier' ? variableOf(sourceCode, node)?.defs[0] : undefined
  return declared?.type === 'Parameter' && declared.name.type === 'Identifier' && declared.name.typeAnnotation?.typeAnnotation.type === 'TSStringKeyword'
}

function plainWhat(sourceCode: SourceCode, node: Node, path: string | undefined): string | undefined {
  if (path !== undefined && plainData.has(path)) return nameOf(path)
  const { kind, at } = valueOf(sourceCode, node)
  if (kind === 'record' && at.type === 'ObjectExpression') return 'an object'
  if (kind === 'list' && at.type === 'ArrayExpression') return 'an array'
  if (kind === 'function') return 'a function'
  return kind === 'data' && at.type === 'Literal' && at.value !== null ? 'plain data' : undefined
}

// ---------------------------------------------------------------- lists that are not looked at

/** Lists that a send does not look at. */
export const misplacedLists = perFile((sourceCode): readonly Misplaced[] => {
  if (!mayMove(sourceCode)) return []
  return [...sendsByCall(sourceCode)].flatMap(([call, { sink }]): Misplaced[] => {
    const found = misplacedIn(sourceCode, call, sink)
    return found ? [{ ...found, sink }] : []
  })
})

function misplacedIn(sourceCode: SourceCode, call: Call, { path, payload, transfer }: SinkModel): Omit<Misplaced, 'sink'> | undefined {
  const own = typeof payload === 'number' ? payload : 0
  if (!transfer) {
    const extra = calledName(call) === 'postMessage' && payload === 0 ? call.arguments.slice(1).find((each) => isList(sourceCode, each)) : undefined
    return extra && { kind: 'none', node: extra }
  }
  if (call.arguments.some((each) => each.type === 'SpreadElement')) return undefined
  const wrong = call.arguments.slice(own + (typeof payload === 'number' ? 1 : 0)).flatMap((each) => wrongName(each, transfer.property) ?? [])[0]
  if (wrong) return { kind: 'name', node: wrong }
  const isWindow = path === '#Window().postMessage'
  const index = transfer.argument === 'last' ? call.arguments.length - 1 : transfer.argument
  const argument = typeof index === 'number' && index !== own ? call.arguments[index] : undefined
  if (!argument) return undefined
  if (isWindow) return index === 1 && isList(sourceCode, argument) ? { kind: 'bare', node: argument } : undefined
  if (transfer.property !== undefined && !transfer.list && isList(sourceCode, argument)) return { kind: 'bare', node: argument }
  if (kindOf(sourceCode, argument) !== 'thing') return { kind: 'item', node: argument }
  const next = call.arguments[index as number + 1]
  return argument.type === 'Literal' && typeof argument.value === 'string' && next && isList(sourceCode, next) ? { kind: 'origin', node: argument } : undefined
}

/** A property of written options that is called like a list, but not as this call has it. */
function wrongName(options: Node, right: string | undefined): Node | undefined {
  if (options.type !== 'ObjectExpression' || right === undefined) return undefined
  const names = options.properties.map((each) => (each.type === 'Property' ? keyName(each) : undefined))
  const index = names.findIndex((name) => name !== undefined && name !== right && listNames.has(name))
  const property = options.properties[index]
  return names.includes(right) || property?.type !== 'Property' ? undefined : property.key
}

/** An array, or a variable that is called a transfer list and may be one. */
function isList(sourceCode: SourceCode, expression: Node): boolean {
  const node = unwrap(expression)
  if (node.type === 'ArrayExpression') return node.elements.length > 0
  if (node.type !== 'Identifier') return false
  const variable = variableOf(sourceCode, node)
  const sources = (variable && sourcesOf(sourceCode, variable)) ?? []
  if (sources.some((source) => source.kind === 'value' && source.steps.length === 0 && unwrap(source.value).type === 'ArrayExpression')) return true
  return namedLists.test(node.name) && sources.length > 0 && sources.every((source) => source.kind === 'parameter' || (source.kind === 'value' && unwrap(source.value).type !== 'ObjectExpression'))
}

/** `list.concat(more)` as a statement, where `list` is sent as a transfer list: what it yields is lost. */
export const lostConcats = perFile((sourceCode): readonly Call[] => {
  if (!nodesOf(sourceCode).names.has('concat')) return []
  const lists = new Set(transferListsOf(sourceCode).flatMap(({ list }) => listVariables(sourceCode, unwrap(list))))
  if (lists.size === 0) return []
  return nodesOf(sourceCode).calls.filter((call) => {
    const callee = unwrap(call.callee)
    if (call.parent.type !== 'ExpressionStatement' || callee.type !== 'MemberExpression' || keyName(callee) !== 'concat') return false
    const variable = variableOf(sourceCode, unwrap(callee.object))
    return variable !== undefined && lists.has(variable)
  })
})

/** The variable that is sent as a list, or those that a function of the file returns for it: `post(rows, buffersOf(rows))`. */
function listVariables(sourceCode: SourceCode, list: Node): readonly Variable[] {
  const builder = isCall(list) ? calledFunction(sourceCode, list) : undefined
  const named = builder ? returnsOf(sourceCode, builder) : [list]
  return named.flatMap((each) => variableOf(sourceCode, unwrap(each)) ?? [])
}
