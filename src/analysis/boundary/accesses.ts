import type { TSESTree } from '@typescript-eslint/utils'

import { collections } from '../../knowledge/boundaries.ts'
import { mutators } from '../../knowledge/members.ts'
import { calledName, methodCallOn, isInLoop, membersNamed, nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { isTarget } from '../../utils/results.ts'
import { type Call, type ClassNode, isCall, isFunction, keyName, type Node, ownerOf, unwrap, wrapped } from '../../utils/syntax.ts'
import { isNothing, sourcesOf, type Variable } from '../resolve/bindings.ts'
import { apiOf, denote } from '../resolve/denote.ts'
import { nameOf } from '../resolve/functions.ts'
import { staticClassOf } from '../resolve/holders.ts'
import { assignedValues, membersOf } from '../resolve/members.ts'
import { timesOf } from '../roles/times.ts'

/** One access of a variable of the module. */
export interface Access {
  readonly node: Node
  readonly writes: boolean
  /** The property that is accessed; absent: all of it, or nobody knows which. */
  readonly name?: string
}

/** Something that changes while the program runs, and is there once. */
export interface Held {
  readonly name: string
  readonly accesses: readonly Access[]
}

/** A variable of the module that changes while the program runs. */
export interface State {
  readonly variable: Variable
  readonly accesses: readonly Access[]
}

/** All variables of the module that are written after their declaration, or hold something that changes in place. */
export const statesOf = perFile((sourceCode): readonly State[] => {
  const variables = sourceCode.scopeManager?.scopes.filter(({ block }) => block.type === 'Program').flatMap((scope) => scope.variables) ?? []
  return variables.flatMap((variable): State[] => {
    const [def] = variable.defs
    if (def?.type !== 'Variable' || variable.defs.length > 1) return []
    const form = formOf(sourceCode, variable)
    if (form === 'other' && def.parent?.type === 'VariableDeclaration' && def.parent.kind === 'const') return []
    return [{ variable, accesses: accessesOfVariable(sourceCode, variable, form) }]
  })
})

function accessesOfVariable(sourceCode: SourceCode, variable: Variable, form: Form): readonly Access[] {
  return variable.references.flatMap((reference) => (reference.init === true || isInType(reference.identifier) ? [] : accessesAt(sourceCode, reference.identifier, reference.isWrite(), form)))
}

// ---------------------------------------------------------------- what a function or an object has that is there once

/** Collections that functions have which run once, and fields of objects that are made once. */
export const heldOnce = perFile((sourceCode): readonly Held[] => [...ofFunctions(sourceCode), ...ofObjects(sourceCode), ...staticsOf(sourceCode)])

/** A static field of a class that changes while the program runs, with what it begins with. */
export interface Static extends Held {
  readonly first: Node | null | undefined
}

/** Those of the file. What a class declares once for all is there once, like a variable of the module. */
export const staticsOf = perFile((sourceCode): readonly Static[] => nodesOf(sourceCode).classes.flatMap((of): readonly Static[] => {
  const fields = [...membersOf(sourceCode, of).values()].filter(({ isStatic, field, method }) => isStatic && field && !method)
  // In its own body a class goes by another variable than outside.
  const names = fields.length > 0 ? new Set([...(sourceCode.scopeManager?.getDeclaredVariables(of) ?? []), nameOf(sourceCode, of)]) : []
  return fields.flatMap(({ name: key, field }): readonly Static[] => {
    const first = field && 'value' in field ? field.value : undefined
    const form = first && isCollection(sourceCode, unwrap(first)) ? 'collection' : 'other'
    const named = [...names].flatMap((name) => name?.references.flatMap(({ identifier }) => memberNamed(identifier, key) ?? []) ?? [])
    const places = [...membersNamed(sourceCode, key).filter(({ object }) => object.type === 'ThisExpression' && staticClassOf(object) === of), ...named]
    const accesses = places.flatMap((place) => accessesAt(sourceCode, place, isTarget(wrapped(place)), form))
    return accesses.length === 0 ? [] : [{ name: `${of.id?.name ?? 'this'}.${key}`, accesses, first }]
  })
}))

/** `Name.key` */
function memberNamed(identifier: Node, key: string): TSESTree.MemberExpression | undefined {
  const { parent } = identifier
  return parent?.type === 'MemberExpression' && parent.object === identifier && keyName(parent) === key ? parent : undefined
}

function ofFunctions(sourceCode: SourceCode): readonly Held[] {
  const variables = sourceCode.scopeManager?.scopes.filter(({ type, block }) => type !== 'class' && block.type !== 'Program').flatMap((scope) => scope.variables) ?? []
  return variables.flatMap((variable): Held[] => {
    const [def] = variable.defs
    if (def?.type !== 'Variable' || variable.defs.length > 1 || formOf(sourceCode, variable) !== 'collection' || !isOnce(sourceCode, def.node)) return []
    return [{ name: variable.name, accesses: accessesOfVariable(sourceCode, variable, 'collection') }]
  })
}

function ofObjects(sourceCode: SourceCode): readonly Held[] {
  return nodesOf(sourceCode).classes.flatMap((of) => {
    const fields = [...membersOf(sourceCode, of).values()].filter((member) => !member.isStatic && assignedValues(member).length === 1 && assignedValues(member).every((value) => isCollection(sourceCode, unwrap(value))))
    if (fields.length === 0) return []
    const made = nodesOf(sourceCode).calls.filter((call) => call.type === 'NewExpression' && isOf(sourceCode, call, of))
    const [only, second] = made
    if (!only || second || !isOnce(sourceCode, only)) return []
    return fields.map(({ name, uses }): Held => ({ name: `this.${name}`, accesses: uses.flatMap((use) => accessesAt(sourceCode, use, false, 'collection')) }))
  })
}

function isOf(sourceCode: SourceCode, { callee }: Call, of: ClassNode): boolean {
  const denoted = denote(sourceCode, callee)
  return denoted?.kind === 'class' && denoted.node === of
}

/** Whether code runs once in a process, as far as this file shows, in a function: not in a loop, and not for each of many. */
function isOnce(sourceCode: SourceCode, node: Node): boolean {
  const owner = ownerOf(node)
  return !isInLoop(node, owner) && timesOf(sourceCode, owner).runs === 'once'
}

function isInType(node: Node): boolean {
  return node.parent?.type === 'TSTypeQuery' || node.parent?.type === 'TSTypeReference' || node.parent?.type === 'ExportSpecifier'
}

/** collection: it changes through its methods and properties. instance: through methods of a class of this file. */
type Form = 'collection' | 'instance' | 'other'

function formOf(sourceCode: SourceCode, variable: Variable): Form {
  const values = (sourcesOf(sourceCode, variable) ?? []).flatMap((source) => (source.kind === 'value' && source.steps.length === 0 ? [unwrap(source.value)] : []))
  if (values.length === 0) return 'other'
  if (values.every((value) => isCollection(sourceCode, value))) return 'collection'
  return values.every((value) => value.type === 'NewExpression' && denote(sourceCode, value.callee)?.kind === 'class') ? 'instance' : 'other'
}

function isCollection(sourceCode: SourceCode, value: Node): boolean {
  return value.type === 'ObjectExpression' || value.type === 'ArrayExpression' || (value.type === 'NewExpression' && collections.has(apiOf(sourceCode, value.callee) ?? ''))
}

function accessesAt(sourceCode: SourceCode, identifier: Node, writes: boolean, form: Form): readonly Access[] {
  if (writes) return [{ node: identifier, writes: true }]
  const outer = wrapped(identifier)
  const member = outer.parent
  if (member?.type !== 'MemberExpression' || member.object !== outer) return [{ node: identifier, writes: isAssignedTo(sourceCode, outer) }]
  const name = keyName(member)
  const whole = wrapped(member)
  if (isCall(whole.parent) && whole.parent.callee === whole) {
    if (form === 'instance' && name !== undefined) return throughMethod(sourceCode, member, name)
    return [{ node: identifier, writes: form === 'collection' && name !== undefined && mutators.has(name) }]
  }
  const part = name === undefined ? {} : { name }
  if (isTarget(whole)) return form === 'other' ? [] : [{ node: identifier, writes: true, ...part }]
  // `state.list.push(x)`
  const inner = whole.parent?.type === 'MemberExpression' && whole.parent.object === whole ? whole.parent : undefined
  const call = inner && wrapped(inner).parent
  const mutates = inner && isCall(call) && call.callee === wrapped(inner) && mutators.has(keyName(inner) ?? '')
  return [{ node: identifier, writes: form === 'collection' && mutates === true, ...part }]
}

/** `Object.assign(state, more)` */
function isAssignedTo(sourceCode: SourceCode, node: Node): boolean {
  const call = node.parent
  return call?.type === 'CallExpression' && call.arguments[0] === node && apiOf(sourceCode, call.callee) === '#Object.assign'
}

/** What a method of a class of this file does to the fields of its object. */
function throughMethod(sourceCode: SourceCode, member: TSESTree.MemberExpression, method: string): readonly Access[] {
  const target = denote(sourceCode, member.object)
  const node = member.object
  const owner = target?.kind === 'object' ? target.node : undefined
  const body = owner && membersOf(sourceCode, owner).get(method)?.method
  if (!owner || !body || !isFunction(body)) return [{ node, writes: false }]
  return [...membersOf(sourceCode, owner).values()].flatMap((field) => field.uses.flatMap((use): Access[] => {
    if (field.method || use.range[0] < body.range[0] || use.range[1] > body.range[1]) return []
    const inner = wrapped(use)
    const parent = inner.parent
    const call = parent?.type === 'MemberExpression' ? wrapped(parent).parent : undefined
    const mutates = parent?.type === 'MemberExpression' && parent.object === inner && (isTarget(wrapped(parent)) || (isCall(call) && call.callee === wrapped(parent) && mutators.has(keyName(parent) ?? '')))
    return [{ node, writes: isTarget(inner) || mutates, name: field.name }]
  }))
}

/** `hits.delete(key)`, `hits.clear()`. */
export function isRemoval(name: Node): boolean {
  const call = methodCallOn(name)
  return call !== undefined && ['delete', 'clear'].includes(calledName(call) ?? '')
}

/** What a variable holds before anybody writes to it, in words. */
export function firstValue(sourceCode: SourceCode, { defs }: Variable): string {
  const [def] = defs
  return firstText(sourceCode, def?.type === 'Variable' && def.node.type === 'VariableDeclarator' ? def.node.init : null)
}

/** The same for what it is declared with. */
export function firstText(sourceCode: SourceCode, init: Node | null | undefined): string {
  if (!init) return 'undefined'
  const node = unwrap(init)
  if (node.type === 'NewExpression' || (node.type === 'ArrayExpression' && node.elements.length === 0) || (node.type === 'ObjectExpression' && node.properties.length === 0)) return 'its own, which nobody has filled'
  const text = sourceCode.getText(node)
  return isNothing(node) || text.length <= 24 ? `'${text}'` : 'what it was declared with'
}
