import { perNode, type SourceCode } from '../../utils/per-file.ts'
import { type ClassNode, type FunctionNode, isClass, isFunction, isInside, keyName, type Node, ownerOf, walkOwn, wrapped } from '../../utils/syntax.ts'
import { isNothing } from '../resolve/bindings.ts'
import { superOf } from '../resolve/denote.ts'
import { nameOf } from '../resolve/functions.ts'
import { assignedValues, type Member, membersOf } from '../resolve/members.ts'
import { returnValue } from './calls.ts'
import { documentedAbove } from './documented.ts'
import { evaluate, isVague } from './evaluate.ts'
import { enter, type Evaluation, type Frame, frameOf } from './evaluation.ts'
import { mayPrecede, survives } from './order.ts'
import { withoutEmpty } from './empty.ts'
import { reactiveOf } from './reactive.ts'
import { reactionOf } from './reactive-fields.ts'
import { isLeftToType, typeValue } from './types.ts'
import { aFunction, either, type Part, unknown, type Value } from './value.ts'
import { writtenTo } from './writes.ts'

/** An instance of a local class; `argument` are those of its constructor, where the call that makes it is in sight. */
export function instanceValue(e: Evaluation, at: Node, node: ClassNode, argument?: Frame['argument'], outer?: Frame): Extract<Value, { kind: 'instance' }> {
  return {
    kind: 'instance',
    at,
    node,
    parts: () => ownParts(e, lineage(e, node, argument, outer)),
    part: (name) => partNamed(e, lineage(e, node, argument, outer), name),
  }
}

/** How many uses of a field are looked through for what is put into it. */
const MOST_USES = 24

/** How many superclasses are looked at. */
const ANCESTORS = 4

/** A class or superclass of an instance, with what is known while its constructor runs. */
interface Maker {
  readonly node: ClassNode
  readonly constructor: FunctionNode | undefined
  readonly frame: Frame | undefined
}

/** The class and its superclasses in this file, the class first. */
function lineage(e: Evaluation, node: ClassNode, argument: Frame['argument'] | undefined, outer: Frame | undefined): readonly Maker[] {
  const constructor = constructorIn(e.sourceCode, node)
  const makers: Maker[] = [{ node, constructor, frame: constructor && argument ? enter(constructor, argument, outer) : outer }]
  for (let at = node; makers.length <= ANCESTORS; ) {
    const parent = superOf(e.sourceCode, at)
    if (parent?.kind !== 'class' || parent.node === at) break
    at = parent.node
    makers.push({ node: at, constructor: constructorIn(e.sourceCode, at), frame: undefined })
  }
  return makers
}

/** The fields that every instance surely has of its own: declared with a value, or assigned by the constructor. */
function ownParts(e: Evaluation, makers: readonly Maker[]): readonly Part[] {
  let parts: readonly Part[] = []
  for (const maker of [...makers].reverse()) {
    const own = [...membersOf(e.sourceCode, maker.node).values()].flatMap((member) => partBy(e, member, maker) ?? [])
    const names = new Set(own.map((part) => part.name))
    parts = [...parts.filter((part) => !names.has(part.name)), ...own]
  }
  return parts
}

/** One of them. */
function partNamed(e: Evaluation, makers: readonly Maker[], name: string): Part | undefined {
  for (const maker of makers) {
    const member = membersOf(e.sourceCode, maker.node).get(name)
    const part = member && partBy(e, member, maker)
    if (part) return part
  }
  return undefined
}

function partBy(e: Evaluation, member: Member, { constructor, frame }: Maker): Part | undefined {
  if (member.isStatic || member.name.startsWith('#')) return undefined
  const part = ownPart(e, member, constructor, frame)
  const made = part && reactionOf(e.sourceCode, member, constructor)
  return part && made ? { ...part, value: () => reactiveOf(part.value(), made.by, made.deep) } : part
}

/** The constructor that a class writes down; undefined where it has none. */
export const constructorIn: (sourceCode: SourceCode, node: ClassNode) => FunctionNode | undefined = perNode<ClassNode, FunctionNode | undefined>((_, node) => {
  for (const each of node.body.body)
    if (each.type === 'MethodDefinition' && each.kind === 'constructor' && isFunction(each.value)) return each.value
  return undefined
}, undefined)

function ownPart(e: Evaluation, member: Member, constructor: FunctionNode | undefined, frame: Frame | undefined): Part | undefined {
  const { name, field } = member
  if (field?.type === 'TSParameterProperty') return { name, at: field, sure: true, value: () => evaluate(e, parameterName(field), frame) }
  const initial = field && 'value' in field && field.value && !isNothing(field.value) ? field.value : undefined
  const assigned = member.writes.flatMap((write) => (write.operator === '=' && ownerOf(write) === constructor ? [write.right] : []))
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
  if (!isLeftToType(value) || !field || field.type === 'TSParameterProperty') return value
  const declared = field.typeAnnotation ? typeValue(e, field.typeAnnotation) : documentedAbove(e, field)
  return declared.kind === 'unknown' ? value : declared
}

