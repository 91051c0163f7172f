import type { TSESTree } from '@typescript-eslint/utils'

import type { SourceCode } from '../../../utils/per-file.ts'
import { isCall, keyName, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { type EventId, eventsOf, type Flow } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { isEmpty, variableOf } from '../../resolve/bindings.ts'
import type { Access } from './accesses.ts'

/** The fields of an object with nothing in them yet: `{ id, rows: [] }`. None where a word or a flag beside them says how far it has come. */
export function emptyFields(object: Node): readonly string[] {
  if (object.type !== 'ObjectExpression') return []
  const fields = object.properties.flatMap((each) => (each.type === 'Property' && !each.computed && each.key.type === 'Identifier' ? [{ name: each.key.name, value: unwrap(each.value) }] : []))
  const saysHowFar = fields.length < object.properties.length || fields.some(({ value }) => value.type === 'Literal' && (typeof value.value === 'boolean' || typeof value.value === 'string'))
  return saysHowFar ? [] : fields.flatMap(({ name, value }) => (isEmpty(value) ? [name] : []))
}

/** Whether one of them is filled behind the wait, and none is given a promise: who comes second may wait for that. */
export function isFilledByField(sourceCode: SourceCode, flow: Flow, { value }: Access, fields: readonly string[], wait: EventId): boolean {
  const variable = value?.type === 'Identifier' ? variableOf(sourceCode, value) : undefined
  const given = (variable?.references ?? []).flatMap(({ identifier }) => {
    const member = wrapped(identifier).parent
    const change = member?.type === 'MemberExpression' && member.object === wrapped(identifier) ? wrapped(member).parent : undefined
    return change?.type === 'AssignmentExpression' && unwrap(change.left) === member ? [{ name: keyName(member as TSESTree.MemberExpression), value: unwrap(change.right), member }] : []
  })
  if (given.some((each) => isCall(each.value) && eventsOf(flow, each.member).every((event) => !reaches(flow, wait, event)))) return false
  return given.some(({ name, member }) => name !== undefined && fields.includes(name) && eventsOf(flow, member).some((event) => reaches(flow, wait, event)))
}
