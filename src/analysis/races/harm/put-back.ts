import type { SourceCode } from '../../../utils/per-file.ts'
import { isCall } from '../../../utils/syntax.ts'
import { awaitedAt } from '../../promises/awaited.ts'
import { onlyValue } from '../../resolve/bindings.ts'
import { alwaysReturns, helperAt } from '../reads/answers.ts'
import type { StaleWrite } from '../reads/stale.ts'

/** `const hash = await this.hashOf(key); …; hashes.set(key, hash)`: what a helper has found there, or found out where nothing was, is put there as it is. */
export function isPutBackWhole(sourceCode: SourceCode, stale: StaleWrite): boolean {
  const { read, write: { value } } = stale
  const answer = value && isCall(read.node) && value.type === 'Identifier' ? onlyValue(sourceCode, value) : undefined
  return answer !== undefined && awaitedAt(sourceCode, answer) === read.node && !isSurelyRead(sourceCode, stale)
}

/** Whether the old value is read on every way: not by a helper that returns something else as well. */
export function isSurelyRead(sourceCode: SourceCode, { read }: StaleWrite): boolean {
  const helper = isCall(read.node) ? helperAt(sourceCode, read.node) : undefined
  return !helper || alwaysReturns(sourceCode, helper, read.place.base)
}
