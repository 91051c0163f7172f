import type { TSESTree } from '@typescript-eslint/utils'

import { sinkAt } from '../../knowledge/index.ts'
import { aliases } from '../../knowledge/aliases.ts'
import type { SinkModel } from '../../knowledge/schema.ts'
import { sinks } from '../../knowledge/sinks.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { typeServices } from '../../utils/types.ts'
import { type Call, classOfThis, type Node, keyName, unwrap } from '../../utils/syntax.ts'
import { variableOf } from '../resolve/bindings.ts'
import { superOf } from '../resolve/denote.ts'
import { evidenceFrom, mentions, rootOf } from '../resolve/evidence.ts'
import { lastName } from '../resolve/path.ts'
import { calledPath } from '../resolve/receiver.ts'
import { mayHaveEndpoints, sendOfEndpoint } from './endpoints.ts'

/** A call through which a value leaves for another thread, process, page or store. */
export interface Send {
  readonly call: Call
  readonly sink: SinkModel
  readonly payloads: readonly Payload[]
}

/** What is sent: an expression, or a property of one. */
export interface Payload {
  readonly node: Node
  readonly property?: string
}

/** Where the receivers of sinks come from: the roots of the sinks, and of everything that yields what they are called on. */
const evidence = evidenceFrom(leadingTo(sinks.map((sink) => sink.path)))

function leadingTo(paths: readonly string[]): ReadonlySet<string> {
  const all = new Set(paths.flatMap((path) => [path, path.replace(/\.[^.]*$/u, '')]))
  for (let size = 0; size < all.size;) {
    size = all.size
    for (const [from, to] of aliases) {
      if (!all.has(to) && !all.has(rootOf(to))) continue
      all.add(from)
      all.add(from.replace(/\.[^.]*$/u, ''))
    }
  }
  return all
}

/** Names of methods that send, and those worth a question to the type checker: nobody else has so many methods called `add`. */
const names = new Set(sinks.map((sink) => lastName(sink.path)))
const asked = new Set(sinks.filter((sink) => sink.algorithm !== 'storage' && !sink.path.endsWith('.*')).map((sink) => lastName(sink.path)))
/** Receivers all of whose methods send. */
const anyMethod = evidenceFrom(sinks.filter((sink) => sink.path.endsWith('.*')).map((sink) => sink.path))

/** All sends of the file whose receiver is proven, in source order. */
export const sendsOf = perFile((sourceCode): readonly Send[] => {
  const byType = typeServices(sourceCode) !== undefined
  if (!byType && !mentions(sourceCode, evidence) && !mayHaveEndpoints(sourceCode)) return []
  const any = mentions(sourceCode, anyMethod)
  return nodesOf(sourceCode).calls.flatMap((call) => sendAt(sourceCode, call, any) ?? [])
})

function sendAt(sourceCode: SourceCode, call: Call, any: boolean): Send | undefined {
  const callee = unwrap(call.callee)
  if (call.arguments.length === 0 || !mayBeSink(sourceCode, callee, any)) return undefined
  const sink = sinkOf(callee.type === 'Super' ? superPath(sourceCode, callee) : calledPath(sourceCode, call, asked)) ?? sinkOf(sendOfEndpoint(sourceCode, callee))
  if (!sink) return undefined
  const payloads = payloadsOf(call, sink)
  return payloads.length > 0 ? { call, sink, payloads } : undefined
}

function sinkOf(path: string | undefined): SinkModel | undefined {
  return path === undefined ? undefined : sinkAt(path)
}

/** The name alone rules out most calls; an import may have been given any name. */
function mayBeSink(sourceCode: SourceCode, callee: Node, any: boolean): boolean {
  switch (callee.type) {
    case 'Super':
      return true
    case 'MemberExpression':
      return any || names.has(keyName(callee) ?? '')
    case 'Identifier': {
      if (names.has(callee.name)) return true
      const kind = variableOf(sourceCode, callee)?.defs[0]?.type
      return kind === 'ImportBinding' || (any && kind === 'Variable')
    }
    default:
      return any
  }
}

/** `super(…)` runs the constructor of what the class extends. */
function superPath(sourceCode: SourceCode, node: TSESTree.Super): string | undefined {
  const owner = classOfThis(node)
  const parent = owner && superOf(sourceCode, owner)
  return parent?.kind === 'api' ? parent.path : undefined
}

function payloadsOf(call: Call, sink: SinkModel): readonly Payload[] {
  const { payload } = sink
  if (payload === 'all') {
    const spread = call.arguments.findIndex((each) => each.type === 'SpreadElement')
    return call.arguments.slice(0, spread < 0 ? undefined : spread).map((node) => ({ node }))
  }
  const index = typeof payload === 'number' ? payload : payload.argument
  const node = call.arguments.slice(0, index + 1).some((each) => each.type === 'SpreadElement') ? undefined : call.arguments[index]
  if (!node) return []
  return [typeof payload === 'number' ? { node } : { node, property: payload.property }]
}
