import { reactiveClasses, reactiveFields } from '../../knowledge/results.ts'
import type { ApiPath } from '../../knowledge/schema.ts'
import { nodesOf } from '../../utils/nodes.ts'
import { type ClassNode, type FunctionNode, isFunction, type Node, ownerOf, unwrap } from '../../utils/syntax.ts'
import { isNothing } from '../resolve/bindings.ts'
import { apiOf, superOf } from '../resolve/denote.ts'
import { assignedValues, type Member, membersOf } from '../resolve/members.ts'
import { returnValue } from './calls.ts'
import { evaluate } from './evaluate.ts'
import { enter, type Evaluation, type Frame } from './evaluation.ts'
import { reactiveOf } from './reactive.ts'
import { typeValue } from './types.ts'
import { aFunction, either, type Part, unknown, type Value } from './value.ts'

/** An instance of a local class; `argument` are those of its constructor, where the call that makes it is in sight. */
export function instanceValue(e: Evaluation, at: Node, node: ClassNode, argument?: Frame['argument'], outer?: Frame): Value {
  return { kind: 'instance', at, node, parts: () => ownParts(e, node, argument, outer, 0) }
}

/** How many superclasses are looked at. */
const ANCESTORS = 4

/** The fields that every instance surely has of its own: declared with a value, or assigned by the constructor. */
function ownParts(
  e: Evaluation,
  node: ClassNode,
  argument: Frame['argument'] | undefined,
  outer: Frame | undefined,
  depth: number,
): readonly Part[] {
  const constructor = constructorOf(node)
  const frame = constructor && argument ? enter(constructor, argument, outer) : outer
  const parts: Part[] = []
  const reactive = makesReactive(e, constructor)
  for (const member of membersOf(e.sourceCode, node).values()) {
    if (member.isStatic || member.name.startsWith('#')) continue
    const part = ownPart(e, member, constructor, frame)
    const by = reactive ?? decorator(e, member.field)
    if (part) parts.push(by === undefined ? part : { ...part, value: () => reactiveOf(part.value(), by) })
  }
  const parent = depth < ANCESTORS ? superOf(e.sourceCode, node) : undefined
  if (parent?.kind !== 'class' || parent.node === node) return parts
  const own = new Set(parts.map((part) => part.name))
  return [...ownParts(e, parent.node, undefined, undefined, depth + 1).filter((part) => !own.has(part.name)), ...parts]
}

export function constructorOf(node: ClassNode): FunctionNode | undefined {
  for (const each of node.body.body)
    if (each.type === 'MethodDefinition' && each.kind === 'constructor' && isFunction(each.value)) return each.value
  return undefined
}

function ownPart(e: Evaluation, member: Member, constructor: FunctionNode | undefined, frame: Frame | undefined): Part | undefined {
  const { name, field } = member
  if (field?.type === 'TSParameterProperty') return { name, at: field, sure: true, value: () => evaluate(e, parameterName(field), frame) }
  const initial = field && 'value' in field && field.value && !isNothing(field.value) ? field.value : undefined
  const assigned = member.uses.flatMap((use) => {
    const parent = use.parent
    return parent.type === 'AssignmentExpression' && parent.left === use && parent.operator === '=' && ownerOf(use) === constructor
      ? [parent.right]
      : []
  })
  const [first] = assigned
  const at = initial ?? first
  if (!at) return undefined
  const values = [...(initial && !first ? [initial] : []), ...assigned].filter((each) => !isNothing(each))
  return {
    name,
    at,
    sure: true,
    value: () =>
      declaredOr(
        e,
        either(
          at,
          values.map((each) => evaluate(e, each, frame)),
          true,
        ),
        field,
      ),
  }
}

function parameterName(field: Extract<Member['field'], { type: 'TSParameterProperty' }>): Node {
  return field.parameter.type === 'AssignmentPattern' ? field.parameter.left : field.parameter
}

function declaredOr(e: Evaluation, value: Value, field: Member['field']): Value {
  if (value.kind !== 'unknown' || !field || field.type === 'TSParameterProperty' || !field.typeAnnotation) return value
  return typeValue(e, field.typeAnnotation)
}

/** A member of an instance, read from outside or through `this`: whoever assigned it. */
export function instanceMember(e: Evaluation, whole: Extract<Value, { kind: 'instance' }>, name: string, at: Node): Value {
  const own = whole.parts().find((part) => part.name === name)
  const member = membersOf(e.sourceCode, whole.node).get(name)
  const reassigned = member ? assignedValues(member).filter((each) => !isNothing(each)).length > 1 : false
  if (own && !reassigned) return own.value()
  if (!member || member.isStatic) return own ? own.value() : inherited(e, whole.node, name, at)
  if (member.getter) return returnValue(e, member.getter, undefined)
  if (member.method && !member.field) return aFunction(member.method, 'method')
  const values = assignedValues(member).filter((each) => !isNothing(each))
  const byValue =
    values.length > 0 && values.length <= 16
      ? either(
          at,
          values.map((each) => evaluate(e, each, undefined)),
          true,
        )
      : unknown(at)
  const value = declaredOr(e, byValue, member.field)
  const by = decorator(e, member.field) ?? makesReactive(e, constructorOf(whole.node))
  return by === undefined ? value : reactiveOf(value, by)
}

function inherited(e: Evaluation, node: ClassNode, name: string, at: Node): Value {
  const parent = superOf(e.sourceCode, node)
  return parent?.kind === 'class' && parent.node !== node
    ? instanceMember(e, { kind: 'instance', at, node: parent.node, parts: () => [] }, name, at)
    : unknown(at)
}

/** The decorator that makes a field reactive. */
function decorator(e: Evaluation, field: Member['field']): ApiPath | undefined {
  if (!field || !('decorators' in field)) return undefined
  for (const { expression } of field.decorators) {
    const path = apiOf(e.sourceCode, expression.type === 'CallExpression' ? expression.callee : expression)
    if (path !== undefined && reactiveFields.has(path)) return path
  }
  return undefined
}

/** The function that the constructor hands `this` to, so that its fields become reactive. */
function makesReactive(e: Evaluation, constructor: FunctionNode | undefined): ApiPath | undefined {
  if (!constructor) return undefined
  for (const call of nodesOf(e.sourceCode).calls) {
    if (call.type !== 'CallExpression' || call.arguments[0]?.type !== 'ThisExpression' || ownerOf(call) !== constructor) continue
    const path = apiOf(e.sourceCode, unwrap(call.callee))
    if (path !== undefined && reactiveClasses.has(path)) return path
  }
  return undefined
}
