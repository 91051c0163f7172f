import { flowOf } from '../../../src/analysis/flow/flow.ts'
import type { EventId, Flow } from '../../../src/analysis/flow/graph.ts'
import { edgesFrom, nodeOf } from '../../../src/analysis/flow/graph.ts'
import { nodesOf } from '../../../src/utils/nodes.ts'
import type { SourceCode } from '../../../src/utils/per-file.ts'
import type { CodeOwner, Node } from '../../../src/utils/syntax.ts'
import type { ParseOptions } from '../../support/probe.ts'
import { parse } from '../../support/probe.ts'

/** A flow with the means to read it. */
export interface Probe {
  readonly sourceCode: SourceCode
  readonly flow: Flow
  /** `await fetch(url)`: kind and text of an event, long texts cut to their first line. */
  readonly name: (event: EventId) => string
  /** The only event of that name. */
  readonly event: (name: string) => EventId
}

/** The flow of the first function in the code, or of the program where there is none. */
export function probe(code: string, options?: ParseOptions): Probe {
  const sourceCode = parse(code, options)
  return probeOwner(sourceCode, nodesOf(sourceCode).functions[0] ?? sourceCode.ast)
}

export function programProbe(code: string, options?: ParseOptions): Probe {
  const sourceCode = parse(code, options)
  return probeOwner(sourceCode, sourceCode.ast)
}

export function probeOwner(sourceCode: SourceCode, owner: CodeOwner): Probe {
  const flow = flowOf(sourceCode, owner)
  const name = (event: EventId): string => {
    const node = nodeOf(flow, event)
    return node === owner ? (flow.kinds[event] as string) : `${String(flow.kinds[event])} ${shortText(sourceCode, node)}`
  }
  const event = (wanted: string): EventId => {
    const found = flow.kinds.map((_, id) => id).filter((id) => name(id) === wanted)
    if (found.length !== 1) throw new Error(`${found.length} events named: ${wanted}\n${graphText({ flow, name })}`)
    return found[0] as EventId
  }
  return { sourceCode, flow, name, event }
}

function shortText(sourceCode: SourceCode, node: Node): string {
  const [line = ''] = sourceCode.getText(node).split('\n')
  return line.length > 40 ? `${line.slice(0, 37)}...` : line
}

/** The names of all events between entry and exits, in their order. */
export function order(code: string, options?: ParseOptions): string[] {
  return names(probe(code, options))
}

export function names({ flow, name }: Probe): string[] {
  return flow.kinds.map((_, event) => name(event)).slice(1, -2)
}

/** The same as a graph: see `graphText`. */
export function graph(code: string, options?: ParseOptions): string[] {
  return graphText(probe(code, options)).split('\n')
}

/**
 * An event a line, with the numbers that its edges lead to: `3 test ok → true 4 | false 7`. An edge that simply leads to the
 * next line is left out.
 */
export function graphText({ flow, name }: Pick<Probe, 'flow' | 'name'>): string {
  return flow.kinds.map((_, event) => {
    const ways = edgesFrom(flow, event)
      .map((edge) => ({ kind: flow.edgeKinds[edge], to: flow.to[edge] as EventId }))
      .filter(({ kind, to }) => !(kind === 'normal' && to === event + 1))
      .map(({ kind, to }) => (kind === 'normal' ? String(to) : `${String(kind)} ${to}`))
      .reverse()
    return `${event} ${name(event)}${ways.length > 0 ? ` → ${ways.join(' | ')}` : ''}`
  }).join('\n')
}
