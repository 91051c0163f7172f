import type { SourceCode } from '../../../utils/per-file.ts'
import { keyName, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { onlyValue, variableHolding } from '../../resolve/bindings.ts'
import { propertyAt } from '../../resolve/constants.ts'
import type { StaleWrite } from '../reads/stale.ts'

/**
 * `const kept = files.get(path); if (kept && kept.mtime === stats.mtime) return kept.lines; …; files.set(path, { lines, mtime: stats.mtime })`:
 * who finds an entry holds it against what has just been found out about its source, so that an old one does not count.
 */
export function isCheckedAgain(sourceCode: SourceCode, { read, write }: StaleWrite): boolean {
  const value = write.value && unwrap(onlyValue(sourceCode, write.value) ?? write.value)
  const variable = value?.type === 'ObjectExpression' ? variableHolding(sourceCode, read.node) : undefined
  return variable?.references.some(({ identifier }) => {
    const outer = wrapped(identifier)
    const part = outer.parent
    const comparison = part?.type === 'MemberExpression' && part.object === outer ? wrapped(part).parent : undefined
    if (part?.type !== 'MemberExpression' || comparison?.type !== 'BinaryExpression' || comparison.operator !== '===' || value?.type !== 'ObjectExpression') return false
    const other = comparison.left === wrapped(part) ? comparison.right : comparison.left
    const stored = propertyAt(sourceCode, value, keyName(part) ?? '')
    return isFoundOut(sourceCode, unwrap(other)) && stored !== undefined && sourceCode.getText(stored) === sourceCode.getText(other) && decidesAlone(comparison)
  }) ?? false
}

/** `stats.mtimeMs`, of `const stats = await stat(path)`. */
function isFoundOut(sourceCode: SourceCode, node: Node): boolean {
  const name = node.type === 'MemberExpression' ? unwrap(node.object) : node
  return name.type === 'Identifier' && onlyValue(sourceCode, name)?.type === 'AwaitExpression'
}

/** Whether a condition holds only where this does: `kept && kept.mtime === stats.mtime`. */
function decidesAlone(comparison: Node): boolean {
  let at = wrapped(comparison)
  while (at.parent?.type === 'LogicalExpression' && at.parent.operator === '&&') at = wrapped(at.parent)
  return at.parent?.type === 'IfStatement' && at.parent.test === at
}
