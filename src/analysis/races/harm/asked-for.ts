import { membership } from '../../../knowledge/collections.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { isCall, unwrap } from '../../../utils/syntax.ts'
import { onlyValue, type Variable, variableOf } from '../../resolve/bindings.ts'
import { helperAt } from '../reads/answers.ts'
import type { StaleWrite } from '../reads/stale.ts'

/** `if (failed.includes(above)) return; …; failed.push(path)`: whether another one is there, and not this one. */
export function asksForAnother(sourceCode: SourceCode, { read, write }: StaleWrite): boolean {
  const [asked] = isCall(read.node) && membership.has(calledName(read.node) ?? '') && !helperAt(sourceCode, read.node) ? read.node.arguments : []
  const [one, other] = [asked, isCall(write.node) ? write.node.arguments[0] : undefined].map((each) => (each && unwrap(each).type === 'Identifier' ? variableOf(sourceCode, unwrap(each)) : undefined))
  // What is added and made of what was asked for is the answer to that.
  return one?.defs[0]?.type === 'Variable' && other?.defs[0]?.type === 'Parameter' && !isNameFor(sourceCode, one, other)
}

/** `const id = berth`. */
function isNameFor(sourceCode: SourceCode, { identifiers: [name] }: Variable, other: Variable): boolean {
  const value = name && onlyValue(sourceCode, name)
  return value !== undefined && unwrap(value).type === 'Identifier' && variableOf(sourceCode, unwrap(value)) === other
}
