import type { TSESTree } from '@typescript-eslint/utils'

import { collectionChanges } from '../../../knowledge/collections.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { isCall, keyName, type Node, ownerOf, unwrap, wrapped } from '../../../utils/syntax.ts'
import { onlyValue, sourceAt, type Variable, variableOf } from '../../resolve/bindings.ts'
import type { Setting } from '../../statements/settings.ts'
import { changeOf } from './columns.ts'

/** `seat.left -= 1; await seats.update({ where: { id }, data: { left: seat.left } })`: what the column has been changed to before. */
export function asChanged(sourceCode: SourceCode, setting: Setting): Setting {
  const row = rowOf(sourceCode, setting)
  const changes = row ? before(row, setting.value).flatMap((member) => changeOf(member)).filter(({ column }) => column === setting.column) : []
  return changes.at(-1) ?? setting
}

/** `post.tags.push(tag)`: the list in the column is another one by now. */
export function isGrown(sourceCode: SourceCode, setting: Setting): boolean {
  const row = rowOf(sourceCode, setting)
  return row !== undefined && before(row, setting.value).some((member) => {
    const method = keyName(member) === setting.column ? wrapped(member).parent : undefined
    return method?.type === 'MemberExpression' && collectionChanges.has(keyName(method) ?? '') && isCall(wrapped(method).parent)
  })
}

/** All that a local variable is given, one after the other, and whether it is moved up or down besides. */
export function writtenTo(sourceCode: SourceCode, name: Node): { readonly values: readonly Node[]; readonly isMoved: boolean } {
  const variable = name.type === 'Identifier' ? variableOf(sourceCode, name) : undefined
  const writes = (variable?.references ?? []).filter((each) => each.isWrite() && ownerOf(each.identifier) === ownerOf(name)).map(({ identifier }) => identifier)
  const values = writes.flatMap((each) => {
    const source = sourceAt(each)
    return source.kind === 'value' && source.steps.length === 0 ? [source.value] : []
  })
  const isMoved = writes.some(({ parent }) => parent.type === 'UpdateExpression' || (parent.type === 'AssignmentExpression' && /^[-+*]=$/u.test(parent.operator)))
  return { values, isMoved }
}

/** What a name stands for: its only value, or all that a local variable is given. */
export function madeOf(sourceCode: SourceCode, name: Node): readonly Node[] {
  const only = onlyValue(sourceCode, name)
  return only ? [only] : writtenTo(sourceCode, name).values
}

/** The row whose column is put back under its own name: `left: seat.left`. */
function rowOf(sourceCode: SourceCode, { column, value }: Setting): Variable | undefined {
  const member = unwrap(value)
  const object = member.type === 'MemberExpression' && !member.computed && keyName(member) === column ? unwrap(member.object) : undefined
  return object?.type === 'Identifier' ? variableOf(sourceCode, object) : undefined
}

/** The members of the row that the same code names before. */
function before({ references }: Variable, value: Node): readonly TSESTree.MemberExpression[] {
  return references.flatMap(({ identifier }) => {
    const member = wrapped(identifier).parent
    return member?.type === 'MemberExpression' && member.range[1] <= value.range[0] && ownerOf(member) === ownerOf(value) ? [member] : []
  })
}
