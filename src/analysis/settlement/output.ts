import { lineReaders } from '../../knowledge/lives.ts'
import { calledName, callsNamed } from '../../utils/nodes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { type FunctionNode, keyName, literalText, type Node, unwrap } from '../../utils/syntax.ts'
import { onlyValue, variableOf } from '../resolve/bindings.ts'
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
    const event = first && literalText(first)
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

/** The handle that an emitter tells the output of: its stream, or what reads lines from that. */
export function writtenBy(sourceCode: SourceCode, emitter: Node): Handle | undefined {
  const node = unwrap(emitter)
  if (node.type === 'MemberExpression') return streamOf(sourceCode, node)
  const made = node.type === 'Identifier' ? onlyValue(sourceCode, node) : beginning(node)
  const call = made && unwrap(made)
  if (call?.type !== 'CallExpression' || !lineReaders.has(apiOf(sourceCode, call.callee) ?? '')) return undefined
  const [options] = call.arguments
  const input = options?.type === 'ObjectExpression' ? options.properties.find((each) => each.type === 'Property' && keyName(each) === 'input') : undefined
  const stream = input?.type === 'Property' ? unwrap(input.value) : options && unwrap(options)
  return stream?.type === 'MemberExpression' ? streamOf(sourceCode, stream) : undefined
}

/** The handle one of whose streams a member is. */
function streamOf(sourceCode: SourceCode, member: Extract<Node, { type: 'MemberExpression' }>): Handle | undefined {
  const of = unwrap(member.object)
  const variable = of.type === 'Identifier' ? variableOf(sourceCode, of) : undefined
  const key = locationOf(sourceCode, of)?.key
  return handlesOf(sourceCode).find(({ life, variables, places }) =>
    life.streams?.includes(keyName(member) ?? '') && ((variable && variables.has(variable)) || (key !== undefined && places.has(key))))
}
