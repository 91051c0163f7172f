import { adding } from '../../../knowledge/collections.ts'
import { calledName } from '../../../utils/nodes.ts'
import type { SourceCode } from '../../../utils/per-file.ts'
import { type CodeOwner, isCall, keyName, type Node, unwrap, wrapped } from '../../../utils/syntax.ts'
import { type EventId, eventsOf, type Flow } from '../../flow/graph.ts'
import { reaches } from '../../flow/reach.ts'
import { isEmpty, variableOf } from '../../resolve/bindings.ts'
import type { Access } from './accesses.ts'
import { placeOf } from './place.ts'
import { targetsByOwner } from './written.ts'

/** The fields of an object with nothing in them yet: `{ id, rows: [] }`. None where a word or a flag beside them says how far it has come. */
export function emptyFields(object: Node): readonly string[] {
  if (object.type !== 'ObjectExpression') return []
  const fields = object.properties.flatMap((each) => (each.type === 'Property' && !each.computed && each.key.type === 'Identifier' ? [{ name: each.key.name, value: unwrap(each.value) }] : []))
  const saysHowFar = fields.length < object.properties.length || fields.some(({ value }) => value.type === 'Literal' && (typeof value.value === 'boolean' || typeof value.value === 'string'))
  return saysHowFar ? [] : fields.flatMap(({ name, value }) => (isEmpty(value) ? [name] : []))
}

/** Whether one of them is filled behind the wait, and none is given a promise: who comes second may wait for that. */
export function isFilledByField(sourceCode: SourceCode, owner: CodeOwner, flow: Flow, set: Access, fields: readonly string[], wait: EventId): boolean {
  const changes = (targetsByOwner(sourceCode).get(owner) ?? []).flatMap((target) => fieldChanged(sourceCode, target, set) ?? [])
  const isBehind = ({ at }: FieldChange): boolean => eventsOf(flow, at).some((event) => reaches(flow, wait, event))
  if (changes.some((each) => each.value && isCall(each.value) && !isBehind(each))) return false
  return changes.some((each) => fields.includes(each.name) && isBehind(each))
}

/** A field of an object that is given something, or added to, which then has no value. */
interface FieldChange {
  readonly name: string
  readonly value?: Node
  readonly at: Node
}

/** `room.lines = lines`, `this.rooms[id].lines.push(line)`, where the place is `this.rooms[id]`, or has been given `room`. */
function fieldChanged(sourceCode: SourceCode, target: Node, set: Access): FieldChange | undefined {
  if (target.type === 'MemberExpression') {
    const { parent } = wrapped(target)
    const name = keyName(target)
    return parent?.type === 'AssignmentExpression' && name !== undefined && isSetAt(sourceCode, target.object, set) ? { name, value: unwrap(parent.right), at: target } : undefined
  }
  const callee = target.type === 'CallExpression' && adding.has(calledName(target) ?? '') ? unwrap(target.callee) : undefined
  const field = callee?.type === 'MemberExpression' ? unwrap(callee.object) : undefined
  const name = field?.type === 'MemberExpression' ? keyName(field) : undefined
  return field?.type === 'MemberExpression' && name !== undefined && isSetAt(sourceCode, field.object, set) ? { name, at: target } : undefined
}

/** Whether an expression stands for what a place has been given: the place itself, or a name that has it too. */
function isSetAt(sourceCode: SourceCode, object: Node, { place, value, node }: Access): boolean {
  const name = unwrap(object)
  if (name.type !== 'Identifier') {
    const other = placeOf(sourceCode, name)
    return other !== undefined && other.base === place.base && other.part === place.part
  }
  const variable = variableOf(sourceCode, name)
  return variable !== undefined && [value, ...givenTogether(node)].some((each) => each?.type === 'Identifier' && variableOf(sourceCode, each) === variable)
}

/** `room` of `const room = (this.rooms[id] = {})`, and of `room = this.rooms[id] = {}`. */
export function givenTogether(target: Node): readonly Node[] {
  const change = wrapped(target).parent
  const around = change?.type === 'AssignmentExpression' && change.left === target ? wrapped(change).parent : undefined
  if (around?.type === 'AssignmentExpression') return [around.left]
  return around?.type === 'VariableDeclarator' ? [around.id] : []
}
