import { flowOf } from '../../../src/analysis/flow/flow.ts'
import type { EventId, Flow } from '../../../src/analysis/flow/graph.ts'
import { eventsWhere } from '../../../src/analysis/flow/queries.ts'
import { nodesOf } from '../../../src/utils/nodes.ts'
import type { SourceCode } from '../../../src/utils/per-file.ts'
import type { FunctionNode, Node } from '../../../src/utils/syntax.ts'
import { parse } from '../../support/probe.ts'

export interface Subject {
  readonly sourceCode: SourceCode
  readonly flow: Flow
  /** The events of the calls of this name, awaited ones by their await. */
  readonly calls: (name: string) => readonly EventId[]
}

/** The first function of the code. */
export function subject(code: string): Subject {
  const sourceCode = parse(code)
  const flow = flowOf(sourceCode, nodesOf(sourceCode).functions[0] as FunctionNode)
  return {
    sourceCode,
    flow,
    calls: (name) => eventsWhere(flow, (event) => {
      const node = flow.nodes[event] as Node
      const kind = flow.kinds[event]
      const call = kind === 'await' && node.type === 'AwaitExpression' ? node.argument : node
      return call.type === 'CallExpression' && sourceCode.getText(call.callee) === name && (kind === 'await' || (kind === 'call' && node.parent?.type !== 'AwaitExpression'))
    }),
  }
}
