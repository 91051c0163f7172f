import type { SourceCode } from '../../utils/per-file.ts'
import { type Node, unwrap } from '../../utils/syntax.ts'
import { isNothing } from '../resolve/bindings.ts'
import { addedElements } from '../resolve/elements.ts'

/** Whether a value only holds a place until there is one: `null`, a list that nothing is ever put into. */
export function isEmpty(sourceCode: SourceCode, value: Node): boolean {
  const node = unwrap(value)
  return isNothing(node) || (node.type === 'ArrayExpression' && node.elements.length === 0 && addedElements(sourceCode, node).length === 0)
}

/** The values that are more than that; all of them where none is. */
export function withoutEmpty(sourceCode: SourceCode, values: readonly Node[]): readonly Node[] {
  const filled = values.filter((each) => !isEmpty(sourceCode, each))
  return filled.length > 0 ? filled : values
}
