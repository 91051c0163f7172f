import type { TSESTree } from '@typescript-eslint/utils'

import { boxes } from '../../knowledge/boxes.ts'
import type { SourceCode } from '../../utils/per-file.ts'
import { classAround, type ClassNode, keyName, type Node } from '../../utils/syntax.ts'
import { denoteType, memberType } from './annotations.ts'
import { isNothing, type Variable, variableOf } from './bindings.ts'
import { api, agreed, better, type Denotation } from './denotation.ts'
import { denote, denoteIf, denoteName, denoteText, denoteVariable, superOf } from './denote.ts'
import { returnsOf } from './functions.ts'
import { typeTextOf } from './jsdoc.ts'
import { assignedValues, membersOf } from './members.ts'
import { memberPath, resultPath } from './path.ts'

/** No API has a longer path; a chain of a hundred calls would have, and each step would look it up whole. */
const LONGEST_PATH = 200

export function denoteMember(sourceCode: SourceCode, node: TSESTree.MemberExpression): Denotation | undefined {
  const name = keyName(node) ?? '[]'
  if (node.object.type === 'Super') return superMember(sourceCode, node, name)
  const whole = denote(sourceCode, node.object)
  return whole && partOf(sourceCode, whole, name)
}

function superMember(sourceCode: SourceCode, node: Node, name: string): Denotation | undefined {
  const owner = classAround(node)
  const parent = owner && superOf(sourceCode, owner)
  if (parent?.kind === 'class') return partOf(sourceCode, { kind: 'object', node: parent.node }, name)
  return parent?.kind === 'api' ? api(memberPath(resultPath(parent.path), name)) : undefined
}

/** What a part of a value stands for; '[]' is an element, a number a position. */
export function partOf(sourceCode: SourceCode, whole: Denotation | undefined, name: string): Denotation | undefined {
  switch (whole?.kind) {
    case 'api':
      if (whole.holds && boxes.get(whole.path) === name) return whole.holds
      return whole.path.length > LONGEST_PATH ? undefined : api(memberPath(whole.path, name))
    case 'elements':
      return name === '[]' || /^\d+$/u.test(name) ? whole.of : undefined
    case 'object':
      return instanceMember(sourceCode, whole.node, name)
    case 'class':
      return classMember(sourceCode, whole.node, name)
    case 'record':
      return recordMember(sourceCode, whole.node, name)
    case 'namespace':
      return namespaceMember(sourceCode, whole.node, name)
    case 'typed':
      return denoteType(sourceCode, memberType(whole.node, name))
    default:
      return undefined
  }
}

/** `load` of `namespace Private { export function load() {} }`, which may be in another block of the same name. */
function namespaceMember(sourceCode: SourceCode, node: TSESTree.TSModuleDeclaration, name: string): Denotation | undefined {
  const blocks = variableOf(sourceCode, node.id)?.defs.map((def): Node => def.node) ?? []
  for (const block of blocks) {
    if (block.type !== 'TSModuleDeclaration' || block.body?.type !== 'TSModuleBlock') continue
    for (const statement of block.body.body) {
      const declared = statement.type === 'ExportNamedDeclaration' && statement.declaration ? declaredBy(sourceCode, statement.declaration, name) : undefined
      if (declared) return denoteVariable(sourceCode, declared)
    }
  }
  return undefined
}

/** The variable of a name that a declaration makes: a function, a class, or one of `const`. */
function declaredBy(sourceCode: SourceCode, declaration: Node, name: string): Variable | undefined {
  const made = declaration.type === 'VariableDeclaration' ? declaration.declarations : [declaration]
  return made.flatMap((each) => sourceCode.scopeManager?.getDeclaredVariables(each) ?? []).find((variable) => variable.name === name && variable.defs[0]?.type !== 'Parameter')
}

function instanceMember(sourceCode: SourceCode, node: ClassNode, name: string): Denotation | undefined {
  const member = membersOf(sourceCode, node).get(name)
  if (member && (member.method || member.getter || member.field || member.uses.length > 0) && !member.isStatic) {
    if (member.getter) return agreed(returnsOf(sourceCode, member.getter).map((each) => denote(sourceCode, each)))
    const values = assignedValues(member).filter((each) => !isNothing(each))
    if (member.method && values.length <= 1) return { kind: 'function', node: member.method }
    const byValue = values.length > 0 && values.length <= 16 ? agreed(values.map((each) => denote(sourceCode, each))) : undefined
    const known = better(byValue, declaredField(sourceCode, member.field))
    if (known) return known
    if (member.field || values.length > 0) return undefined
  }
  const parent = superOf(sourceCode, node)
  if (parent?.kind === 'class' && parent.node !== node) return instanceMember(sourceCode, parent.node, name)
  return parent?.kind === 'api' ? api(memberPath(resultPath(parent.path), name)) : undefined
}

function declaredField(sourceCode: SourceCode, field: Node | undefined): Denotation | undefined {
  if (!field) return undefined
  if (field.type === 'TSParameterProperty') {
    const name = field.parameter.type === 'AssignmentPattern' ? field.parameter.left : field.parameter
    return name.type === 'Identifier' ? denoteName(sourceCode, name) : undefined
  }
  if ('typeAnnotation' in field && field.typeAnnotation) return denoteType(sourceCode, field.typeAnnotation)
  const text = typeTextOf(sourceCode, field)
  return text === undefined ? undefined : denoteText(sourceCode, text)
}

function classMember(sourceCode: SourceCode, node: ClassNode, name: string): Denotation | undefined {
  const member = membersOf(sourceCode, node).get(name)
  if (!member?.isStatic) return undefined
  if (member.method) return { kind: 'function', node: member.method }
  const value = member.field && 'value' in member.field ? member.field.value : undefined
  return better(denoteIf(sourceCode, value), declaredField(sourceCode, member.field))
}

/** Larger tables are not gone through. */
const MOST_ENTRIES = 16

function recordMember(sourceCode: SourceCode, node: TSESTree.ObjectExpression, name: string): Denotation | undefined {
  if (name === '[]') return entryOf(sourceCode, node)
  for (const property of node.properties.toReversed()) {
    if (property.type === 'SpreadElement') return undefined
    if (keyName(property) === name && property.kind === 'init') return denote(sourceCode, property.value)
  }
  return undefined
}

/** What any entry of a table is, where all are the same: `patterns[kind]`. */
function entryOf(sourceCode: SourceCode, { properties }: TSESTree.ObjectExpression): Denotation | undefined {
  if (properties.length > MOST_ENTRIES) return undefined
  return agreed(properties.map((each) => (each.type === 'Property' && each.kind === 'init' ? denote(sourceCode, each.value) : undefined)))
}
