import { perNode } from '../../utils/per-file.ts'
import type { CodeOwner, FunctionNode, Node } from '../../utils/syntax.ts'
import type { FlowOptions } from './builder.ts'
import { Builder } from './builder.ts'
import { layValue } from './expressions.ts'
import type { Flow } from './graph.ts'
import { layPattern } from './patterns.ts'
import { layBlock } from './statements.ts'

/**
 * The control flow of a function, static block or program. Exceptions come from `await`, `yield` and `throw`; calls are taken
 * to return, but for one in a `try` whose `catch` nothing else would get to.
 */
export const flowOf = perNode((_, owner: CodeOwner): Flow => buildFlow(owner), undefined as never)

/** The same with knowledge of how calls end. Not remembered. */
export function buildFlow(owner: CodeOwner, options: FlowOptions = {}): Flow {
  const b = new Builder(owner, options)
  if (owner.type === 'Program' || owner.type === 'StaticBlock') layBlock(b, owner.body)
  else layFunction(b, owner)
  return b.finish()
}

function layFunction(b: Builder, node: FunctionNode): void {
  for (const parameter of node.params) layParameter(b, parameter)
  // Functions that are only declared have no body.
  const body = node.body as FunctionNode['body'] | null
  if (body?.type === 'BlockStatement') layBlock(b, body.body)
  else if (body) {
    layValue(b, body)
    b.emit('return', body)
    b.return()
  }
}

/** A parameter that is just a name is there from the start; others are taken apart. */
function layParameter(b: Builder, parameter: Node): void {
  const inner = parameter.type === 'TSParameterProperty' ? parameter.parameter : parameter
  const named = inner.type === 'RestElement' ? inner.argument : inner
  if (named.type !== 'Identifier') layPattern(b, named)
}
