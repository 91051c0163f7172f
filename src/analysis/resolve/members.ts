import type { TSESTree } from '@typescript-eslint/utils'

import { nodesOf } from '../../utils/nodes.ts'
import { perFile, type SourceCode } from '../../utils/per-file.ts'
import { type ClassNode, classOfThis, type FunctionNode, isFunction, keyName, type Node, unwrap } from '../../utils/syntax.ts'
import { sourcesOf, variableOf } from './bindings.ts'

/** A member of a class: what declares it and where the class's own code touches it through `this`. */
export interface Member {
  readonly name: string
  readonly isStatic: boolean
  method?: FunctionNode
  getter?: FunctionNode
  setter?: FunctionNode
  /** The field's declaration, or the constructor parameter that declares it. */
  field?: TSESTree.PropertyDefinition | TSESTree.AccessorProperty | TSESTree.TSAbstractPropertyDefinition | TSESTree.TSParameterProperty
  readonly uses: TSESTree.MemberExpression[]
  /** Those of the uses that are assigned to, whole. */
  readonly writes: TSESTree.AssignmentExpression[]
}

export type Members = ReadonlyMap<string, Member>

const tables = perFile((sourceCode) => {
  const byClass = new Map<ClassNode, Map<string, Member>>()
  for (const node of nodesOf(sourceCode).classes) byClass.set(node, declaredMembers(node))
  for (const member of nodesOf(sourceCode).members) {
    const owner = classOfObject(sourceCode, member.object)
    const name = owner && keyName(member)
    const known = owner && name !== undefined ? memberIn(byClass.get(owner), name, false) : undefined
    if (!known) continue
    known.uses.push(member)
    if (member.parent.type === 'AssignmentExpression' && member.parent.left === member) known.writes.push(member.parent)
  }
  return byClass
})

const NONE: Members = new Map()

/** The members of a class by name (`#x` for private ones), those that are only assigned through `this` included. */
export function membersOf(sourceCode: SourceCode, node: ClassNode): Members {
  return tables(sourceCode).get(node) ?? NONE
}

function declaredMembers(node: ClassNode): Map<string, Member> {
  const members = new Map<string, Member>()
  for (const element of node.body.body) {
    if (element.type === 'StaticBlock' || element.type === 'TSIndexSignature') continue
    const name = keyName(element)
    if (name === undefined) continue
    const member = memberIn(members, name, element.static)
    if (!member) continue
    if (element.type === 'MethodDefinition') {
      const body = isFunction(element.value) ? element.value : undefined
      if (!body) continue // an overload's signature
      if (element.kind === 'get') member.getter = body
      else if (element.kind === 'set') member.setter = body
      else member.method = body
      if (element.kind === 'constructor') declareParameters(body, members)
    } else if (element.type !== 'TSAbstractMethodDefinition' && element.type !== 'TSAbstractAccessorProperty') {
      member.field = element
      if (element.value && isFunction(unwrap(element.value))) member.method = unwrap(element.value) as FunctionNode
    }
  }
  return members
}

function declareParameters(constructor: FunctionNode, members: Map<string, Member>): void {
  for (const parameter of constructor.params) {
    if (parameter.type !== 'TSParameterProperty') continue
    const name = parameter.parameter.type === 'AssignmentPattern' ? parameter.parameter.left : parameter.parameter
    const member = name.type === 'Identifier' ? memberIn(members, name.name, false) : undefined
    if (member) member.field = parameter
  }
}

function memberIn(members: Map<string, Member> | undefined, name: string, isStatic: boolean): Member | undefined {
  if (!members) return undefined
  let member = members.get(name)
  if (!member) members.set(name, (member = { name, isStatic, uses: [], writes: [] }))
  return member
}

/** The class whose instance `object` is, where it is `this` or a variable that holds `this`. */
export function classOfObject(sourceCode: SourceCode, object: Node): ClassNode | undefined {
  const self = thisBehind(sourceCode, object)
  return self && classOfThis(self)
}

/** Whether an expression is `this`, or a name for it: `const self = this`. */
export function isThis(sourceCode: SourceCode, object: Node): boolean {
  return thisBehind(sourceCode, object) !== undefined
}

function thisBehind(sourceCode: SourceCode, object: Node): TSESTree.ThisExpression | undefined {
  if (object.type === 'ThisExpression') return object
  if (object.type !== 'Identifier') return undefined
  const variable = variableOf(sourceCode, object)
  if (!variable || variable.defs[0]?.type !== 'Variable') return undefined
  const init = variable.defs[0].node.type === 'VariableDeclarator' ? variable.defs[0].node.init : null
  return init?.type === 'ThisExpression' && sourcesOf(sourceCode, variable)?.length === 1 ? init : undefined
}

const getterNames = perFile((sourceCode): ReadonlySet<string> => new Set([...tables(sourceCode).values()].flatMap((members) => [...members.values()].filter(({ getter }) => getter).map(({ name }) => name))))

/** Whether a class of this file has a getter of this name. */
export function isGetterName(sourceCode: SourceCode, name: string): boolean {
  return getterNames(sourceCode).has(name)
}

/** The getter of this class that reading a member of `this` runs. */
export function getterAt(sourceCode: SourceCode, member: Node): FunctionNode | undefined {
  const name = member.type === 'MemberExpression' ? keyName(member) : undefined
  if (member.type !== 'MemberExpression' || name === undefined || !isGetterName(sourceCode, name)) return undefined
  const owner = classOfObject(sourceCode, member.object)
  return owner ? membersOf(sourceCode, owner).get(name)?.getter : undefined
}

/** What the class's own code assigns to a member: initialiser and `this.x = …`; place holders (`null`) included. */
export function assignedValues(member: Member): Node[] {
  const values: Node[] = []
  if (member.field && member.field.type !== 'TSParameterProperty' && member.field.value) values.push(member.field.value)
  for (const { operator, right } of member.writes) if (['=', '??=', '||='].includes(operator)) values.push(right)
  return values
}

/** The one value that a field of this object is ever given: where it is declared, or in the constructor. */
export function fieldValue(sourceCode: SourceCode, node: TSESTree.MemberExpression): Node | undefined {
  const owner = classOfObject(sourceCode, node.object)
  const member = owner && membersOf(sourceCode, owner).get(keyName(node) ?? '')
  if (!member || member.uses.some(({ parent }) => parent.type === 'UpdateExpression' || (parent.type === 'AssignmentExpression' && parent.operator !== '=' && member.writes.includes(parent)))) return undefined
  if (member.field?.type === 'TSParameterProperty') {
    const { parameter } = member.field
    return member.writes.length > 0 ? undefined : parameter.type === 'AssignmentPattern' ? parameter.left : parameter
  }
  const values = assignedValues(member)
  return values.length === 1 ? values[0] : undefined
}
