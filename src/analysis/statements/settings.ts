import type { SourceCode } from '../../utils/per-file.ts'
import { keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { onlyValue } from '../resolve/bindings.ts'

/** A column of a table, and what it is set to or compared with. */
export interface Setting {
  readonly column: string
  readonly value: Node
}

/** How deep one object may be spread into another. */
const MOST_SPREADS = 3

/** The columns that an object, or the name of one, gives values to; those of an object that is spread in it as well. */
export function settingsIn(sourceCode: SourceCode, values: Node, depth = 0): readonly Setting[] {
  const node = unwrap(onlyValue(sourceCode, values) ?? values)
  if (node.type !== 'ObjectExpression') return []
  const settings = node.properties.flatMap((each) => {
    if (each.type === 'SpreadElement') return depth < MOST_SPREADS ? settingsIn(sourceCode, each.argument, depth + 1) : []
    const column = each.computed ? undefined : keyName(each)
    return column === undefined ? [] : [{ column, value: each.value }]
  })
  // What stands behind a spread takes the place of what is in it.
  return node.properties.some(({ type }) => type === 'SpreadElement') ? [...new Map(settings.map((each) => [each.column, each])).values()] : settings
}
