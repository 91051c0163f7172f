import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, unwrap } from '../../../utils/syntax.ts'
import type { EventId } from '../../flow/graph.ts'
import { isNothing } from '../../resolve/bindings.ts'
import { type Latch, latchesBefore } from '../overlap/latches.ts'

/** Whether a latch before an event keeps all other runs out, whatever they ask for. */
export function keepsOthersOut(sourceCode: SourceCode, owner: CodeOwner, event: EventId): boolean {
  return latchesBefore(sourceCode, owner, event).some((latch) => !keepsOutTheSame(sourceCode, latch))
}

/** `if (name === last.current) return; last.current = name`: who asks for something else comes in. */
function keepsOutTheSame(sourceCode: SourceCode, { test, set }: Latch): boolean {
  const node = unwrap(test.node)
  const value = set.value && unwrap(set.value)
  if (node.type !== 'BinaryExpression' || !/^[!=]==?$/u.test(node.operator) || !value || value.type === 'Literal' || isNothing(value)) return false
  const text = sourceCode.getText(value)
  return [node.left, node.right].some((side) => sourceCode.getText(unwrap(side)) === text)
}
