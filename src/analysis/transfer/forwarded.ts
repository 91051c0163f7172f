import { calledName, callsByOwner, nodesOf } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type Call, type FunctionNode, isFunction, isInside, type Node, ownerOf, walkOwn, wrapped } from '../../utils/syntax.ts'
import { sourcesOf, type Variable, variableOf } from '../resolve/bindings.ts'
import { apiOf } from '../resolve/denote.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { summaries } from '../summaries/fixpoint.ts'
import { directMoves, sendsByCall } from './direct.ts'
import { listedIn, listIn } from './lists.ts'
import { type Move, moveOf, movesOfList, partOf } from './move.ts'
import { type Place, placeOf } from './places.ts'

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
  const bodies = bodiesOf(sourceCode, fn)
  for (const call of bodies.flatMap((body) => callsByOwner(sourceCode).get(body) ?? [])) {
    if (dependsOnParameters(sourceCode, call, fn)) continue
    const late = waitsBefore(sourceCode, bodies, call)
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
export function listHandedOn(call: Call, { as, index, names, property, late, send }: Forwarded): ListArgument | undefined {
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

function waitsBefore(sourceCode: SourceCode, bodies: readonly FunctionNode[], call: Call): boolean {
  return bodies.some((body) => body.async && nodesOf(sourceCode).awaits.some((each) => isInside(each, body) && ownerOf(each) === body && each.range[1] <= call.range[0]))
}

/** The function, and what runs as a part of it: `new Promise((resolve) => { … })`. */
function bodiesOf(sourceCode: SourceCode, fn: FunctionNode): readonly FunctionNode[] {
  const executors = (callsByOwner(sourceCode).get(fn) ?? []).flatMap((call) => {
    const [executor] = call.type === 'NewExpression' && calledName(call) === 'Promise' ? call.arguments : []
    return executor && isFunction(executor) && apiOf(sourceCode, call.callee) === '#Promise' ? [executor] : []
  })
  return [fn, ...executors]
}

/** What a call of a function of this file transfers of its arguments. */
export function forwardedMoves(sourceCode: SourceCode, call: Call): readonly Move[] {
  return resolved(sourceCode, call, forwardedTo(sourceCode, call))
}

/** What the function that a call runs does with its parameters; nothing where it is not of this file. */
export function forwardedTo(sourceCode: SourceCode, call: Call): readonly Forwarded[] {
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
