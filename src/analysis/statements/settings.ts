import type { SourceCode } from '../../utils/per-file.ts'
import { keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { onlyValue } from '../resolve/bindings.ts'

/** A column of a table, and what it is set to or compared with. */
export interface Setting {
  readonly column: string
  readonly value: Node
}

/** The columns that an object, or the name of one, gives values to. */
export function settingsIn(sourceCode: SourceCode, values: Node): readonly Setting[] {
  const node = unwrap(onlyValue(sourceCode, values) ?? values)
  if (node.type !== 'ObjectExpression') return []
  return node.properties.flatMap((each) => {
    const column = each.type === 'Property' && !each.computed ? keyName(each) : undefined
    return column !== undefined && each.type === 'Property' ? [{ column, value: each.value }] : []
  })
}
