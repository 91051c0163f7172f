import type { TSESTree } from '@typescript-eslint/utils'

import { perFile, perNode, type SourceCode } from '../../../utils/per-file.ts'
import { type ClassNode, isClass, keyName, literalText, type Node, unwrap } from '../../../utils/syntax.ts'
import { variableOf } from '../../resolve/bindings.ts'
import { denote } from '../../resolve/denote.ts'
import { returnsOf } from '../../resolve/functions.ts'
import { holderOf, isWrittenDown } from '../../resolve/holders.ts'
import { assignedValues, classOfObject, type Member, membersOf } from '../../resolve/members.ts'
import { declaredLocks, declaringClass, standsFor } from '../receiver.ts'
import { merged, placeOfVariable, valueOf } from './identity.ts'
import { recordPlace } from './kept.ts'
import { append, ofPlace, ofText, patternOf, type Place, placeAt, stepInto, type Value } from './symbol.ts'

/** `this`, or the class in its static members. */
export function thisPlace(sourceCode: SourceCode, node: Node): Place | undefined {
  const instance = classOfObject(sourceCode, node)
  if (instance) return placeAt(rootOfClass(sourceCode, instance))
  const holder = node.type === 'ThisExpression' ? holderOf(sourceCode, node) : undefined
  if (holder && !isWrittenDown(holder)) return placeAt(`this:${'type' in holder ? nameOfOwner(holder) : `${holder.name}@${String(holder.identifiers[0]?.range[0] ?? 0)}`}`)
  for (let at: Node | undefined = node; at; at = at.parent) {
    if (at.type === 'FunctionDeclaration') return undefined
    if (at.type === 'StaticBlock' || ((at.type === 'MethodDefinition' || at.type === 'PropertyDefinition') && at.static)) return classPlace(sourceCode, at.parent.parent)
    if (at.type === 'FunctionExpression' && at.parent.type === 'Property') return recordPlace(sourceCode, at.parent.parent)
    if (isClass(at)) return undefined
  }
  return undefined
}

/** The class itself, as what its static members belong to. */
export function classPlace(sourceCode: SourceCode, node: ClassNode): Place | undefined {
  const name = node.id ?? (node.parent.type === 'VariableDeclarator' ? node.parent.id : undefined)
  const variable = name ? variableOf(sourceCode, name) : undefined
  return variable && placeOfVariable(sourceCode, variable)
}

const classes = perFile(() => new Map<string, ClassNode>())

function rootOfClass(sourceCode: SourceCode, node: ClassNode): string {
  const root = `this:${nameOfOwner(node)}`
  classes(sourceCode).set(root, node)
  return root
}

/** The class whose instance a root is; undefined for other roots. */
export function classAt(sourceCode: SourceCode, root: string): ClassNode | undefined {
  return classes(sourceCode).get(root)
}

/** `this` in the methods of a class. */
export function placeOfThis(sourceCode: SourceCode, node: ClassNode): Place {
  return placeAt(rootOfClass(sourceCode, node))
}

/** A class or other declaration by name and place. */
export function nameOfOwner(node: Node): string {
  const name = 'id' in node && node.id && 'name' in node.id ? node.id.name : ''
  return `${name}@${String(node.range[0])}`
}

/** A field of `this`, by the class that declares it. */
export function fieldOfThis(sourceCode: SourceCode, node: ClassNode, name: string): Place | undefined {
  const owner = declaringClass(sourceCode, node, name) ?? node
  return append(placeAt(rootOfClass(sourceCode, owner)), name, `${nameOfOwner(owner)}.${name}`)
}

export function valueOfMember(sourceCode: SourceCode, node: TSESTree.MemberExpression): Value | undefined {
  const name = keyName(node)
  const known = constantMember(sourceCode, node, name)
  if (known) return known
  if (node.object.type === 'Super') return undefined
  const whole = valueOf(sourceCode, node.object)
  if (!whole) return undefined
  if (name === undefined) return stepInto(whole, patternOf(valueOf(sourceCode, node.property)))
  const owner = whole.is === 'place' && whole.place.path.length === 0 ? classAt(sourceCode, whole.place.root) : undefined
  if (owner) return valueOfField(sourceCode, owner, name)
  const part = stepInto(whole, name)
  const kind = part?.is === 'place' ? kindOf(sourceCode, node.object, name) : undefined
  return part?.is === 'place' && kind !== undefined ? ofPlace({ ...part.place, kind }) : part
}

function valueOfField(sourceCode: SourceCode, node: ClassNode, name: string): Value | undefined {
  const owner = declaringClass(sourceCode, node, name)
  const member = owner && membersOf(sourceCode, owner).get(name)
  if (member?.getter) return merged(returnsOf(sourceCode, member.getter).map((each) => valueOf(sourceCode, each)))
  return (member && constantText(sourceCode, member)) ?? ofPlace(fieldOfThis(sourceCode, node, name))
}

/** The text that a field has once and for all. */
const constantText: (sourceCode: SourceCode, member: Member) => Value | undefined = perNode<Member, Value | undefined>((sourceCode, member) => {
  const [value, second] = assignedValues(member)
  if (!value || second || unwrap(value).type === 'NewExpression') return undefined
  if (member.uses.some(({ parent }) => parent.type === 'UpdateExpression' || (parent.type === 'AssignmentExpression' && parent.right !== value))) return undefined
  const text = valueOf(sourceCode, value)
  return text?.is === 'text' && text.text.parts.every((part) => typeof part === 'string' || (part && 'root' in part && part.root.startsWith('this:'))) ? text : undefined
}, undefined)

/** What declares a member of a value: a class, an interface, the only object literal with a lock of that name. */
function kindOf(sourceCode: SourceCode, object: Node, name: string): string | undefined {
  const whole = standsFor(sourceCode, object)
  if (whole?.kind === 'object') return `${nameOfOwner(declaringClass(sourceCode, whole.node, name) ?? whole.node)}.${name}`
  if (whole?.kind === 'typed' || whole?.kind === 'record') return `${nameOfOwner(whole.node)}.${name}`
  const declared = whole ? undefined : declaredLocks(sourceCode).get(name)?.owner
  return declared && `${nameOfOwner(declared)}.${name}`
}

/** Text behind a member: an enum's, that of a constant object or a static field. */
function constantMember(sourceCode: SourceCode, node: TSESTree.MemberExpression, name: string | undefined): Value | undefined {
  const object = unwrap(node.object)
  if (name === undefined || object.type !== 'Identifier') return undefined
  const declared = variableOf(sourceCode, object)?.defs[0]?.node
  if (declared?.type === 'TSEnumDeclaration') {
    const member = declared.body.members.find((each) => (each.id.type === 'Identifier' ? each.id.name : literalText(each.id)) === name)
    return member?.initializer ? valueOf(sourceCode, member.initializer) : ofText(name)
  }
  const whole = denote(sourceCode, object)
  const value = whole?.kind === 'record'
    ? whole.node.properties.find((each) => each.type === 'Property' && keyName(each) === name)
    : whole?.kind === 'class' ? membersOf(sourceCode, whole.node).get(name)?.field : undefined
  const text = value && 'value' in value && value.value ? valueOf(sourceCode, value.value) : undefined
  return text?.is === 'text' ? text : undefined
}
