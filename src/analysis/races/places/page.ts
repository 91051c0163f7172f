import type { TSESTree } from '@typescript-eslint/utils'

import { pageChanges, pageContents, pageFinders, pageParts } from '../../../knowledge/page.ts'
import { perFile, type SourceCode } from '../../../utils/per-file.ts'
import { keyName, literalText, type Node, unwrap } from '../../../utils/syntax.ts'
import { textAt } from '../../resolve/constants.ts'
import { apiOf } from '../../resolve/denote.ts'
import { evidenceFrom, mentions } from '../../resolve/evidence.ts'
import type { Location } from '../../resolve/location.ts'

const roots = evidenceFrom([...pageFinders.keys()])
const hasPage = perFile((sourceCode): boolean => mentions(sourceCode, roots))

/** What replaces all that is in a part of the page: the name under which that is one place, however it is done. */
const CONTENTS = 'innerHTML'

/** The part of the page that a call finds by a name that is written down: `document.querySelector('#total')`, `$('#total')`. */
export function foundInPage(sourceCode: SourceCode, call: TSESTree.CallExpression): Location | undefined {
  const [name] = call.arguments
  const text = name && hasPage(sourceCode) ? textAt(sourceCode, name) : undefined
  const prefix = text === undefined ? undefined : pageFinders.get(apiOf(sourceCode, call.callee) ?? '')
  return text === undefined || prefix === undefined || text.startsWith('<') ? undefined : { key: `page:${prefix}${text}`, root: { kind: 'global' }, path: [], text: `${prefix}${text}` }
}

/** Whether a method of this name may change what is in a part of the page. */
export function mayChangePage(sourceCode: SourceCode, method: string): boolean {
  return pageChanges.has(method) && hasPage(sourceCode)
}

/** The part of the page that `list.innerHTML = ''` empties. */
export function emptiesPage(sourceCode: SourceCode, { object, computed, property }: TSESTree.MemberExpression, value: Node): boolean {
  return !computed && property.type === 'Identifier' && pageContents.has(property.name) && literalText(value) === '' && isPart(sourceCode, object)
}

/** What a method does to the part of the page it is called on, to all that is in it or to what has a name there, and what it puts there. */
export interface PageChange {
  readonly effect: 'append' | 'clear' | 'set'
  readonly name?: string
  readonly value?: Node
}

export function pageChangeBy(sourceCode: SourceCode, call: TSESTree.CallExpression): PageChange | undefined {
  const callee = unwrap(call.callee)
  const method = callee.type === 'MemberExpression' ? keyName(callee) ?? '' : ''
  const effect = mayChangePage(sourceCode, method) ? pageChanges.get(method) : undefined
  if (callee.type !== 'MemberExpression' || effect === undefined || !isPart(sourceCode, callee.object)) return undefined
  const value = call.arguments.at(-1)
  if (effect === 'append') return { effect, ...(value && { value }) }
  if (effect === 'clear' || (method === 'replaceChildren' && !value)) return { effect: 'clear' }
  return value && { effect: 'set', name: method === 'val' ? 'value' : CONTENTS, value }
}

function isPart(sourceCode: SourceCode, node: Node): boolean {
  return pageParts.has(apiOf(sourceCode, node) ?? '')
}
