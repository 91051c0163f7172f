import { lazyResults } from '../../../knowledge/lazy.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type Node, unwrap } from '../../../utils/syntax.ts'
import { apiOf } from '../../resolve/denote.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { doneSection } from '../effects.ts'
import { calledLocal, functionAt } from '../receiver.ts'
import { lockUses } from '../uses.ts'
import type { Fault } from './faults.ts'
import { spotOfValue } from './returned.ts'
import { sectionAround } from './sections.ts'

/** Iterators and streams that a section makes and returns: they do their work when somebody reads them, after the section. */
export function lazyWork(sourceCode: SourceCode): readonly Fault[] {
  return [...lockUses(sourceCode).values()].flatMap((use): readonly Fault[] => {
    const fn = use.does === 'scope' && use.section && !doneSection(sourceCode, use) ? functionAt(sourceCode, use.section) : undefined
    const section = fn && sectionAround(sourceCode, fn.body)
    if (!fn || !section) return []
    return returnsOf(sourceCode, fn).filter((each) => isLazy(sourceCode, each)).map((each): Fault => ({ kind: 'lazy', at: spotOfValue(each), section }))
  })
}

/** Whether an expression makes something that runs only when it is read: a call of a generator of this file, a stream. */
export function isLazy(sourceCode: SourceCode, expression: Node): boolean {
  const node = unwrap(expression)
  if (node.type !== 'CallExpression') return false
  return calledLocal(sourceCode, node)?.generator === true || lazyResults.has(apiOf(sourceCode, unwrap(node.callee)) ?? '')
}
