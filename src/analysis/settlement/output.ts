import { lineReaders } from '../../knowledge/lives.ts'
import { calledName, callsNamed } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, keyName, type Node, unwrap, wrapped } from '../../utils/syntax.ts'
import { accessesOf } from '../handles/places.ts'
import { sourcesOf, variableOf } from '../resolve/bindings.ts'
import { propertyAt, textAt } from '../resolve/constants.ts'
import { apiOf } from '../resolve/denote.ts'
import { locationOf } from '../resolve/location.ts'
import { type Handle, handlesOf } from './handles.ts'
import { runsAt } from './listenings.ts'

/** Somebody listens to what a handle writes. */
export interface OutputListening {
  readonly event: string
  /** The function that runs, where this file has it. */
  readonly runs: FunctionNode | undefined
}

/** The listeners of a handle's streams, and of the lines that are read from them. */
export function outputListenings(sourceCode: SourceCode, handle: Handle): readonly OutputListening[] {
  return callsNamed(sourceCode, LISTENING).flatMap((call): OutputListening[] => {
    const callee = unwrap(call.callee)
    const [first, listener] = call.arguments
    const event = first && textAt(sourceCode, first)
    if (callee.type !== 'MemberExpression' || event === undefined || !listener || writtenBy(sourceCode, callee.object) !== handle) return []
    return [{ event, runs: runsAt(sourceCode, unwrap(listener)) }]
  })
}

const LISTENING: ReadonlySet<string> = new Set(['on', 'once', 'addListener'])

/** `createInterface(…)` of `createInterface(…).on('line', read).on('close', end)`. */
function beginning(emitter: Node): Node {
  let at = emitter
  while (at.type === 'CallExpression' && LISTENING.has(calledName(at) ?? '') && at.callee.type === 'MemberExpression') at = unwrap(at.callee.object)
  return at
}

/** How many names are followed to what an emitter is. */
const MOST_NAMES = 3

/** The handle that an emitter tells the output of: its stream, of one name or of any, or what reads lines from that, by whatever name. */
export function writtenBy(sourceCode: SourceCode, emitter: Node, only?: string, depth = 0): Handle | undefined {
  const node = unwrap(emitter)
  if (depth > MOST_NAMES) return undefined
  if (node.type === 'MemberExpression') {
    const kept = onlyWrite(sourceCode, node)
    return streamOf(sourceCode, keyName(node), node.object, only) ?? (kept && writtenBy(sourceCode, kept, only, depth + 1))
  }
  if (node.type === 'Identifier') {
    const variable = variableOf(sourceCode, node)
    const [source, second] = (variable && sourcesOf(sourceCode, variable)) ?? []
    if (source?.kind !== 'value' || second) return undefined
    const [step, another] = source.steps
    // `const { stdout } = this.child`
    if (step) return another ? undefined : streamOf(sourceCode, step.name, source.value, only)
    return writtenBy(sourceCode, source.value, only, depth + 1)
  }
  const call = beginning(node)
  if (call.type !== 'CallExpression' || !lineReaders.has(apiOf(sourceCode, call.callee) ?? '')) return undefined
  const [options] = call.arguments
  const input = propertyAt(sourceCode, options, 'input')
  const stream = input ?? options
  return stream && stream.type !== 'SpreadElement' && stream.type !== 'ObjectExpression' ? writtenBy(sourceCode, stream, only, depth + 1) : undefined
}

/** What a field is given, where the file gives it something once. */
function onlyWrite(sourceCode: SourceCode, member: Extract<Node, { type: 'MemberExpression' }>): Node | undefined {
  const location = locationOf(sourceCode, member)
  const [write, another] = (location && accessesOf(sourceCode, { location, isElement: false })?.writes) ?? []
  const { parent } = write && !another ? wrapped(write) : {}
  return parent?.type === 'AssignmentExpression' && parent.operator === '=' ? parent.right : undefined
}

/** The handle one of whose streams has this name. */
function streamOf(sourceCode: SourceCode, name: string | undefined, object: Node, only = name): Handle | undefined {
  if (name !== only) return undefined
  const of = unwrap(object)
  const variable = of.type === 'Identifier' ? variableOf(sourceCode, of) : undefined
  const key = locationOf(sourceCode, of)?.key
  return handlesOf(sourceCode).find(({ life, variables, places }) =>
    life.streams?.includes(name ?? '') && ((variable && variables.has(variable)) || (key !== undefined && places.has(key))))
}