/** A member of an instance, read from outside or through `this`: whoever assigned it. */
export function instanceMember(e: Evaluation, whole: Extract<Value, { kind: 'instance' }>, name: string, at: Node): Value {
  const own = whole.part(name)
  const member = membersOf(e.sourceCode, whole.node).get(name)
  // What the constructor leaves empty is filled by others.
  const reassigned = member ? assignedValues(member).filter((each) => !isNothing(each)).length > (own && isNothing(own.at) ? 0 : 1) : false
  if (own && !reassigned) return member ? filledField(e, member, at, own.value(), whole.frame) : own.value()
  if (!member || member.isStatic) return own ? own.value() : inherited(e, whole.node, name, at)
  if (member.getter) return returnValue(e, member.getter, undefined)
  if (member.method && !member.field) return aFunction(member.method, 'method')
  const { values, every } = fieldValues(e, member, at)
  const made = reactionOf(e.sourceCode, member, constructorIn(e.sourceCode, whole.node))
  const found = values.length > 0 && values.length <= 16 ? values.map((each) => evaluate(e, each, writtenIn(each, whole.frame))) : []
  const value = declaredOr(e, either(at, made && found.every(isVague) ? objectsIn(e, member, found) : found, every), member.field)
  return made ? reactiveOf(value, made.by, made.deep) : filledField(e, member, at, value, whole.frame)
}

/** Reactive state begins as a list or an object, and nothing is known of what comes later: what is put there is made a proxy as well. */
function objectsIn(e: Evaluation, { field }: Member, found: readonly Value[]): readonly Value[] {
  const first = field && 'value' in field && field.value && !isNothing(field.value) ? evaluate(e, field.value, undefined) : undefined
  return first?.kind === 'list' || first?.kind === 'record' ? [first] : found
}

/** What a field holds, with what the function that reads it has put into it before: `this.state.timer = setTimeout(…); send(this.state)`. */
function filledField(e: Evaluation, member: Member, at: Node, value: Value, frame: Frame | undefined): Value {
  const owner = ownerOf(at)
  const isOwn = at.type === 'MemberExpression' && at.object.type === 'ThisExpression'
  if (value.kind !== 'record' || !isOwn || member.uses.length > MOST_USES) return value
  const own = member.uses.filter((use) => use !== at && ownerOf(use) === owner && use.object.type === 'ThisExpression')
  if (own.length === 0 || member.writes.some((write) => ownerOf(write) === owner)) return value
  return mayChangeSince(e.sourceCode, owner, own, at) ? value : writtenTo(e, own, at, value, frame)
}

/** The frame of a call, for what the function itself has written that it runs: `this.options = options`, and then `this.options`. */
function writtenIn(value: Node, frame: Frame | undefined): Frame | undefined {
  const owner = ownerOf(value)
  return isFunction(owner) && frameOf(frame, owner) ? frame : undefined
}

/**
 * What a field may hold where it is read. Where the same function has surely put something there before, that is it, unless
 * others may have run since. Elsewhere nobody sends what is empty until it is filled.
 */
function fieldValues({ sourceCode }: Evaluation, member: Member, at: Node): { readonly values: readonly Node[]; readonly every: boolean } {
  const values = assignedValues(member).filter((each) => !isNothing(each))
  const owner = ownerOf(at)
  const before = member.writes.filter((write) => write.operator === '=' && ownerOf(write) === owner)
  if (before.length === 0) return { values: withoutEmpty(sourceCode, values), every: true }
  const isOwn = at.type === 'MemberExpression' && at.object.type === 'ThisExpression'
  if (!isOwn || survives(sourceCode, owner, at, before.map(({ left }) => left)) || mayChangeSince(sourceCode, owner, before, at)) return { values, every: true }
  const reaching = before.filter((write) => mayPrecede(sourceCode, write.left, at, before.filter((each) => each !== write).map(({ left }) => left)))
  return { values: reaching.map(({ right }) => right), every: false }
}

/** Whether something stands between the first of these places and a use that may let others write: an `await`, or a method of the object. */
function mayChangeSince(sourceCode: SourceCode, owner: Node, [first]: readonly Node[], use: Node): boolean {
  let may = false
  walkOwn(sourceCode, isFunction(owner) ? owner.body : owner, (node) => {
    if (node.range[1] < (first?.range[1] ?? 0) || node.range[0] >= use.range[0]) return
    may ||= node.type === 'AwaitExpression' || node.type === 'YieldExpression' || (node.type === 'CallExpression' && !isInside(use, node) && node.callee.type === 'MemberExpression' && node.callee.object.type === 'ThisExpression')
  })
  return may
}

/** A static field of a class that nobody assigns anew. */
export function staticMember(e: Evaluation, { at: node }: Value, name: string, at: Node): Value {
  const member = isClass(node) ? membersOf(e.sourceCode, node).get(name) : undefined
  const [only, second] = member?.isStatic && member.field ? assignedValues(member) : []
  if (!only || !isClass(node)) return unknown(at)
  return second || isAssigned(e, node, name) ? { kind: 'unknown', at, settled: true } : evaluate(e, only, undefined)
}

/** Whether the file assigns to `Name.name`. */
function isAssigned({ sourceCode }: Evaluation, node: ClassNode, name: string): boolean {
  return (
    nameOf(sourceCode, node)?.references.some(({ identifier }) => {
      const member = wrapped(identifier).parent
      const above = member && wrapped(member).parent
      return member?.type === 'MemberExpression' && keyName(member) === name && above?.type === 'AssignmentExpression' && above.left === member
    }) ?? false
  )
}

function inherited(e: Evaluation, node: ClassNode, name: string, at: Node): Value {
  const parent = superOf(e.sourceCode, node)
  return parent?.kind === 'class' && parent.node !== node
    ? instanceMember(e, { kind: 'instance', at, node: parent.node, parts: () => [], part: () => undefined }, name, at)
    : unknown(at)
}
