import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isCall, type Node, unwrap } from '../../../utils/syntax.ts'
import { onlyValue } from '../../resolve/bindings.ts'
import { getterAt } from '../../resolve/members.ts'
import type { Base, Fault } from '../faults.ts'
import { isDoneElsewhere } from '../others/elsewhere.ts'
import { isEviction, isOfOwnFailure } from '../others/evicted.ts'
import { isOfOtherKeys } from '../others/keyed.ts'
import { helperAt } from '../reads/answers.ts'
import type { StaleWrite } from '../reads/stale.ts'

/** `if (!this.rows.has(id)) return; this.rows.set(id, await load(id))`: an entry that is taken out meanwhile is there again. */
export function comesBack(sourceCode: SourceCode, owner: CodeOwner, stale: StaleWrite, base: Base): Fault | undefined {
  const { write, read, test } = stale
  if (!write.place.part.startsWith('entry:') || write.place.part === 'entry:?' || !test || isAskedElsewhere(sourceCode, read.node) || valueOf(sourceCode, test.node) !== unwrap(read.node)) return undefined
  const removed = isDoneElsewhere(sourceCode, write.place, owner, ['remove'], (_, use) => isEviction(sourceCode, use) || isOfOtherKeys(sourceCode, use, write.node) || isOfOwnFailure(sourceCode, use, write.node))
  return removed && { ...base, kind: 'returned', proven: false, other: removed.node }
}

/** What is asked: itself, or what a name stands for. */
function valueOf(sourceCode: SourceCode, asked: Node): Node {
  const node = unwrap(asked)
  return unwrap((node.type === 'Identifier' ? onlyValue(sourceCode, node) : undefined) ?? node)
}

/** Whether a helper or a getter of the file asks, which may say yes where nothing is there. */
function isAskedElsewhere(sourceCode: SourceCode, node: Node): boolean {
  return (isCall(node) ? helperAt(sourceCode, node) : getterAt(sourceCode, node)) !== undefined
}
