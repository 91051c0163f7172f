import { textual, thrownType, typeName } from '../../knowledge/index.ts'
import type { CloneAlgorithm, SinkModel } from '../../knowledge/schema.ts'
import { groupBy } from '../../utils/group.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { settingsOf } from '../../utils/settings.ts'
import { type Call, type FunctionNode, functionAround, isCall, isInside, type Node, unwrap } from '../../utils/syntax.ts'
import { apiOf } from '../resolve/denote.ts'
import { callersOf } from '../resolve/functions.ts'
import { calledFunction } from '../resolve/receiver.ts'
import { argumentsOf, returnValue } from '../values/calls.ts'
import { awaited, evaluate } from '../values/evaluate.ts'
import { enter, evaluation, type Evaluation, type Frame } from '../values/evaluation.ts'
import { partsOf, partValue } from '../values/parts.ts'
import { isForgiven, isSentAgain } from './forgiven.ts'
import { type Judge, type Leaf, leavesOf } from './leaves.ts'
import { repliesOf, type Reply } from './replies.ts'
import { algorithmOf } from './serialization.ts'
import { type Payload, type Send, sendsOf } from './sends.ts'
import { NO_TRANSFERS, transfersOf } from './transfers.ts'

/** What hands values over: a send, or the function whose answer somebody sends back. */
type Sent = Omit<Send, 'call'> & { readonly call: Node }

/** Values that do not arrive, with the call that hands them over. */
export interface MessageFault {
  /** The send itself, or the outermost call that passes the value to a function that sends it. */
  readonly call: Node
  readonly send: Sent
  readonly algorithm: CloneAlgorithm
  readonly leaves: readonly Leaf[]
}

/** How many ways of calling a function that sends are looked at, and how many calls one way may have. */
const WAYS = 32
const CALLS = 4

/** All sends of the file with something in them that does not arrive. */
export const messageFaults = perFile((sourceCode): readonly MessageFault[] => [
  ...sendsOf(sourceCode).flatMap((send) => faultsOf(sourceCode, send)),
  ...repliesOf(sourceCode).flatMap((reply) => replyFaults(sourceCode, reply)),
])

function faultsOf(sourceCode: SourceCode, send: Send): readonly MessageFault[] {
  if (isForgiven(sourceCode, send)) return []
  const algorithm = algorithmOf(sourceCode, send)
  if (!algorithm) return []
  const faults: MessageFault[] = []
  const reported = new Set<string>()
  let ways = 0
  const look = (calls: readonly Call[], functions: readonly FunctionNode[]): void => {
    if (ways++ >= WAYS) return
    const call = calls.at(-1) ?? send.call
    const e = evaluation(sourceCode, functionsAround([send.call, ...calls]))
    const frame = framesFor(e, calls, functions)
    const judge = {
      sourceCode,
      sink: send.sink,
      algorithm,
      ...runtimesOf(sourceCode, send.sink),
      transfers: transfersOf(sourceCode, send, frame),
      region: call.arguments,
    }
    const leaves = send.payloads
      .flatMap((payload) => payloadLeaves(e, judge, payload, frame, calls.length === 0))
      .filter((leaf) => !reported.has(nameOf(leaf)) && !isSentAgain(sourceCode, send, leaf))
    if (leaves.length > 0) {
      faults.push({ call, send, algorithm, leaves: unique(leaves) })
      if (calls.length === 0) for (const leaf of leaves) if (leaf.fault !== 'lossy') reported.add(nameOf(leaf))
    }
    if (calls.length >= CALLS) return
    for (const of of [...e.open].filter((each) => isInside(call, each) && !functions.includes(each))) {
      for (const caller of callsOf(sourceCode, of))
        if (caller !== call && !isInside(caller, of)) look([...calls, caller], [...functions, of])
    }
  }
  look([], [])
  return withoutFeared(faults)
}

/** Without what a type only lets callers give where one of them gives it in sight: that call is the fault. */
function withoutFeared(faults: readonly MessageFault[]): readonly MessageFault[] {
  const proven = new Set(faults.flatMap(({ call, send, leaves }) => (call === send.call ? [] : leaves.filter(({ fault }) => fault !== 'lossy').map(nameOf))))
  if (proven.size === 0) return faults
  return faults.map((fault) => (fault.call === fault.send.call ? { ...fault, leaves: fault.leaves.filter((leaf) => leaf.fault !== 'lossy' || !proven.has(nameOf(leaf))) } : fault))
}

function nameOf({ path }: Leaf): string {
  return path.join('.')
}

