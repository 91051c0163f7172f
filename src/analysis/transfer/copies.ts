import type { SinkModel } from '../../knowledge/schema.ts'
import { callsByOwner, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isFunction, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { sendsOf } from '../messages/sends.ts'
import { promiseOf } from '../promises/executors.ts'
import { onlyValue, sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { returnsOf } from '../resolve/functions.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { roleOf } from '../roles/role.ts'
import { summaries } from '../summaries/fixpoint.ts'
import { listOf, sendsByCall } from './direct.ts'
import { diesWith, diesWithReturn } from './holders.ts'
import { listedIn } from './lists.ts'
import { type Made, madeAt } from './made.ts'
import { partOf } from './move.ts'
import { memoryOf, placeOf } from './places.ts'

/** Large memory that is made here, copied by a send and not used again. */
export interface Copy {
  /** The call of the function at hand: the send, or one that leads to it. */
  readonly call: Call
  /** The send, where that stands in another function. */
  readonly send: Call
  readonly sink: SinkModel
  /** The expression in the call that brings it. */
  readonly node: Node
  /** How it is called there. */
  readonly thing: string
  /** What would stand in the transfer list; undefined where it has no name yet. */
  readonly listed: string | undefined
}

/** All of them in a file, in source order. */
export const needlessCopies = perFile((sourceCode): readonly Copy[] => {
  if (!sendsOf(sourceCode).some(({ sink }) => sink.transfer) || roleOf(sourceCode).program === 'test') return []
  return nodesOf(sourceCode).calls.flatMap((call) => copiesOf(sourceCode, call))
})

function copiesOf(sourceCode: SourceCode, call: Call): readonly Copy[] {
  const seen = new Set<Node>()
  return payloadsAt(sourceCode, call, (fn) => forwardedBy(sourceCode, fn)).flatMap(({ send, sink, contents }) =>
    contents.flatMap((content): Copy[] => {
      const { node, name, through } = content
      const made = content.made ?? madeAt(sourceCode, content.value)
      if (!made || seen.has(node) || isListed(sourceCode, call, content.value)) return []
      if (!diesWith(sourceCode, unique([...through, ...made.through]), call)) return []
      seen.add(node)
      return [{ call, send, sink, node, thing: name ?? sourceCode.getText(node), listed: name === undefined ? undefined : [name, ...made.below].join('.') }]
    }))
}

function unique(variables: readonly Variable[]): readonly Variable[] {
  return [...new Set(variables)]
}

/** Whether the call has a list with the memory in it, or one of which nobody knows what is in it. */
function isListed(sourceCode: SourceCode, call: Call, value: Node): boolean {
  const send = sendsByCall(sourceCode).get(call)
  if (!send) return false
  const list = listOf(sourceCode, call)
  if (!list) return isVague(call, send.sink)
  const { items, complete } = listedIn(sourceCode, list, call)
  const place = placeOf(sourceCode, value)
  const keys = place && new Set([place.key, memoryOf(sourceCode, place)?.key])
  return !complete || !keys || items.some(({ node, names }) => names.length > 0 || keys.has(placeOf(sourceCode, node)?.key))
}

/** Options whose content is not written there. */
function isVague(call: Call, { transfer }: SinkModel): boolean {
  if (call.arguments.some((each) => each.type === 'SpreadElement')) return true
  const options = typeof transfer?.argument === 'number' ? call.arguments[transfer.argument] : undefined
  if (!options) return false
  const node = unwrap(options)
  return node.type !== 'ObjectExpression' || node.properties.some((each) => each.type === 'SpreadElement')
}

// ---------------------------------------------------------------- payloads

/** Something in a payload. */
interface Content {
  /** The expression of the call at hand that brings it. */
  readonly node: Node
  /** What it is. */
  readonly value: Node
  /** How the function at hand names it. */
  readonly name: string | undefined
  /** The variables that hold the payload on the way. */
  readonly through: readonly Variable[]
  /** The memory, where another function has made it. */
  readonly made?: Made
}

interface Payloads {
  readonly send: Call
  readonly sink: SinkModel
  readonly contents: readonly Content[]
}

function payloadsAt(sourceCode: SourceCode, call: Call, forwarded: (fn: FunctionNode) => readonly Forwarded[]): readonly Payloads[] {
  const send = sendsByCall(sourceCode).get(call)
  if (send) {
    if (!send.sink.transfer) return []
    return send.payloads.map(({ node, property }) => ({ send: call, sink: send.sink, contents: contentsAt(sourceCode, node, property === undefined ? [] : [property]) }))
  }
  const fn = call.arguments.length > 0 ? calledFunction(sourceCode, call) : undefined
  if (!fn || call.arguments.some((each) => each.type === 'SpreadElement')) return []
  return forwarded(fn).flatMap(({ index, names, send: inner, sink, list }): Payloads[] => {
    const argument = call.arguments[index]
    return argument && !(list !== undefined && call.arguments[list]) ? [{ send: inner, sink, contents: contentsAt(sourceCode, argument, names) }] : []
  })
}

/** Everything in what stands at some names of an expression. */
function contentsAt(sourceCode: SourceCode, expression: Node, names: readonly string[]): readonly Content[] {
  const { node, names: left } = partOf(expression, names)
  return left.length > 0 ? [] : contentsOf(sourceCode, { node, value: node, name: nameOf(sourceCode, node), through: [] }, 0)
}

function nameOf(sourceCode: SourceCode, node: Node): string | undefined {
  return node.type === 'Identifier' || node.type === 'MemberExpression' ? sourceCode.getText(node) : undefined
}

const DEPTH = 5

function contentsOf(sourceCode: SourceCode, whole: Content, depth: number): readonly Content[] {
  const node = unwrap(whole.value)
  if (depth > DEPTH) return []
  switch (node.type) {
    case 'ObjectExpression':
      return node.properties.flatMap((each) => (each.type === 'Property' && each.kind === 'init' && !each.method ? contentsOf(sourceCode, part(sourceCode, whole, each.value, keyName(each)), depth + 1) : []))
    case 'ArrayExpression':
      return node.elements.flatMap((each, index) => (each && each.type !== 'SpreadElement' ? contentsOf(sourceCode, part(sourceCode, whole, each, index), depth + 1) : []))
    case 'Identifier': {
      const value = onlyValue(sourceCode, node)
      const variable = variableOf(sourceCode, node)
      if (!value || !variable) return [whole]
      const inner = contentsOf(sourceCode, { ...whole, value, through: [...whole.through, variable] }, depth + 1).filter((each) => each.value !== value)
      return [whole, ...inner, ...addedTo(sourceCode, whole, variable)]
    }
    case 'AwaitExpression':
      return [whole, ...contentsOf(sourceCode, { ...whole, value: node.argument }, depth + 1).filter((each) => each.value !== node.argument)]
    case 'CallExpression':
      return [whole, ...builtBy(sourceCode, whole, node, depth)]
    default:
      return [whole]
  }
}

/** A part of a payload: by its own name where the call writes it, or by that of the whole. */
function part(sourceCode: SourceCode, whole: Content, value: Node, key: string | number | undefined): Content {
  const isHere = whole.through.length === 0 && unwrap(whole.node) === unwrap(whole.value)
  if (isHere) return { node: value, value, name: nameOf(sourceCode, value), through: [] }
  const step = typeof key === 'number' ? `[${String(key)}]` : key !== undefined && /^[A-Za-z_$][\w$]*$/u.test(key) ? `.${key}` : undefined
  return { ...whole, value, name: whole.name !== undefined && step !== undefined ? whole.name + step : undefined }
}

/** `message.pixels = pixels`. */
function addedTo(sourceCode: SourceCode, whole: Content, variable: Variable): readonly Content[] {
  return variable.references.flatMap(({ identifier }) => {
    const member = identifier.parent
    if (member.type !== 'MemberExpression' || member.object !== identifier || member.parent.type !== 'AssignmentExpression' || member.parent.left !== member) return []
    return [{ ...part(sourceCode, { ...whole, through: [...whole.through, variable] }, member.parent.right, keyName(member)) }]
  })
}

/** What a function of this file puts into the message that it makes, if it keeps none of it. */
function builtBy(sourceCode: SourceCode, whole: Content, call: Call, depth: number): readonly Content[] {
  const fn = calledFunction(sourceCode, call)
  const [returned, other] = fn && !fn.generator ? returnsOf(sourceCode, fn) : []
  if (!fn || !returned || other) return []
  return contentsOf(sourceCode, { node: returned, value: returned, name: '', through: [] }, depth + 2).flatMap((content): Content[] => {
    const made = madeAt(sourceCode, content.value)
    if (!made || unwrap(content.value) === unwrap(returned) || !diesWithReturn(sourceCode, fn, unique([...content.through, ...made.through]), returned)) return []
    const names = pathTo(returned, content.value)
    return [{ node: whole.node, value: content.value, made: { ...made, through: [] }, through: whole.through, name: names && whole.name !== undefined ? [whole.name, ...names].join('.') : undefined }]
  })
}

/** The names that lead to a value in an object that is written down. */
function pathTo(whole: Node, value: Node): readonly string[] | undefined {
  const names: string[] = []
  for (let at: Node | undefined = value; at && at !== whole; at = at.parent) {
    if (at.type !== 'Property') continue
    const name = keyName(at)
    if (name === undefined) return undefined
    names.unshift(name)
  }
  return names.length > 0 ? names : undefined
}

// ---------------------------------------------------------------- functions that send

/** A parameter of a function, or what is found below it by these names, is sent without being transferred, and then let go. */
interface Forwarded {
  readonly index: number
  readonly names: readonly string[]
  readonly send: Call
  readonly sink: SinkModel
  /** The parameter that may bring a transfer list. */
  readonly list?: number
}

const MOST_FORWARDED = 8

const forwardedBy = summaries<readonly Forwarded[]>({
  bottom: [],
  equal: (a, b) => a.length === b.length,
  compute: (sourceCode, owner, get) => (isFunction(owner) ? forwardedIn(sourceCode, owner, get) : []),
})

function forwardedIn(sourceCode: SourceCode, fn: FunctionNode, get: (fn: FunctionNode) => readonly Forwarded[]): readonly Forwarded[] {
  const found = callsRunBy(sourceCode, fn).flatMap((call) =>
    payloadsAt(sourceCode, call, (each) => (each === fn ? [] : get(each))).flatMap(({ send, sink, contents }) =>
      contents.flatMap(({ value, through }): Forwarded[] => {
        const variable = variableOf(sourceCode, unwrap(value))
        const from = variable && parameterOf(sourceCode, variable, fn)
        if (!variable || !from) return []
        const list = call === send ? listParameter(sourceCode, call, sink, fn) : undefined
        if ((list === undefined && isListed(sourceCode, call, value)) || !diesWith(sourceCode, unique([...through, variable]), call)) return []
        return [{ ...from, send, sink, ...(list !== undefined && { list }) }]
      })))
  return found.slice(0, MOST_FORWARDED)
}

/** The calls that a function makes, those in promises that it makes included. */
function callsRunBy(sourceCode: SourceCode, fn: FunctionNode): readonly Call[] {
  const byOwner = callsByOwner(sourceCode)
  const own = byOwner.get(fn) ?? []
  return own.flatMap((call) => {
    const executor = call.type === 'NewExpression' ? call.arguments[0] : undefined
    return isFunction(executor) && promiseOf(sourceCode, executor) ? [call, ...(byOwner.get(executor) ?? [])] : [call]
  })
}

/** The parameter of a function that a variable is, or is taken out of. */
function parameterOf(sourceCode: SourceCode, variable: Variable, fn: FunctionNode): { readonly index: number; readonly names: readonly string[] } | undefined {
  const [source, second] = sourcesOf(sourceCode, variable) ?? []
  if (source?.kind !== 'parameter' || second || source.of !== fn || source.rest) return undefined
  const names = source.steps.map(({ name }) => name).filter((name) => name !== '')
  return names.includes('[]') ? undefined : { index: source.index, names }
}

/** The parameter that a send takes its transfer list from, which callers may leave out. */
function listParameter(sourceCode: SourceCode, call: Call, { transfer }: SinkModel, fn: FunctionNode): number | undefined {
  const argument = typeof transfer?.argument === 'number' ? call.arguments[transfer.argument] : undefined
  const variable = argument && variableOf(sourceCode, unwrap(argument))
  const from = variable && parameterOf(sourceCode, variable, fn)
  return from?.names.length === 0 ? from.index : undefined
}