/** The frames of calls inside one another: the last is the outermost. */
function framesFor(e: Evaluation, calls: readonly Call[], functions: readonly FunctionNode[]): Frame | undefined {
  let frame: Frame | undefined
  for (let i = calls.length - 1; i >= 0; i--) {
    const outer = frame
    frame = enter(functions[i] as FunctionNode, argumentsOf(e, calls[i] as Call, outer), outer)
  }
  return frame
}

function payloadLeaves(
  e: Evaluation,
  judge: Judge,
  { node, property }: Payload,
  frame: Frame | undefined,
  direct: boolean,
): readonly Leaf[] {
  const value = evaluate(e, node, frame)
  if (property === undefined) return [...leavesOf(judge, value, direct ? node : undefined), ...(direct ? errorsInText(e, judge, node, frame) : [])]
  const part = partsOf(value).findLast((each) => each.name === property)
  const written = part && direct && isInside(part.at, node) ? part.at : node
  return leavesOf(judge, partValue(e, value, property, node), direct ? written : undefined)
}

/** Errors in what is sent as a text of JSON, which writes {} for them. */
function errorsInText(e: Evaluation, judge: Judge, payload: Node, frame: Frame | undefined): readonly Leaf[] {
  const call = unwrap(payload)
  const [written] = isCall(call) && call.arguments.length === 1 && apiOf(e.sourceCode, call.callee) === textual ? call.arguments : []
  if (!written || written.type === 'SpreadElement') return []
  const error = typeName(thrownType)
  return leavesOf({ ...judge, algorithm: 'json' }, evaluate(e, written, frame), written).filter(({ type }) => type === error)
}

/** What functions return that another thread or process calls. */
function replyFaults(sourceCode: SourceCode, { call, model, returned, generators }: Reply): readonly MessageFault[] {
  const { path, algorithm, noun, failure, wrappers } = model
  const sink: SinkModel = {
    path,
    payload: model.argument,
    algorithm,
    noun: failure === undefined ? `sending it back through ${noun}` : noun,
    ...(failure !== undefined && { failure }),
    ...(wrappers && { wrappers }),
  }
  const e = evaluation(sourceCode)
  const answers = [
    ...returned.map((node) => ({ node, value: () => awaited(evaluate(evaluation(sourceCode), node, undefined)) })),
    ...generators.map((fn) => ({ node: nameNodeOf(fn), value: () => returnValue(e, fn, undefined) })),
  ]
  return answers.flatMap(({ node, value }) => {
    const judge = { sourceCode, sink, algorithm, ...runtimesOf(sourceCode, sink), transfers: NO_TRANSFERS, region: [node] }
    const leaves = unique(leavesOf(judge, value(), node))
    return leaves.length > 0 ? [{ call, send: { call, sink, payloads: [{ node }] }, algorithm, leaves }] : []
  })
}

/** What a function is called where it is written down; the function itself where it has no name there. */
function nameNodeOf(fn: FunctionNode): Node {
  if (fn.type !== 'ArrowFunctionExpression' && fn.id) return fn.id
  const { parent } = fn
  return (parent.type === 'MethodDefinition' || parent.type === 'Property') && parent.value === fn ? parent.key : fn
}

/** The runtimes that the settings name, and those of them that the sink is there on. */
function runtimesOf(sourceCode: SourceCode, sink: SinkModel): Pick<Judge, 'runtimes' | 'possible'> {
  const { runtime } = settingsOf(sourceCode)
  const node = sink.runs === 'node' || sink.path.startsWith('node:') ? runtime.filter((each) => each.startsWith('node')) : []
  return { runtimes: runtime, possible: node.length > 0 ? node : runtime }
}

/** One value, or one place in the payload, is one fault. */
function unique(leaves: readonly Leaf[]): readonly Leaf[] {
  const seen = new Set<Node | string>()
  return leaves.filter(({ path, value }) => {
    const name = path.join('.')
    const isNew = !seen.has(value.at) && !seen.has(name)
    seen.add(value.at).add(name)
    return isNew
  })
}

function functionsAround(nodes: readonly Node[]): ReadonlySet<FunctionNode> {
  const all = new Set<FunctionNode>()
  for (const node of nodes) for (let at = functionAround(node); at; at = functionAround(at)) all.add(at)
  return all
}

/** Calls by the function of this file that they run. */
const callsByFunction = perFile((sourceCode) => groupBy(nodesOf(sourceCode).calls, (call) => calledFunction(sourceCode, call)))

function callsOf(sourceCode: SourceCode, of: FunctionNode): readonly Call[] {
  return [...new Set([...callersOf(sourceCode, of), ...(callsByFunction(sourceCode).get(of) ?? [])])]
}
